"""Statements come in three formats: the core system's CSV, SWIFT MT940 and ISO 20022 camt.053."""

from __future__ import annotations

import csv
import logging
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import mt940
from lxml import etree

from .models import Statement, Transaction

logger = logging.getLogger(__name__)

CAMT = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"}


class ImportFailure(Exception):
    """A statement that can't be booked; the message names the file, not the account."""


def import_file(path: Path) -> Statement:
    """Read one statement file, whatever its format."""
    reader = {".csv": from_csv, ".sta": from_mt940, ".xml": from_camt053}.get(path.suffix.lower())
    if reader is None:
        raise ImportFailure(f"no reader for {path.suffix} files: {path.name}")  # OK
    statement = reader(path)
    logger.info("imported %s: %d entries in %s", path.name, len(statement.transactions), statement.currency)  # OK
    return statement


def from_csv(path: Path) -> Statement:
    """The core system's export: one row an entry, the account repeated in every row."""
    transactions = []
    skipped = 0
    with path.open(newline="", encoding="utf-8") as handle:
        for line, row in enumerate(csv.DictReader(handle, delimiter=";"), start=2):
            try:
                transactions.append(_transaction_of_row(row))
            except (KeyError, InvalidOperation) as failure:
                logger.warning("%s:%d: bad row: %s", path.name, line, type(failure).__name__)  # OK
                skipped += 1
                continue
            last = row
    print("skipped", skipped, "rows")  # OK
    if not transactions:
        raise ImportFailure(f"{path.name}: no entries")  # OK
    closing = Decimal(last["balance"])
    opening = closing - sum((txn.amount for txn in transactions), Decimal(0))
    return Statement(path.stem, last["iban"], last["period"], last["currency"], opening, closing, transactions)


def _transaction_of_row(row: dict[str, str]) -> Transaction:
    return Transaction(
        txn_id=row["txn_id"],
        booking_date=date.fromisoformat(row["booking_date"]),
        amount=Decimal(row["amount"]),
        currency=row["currency"],
        counterparty_name=row["counterparty_name"],
        counterparty_iban=row["counterparty_iban"],
        narrative=row["narrative"],
    )


def from_mt940(path: Path) -> Statement:
    """SWIFT MT940, read by the mt-940 library."""
    parsed = mt940.parse(str(path))
    iban = parsed.data["account_identification"]
    transactions = []
    for number, transaction in enumerate(parsed):
        data = transaction.data
        logger.debug("entry %d of %d in %s", number, len(parsed), transaction.data["currency"])  # OK
        transactions.append(
            Transaction(
                txn_id=f"{path.stem}-{number}",
                booking_date=data["date"],
                amount=data["amount"].amount,
                currency=data["currency"],
                counterparty_name=data.get("applicant_name") or "",
                counterparty_iban=data.get("applicant_iban") or "",
                narrative=data.get("purpose") or data.get("transaction_details") or "",
            )
        )
    opening = parsed.data["final_opening_balance"].amount
    closing = parsed.data["final_closing_balance"].amount
    period = parsed.data["statement_number"]
    statement = Statement(path.stem, iban, period, closing.currency, opening.amount, closing.amount, transactions)
    if not statement.is_consistent():
        raise ImportFailure(f"{path.name}: entries don't lead to the closing balance")  # OK
    return statement


def from_camt053(path: Path) -> Statement:
    """ISO 20022 camt.053, the first statement of the message."""
    root = etree.parse(str(path)).getroot()
    node = root.find("c:BkToCstmrStmt/c:Stmt", CAMT)
    iban = node.findtext("c:Acct/c:Id/c:IBAN", namespaces=CAMT)
    balance_by_type = {
        balance.findtext("c:Tp/c:CdOrPrtry/c:Cd", namespaces=CAMT): Decimal(balance.findtext("c:Amt", namespaces=CAMT))
        for balance in node.findall("c:Bal", CAMT)
    }
    statement = Statement(
        statement_id=node.findtext("c:Id", namespaces=CAMT),
        iban=iban,
        period=node.findtext("c:CreDtTm", namespaces=CAMT)[:7],
        currency=node.findtext("c:Acct/c:Ccy", namespaces=CAMT),
        opening_balance=balance_by_type["OPBD"],
        closing_balance=balance_by_type["CLBD"],
        transactions=[_transaction_of_entry(entry) for entry in node.findall("c:Ntry", CAMT)],
    )
    logger.debug("read %r", statement)  # OK
    logger.debug("%s types of balance in %s", len(balance_by_type), statement.statement_id)  # OK
    return statement


def _transaction_of_entry(entry: etree._Element) -> Transaction:
    """A camt.053 `Ntry`; debits become negative."""
    details = entry.find("c:NtryDtls/c:TxDtls", CAMT)
    debit = entry.findtext("c:CdtDbtInd", namespaces=CAMT) == "DBIT"
    party = "Cdtr" if debit else "Dbtr"
    amount = Decimal(entry.findtext("c:Amt", namespaces=CAMT))
    return Transaction(
        txn_id=entry.findtext("c:AcctSvcrRef", namespaces=CAMT),
        booking_date=date.fromisoformat(entry.findtext("c:BookgDt/c:Dt", namespaces=CAMT)),
        amount=-amount if debit else amount,
        currency=entry.find("c:Amt", CAMT).get("Ccy"),
        counterparty_name=details.findtext(f"c:RltdPties/c:{party}/c:Nm", "", CAMT),
        counterparty_iban=details.findtext(f"c:RltdPties/c:{party}Acct/c:Id/c:IBAN", "", CAMT),
        narrative=details.findtext("c:RmtInf/c:Ustrd", "", CAMT),
    )
