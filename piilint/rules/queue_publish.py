"""Sensitive data put on a message queue in the clear.

## What it does
Reports data in messages and tasks that are published to a queue or a stream.

## Why is this bad?
Every consumer that subscribes later gets it, too, and brokers keep messages on disk, in dead-letter queues and in monitoring screens.

## Example
```py
from kafka import KafkaProducer


def publish(producer: KafkaProducer, payment):
    producer.send("payments", payment.creditor_iban.encode())
```

## Use instead
```py
from kafka import KafkaProducer


def publish(producer: KafkaProducer, payment):
    producer.send("payments", payment.payment_id.encode())
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [CWE-319: Cleartext Transmission of Sensitive Information](https://cwe.mitre.org/data/definitions/319.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII305",
    name="queue-publish",
    family="store",
    channels=("store.queue",),
    title="Sensitive data put on a message queue in the clear",
    message="{element} is put on a message queue in the clear by {callee}",
    cwe=(312, 319),
)
