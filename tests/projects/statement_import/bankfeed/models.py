"""The records of an imported statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass
class Transaction:
    txn_id: str
    booking_date: date
    amount: Decimal
    counterparty_name: str = field(repr=False)
    counterparty_iban: str = field(repr=False)
    status: str = "booked"

    def is_debit(self) -> bool:
        return self.amount < 0

    def headline(self) -> str:
        return f"{self.booking_date} {self.counterparty_name} {self.amount}"

    def reference(self) -> str:
        return f"{self.booking_date}/{self.txn_id}"


@dataclass(repr=False)
class Statement:
    statement_id: str
    iban: str
    currency: str
    transactions: list[Transaction]

    def __repr__(self) -> str:
        return f"Statement({self.statement_id}, …{self.iban[-4:]}, {len(self.transactions)} lines)"

    @property
    def turnover(self) -> Decimal:
        return sum((abs(t.amount) for t in self.transactions), Decimal(0))
