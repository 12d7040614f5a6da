"""Sensitive data in the metadata of a payment processor's objects.

## What it does
Reports data in the metadata and notes that are kept with a payment processor's customers and payments.

## Why is this bad?
The processor needs the payment's own fields; metadata is shown in dashboards, exported in reports and sent to webhooks, and processors forbid account and card numbers there.

## Example
```py
import stripe


def enrol(customer):
    stripe.Customer.create(metadata={"iban": customer.iban})
```

## Use instead
```py
import stripe


def enrol(customer):
    stripe.Customer.create(metadata={"customer": customer.customer_id})
```

## References
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
- [CWE-359: Exposure of Private Personal Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/359.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII412",
    name="processor-metadata",
    family="send",
    channels=("send.processor",),
    title="Sensitive data in the metadata of a payment processor's objects",
    message="{element} is put into a payment processor's metadata by {callee}",
    cwe=(201, 359),
)
