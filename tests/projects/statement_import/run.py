"""Imports the statements named on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bankfeed import Ledger, Statement
from bankfeed.csv_reader import read_statement


def export(statement: Statement, target: Path) -> None:
    lines = [{"to": t.counterparty_iban, "state": t.status} for t in statement.transactions]
    target.write_text(json.dumps(lines))  # LEAK: store
    target.with_suffix(".states").write_text(json.dumps([line["state"] for line in lines]))  # OK
    with target.with_suffix(".tail").open("w") as out:
        for txn in statement.transactions:
            out.write(txn.counterparty_iban[-4:] + "\n")  # OK


def main(arguments: list[str]) -> int:
    ledger = Ledger()
    for argument in arguments:
        path = Path(argument)
        statement = read_statement(path)
        ledger.book(statement)
        export(statement, path.with_suffix(".json"))
        print("done:", statement)  # OK
        print("done:", statement.iban)  # LEAK: print
    ledger.report()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
