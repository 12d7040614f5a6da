"""A mask that shows too much.

## What it does
Reports masks that leave more than the last four characters of an identifier (of a card number: the first six or eight and the last four).

## Why is this bad?
What is hidden can be guessed: two hidden characters of an account number leave a hundred candidates, and a checksum leaves one.

## Example
```py
def mask_account(account_number):
    return account_number[:-2] + "**"
```

## Use instead
```py
def mask_account(account_number):
    return "****" + account_number[-4:]
```

## References
- [CWE-212: Improper Removal of Sensitive Information Before Storage or Transfer](https://cwe.mitre.org/data/definitions/212.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
- [PCI DSS v4.0.1, requirement 3.4.1](https://www.pcisecuritystandards.org/document_library/)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII802",
    name="partial-mask",
    family="safeguard",
    channels=("safeguard.partial-mask",),
    title="A mask that shows too much",
    message="{name} is named like a mask and shows too much",
    cwe=(212, 200),
)
