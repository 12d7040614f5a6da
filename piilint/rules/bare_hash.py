"""A guessable identifier hashed without a key.

## What it does
Reports identifiers that are hashed by MD5, SHA-1, SHA-2 or the like, without a key, and then let out.

## Why is this bad?
There are few account numbers, cards, phones and national ids: whoever has the hash computes all of them and looks it up, in minutes.

## Example
```py
import hashlib
import logging


def book(account_number):
    logging.info("booked %s", hashlib.sha256(account_number.encode()).hexdigest())
```

## Use instead
```py
import hashlib
import hmac
import logging


def book(account_number, key):
    logging.info("booked %s", hmac.new(key, account_number.encode(), hashlib.sha256).hexdigest())
```

## References
- [CWE-328: Use of Weak Hash](https://cwe.mitre.org/data/definitions/328.html)
- [CWE-760: Use of a One-Way Hash with a Predictable Salt](https://cwe.mitre.org/data/definitions/760.html)
- [CWE-916: Use of Password Hash With Insufficient Computational Effort](https://cwe.mitre.org/data/definitions/916.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII803",
    name="bare-hash",
    family="safeguard",
    channels=("safeguard.bare-hash",),
    title="A guessable identifier hashed without a key",
    message="{element} is only hashed without a key before it reaches {callee}",
    cwe=(328, 760, 916),
)
