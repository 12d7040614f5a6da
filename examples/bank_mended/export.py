"""Files for the tax office, the analysts and the customers' own bookkeeping, all of them encrypted."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from .models import Statement
from .sealing import Sealer

logger = logging.getLogger(__name__)


def to_csv(statement: Statement, folder: Path) -> Path:
    """One row an entry, as spreadsheets like it once the file is opened with the key."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["date", "amount", "currency", "counterparty", "narrative"])  # OK
    for txn in statement.transactions:
        writer.writerow([txn.booking_date, txn.amount, txn.currency, txn.counterparty_name])  # OK
    target = Sealer().write(folder / f"{statement.statement_id}.csv", text.getvalue())  # OK
    logger.info("wrote %s", target.name)  # OK
    return target


def to_json(statement: Statement, folder: Path) -> Path:
    """The whole statement as one document."""
    document = json.dumps(asdict(statement), default=str, indent=2)
    return Sealer().write(folder / f"{statement.statement_id}.json", document)  # OK


def to_frame(statement: Statement) -> pd.DataFrame:
    """The entries as a table, money as float."""
    frame = pd.DataFrame([asdict(txn) for txn in statement.transactions])
    frame["amount"] = frame["amount"].astype(float)
    return frame


def for_analysts(statement: Statement, folder: Path) -> Path:
    """The table the analysts asked for: what nobody can be told from stays, the rest goes."""
    frame = to_frame(statement)
    public = frame[["txn_id", "booking_date", "currency"]]
    print(public.head())  # OK
    print(len(frame), "rows,", frame["currency"].nunique(), "currencies")  # OK
    target = folder / f"{statement.statement_id}.analysts.csv"
    public.to_csv(target, index=False)  # OK
    return target


def snapshot(statement: Statement, folder: Path) -> Path:
    """Everything, for the nightly comparison."""
    return Sealer().write(folder / f"{statement.statement_id}.snapshot", to_frame(statement).to_json())  # OK


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
