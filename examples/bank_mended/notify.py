"""What customers hear from the bank: the messaging service looks addresses up and fills the texts in."""

from __future__ import annotations

import logging

import requests

from .masking import mask_iban, mask_phone
from .models import Account, Customer, Transaction

logger = logging.getLogger(__name__)

MESSAGES = "https://messages.bank.example/v2/messages"
SCREENING = "https://screening.bank.example/v1/checks"


class Notifier:
    """Tells customers that something happened on their accounts; what it was they see after logging in."""

    def __init__(self, timeout: float = 10.0) -> None:
        self._timeout = timeout

    def booking_mail(self, customer: Customer, account: Account, txn: Transaction) -> None:
        """An e-mail for one booking; the service knows the address of a customer's id."""
        message = {
            "customer_id": customer.customer_id,
            "template": "booking",
            "account": mask_iban(account.iban),
            "txn_id": txn.txn_id,
        }
        requests.post(MESSAGES, json=message, timeout=self._timeout).raise_for_status()  # OK
        logger.info("mailed customer %d about %s", customer.customer_id, txn.txn_id)  # OK

    def booking_sms(self, customer: Customer, account: Account, txn: Transaction) -> None:
        """A text message for one booking: that there is one, and where to look."""
        message = {"customer_id": customer.customer_id, "template": "booking-sms", "account": mask_iban(account.iban)}
        answer = requests.post(MESSAGES, json=message, timeout=self._timeout)  # OK
        if not answer.ok:
            phone = mask_phone(customer.phone.get_secret_value())
            logger.error("service answered %d for %s", answer.status_code, phone)  # OK
        logger.debug("service took %.3f s for %s", answer.elapsed.total_seconds(), txn.txn_id)  # OK

    def screen(self, customer: Customer) -> bool:
        """Ask our own screening service whether the customer is on a sanctions list, by the customer's id."""
        answer = requests.get(f"{SCREENING}/{customer.customer_id}", timeout=30)  # OK
        answer.raise_for_status()
        return bool(answer.json()["listed"])
