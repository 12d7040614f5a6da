"""Sensitive data sent over a socket.

## What it does
Reports data that is written to a socket that nothing shows to be encrypted.

## Why is this bad?
Everyone on the network path can read it.

## Example
```py
import socket


def send(connection: socket.socket, card):
    connection.sendall(card.card_number.encode())
```

## Use instead
```py
import socket

from cryptography.fernet import Fernet


def send(connection: socket.socket, card, key):
    connection.sendall(Fernet(key).encrypt(card.card_number.encode()))
```

## References
- [CWE-319: Cleartext Transmission of Sensitive Information](https://cwe.mitre.org/data/definitions/319.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII409",
    name="socket",
    family="send",
    channels=("send.socket",),
    title="Sensitive data sent over a socket",
    message="{element} is sent over a socket by {callee}",
    cwe=(319,),
)
