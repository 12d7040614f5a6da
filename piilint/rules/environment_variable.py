"""Sensitive data put into the environment.

## What it does
Reports data that is assigned to an environment variable.

## Why is this bad?
Every child process inherits it, error trackers send it along, and other processes of the user read it from the system.

## Example
```py
import os


def prepare(customer):
    os.putenv("CARD", customer.card_number)
```

## Use instead
```py
import os


def prepare(customer):
    os.putenv("CUSTOMER", customer.customer_id)
```

## References
- [CWE-526: Cleartext Storage of Sensitive Information in an Environment Variable](https://cwe.mitre.org/data/definitions/526.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII308",
    name="environment-variable",
    family="store",
    channels=("store.environment",),
    title="Sensitive data put into the environment",
    message="{element} is put into the environment by {callee}",
    cwe=(526,),
)
