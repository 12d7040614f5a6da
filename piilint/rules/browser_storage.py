"""Sensitive data stored in a cookie or session.

## What it does
Reports data in cookies and in sessions that live in the browser.

## Why is this bad?
The browser's user, its extensions and every proxy on the way can read it; signed isn't encrypted.

## Example
```py
from flask import make_response


def welcome(customer):
    response = make_response("welcome")
    response.set_cookie("account", customer.account_number)
    return response
```

## Use instead
```py
from flask import make_response


def welcome(customer):
    response = make_response("welcome")
    response.set_cookie("account", customer.account_id)
    return response
```

## References
- [CWE-315: Cleartext Storage of Sensitive Information in a Cookie](https://cwe.mitre.org/data/definitions/315.html)
- [OWASP Session Management Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII307",
    name="browser-storage",
    family="store",
    channels=("store.browser",),
    title="Sensitive data stored in a cookie or session",
    message="{element} is stored in a cookie or session by {callee}",
    cwe=(315,),
)
