"""Sensitive data stored in a database in the clear.

## What it does
Reports values that reach a database's columns unencrypted: SQL text with its parameters, ORM saves, bulk inserts.

## Why is this bad?
Administrators, replicas, dumps and test copies all show it. Disk encryption protects against a stolen disk, not against a query.
The default policy makes it an error only for critical elements.

## Example
```py
import sqlite3


def save(connection: sqlite3.Connection, card):
    connection.execute("INSERT INTO cards (card_number) VALUES (?)", (card.card_number,))
```

## Use instead
```py
import sqlite3

from cryptography.fernet import Fernet


def save(connection: sqlite3.Connection, card, key):
    sealed = Fernet(key).encrypt(card.card_number.encode())
    connection.execute("INSERT INTO cards (sealed) VALUES (?)", (sealed,))
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [CWE-311: Missing Encryption of Sensitive Data](https://cwe.mitre.org/data/definitions/311.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII303",
    name="database-write",
    family="store",
    channels=("store.database",),
    title="Sensitive data stored in a database in the clear",
    message="{element} is stored in a database in the clear by {callee}",
    cwe=(312, 311),
)
