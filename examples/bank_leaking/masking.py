"""Masks for what is shown to people. Two of them don't mask."""

from __future__ import annotations

import hashlib
import logging
import re

IBAN_PATTERN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b")


def mask_iban(iban: str) -> str:
    """Keep the last four characters."""
    return f"****{iban[-4:]}"


def mask_card(number: str) -> str:  # LEAK: safeguard
    """Hide the card number; it was meant to hide all but the last four digits."""
    return number[:-2] + "**"


def mask_phone(phone: str) -> str:  # LEAK: safeguard
    """Tidy a phone number up, and forget to hide it."""
    return phone.replace(" ", "").replace("-", "")


def account_reference(iban: str) -> str:
    """A digest by which log lines can be told apart. Whoever can list the bank's IBANs can reverse it."""
    return hashlib.sha256(iban.encode("ascii")).hexdigest()


class IbanRedactionFilter(logging.Filter):  # LEAK: safeguard
    """Cut IBANs out of log records. Nobody attaches it: see logsetup.configure."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = IBAN_PATTERN.sub("[iban]", record.getMessage())
        record.args = ()
        return True
