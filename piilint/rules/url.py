"""Sensitive data in a URL.

## What it does
Reports data in a URL's path or query, also over `https`.

## Why is this bad?
URLs are written to the access logs of every proxy and server, to browser histories and to `Referer` headers.

## Example
```py
import requests


def look_up(account_number):
    return requests.get(f"https://core.bank.example/accounts/{account_number}")
```

## Use instead
```py
import requests


def look_up(account_number):
    return requests.post("https://core.bank.example/accounts/search", json={"number": account_number})
```

## References
- [CWE-598: Use of GET Request Method With Sensitive Query Strings](https://cwe.mitre.org/data/definitions/598.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
- [RFC 9110 §17.9: disclosure of sensitive information in URIs](https://www.rfc-editor.org/rfc/rfc9110#section-17.9)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII402",
    name="url",
    family="send",
    channels=("send.url",),
    title="Sensitive data in a URL",
    message="{element} is put into a URL by {callee}",
    cwe=(598, 200),
)
