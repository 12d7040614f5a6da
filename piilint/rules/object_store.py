"""Sensitive data uploaded to object storage in the clear.

## What it does
Reports data that is uploaded to object storage without being encrypted by the application first.

## Why is this bad?
Buckets are opened by mistake every week, and their server-side encryption is transparent to whoever may read them.

## Example
```py
import boto3


def archive(statement):
    boto3.client("s3").put_object(Bucket="archive", Key="statement", Body=statement.narrative)
```

## Use instead
```py
import boto3
from cryptography.fernet import Fernet


def archive(statement, key):
    sealed = Fernet(key).encrypt(statement.narrative.encode())
    boto3.client("s3").put_object(Bucket="archive", Key="statement", Body=sealed)
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII306",
    name="object-store",
    family="store",
    channels=("store.object",),
    title="Sensitive data uploaded to object storage in the clear",
    message="{element} is uploaded to object storage in the clear by {callee}",
    cwe=(312,),
)
