"""Reads the bank's CSV export."""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from .models import Statement, Transaction

log = logging.getLogger(__name__)


class BadLine(ValueError):
    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"line {number}: {text}")
        self.number = number


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as source:
        for row in csv.DictReader(source, delimiter=";"):
            yield row


def parse_row(number: int, row: dict[str, str]) -> Transaction:
    try:
        amount = Decimal(row["amount"].replace(",", "."))
    except InvalidOperation:
        raise BadLine(number, f"can't book {row['counterparty_iban']}") from None  # LEAK: error
    log.debug("line %d is in %s", number, row["currency"])  # OK
    return Transaction(
        txn_id=row["id"],
        booking_date=date.fromisoformat(row["booking_date"]),
        amount=amount,
        counterparty_name=row["counterparty_name"],
        counterparty_iban=row["counterparty_iban"],
    )


def read_statement(path: Path) -> Statement:
    lines = []
    iban = currency = ""
    for number, row in enumerate(read_rows(path), start=1):
        iban, currency = row["iban"], row["currency"]
        try:
            lines.append(parse_row(number, row))
        except BadLine as error:
            log.warning("skipped line %d", error.number)  # OK
            log.warning("skipped: %s", error)  # LEAK: log
    log.info("read %d lines for %s", len(lines), iban)  # LEAK: log
    log.info("read %d lines in %s", len(lines), currency)  # OK
    return Statement(path.stem, iban, currency, lines)
