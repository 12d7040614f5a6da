"""A repr that shows a critical element.

## What it does
Reports fields with a critical element that the `repr` or `str` of their class shows.

## Why is this bad?
The class leaks wherever an instance is logged, printed, compared in a failing test or left in a traceback.

## Example
```py
from dataclasses import dataclass


@dataclass
class Card:
    card_id: str
    card_number: str
```

## Use instead
```py
from dataclasses import dataclass, field


@dataclass
class Card:
    card_id: str
    card_number: str = field(repr=False)
```

## References
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII602",
    name="showing-repr",
    family="model",
    channels=("model.showing-repr",),
    title="A repr that shows a critical element",
    message="{element} is shown by the repr of {name}",
    cwe=(200, 532),
)
