"""Accounts, cards and bookings in SQLite, all of it in the clear."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from decimal import Decimal

from .models import Account, Card, Statement

logger = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    account_id INTEGER PRIMARY KEY, customer_id INTEGER, iban TEXT, holder_name TEXT,
    balance TEXT, currency TEXT, status TEXT);
CREATE TABLE IF NOT EXISTS cards (
    card_id INTEGER PRIMARY KEY, account_id INTEGER, scheme TEXT, card_number TEXT, cvv TEXT);
CREATE TABLE IF NOT EXISTS bookings (
    txn_id TEXT PRIMARY KEY, account_id INTEGER, booking_date TEXT, amount TEXT, currency TEXT,
    counterparty_name TEXT, counterparty_iban TEXT, narrative TEXT);
CREATE TABLE IF NOT EXISTS imports (statement_id TEXT PRIMARY KEY, account_id INTEGER, entries INTEGER);
"""


class UnknownAccount(LookupError):
    """No account under this number."""


class LedgerRepository:
    """The only place that knows SQL."""

    def __init__(self, database: str) -> None:
        self._connection = sqlite3.connect(database)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(SCHEMA)

    def save_account(self, account: Account) -> None:
        with self._connection as connection:
            connection.execute(  # LEAK: store
                "INSERT OR REPLACE INTO accounts"
                " (account_id, customer_id, iban, holder_name, balance, currency, status)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    account.account_id,
                    account.customer_id,
                    account.iban,
                    account.holder_name,
                    str(account.balance),
                    account.currency,
                    account.status,
                ),
            )

    def set_status(self, account_id: int, status: str) -> None:
        with self._connection as connection:
            connection.execute("UPDATE accounts SET status = ? WHERE account_id = ?", (status, account_id))  # OK

    def save_card(self, card: Card) -> None:
        with self._connection as connection:
            connection.execute(  # LEAK: store
                "INSERT INTO cards (card_id, account_id, scheme, card_number, cvv) VALUES (?, ?, ?, ?, ?)",
                (card.card_id, card.account_id, card.scheme, card.card_number, card.cvv),
            )

    def book(self, account_id: int, statement: Statement) -> None:
        """Store a statement's entries and remember that it was imported."""
        rows = [
            (
                txn.txn_id,
                account_id,
                txn.booking_date.isoformat(),
                str(txn.amount),
                txn.currency,
                txn.counterparty_name,
                txn.counterparty_iban,
                txn.narrative,
            )
            for txn in statement.transactions
        ]
        with self._connection as connection:
            connection.executemany("INSERT INTO bookings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # LEAK: store
            connection.execute(  # OK
                "INSERT OR IGNORE INTO imports (statement_id, account_id, entries) VALUES (?, ?, ?)",
                (statement.statement_id, account_id, len(rows)),
            )
        logger.info("booked %d entries of %s", len(rows), statement.statement_id)  # OK

    def find_by_iban(self, iban: str) -> Account:
        row = self._connection.execute("SELECT * FROM accounts WHERE iban = ?", (iban,)).fetchone()
        if row is None:
            raise UnknownAccount(f"no account {iban}")  # LEAK: error
        return _account_of(row)

    def find(self, account_id: int) -> Account:
        row = self._connection.execute("SELECT * FROM accounts WHERE account_id = ?", (account_id,)).fetchone()
        if row is None:
            raise UnknownAccount(f"no account {account_id}")  # OK
        return _account_of(row)

    def overdrawn(self, limit: Decimal) -> Iterator[Account]:
        """Accounts below the limit, lowest first."""
        query = "SELECT account_id, customer_id, iban, holder_name, balance, currency, status FROM accounts"
        for row in self._connection.execute(query):
            if Decimal(row["balance"]) < limit:
                logger.info("%s is overdrawn: %s", row["holder_name"], row["balance"])  # LEAK: log
                yield _account_of(row)


def _account_of(row: sqlite3.Row) -> Account:
    return Account(
        account_id=row["account_id"],
        customer_id=row["customer_id"],
        iban=row["iban"],
        holder_name=row["holder_name"],
        balance=Decimal(row["balance"]),
        currency=row["currency"],
        status=row["status"],
    )
