"""Sensitive data in a text message or push notification.

## What it does
Reports data in text messages and push notifications.

## Why is this bad?
They cross carriers and providers in the clear and stand on the lock screen for whoever looks.

## Example
```py
from twilio.rest import Client


def notify(client: Client, customer):
    client.messages.create(to="+15550100", body=f"balance: {customer.account_balance}")
```

## Use instead
```py
from twilio.rest import Client


def notify(client: Client, customer):
    client.messages.create(to="+15550100", body="Your statement is ready.")
```

## References
- [CWE-319: Cleartext Transmission of Sensitive Information](https://cwe.mitre.org/data/definitions/319.html)
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII411",
    name="text-message",
    family="send",
    channels=("send.sms",),
    title="Sensitive data in a text message or push notification",
    message="{element} is sent by text message or push notification by {callee}",
    cwe=(319, 201),
)
