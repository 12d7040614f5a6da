"""A plaintext column for a critical element.

## What it does
Reports columns of ORM models and table definitions that hold a critical element and whose type doesn't encrypt.

## Why is this bad?
Whatever the code that writes it does, administrators, replicas, dumps and test copies will show it.
PCI DSS forbids to keep CVV, PIN and track data at all after authorisation, even encrypted.

## Example
```py
from sqlalchemy import Column, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Card(Base):
    __tablename__ = "card"
    id = Column(String, primary_key=True)
    card_number = Column(String(19))
```

## Use instead
```py
from sqlalchemy import Column, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Card(Base):
    __tablename__ = "card"
    id = Column(String, primary_key=True)
    encrypted_card_number = Column(LargeBinary)
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [CWE-311: Missing Encryption of Sensitive Data](https://cwe.mitre.org/data/definitions/311.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII601",
    name="plaintext-column",
    family="model",
    channels=("model.plaintext-column",),
    title="A plaintext column for a critical element",
    message="{element} has a plaintext column: {name}",
    cwe=(312, 311),
)
