"""Sensitive data in a log message.

## What it does
Reports customer and statement data that becomes part of a log message: in its text, in its arguments, or in what a logging wrapper makes of them.

## Why is this bad?
Logs are read by far more people than the data itself: developers, operations, vendors of log services. They are kept for years, copied into
backups and search indexes, and no deletion request reaches them.

## Example
```py
import logging

log = logging.getLogger(__name__)


def book(transfer):
    log.info("booked %s for %s", transfer.amount, transfer.creditor_iban)
```

## Use instead
```py
import logging

log = logging.getLogger(__name__)


def book(transfer):
    log.info("booked transfer %s to …%s", transfer.transfer_id, transfer.creditor_iban[-4:])
```

## References
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [OWASP Logging Cheat Sheet: data to exclude](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII101",
    name="log-message",
    family="log",
    channels=("log.message",),
    title="Sensitive data in a log message",
    message="{element} is logged in the clear by {callee}",
    cwe=(532,),
)
