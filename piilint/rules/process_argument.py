"""Sensitive data on a command line.

## What it does
Reports data among the arguments of a process that is started.

## Why is this bad?
Every user of the machine can list the arguments of all processes, and process accounting keeps them.

## Example
```py
import subprocess


def verify(card_number):
    subprocess.run(["verify-card", card_number], check=True)
```

## Use instead
```py
import subprocess


def verify(card_number):
    subprocess.run(["verify-card", "-"], input=card_number.encode(), check=True)
```

## References
- [CWE-214: Invocation of Process Using Visible Sensitive Information](https://cwe.mitre.org/data/definitions/214.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII408",
    name="process-argument",
    family="send",
    channels=("send.process",),
    title="Sensitive data on a command line",
    message="{element} is passed on a command line by {callee}",
    cwe=(214,),
)
