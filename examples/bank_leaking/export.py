"""Files for the tax office, the analysts and the customers' own bookkeeping."""

from __future__ import annotations

import csv
import json
import logging
import pickle
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from .models import Statement

logger = logging.getLogger(__name__)


def to_csv(statement: Statement, folder: Path) -> Path:
    """One row an entry, as spreadsheets like it."""
    target = folder / f"{statement.statement_id}.csv"
    with target.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["date", "amount", "currency", "counterparty", "narrative"])  # OK
        for txn in statement.transactions:
            writer.writerow([txn.booking_date, txn.amount, txn.currency, txn.counterparty_name])  # LEAK: store
    logger.info("wrote %s", target.name)  # OK
    return target


def to_json(statement: Statement, folder: Path) -> Path:
    """The whole statement as one document."""
    target = folder / f"{statement.statement_id}.json"
    with target.open("w", encoding="utf-8") as handle:
        json.dump(asdict(statement), handle, default=str, indent=2)  # LEAK: store
    return target


def to_frame(statement: Statement) -> pd.DataFrame:
    """The entries as a table, money as float."""
    frame = pd.DataFrame([asdict(txn) for txn in statement.transactions])
    frame["amount"] = frame["amount"].astype(float)
    return frame


def for_analysts(statement: Statement, folder: Path) -> Path:
    """The table the analysts asked for, and a look at it on the way."""
    frame = to_frame(statement)
    print(frame.head())  # LEAK: print
    print(len(frame), "rows,", frame["currency"].nunique(), "currencies")  # OK
    target = folder / f"{statement.statement_id}.analysts.csv"
    frame.to_csv(target, index=False)  # LEAK: store
    return target


def snapshot(statement: Statement, folder: Path) -> Path:
    """Everything, for the nightly comparison."""
    target = folder / f"{statement.statement_id}.pickle"
    target.write_bytes(pickle.dumps(statement))  # LEAK: store
    return target


def summary(statement: Statement, folder: Path) -> Path:
    """Counts by currency and direction: nothing about anybody."""
    directions = Counter("debit" if txn.is_debit else "credit" for txn in statement.transactions)
    document = {
        "statement_id": statement.statement_id,
        "period": statement.period,
        "currency": statement.currency,
        "entries": len(statement.transactions),
        "debits": directions["debit"],
    }
    target = folder / f"{statement.statement_id}.summary.json"
    target.write_text(json.dumps(document, indent=2), encoding="utf-8")  # OK
    return target
