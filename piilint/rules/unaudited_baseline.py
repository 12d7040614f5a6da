"""More lines of the baseline without a verdict than the policy allows.

## What it does
Counts the lines of `piilint-baseline.txt` that carry no verdict, and reports when there are more than `max-unaudited`. `piilint baseline audit` lists them and records verdicts.

## Why is this bad?
A baseline is a list of leaks that somebody has to look at. Without a limit it is a way not to.

## Example
```toml
max-unaudited = 0
```
```text
main.py | PII201 | iban | show | card.iban -> builtins.print(arg0)
```
```py
def show(card):
    print(card.iban)
```

## Use instead
```text
main.py | PII201 | iban | show | card.iban -> builtins.print(arg0) | accepted: the customer's own terminal
```

## References

"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII906",
    name="unaudited-baseline",
    family="meta",
    channels=("meta.unaudited-baseline",),
    title="More lines of the baseline without a verdict than the policy allows",
    message="{detail}",
    cwe=(),
)
