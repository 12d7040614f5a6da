"""Sensitive data in an exception's message.

## What it does
Reports data in the message of an exception that is raised, or in a note added to it.

## Why is this bad?
Nobody knows where an exception ends up: tracebacks are logged, sent to error trackers and shown to users.

## Example
```py
def debit(account, amount_due):
    if account.balance < amount_due:
        raise ValueError(f"{account.iban} has only {account.balance}")
```

## Use instead
```py
def debit(account, amount_due):
    if account.balance < amount_due:
        raise ValueError(f"account {account.account_id} has too little")
```

## References
- [CWE-209: Generation of Error Message Containing Sensitive Information](https://cwe.mitre.org/data/definitions/209.html)
- [OWASP Error Handling Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII501",
    name="exception-message",
    family="error",
    channels=("error.exception",),
    title="Sensitive data in an exception's message",
    message="{element} is put into an exception's message",
    cwe=(209,),
)
