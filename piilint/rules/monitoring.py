"""Sensitive data sent to a monitoring service.

## What it does
Reports data in errors, spans, tags and breadcrumbs that go to a monitoring service.

## Why is this bad?
The service is a third party: its staff, its other integrations and everyone with an account there see it.

## Example
```py
import sentry_sdk


def failed(customer):
    sentry_sdk.set_tag("phone", customer.phone_number)
```

## Use instead
```py
import sentry_sdk


def failed(customer):
    sentry_sdk.set_tag("customer", customer.customer_id)
```

## References
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
- [CWE-359: Exposure of Private Personal Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/359.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII403",
    name="monitoring",
    family="send",
    channels=("send.monitoring",),
    title="Sensitive data sent to a monitoring service",
    message="{element} is sent to a monitoring service by {callee}",
    cwe=(201, 359),
)
