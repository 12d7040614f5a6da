"""A line of the baseline that no finding answers to.

## What it does
Reports lines of `piilint-baseline.txt` whose finding no longer occurs. `piilint baseline prune` removes them.

## Why is this bad?
A line that stays when its leak is mended accepts the same leak when it comes back.

## Example
```text
main.py | PII201 | iban | show | card.iban -> builtins.print(arg0)
main.py | PII201 | phone | show | card.phone -> builtins.print(arg0)
```
```py
def show(card):
    print(card.iban)
```

## Use instead
```text
main.py | PII201 | iban | show | card.iban -> builtins.print(arg0)
```

## References

"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII905",
    name="stale-baseline",
    family="meta",
    channels=("meta.stale-baseline",),
    title="A line of the baseline that no finding answers to",
    message="{detail}",
    cwe=(),
)
