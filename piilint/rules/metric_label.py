"""Sensitive data used as a metric's label.

## What it does
Reports data in labels, tags and names of metrics.

## Why is this bad?
Each value becomes a time series of its own that everyone with a dashboard can list; it also makes the metrics costly.

## Example
```py
from prometheus_client import Counter

PAYMENTS = Counter("payments", "payments by account", ["account"])


def count(payment):
    PAYMENTS.labels(payment.account_number).inc()
```

## Use instead
```py
from prometheus_client import Counter

PAYMENTS = Counter("payments", "payments by currency", ["currency"])


def count(payment):
    PAYMENTS.labels(payment.currency).inc()
```

## References
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII410",
    name="metric-label",
    family="send",
    channels=("send.metric",),
    title="Sensitive data used as a metric's label",
    message="{element} is used as a metric's label by {callee}",
    cwe=(201, 200),
)
