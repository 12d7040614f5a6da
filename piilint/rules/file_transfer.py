"""Sensitive data transferred as a file in the clear.

## What it does
Reports data that is put on another machine as a plain file: SFTP, FTP, SMB, WebDAV.

## Why is this bad?
The transfer may be encrypted; the file that arrives isn't, and the other side decides who reads it.

## Example
```py
from ftplib import FTP_TLS
from io import BytesIO


def deliver(server: FTP_TLS, statement):
    server.storbinary("STOR statement.txt", BytesIO(statement.narrative.encode()))
```

## Use instead
```py
from ftplib import FTP_TLS
from io import BytesIO

from cryptography.fernet import Fernet


def deliver(server: FTP_TLS, statement, key):
    server.storbinary("STOR statement.bin", BytesIO(Fernet(key).encrypt(statement.narrative.encode())))
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [CWE-319: Cleartext Transmission of Sensitive Information](https://cwe.mitre.org/data/definitions/319.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII310",
    name="file-transfer",
    family="store",
    channels=("store.transfer",),
    title="Sensitive data transferred as a file in the clear",
    message="{element} is transferred as a file in the clear by {callee}",
    cwe=(312, 319),
)
