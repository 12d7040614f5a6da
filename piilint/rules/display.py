"""Sensitive data displayed in a notebook or page.

## What it does
Reports data that a notebook or a data app shows: displayed frames, widgets, a cell's last value.

## Why is this bad?
Shown values are saved with the notebook and travel with it, into repositories and mails, long after the analysis.

## Example
```py
from IPython.display import display


def review(statement):
    display(statement.account_number)
```

## Use instead
```py
from IPython.display import display


def review(statement):
    display(len(statement.transactions))
```

## References
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII202",
    name="display",
    family="print",
    channels=("print.display",),
    title="Sensitive data displayed in a notebook or page",
    message="{element} is displayed in the clear by {callee}",
    cwe=(200,),
)
