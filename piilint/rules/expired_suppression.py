"""A suppression whose time is over.

## What it does
Reports suppressions whose `until` date has passed. What they accepted is reported again. `SOURCE_DATE_EPOCH` sets the date for a run that has to be repeatable.

## Why is this bad?
Somebody accepted a leak for a while, and the while is over.

## Example
```py
def show(card):
    print(card.iban)  # piilint: ignore[PII201] reason: until the mask is in until: 2020-01-31
```

## Use instead
```py
def show(card):
    print(card.iban[-4:])
```

## References

"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII903",
    name="expired-suppression",
    family="meta",
    channels=("meta.expired-suppression",),
    title="A suppression whose time is over",
    message="{detail}",
    cwe=(),
)
