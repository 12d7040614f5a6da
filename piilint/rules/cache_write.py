"""Sensitive data cached in the clear.

## What it does
Reports data that is put into a cache or a key-value store.

## Why is this bad?
Caches are shared between services, seldom authenticated per key, and dumped for debugging.

## Example
```py
import redis


def remember(cache: redis.Redis, customer):
    cache.set("last", customer.national_id)
```

## Use instead
```py
import redis


def remember(cache: redis.Redis, customer):
    cache.set("last", customer.customer_id)
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII304",
    name="cache-write",
    family="store",
    channels=("store.cache",),
    title="Sensitive data cached in the clear",
    message="{element} is cached in the clear by {callee}",
    cwe=(312,),
)
