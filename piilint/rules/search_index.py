"""Sensitive data put into a search index in the clear.

## What it does
Reports data in documents that are indexed for search, by words or by vectors.

## Why is this bad?
An index exists to make everything findable, and access to it is seldom as fine as to the source. Vectors can be turned back into text.

## Example
```py
from elasticsearch import Elasticsearch


def index(client: Elasticsearch, customer):
    client.index(index="customers", document={"name": customer.full_name})
```

## Use instead
```py
from elasticsearch import Elasticsearch


def index(client: Elasticsearch, customer):
    client.index(index="customers", document={"id": customer.customer_id})
```

## References
- [CWE-312: Cleartext Storage of Sensitive Information](https://cwe.mitre.org/data/definitions/312.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII312",
    name="search-index",
    family="store",
    channels=("store.index",),
    title="Sensitive data put into a search index in the clear",
    message="{element} is put into a search or vector index in the clear by {callee}",
    cwe=(312,),
)
