"""Sensitive data in an error response.

## What it does
Reports data in the body or the detail of an HTTP or RPC error.

## Why is this bad?
Error bodies aren't subject to the authorisation that guards the resource, and every proxy on the way may log them.

## Example
```py
from fastapi import HTTPException


def find(account_number, accounts):
    if account_number not in accounts:
        raise HTTPException(404, detail=f"no account {account_number}")
```

## Use instead
```py
from fastapi import HTTPException


def find(account_number, accounts):
    if account_number not in accounts:
        raise HTTPException(404, detail="no such account")
```

## References
- [CWE-209: Generation of Error Message Containing Sensitive Information](https://cwe.mitre.org/data/definitions/209.html)
- [OWASP Error Handling Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII503",
    name="error-response",
    family="error",
    channels=("error.response",),
    title="Sensitive data in an error response",
    message="{element} is sent back in an error response by {callee}",
    cwe=(209,),
)
