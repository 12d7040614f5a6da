"""Sensitive data in an assertion's message.

## What it does
Reports data in the message of an `assert`.

## Why is this bad?
A failed assertion is an exception like any other: its message is logged, sent to error trackers and kept by CI.

## Example
```py
def check(card_number, issuer):
    assert issuer.knows(card_number), f"unknown card {card_number}"
```

## Use instead
```py
def check(card_number, issuer):
    assert issuer.knows(card_number), "unknown card"
```

## References
- [CWE-209: Generation of Error Message Containing Sensitive Information](https://cwe.mitre.org/data/definitions/209.html)
- [CWE-215: Insertion of Sensitive Information Into Debugging Code](https://cwe.mitre.org/data/definitions/215.html)
- [OWASP Error Handling Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII502",
    name="assertion-message",
    family="error",
    channels=("error.assertion",),
    title="Sensitive data in an assertion's message",
    message="{element} is put into an assertion's message",
    cwe=(209, 215),
)
