"""Sensitive data in the system's log.

## What it does
Reports data that goes to syslog, the systemd journal or the event log.

## Why is this bad?
The system's log is shared by every service of the machine, forwarded to central collectors, and readable for every administrator.

## Example
```py
import syslog


def audit(customer):
    syslog.syslog(f"statement viewed: {customer.account_number}")
```

## Use instead
```py
import syslog


def audit(customer):
    syslog.syslog(f"statement viewed: {customer.customer_id}")
```

## References
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [OWASP Logging Cheat Sheet: data to exclude](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII104",
    name="system-log",
    family="log",
    channels=("log.system",),
    title="Sensitive data in the system's log",
    message="{element} is written to the system's log by {callee}",
    cwe=(532,),
)
