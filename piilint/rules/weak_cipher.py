"""A safeguard that can be undone.

## What it does
Reports functions that are named like encryption and only encode, or use a broken cipher or mode: base64, XOR, DES, RC4, ECB.

## Why is this bad?
Encoding hides nothing, broken ciphers hide it for hours, and the name makes everyone believe otherwise.

## Example
```py
import base64


def encrypt_pan(card_number):
    return base64.b64encode(card_number.encode())
```

## Use instead
```py
from cryptography.fernet import Fernet


def encrypt_pan(card_number, key):
    return Fernet(key).encrypt(card_number.encode())
```

## References
- [CWE-327: Use of a Broken or Risky Cryptographic Algorithm](https://cwe.mitre.org/data/definitions/327.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII805",
    name="weak-cipher",
    family="safeguard",
    channels=("safeguard.weak-cipher",),
    title="A safeguard that can be undone",
    message="{name} protects by something that can be undone",
    cwe=(327,),
)
