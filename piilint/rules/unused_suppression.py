"""A suppression that is malformed or suppresses nothing.

## What it does
Reports `# piilint:` comments that aren't understood, name unknown rules, or accept nothing that is still reported.

## Why is this bad?
An old suppression accepts the next leak on its line without anyone noticing; a misspelt one accepts nothing.

## Example
```py
def show(customer):
    print(customer.customer_id)  # piilint: ignore[PII201] shown to the customer
```

## Use instead
```py
def show(customer):
    print(customer.customer_id)
```

## References

"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII901",
    name="unused-suppression",
    family="meta",
    channels=("meta.suppression",),
    title="A suppression that is malformed or suppresses nothing",
    message="{detail}",
    cwe=(),
)
