"""Sensitive data written to a table file in the clear.

## What it does
Reports rows and frames that are written as CSV, Excel, Parquet and the like.

## Why is this bad?
A table holds everyone at once and is made to be passed on: this is the shape in which bank statements are sold.

## Example
```py
import pandas as pd


def export(transactions):
    rows = [{"name": txn.counterparty_name, "amount": txn.amount} for txn in transactions]
    pd.DataFrame(rows).to_csv("transactions.csv")
```

## Use instead
```py
import pandas as pd


def export(transactions):
    rows = [{"id": txn.transaction_id, "status": txn.status} for txn in transactions]
    pd.DataFrame(rows).to_csv("transactions.csv")
```

## References
- [CWE-313: Cleartext Storage in a File or on Disk](https://cwe.mitre.org/data/definitions/313.html)
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII302",
    name="table-write",
    family="store",
    channels=("store.table",),
    title="Sensitive data written to a table file in the clear",
    message="{element} is written to a table file in the clear by {callee}",
    cwe=(313, 312),
)
