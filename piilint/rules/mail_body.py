"""Sensitive data sent by e-mail.

## What it does
Reports data in the text of an e-mail.

## Why is this bad?
Mail is stored in the clear on every server on its way, forwarded freely, and often reaches the wrong address.

## Example
```py
import smtplib


def notify(server: smtplib.SMTP, customer):
    server.sendmail("bank@bank.example", "desk@bank.example", f"balance: {customer.account_balance}")
```

## Use instead
```py
import smtplib


def notify(server: smtplib.SMTP, customer):
    server.sendmail("bank@bank.example", "desk@bank.example", f"see customer {customer.customer_id}")
```

## References
- [CWE-319: Cleartext Transmission of Sensitive Information](https://cwe.mitre.org/data/definitions/319.html)
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII405",
    name="mail-body",
    family="send",
    channels=("send.mail",),
    title="Sensitive data sent by e-mail",
    message="{element} is sent by e-mail by {callee}",
    cwe=(319, 201),
)
