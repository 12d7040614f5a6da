"""A suppression that accepts nothing.

## What it does
Reports `# piilint: ignore[…]` comments that name a rule which has nothing to report there.

## Why is this bad?
An old suppression accepts the next leak on its line without anyone noticing.

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
    title="A suppression that accepts nothing",
    message="{detail}",
    cwe=(),
)
