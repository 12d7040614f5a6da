"""Redaction that a flag switches off.

## What it does
Reports calls that attach a redacting filter, formatter or processor to a logger under a flag only: a setting, an environment
variable, an option whose name speaks of masking, redaction, raw data or debugging. It counts where nothing else attaches
the same filter.

## Why is this bad?
The flag is the leak: whoever sets it, for an afternoon of debugging or on purpose, writes customers' data to the log in the clear,
and no change of the code shows it. Reviews see a program that redacts.

## Example
```py
import logging
import os


class RedactingFilter(logging.Filter):
    def filter(self, record):
        record.msg = "redacted"
        record.args = ()
        return True


def set_up():
    if os.environ.get("REDACT_LOGS") == "1":
        logging.getLogger().addFilter(RedactingFilter())
```

## Use instead
```py
import logging


class RedactingFilter(logging.Filter):
    def filter(self, record):
        record.msg = "redacted"
        record.args = ()
        return True


def set_up():
    logging.getLogger().addFilter(RedactingFilter())
```

## References
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [CWE-489: Active Debug Code](https://cwe.mitre.org/data/definitions/489.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII808",
    name="switched-filter",
    family="safeguard",
    channels=("safeguard.switched-filter",),
    title="Redaction that a flag switches off",
    message="{name} redacts only as a flag says",
    cwe=(532, 489),
)
