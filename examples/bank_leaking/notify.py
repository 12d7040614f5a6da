"""What customers hear from the bank: e-mail through the relay, SMS through a gateway."""

from __future__ import annotations

import logging
import smtplib

import requests

from .masking import mask_iban, mask_phone
from .models import Account, Customer, Transaction

logger = logging.getLogger(__name__)

SENDER = "service@bank.example"
SMS_GATEWAY = "http://sms-gateway.internal/send"
SCREENING = "https://screening.example/v1/check"


class Notifier:
    """Tells customers what happened on their accounts."""

    def __init__(self, relay: str = "localhost", port: int = 25) -> None:
        self._relay = relay
        self._port = port

    def booking_mail(self, customer: Customer, account: Account, txn: Transaction) -> None:
        """An e-mail for one booking, with everything in it."""
        lines = [
            "Subject: New booking",
            "",
            f"Dear {customer.full_name},",
            f"{txn.amount} {txn.currency} from {txn.counterparty_name} on {account.iban}.",
            f"Your new balance is {account.balance} {account.currency}.",
        ]
        with smtplib.SMTP(self._relay, self._port) as relay:
            relay.sendmail(SENDER, [customer.email], "\n".join(lines))  # LEAK: send
        logger.info("mailed %s about %s", customer.email, txn.txn_id)  # LEAK: log
        logger.info("mailed customer %d about %s", customer.customer_id, txn.txn_id)  # OK

    def booking_sms(self, customer: Customer, account: Account, txn: Transaction) -> None:
        """A text message for one booking. The gateway speaks plain HTTP."""
        text = f"{txn.amount} {txn.currency} on {mask_iban(account.iban)}: {txn.narrative}"
        answer = requests.post(SMS_GATEWAY, json={"to": customer.phone, "text": text}, timeout=10)  # LEAK: send
        if not answer.ok:
            logger.error("gateway answered %d for %s", answer.status_code, mask_phone(customer.phone))  # LEAK: log
        logger.debug("gateway took %.3f s", answer.elapsed.total_seconds())  # OK

    def screen(self, customer: Customer) -> bool:
        """Ask the screening service whether the customer is on a sanctions list."""
        answer = requests.get(  # LEAK: send
            f"{SCREENING}?name={customer.full_name}&dob={customer.date_of_birth}", timeout=30
        )
        answer.raise_for_status()
        return bool(answer.json()["listed"])
