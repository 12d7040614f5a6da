"""A statement that is read without a permission check.

## What it does
Reports reads of statements that aren't dominated by a permission check: on some path to the read, none of the configured checks was called, neither in the function, nor by a decorator, nor by all its callers in view.
Nothing is reported until the configuration names the calls, in `[[access]]`.

## Why is this bad?
Most leaks of statements are no hackers' work: somebody inside reads accounts that are none of their business, because nothing asked them.

## Example
```toml
[[access]]
call = "load_statement"
kind = "read"

[[access]]
call = "may_see"
kind = "permission"
```
```py
from bank.repository import load_statement


def show(user, number):
    return load_statement(number)
```

## Use instead
```py
from bank.access import may_see
from bank.repository import load_statement


def show(user, number):
    if not may_see(user, number):
        raise PermissionError("not this user's account")
    return load_statement(number)
```

## References
- [CWE-862](https://cwe.mitre.org/data/definitions/862.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII806",
    name="unchecked-read",
    family="safeguard",
    channels=("safeguard.unchecked-read",),
    title="A statement that is read without a permission check",
    message="{name} reads statements without a permission check on every path",
    cwe=(862, 200),
)
