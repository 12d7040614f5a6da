"""What the bank keeps: transactions, statements, accounts, cards, customers and payment orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import BaseModel


@dataclass(frozen=True)
class Transaction:
    """One booked entry of a statement."""

    txn_id: str
    booking_date: date
    amount: Decimal
    currency: str
    counterparty_name: str
    counterparty_iban: str
    narrative: str

    @property
    def is_debit(self) -> bool:
        return self.amount < 0


@dataclass
class Statement:
    """All entries of one account over one period."""

    statement_id: str
    iban: str
    period: str
    currency: str
    opening_balance: Decimal
    closing_balance: Decimal
    transactions: list[Transaction] = field(default_factory=list)

    def is_consistent(self) -> bool:
        """Whether the entries lead from the opening to the closing balance."""
        booked = sum((txn.amount for txn in self.transactions), Decimal(0))
        return self.opening_balance + booked == self.closing_balance


@dataclass
class Account:
    """A current account and its holder."""

    account_id: int
    customer_id: int
    iban: str
    holder_name: str
    balance: Decimal
    currency: str = "EUR"
    status: str = "open"

    def __str__(self) -> str:
        return f"{self.holder_name} ({self.iban})"


@dataclass
class Card:
    """A debit card; the generated repr shows all of it."""

    card_id: int
    account_id: int
    scheme: str
    card_number: str  # LEAK: model
    cvv: str  # LEAK: model


class Customer(BaseModel):
    """Who the bank knows, as the onboarding form sends it."""

    customer_id: int
    full_name: str
    national_id: str
    date_of_birth: date
    phone: str
    email: str
    country: str = "DE"


class PaymentOrder(BaseModel):
    """A transfer that a customer asked for."""

    order_id: str
    debtor_account_id: int
    creditor_name: str
    creditor_iban: str
    amount: Decimal
    currency: str = "EUR"
    remittance_information: str = ""
