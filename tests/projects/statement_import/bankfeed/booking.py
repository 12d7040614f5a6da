"""Books statements into the ledger."""

from __future__ import annotations

import logging
from collections import defaultdict
from decimal import Decimal

from . import audit
from .models import Statement, Transaction

logger = logging.getLogger(__name__)


class Ledger:
    def __init__(self) -> None:
        self.totals: dict[str, Decimal] = defaultdict(Decimal)
        self.states: dict[str, str] = {}
        self._last: Transaction | None = None

    def book(self, statement: Statement) -> None:
        logger.info("booking %s", statement)  # OK
        audit.event("booking", statement=statement.statement_id, lines=len(statement.transactions))  # OK
        audit.masked_event("account", statement.iban)  # OK
        for txn in statement.transactions:
            self._book_line(txn)
        audit.event("booked", turnover=statement.turnover)  # LEAK: log
        logger.info("booked %s", statement.statement_id)  # OK

    def _book_line(self, txn: Transaction) -> None:
        self.totals[txn.counterparty_name] += txn.amount
        self.states[txn.txn_id] = txn.status
        self._last = txn
        if txn.is_debit():
            logger.debug("debit %s", txn.reference())  # OK
        else:
            logger.debug("credit %s", txn.headline())  # LEAK: log

    def report(self) -> None:
        logger.info("states: %s", self.states)  # OK
        logger.info("%d counterparties", len(self.totals))  # OK
        for name, total in sorted(self.totals.items()):
            logger.info("total of %s", name)  # LEAK: log
            print(f"{total:>12}")  # LEAK: print
        trail = audit.Trail("report").note("begin")
        logger.info("%d notes", trail.count())  # OK
        if self._last is not None:
            logger.info("last line %s", self._last.txn_id)  # OK
            logger.info("last line %s", self._last)  # LEAK: log
