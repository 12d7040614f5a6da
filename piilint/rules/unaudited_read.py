"""A statement that is read without a record.

## What it does
Reports reads of statements that aren't followed by an audit call: on some path from the read to the function's normal end, none of the configured calls is made, neither in the function, nor by a decorator, nor by all its callers in view.
Nothing is reported until the configuration names the calls, in `[[access]]`.

## Why is this bad?
What isn't recorded can't be inspected: nobody will know who looked at which account, and when.

## Example
```toml
[[access]]
call = "load_statement"
kind = "read"

[[access]]
call = "record_access"
kind = "audit"
```
```py
from bank.repository import load_statement


def show(user, number):
    return load_statement(number)
```

## Use instead
```py
from bank.audit import record_access
from bank.repository import load_statement


def show(user, number):
    statement = load_statement(number)
    record_access(user, number)
    return statement
```

## References
- [CWE-778](https://cwe.mitre.org/data/definitions/778.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII807",
    name="unaudited-read",
    family="safeguard",
    channels=("safeguard.unaudited-read",),
    title="A statement that is read without a record",
    message="{name} reads statements without a record of it on every path",
    cwe=(778, 200),
)
