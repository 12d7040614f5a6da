"""Sensitive data logged with an exception.

## What it does
Reports exceptions that carry sensitive data and are logged where they are caught: by `exc_info`, `logger.exception`, or a formatted traceback.

## Why is this bad?
The message was written for the caller; logging the exception publishes it to everyone who may read the log.

## Example
```py
import logging

log = logging.getLogger(__name__)


def pay(card_number, gateway):
    try:
        gateway.charge(card_number)
    except ValueError:
        log.exception("charge of %s failed", card_number)
```

## Use instead
```py
import logging

log = logging.getLogger(__name__)


def pay(card_number, gateway):
    try:
        gateway.charge(card_number)
    except ValueError as error:
        log.error("charge failed: %s", type(error).__name__)
```

## References
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [CWE-209: Generation of Error Message Containing Sensitive Information](https://cwe.mitre.org/data/definitions/209.html)
- [OWASP Logging Cheat Sheet: data to exclude](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII103",
    name="log-exception",
    family="log",
    channels=("log.exception",),
    title="Sensitive data logged with an exception",
    message="{element} is logged with an exception by {callee}",
    cwe=(532, 209),
)
