"""Identifiers that somebody wants judged, from a text: a list, a table's header, or the columns of a CREATE TABLE.

    acct_no                                  one a line
    txn<TAB>amount                           owner and identifier
    账号,户名,余额                             a CSV's (or a copied sheet's) header; its rows are not looked at
    CREATE TABLE t (khh VARCHAR COMMENT '客户号')   columns, owned by the table, with their comments as labels

Values are never identifiers: what stands below a header is left alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import msgspec

_CREATE = re.compile(r"^\s*create\s+(?:or\s+replace\s+)?(?:\w+\s+){0,3}table\b", re.IGNORECASE | re.MULTILINE)
_DELIMITERS = (",", ";", "|", "\t")
_QUOTES = "\"'`\ufeff \r\n"


class Identifier(msgspec.Struct, frozen=True, gc=False):
    """A name to be judged."""

    name: str
    owner: str = ""
    """Whose it is: a table, a variable, a class; "" if that isn't said."""
    label: str = ""
    """What else is written about it: a column's comment."""
    beside: tuple[str, ...] = ()
    """What stands in the same table or header, itself included: the label of each, or its name."""
    plain: bool = False
    """Whether its declared type holds one number, date or truth value."""


def read_identifiers(text: str) -> Iterator[Identifier]:
    """The identifiers of a text, in order.

    Raises ValueError for SQL that has a CREATE TABLE but can't be parsed.
    """
    if _CREATE.search(text):
        from piilint.catalogue.ddl import read_tables

        yield from read_tables(text)
        return
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = _delimiter(first)
    if delimiter:
        yield from _header(first, delimiter)
        return
    for line in lines:
        owner, _, name = line.rpartition("\t")
        name = name.strip(_QUOTES).rstrip(",;").strip(_QUOTES)
        if name:
            yield Identifier(name, owner.strip(_QUOTES))


def _delimiter(line: str) -> str:
    """What separates a header's columns; "" if the line isn't one. One tab separates an owner from its identifier."""
    inner = line.strip().rstrip(",;")
    found = max(_DELIMITERS, key=inner.count)
    return found if inner.count(found) >= (2 if found == "\t" else 1) else ""


def _header(line: str, delimiter: str) -> Iterator[Identifier]:
    cells = next(csv.reader([line.strip("\ufeff")], delimiter=delimiter, skipinitialspace=True), [])
    names = tuple(name for cell in cells if (name := cell.strip(_QUOTES)))
    for name in names:
        yield Identifier(name, beside=names)
