"""Masks for what is shown to people, and a filter for what slips through."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re

IBAN_PATTERN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b")


def mask_iban(iban: str) -> str:
    """Keep the last four characters."""
    return f"****{iban[-4:]}"


def mask_card(number: str) -> str:
    """Keep the last four digits."""
    return "*" * (len(number) - 4) + number[-4:]


def mask_phone(phone: str) -> str:
    """Keep the last two digits."""
    return "***" + phone[-2:]


def account_reference(iban: str, key: bytes) -> str:
    """A keyed digest by which log lines can be told apart; useless without the key."""
    return hmac.new(key, iban.encode("ascii"), hashlib.sha256).hexdigest()[:16]


class IbanRedactionFilter(logging.Filter):
    """Cut IBANs out of log records; attached to the console handler in logsetup.LOGGING."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = IBAN_PATTERN.sub("[iban]", record.getMessage())
        record.args = ()
        return True
