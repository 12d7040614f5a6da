"""A suppression that lacks what the policy demands.

## What it does
Reports suppressions without the fields that `[suppressions]` demands: `reason`, `until`, `by`, `approved-by`; ones that run too long; and ones that are approved by the person they are by. They accept nothing.

## Why is this bad?
An accepted risk needs someone who answers for it, and an end.

## Example
```toml
[suppressions]
require = ["reason", "by"]
```
```py
def show(card):
    print(card.iban)  # piilint: ignore[PII201] own screen
```

## Use instead
```toml
[suppressions]
require = ["reason", "by"]
```
```py
def show(card):
    print(card.iban)  # piilint: ignore[PII201] own screen by: teller-team
```

## References

"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII904",
    name="incomplete-suppression",
    family="meta",
    channels=("meta.incomplete-suppression",),
    title="A suppression that lacks what the policy demands",
    message="{detail}",
    cwe=(),
)
