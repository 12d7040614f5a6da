"""Sensitive data stored in a graph or wide-column database in the clear.

## What it does
Reports data that is written to a graph or wide-column database.

## Why is this bad?
Administrators, replicas and dumps show it, as in any other database; links between customers make it worth more.

## Example
```py
from neo4j import GraphDatabase


def link(driver, payment):
    with driver.session() as session:
        session.run("MERGE (a:Account {iban: $iban})", iban=payment.creditor_iban)
```

## Use instead
```py
from neo4j import GraphDatabase


def link(driver, payment):
    with driver.session() as session:
        session.run("MERGE (a:Account {id: $id})", id=payment.account_id)
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII314",
    name="graph-database",
    family="store",
    channels=("store.graph",),
    title="Sensitive data stored in a graph or wide-column database in the clear",
    message="{element} is stored in a graph or wide-column database in the clear by {callee}",
    cwe=(312,),
)
