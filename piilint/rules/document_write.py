"""Sensitive data written to a document in the clear.

## What it does
Reports data in documents that are made without a password: PDF, Word, workbooks with text.

## Why is this bad?
Documents are made to be sent, and each copy is as readable as the first.

## Example
```py
from docx import Document


def letter(customer):
    document = Document()
    document.add_paragraph(customer.iban)
```

## Use instead
```py
from docx import Document


def letter(customer):
    document = Document()
    document.add_paragraph(customer.iban[-4:])
```

## References
- [CWE-313: Cleartext Storage in a File or on Disk](https://cwe.mitre.org/data/definitions/313.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII309",
    name="document-write",
    family="store",
    channels=("store.document",),
    title="Sensitive data written to a document in the clear",
    message="{element} is written to a document in the clear by {callee}",
    cwe=(313,),
)
