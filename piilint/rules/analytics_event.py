"""Sensitive data sent to an analytics service.

## What it does
Reports data in events and traits that are sent to an analytics service.

## Why is this bad?
Analytics providers combine what all their customers send them; a phone number or an e-mail address joins the profiles.

## Example
```py
import posthog


def opened(customer):
    posthog.capture("statement opened", properties={"email": customer.email_address})
```

## Use instead
```py
import posthog


def opened(customer):
    posthog.capture("statement opened", properties={"customer": customer.customer_id})
```

## References
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
- [CWE-359: Exposure of Private Personal Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/359.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII407",
    name="analytics-event",
    family="send",
    channels=("send.analytics",),
    title="Sensitive data sent to an analytics service",
    message="{element} is sent to an analytics service by {callee}",
    cwe=(201, 359),
)
