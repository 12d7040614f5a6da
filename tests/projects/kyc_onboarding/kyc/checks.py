"""The checks a customer must pass."""

from __future__ import annotations

from abc import ABC, abstractmethod

from kyc.customers import Customer
from kyc.logs import plain

log = plain("kyc.checks")


class Check(ABC):
    name = "check"

    def run(self, customer: Customer) -> bool:
        passed = self.passes(customer)
        log.info("%s: %s", self.name, passed)  # OK
        if not passed:
            log.warning("failed: %s", self.evidence(customer))  # LEAK: log
        return passed

    @abstractmethod
    def passes(self, customer: Customer) -> bool: ...

    @abstractmethod
    def evidence(self, customer: Customer) -> str: ...


class EmailCheck(Check):
    name = "email"

    def passes(self, customer: Customer) -> bool:
        return "@" in customer.email

    def evidence(self, customer: Customer) -> str:
        return f"email {customer.email}"


class CountryCheck(Check):
    name = "country"

    def passes(self, customer: Customer) -> bool:
        return customer.country in {"DE", "FR"}

    def evidence(self, customer: Customer) -> str:
        return customer.country


def run_all(customer: Customer) -> dict[str, bool]:
    results = {check.name: check.run(customer) for check in (EmailCheck(), CountryCheck())}
    log.info("results %s", results)  # OK
    return results
