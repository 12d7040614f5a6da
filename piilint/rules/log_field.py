"""Sensitive data in a log record's field.

## What it does
Reports data that is attached to log records as a field: `extra=`, a bound context, a structured event's keys.

## Why is this bad?
Fields are what log services index: a field with an account number makes every customer searchable by whoever may open the dashboard.

## Example
```py
import logging

log = logging.getLogger(__name__)


def login(customer):
    log.info("login", extra={"phone": customer.phone_number})
```

## Use instead
```py
import logging

log = logging.getLogger(__name__)


def login(customer):
    log.info("login", extra={"customer_id": customer.customer_id})
```

## References
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [OWASP Logging Cheat Sheet: data to exclude](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII102",
    name="log-field",
    family="log",
    channels=("log.field",),
    title="Sensitive data in a log record's field",
    message="{element} is attached to a log record in the clear by {callee}",
    cwe=(532,),
)
