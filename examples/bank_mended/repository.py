"""Accounts, cards and bookings in SQLite: ids and states in the clear, the rest sealed."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from decimal import Decimal

from .masking import account_reference
from .models import Account, Card, Statement
from .sealing import Sealer

logger = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    account_id INTEGER PRIMARY KEY, customer_id INTEGER, reference TEXT UNIQUE, sealed BLOB,
    currency TEXT, status TEXT);
CREATE TABLE IF NOT EXISTS cards (card_id INTEGER PRIMARY KEY, account_id INTEGER, scheme TEXT, sealed BLOB);
CREATE TABLE IF NOT EXISTS bookings (
    txn_id TEXT PRIMARY KEY, account_id INTEGER, booking_date TEXT, currency TEXT, sealed BLOB);
CREATE TABLE IF NOT EXISTS imports (statement_id TEXT PRIMARY KEY, account_id INTEGER, entries INTEGER);
"""


class UnknownAccount(LookupError):
    """No account under this number."""


class LedgerRepository:
    """The only place that knows SQL."""

    def __init__(self, database: str, sealer: Sealer, reference_key: bytes) -> None:
        self._connection = sqlite3.connect(database)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(SCHEMA)
        self._sealer = sealer
        self._reference_key = reference_key

    def save_account(self, account: Account) -> None:
        sealed = self._sealer.seal_fields(
            {"iban": account.iban, "holder_name": account.holder_name, "balance": account.balance}
        )
        reference = account_reference(account.iban, self._reference_key)
        with self._connection as connection:
            connection.execute(  # OK
                "INSERT OR REPLACE INTO accounts (account_id, customer_id, reference, sealed, currency, status)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (account.account_id, account.customer_id, reference, sealed, account.currency, account.status),
            )

    def set_status(self, account_id: int, status: str) -> None:
        with self._connection as connection:
            connection.execute("UPDATE accounts SET status = ? WHERE account_id = ?", (status, account_id))  # OK

    def save_card(self, card: Card) -> None:
        with self._connection as connection:
            connection.execute(  # OK
                "INSERT INTO cards (card_id, account_id, scheme, sealed) VALUES (?, ?, ?, ?)",
                (card.card_id, card.account_id, card.scheme, self._sealer.seal(card.card_number)),
            )

    def book(self, account_id: int, statement: Statement) -> None:
        """Store a statement's entries and remember that it was imported."""
        rows = [
            (
                txn.txn_id,
                account_id,
                txn.booking_date.isoformat(),
                txn.currency,
                self._sealer.seal_fields(
                    {
                        "amount": txn.amount,
                        "counterparty_name": txn.counterparty_name,
                        "counterparty_iban": txn.counterparty_iban,
                        "narrative": txn.narrative,
                    }
                ),
            )
            for txn in statement.transactions
        ]
        with self._connection as connection:
            connection.executemany("INSERT INTO bookings VALUES (?, ?, ?, ?, ?)", rows)  # OK
            connection.execute(  # OK
                "INSERT OR IGNORE INTO imports (statement_id, account_id, entries) VALUES (?, ?, ?)",
                (statement.statement_id, account_id, len(rows)),
            )
        logger.info("booked %d entries of %s", len(rows), statement.statement_id)  # OK

    def find_by_iban(self, iban: str) -> Account:
        reference = account_reference(iban, self._reference_key)
        row = self._connection.execute("SELECT * FROM accounts WHERE reference = ?", (reference,)).fetchone()
        if row is None:
            raise UnknownAccount(f"no account {iban[-4:]}")  # OK
        return self._account_of(row)

    def find(self, account_id: int) -> Account:
        row = self._connection.execute("SELECT * FROM accounts WHERE account_id = ?", (account_id,)).fetchone()
        if row is None:
            raise UnknownAccount(f"no account {account_id}")  # OK
        return self._account_of(row)

    def overdrawn(self, limit: Decimal) -> Iterator[Account]:
        """Accounts below the limit."""
        query = "SELECT account_id, customer_id, sealed, currency, status FROM accounts"
        for row in self._connection.execute(query):
            account = self._account_of(row)
            if account.balance < limit:
                logger.info("account %d is overdrawn", account.account_id)  # OK
                yield account

    def _account_of(self, row: sqlite3.Row) -> Account:
        sealed = self._sealer.unseal_fields(row["sealed"])
        return Account(
            account_id=row["account_id"],
            customer_id=row["customer_id"],
            iban=sealed["iban"],
            holder_name=sealed["holder_name"],
            balance=Decimal(sealed["balance"]),
            currency=row["currency"],
            status=row["status"],
        )
