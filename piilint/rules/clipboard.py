"""Sensitive data copied to the clipboard.

## What it does
Reports data that a program puts on the clipboard.

## Why is this bad?
Every program of the desktop session may read the clipboard, and clipboard managers keep its history or sync it to a cloud.

## Example
```py
import pyperclip


def copy(customer):
    pyperclip.copy(customer.iban)
```

## Use instead
```py
import pyperclip


def copy(customer):
    pyperclip.copy(customer.customer_id)
```

## References
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII311",
    name="clipboard",
    family="store",
    channels=("store.clipboard",),
    title="Sensitive data copied to the clipboard",
    message="{element} is copied to the clipboard by {callee}",
    cwe=(200,),
)
