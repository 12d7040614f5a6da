"""A mask that doesn't mask.

## What it does
Reports functions that are named like a safeguard and return their argument unchanged, on every path or on one.

## Why is this bad?
Everyone who reads the call believes that the value is safe.

## Example
```py
def mask_iban(iban):
    return iban.strip()
```

## Use instead
```py
def mask_iban(iban):
    return "*" * (len(iban) - 4) + iban[-4:]
```

## References
- [CWE-212: Improper Removal of Sensitive Information Before Storage or Transfer](https://cwe.mitre.org/data/definitions/212.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII801",
    name="mask-does-not-mask",
    family="safeguard",
    channels=("safeguard.identity-mask",),
    title="A mask that doesn't mask",
    message="{name} is named like a mask and gives back what it was given",
    cwe=(212, 200),
)
