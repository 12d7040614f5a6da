"""Sensitive data in a warning.

## What it does
Reports data in the text of a Python warning.

## Why is this bad?
Warnings go to standard error, which is collected like a log, and test runs and CI repeat them in their summaries.

## Example
```py
import warnings


def check(account_number):
    warnings.warn(f"no checksum in {account_number}")
```

## Use instead
```py
import warnings


def check(account_number):
    warnings.warn("an account number has no checksum")
```

## References
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [CWE-209: Generation of Error Message Containing Sensitive Information](https://cwe.mitre.org/data/definitions/209.html)
- [OWASP Logging Cheat Sheet: data to exclude](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII203",
    name="warning",
    family="print",
    channels=("print.warning",),
    title="Sensitive data in a warning",
    message="{element} is shown in a warning by {callee}",
    cwe=(532, 209),
)
