"""Customers' data written out in bulk by a command.

## What it does
Reports what `file-write`, `table-write`, `document-write`, `object-store` and `file-transfer` report, where it is many rows
and the function is one that somebody runs by hand, or a helper of one: a command of click, Typer, Fire, argparse or
absl, a management command, a task, a script.

## Why is this bad?
A leak of one customer is an accident; a file of all customers is what insiders carry away. A command that writes one needs no
break-in: whoever may log on to the machine can run it, at any time, for any account, and nothing asks or records it.

## Example
```py
import csv

import click
from bank.repository import load_statements


@click.command()
@click.argument("path")
def dump(path):
    with open(path, "w") as out:
        writer = csv.writer(out)
        for statement in load_statements():
            writer.writerow([statement.iban, statement.amount])
```

## Use instead
```py
import csv
import io

import click
from bank.audit import record
from bank.repository import load_statements
from bank.vault import vault


@click.command()
@click.argument("path")
@click.argument("ticket")
def dump(path, ticket):
    record("export", ticket)
    out = io.StringIO()
    writer = csv.writer(out)
    for statement in load_statements():
        writer.writerow([statement.id, statement.currency])
    with open(path, "wb") as sealed:
        sealed.write(vault.encrypt(out.getvalue().encode()))
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII315",
    name="bulk-export",
    family="store",
    channels=("store.bulk-export",),
    title="Customers' data written out in bulk by a command",
    message="{element} is exported in bulk by a command through {callee}",
    cwe=(312, 200),
)
