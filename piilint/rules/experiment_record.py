"""Sensitive data recorded with an experiment.

## What it does
Reports data that is logged as a parameter, tag or artifact of a machine learning run.

## Why is this bad?
Experiment trackers are open to the whole team, keep every run, and often are somebody else's service.

## Example
```py
import mlflow


def train(customer):
    mlflow.log_param("sample", customer.account_number)
```

## Use instead
```py
import mlflow


def train(customer):
    mlflow.log_param("sample", customer.customer_id)
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII313",
    name="experiment-record",
    family="store",
    channels=("store.experiment",),
    title="Sensitive data recorded with an experiment",
    message="{element} is recorded with an experiment by {callee}",
    cwe=(312, 200),
)
