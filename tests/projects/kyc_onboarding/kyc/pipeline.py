"""Takes a form through all steps."""

from __future__ import annotations

from kyc import checks, notify
from kyc.customers import Customer, from_form
from kyc.logs import plain

log = plain(__name__)


class Onboarding:
    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.refused: dict[str, Customer] = {}

    def submit(self, form: dict[str, str]) -> bool:
        log.info("form of %s", form["id"])  # OK
        customer = from_form(form)
        log.info("document %s", customer.document)  # OK
        log.info("document %s", customer.document.passport_no)  # LEAK: log
        if not all(checks.run_all(customer).values()):
            self.refused[customer.customer_id] = customer
            return False
        notify.welcome(customer)
        self.accepted.append(customer.customer_id)
        return True

    def report(self) -> None:
        print("accepted", self.accepted)  # OK
        print("refused", list(self.refused))  # OK
        print("refused", self.refused)  # LEAK: print
        for key, customer in self.refused.items():
            print(key, customer.country)  # OK
            print(key, customer)  # LEAK: print
            print(customer.model_dump(include={"customer_id", "country"}))  # OK
            print(customer.model_dump_json(exclude={"country"}))  # LEAK: print
