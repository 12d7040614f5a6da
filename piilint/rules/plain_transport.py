"""Sensitive data sent over an unencrypted connection.

## What it does
Reports data that is sent by plain `http://`, `ftp` or another protocol without encryption.

## Why is this bad?
Everyone on the network path can read and change it.

## Example
```py
import requests


def submit(card):
    requests.post("http://gateway.bank.example/charge", json={"pan": card.card_number})
```

## Use instead
```py
import requests


def submit(card):
    requests.post("https://gateway.bank.example/charge", json={"pan": card.card_number})
```

## References
- [CWE-319: Cleartext Transmission of Sensitive Information](https://cwe.mitre.org/data/definitions/319.html)
- [OWASP Transport Layer Security Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII401",
    name="plain-transport",
    family="send",
    channels=("send.plain",),
    title="Sensitive data sent over an unencrypted connection",
    message="{element} is sent over an unencrypted connection by {callee}",
    cwe=(319,),
)
