"""What the bank keeps; nothing here shows a customer's data when it is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field, SecretStr


@dataclass(frozen=True)
class Transaction:
    """One booked entry of a statement; its repr shows what is public."""

    txn_id: str
    booking_date: date
    amount: Decimal = field(repr=False)
    currency: str
    counterparty_name: str = field(repr=False)
    counterparty_iban: str = field(repr=False)
    narrative: str = field(repr=False)

    @property
    def is_debit(self) -> bool:
        return self.amount < 0


@dataclass
class Statement:
    """All entries of one account over one period."""

    statement_id: str
    iban: str = field(repr=False)
    period: str
    currency: str
    opening_balance: Decimal = field(repr=False)
    closing_balance: Decimal = field(repr=False)
    transactions: list[Transaction] = field(default_factory=list, repr=False)

    def is_consistent(self) -> bool:
        """Whether the entries lead from the opening to the closing balance."""
        booked = sum((txn.amount for txn in self.transactions), Decimal(0))
        return self.opening_balance + booked == self.closing_balance


@dataclass
class Account:
    """A current account and its holder."""

    account_id: int
    customer_id: int
    iban: str = field(repr=False)
    holder_name: str = field(repr=False)
    balance: Decimal = field(repr=False)
    currency: str = "EUR"
    status: str = "open"

    def __str__(self) -> str:
        return f"account {self.account_id} ({self.status})"


@dataclass
class Card:
    """A debit card. The verification code is never kept, the number is never shown."""

    card_id: int
    account_id: int
    scheme: str
    card_number: str = field(repr=False)


class Customer(BaseModel):
    """Who the bank knows, as the onboarding form sends it."""

    customer_id: int
    full_name: SecretStr
    national_id: SecretStr
    date_of_birth: date = Field(repr=False)
    phone: SecretStr
    email: SecretStr
    country: str = "DE"


class PaymentOrder(BaseModel):
    """A transfer that a customer asked for."""

    order_id: str
    debtor_account_id: int
    creditor_name: str = Field(repr=False)
    creditor_iban: str = Field(repr=False)
    amount: Decimal = Field(repr=False)
    currency: str = "EUR"
    remittance_information: str = Field(default="", repr=False)
