"""A redaction filter that nothing attaches.

## What it does
Reports classes of logging filters, formatters and processors that redact, and that nothing in the program attaches.

## Why is this bad?
The code that should protect the logs is there, was reviewed and tested, and does nothing.

## Example
```py
import logging


class RedactingFilter(logging.Filter):
    def filter(self, record):
        record.msg = "redacted"
        return True
```

## Use instead
```py
import logging


class RedactingFilter(logging.Filter):
    def filter(self, record):
        record.msg = "redacted"
        return True


logging.getLogger().addFilter(RedactingFilter())
```

## References
- [CWE-212: Improper Removal of Sensitive Information Before Storage or Transfer](https://cwe.mitre.org/data/definitions/212.html)
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [OWASP Logging Cheat Sheet: data to exclude](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII804",
    name="unattached-filter",
    family="safeguard",
    channels=("safeguard.unattached-filter",),
    title="A redaction filter that nothing attaches",
    message="{name} redacts log records, and no logger or handler has it",
    cwe=(212, 532),
)
