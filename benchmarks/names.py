"""How fast names are judged: a million distinct identifiers, and loading the catalogue.

usage: python benchmarks/names.py [COUNT]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice, product
from time import perf_counter

_FIRST = (
    "customer",
    "acct",
    "txn",
    "row",
    "cfg",
    "http",
    "load",
    "payee",
    "item",
    "handler",
    "对方",
    "konto",
    "x",
    "total",
    "last",
)
_MIDDLE = (
    "account",
    "card",
    "balance",
    "user",
    "file",
    "node",
    "email",
    "数据",
    "status",
    "tmp",
    "queue",
    "ref",
    "opening",
    "old",
    "raw",
)
_LAST = (
    "no",
    "name",
    "type",
    "amount",
    "id",
    "path",
    "count",
    "balance",
    "number",
    "desc",
    "iban",
    "list",
    "账号",
    "flag",
    "size",
)


def identifiers() -> Iterator[str]:
    """Distinct names in snake case and camel case, without end."""
    serial = 0
    while True:
        for first, middle, last in product(_FIRST, _MIDDLE, _LAST):
            yield f"{first}_{middle}{serial or ''}_{last}"
            yield f"{first}{middle.title()}{last.title()}{serial or ''}"
        serial += 1


def main(count: int) -> None:
    start = perf_counter()
    from piilint.catalogue.load import load

    imported = perf_counter()
    names = load().names
    loaded = perf_counter()
    found = sum(names.classify(name) is not None for name in islice(identifiers(), count))
    done = perf_counter()
    print(f"import {imported - start:.3f} s, load {loaded - imported:.3f} s")
    print(f"{count} names in {done - loaded:.2f} s, {(done - loaded) / count * 1e6:.1f} µs each, {found} elements")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
