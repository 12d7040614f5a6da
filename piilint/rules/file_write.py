"""Sensitive data written to a file in the clear.

## What it does
Reports data that is written to a file without encryption: open files, paths, temporary files, archives, `json.dump`, `pickle`.

## Why is this bad?
A file outlives the process. Whoever may read the disk, its snapshots or its backups has the customers' data, and nothing records that they looked.

## Example
```py
def export(customer):
    with open("customer.txt", "w") as out:
        out.write(f"{customer.full_name} {customer.iban}")
```

## Use instead
```py
from cryptography.fernet import Fernet


def export(customer, key):
    with open("customer.bin", "wb") as out:
        out.write(Fernet(key).encrypt(f"{customer.full_name} {customer.iban}".encode()))
```

## References
- [CWE-313: Cleartext Storage in a File or on Disk](https://cwe.mitre.org/data/definitions/313.html)
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
- [OWASP Cryptographic Storage Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII301",
    name="file-write",
    family="store",
    channels=("store.file",),
    title="Sensitive data written to a file in the clear",
    message="{element} is written to a file in the clear by {callee}",
    cwe=(313, 312),
)
