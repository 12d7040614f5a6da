"""A suppression that isn't understood.

## What it does
Reports `# piilint:` comments that don't keep to the grammar: no rule, an unknown rule, a misspelt or empty field, a date that is none.

## Why is this bad?
It accepts nothing, although it looks as if it did; or, worse, a reader believes a limit that nobody checks.

## Example
```py
def show(card):
    print(card.iban)  # piilint: ignore[PII201] reason: own screen unitl: 2027-01-31
```

## Use instead
```py
def show(card):
    print(card.iban)  # piilint: ignore[PII201] reason: own screen until: 9999-12-31
```

## References

"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII902",
    name="malformed-suppression",
    family="meta",
    channels=("meta.malformed-suppression",),
    title="A suppression that isn't understood",
    message="{detail}",
    cwe=(),
)
