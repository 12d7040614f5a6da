"""A literal that looks like a real number of a customer.

## What it does
Reports literals that pass the checksum of a card number, IBAN or national id and aren't published test numbers.

## Why is this bad?
The repository, its forks and every clone keep it for ever, also after the line is gone.

## Example
```py
KNOWN_GOOD = "DE02500105170137075030"
```

## Use instead
```py
from os import environ

KNOWN_GOOD = environ["SMOKE_TEST_ACCOUNT"]
```

## References
- [CWE-540: Inclusion of Sensitive Information in Source Code](https://cwe.mitre.org/data/definitions/540.html)
- [CWE-359: Exposure of Private Personal Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/359.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII701",
    name="real-literal",
    family="literal",
    channels=("literal.value",),
    title="A literal that looks like a real number of a customer",
    message="{element} stands in the code as a literal: {detail}",
    cwe=(540, 359),
)
