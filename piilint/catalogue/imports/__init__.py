"""Fields that others have written down: the bank's classification, tables, schemas. Read, never run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from piilint.catalogue.identifiers import Identifier
from piilint.model.errors import UsageError
from piilint.model.finding import Level

__all__ = ["Field", "read_fields"]

_ZIP = b"PK\x03\x04"


class Field(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A field as somebody described it."""

    name: str
    owner: str = ""
    """The table, class, message or schema that it is in."""
    label: str = ""
    """What is written about it: a comment, a title."""
    level: Level | None = None
    """What the classification says; None where there is none."""
    where: str = ""
    """The file, and the line where it is known."""


def read_fields(path: Path, shown: str) -> list[Field]:
    """The fields of a classification (.csv, .tsv, .xlsx), of SQL (.sql, .ddl), JSON Schema, OpenAPI or Avro (.json, .avsc),
    or protobuf (.proto). Raises UsageError for what can't be read as such."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{shown}: {error.strerror}") from None
    if content.startswith(_ZIP):
        from piilint.catalogue.imports.classification import read_workbook

        return list(read_workbook(content, shown))
    text = _decoded(content)
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        from piilint.catalogue.imports.classification import read_table

        return list(read_table(text, shown))
    if suffix in (".sql", ".ddl"):
        return [_of_column(column, shown) for column in _columns(text, shown)]
    if suffix in (".json", ".avsc"):
        from piilint.catalogue.imports.schemas import read_json

        return list(read_json(text, shown))
    if suffix == ".proto":
        from piilint.catalogue.imports.schemas import read_protobuf

        return list(read_protobuf(text, shown))
    raise UsageError(f"{shown}: expected .csv, .tsv, .xlsx, .sql, .ddl, .json, .avsc, .proto or .py")


def _columns(text: str, shown: str) -> Iterator[Identifier]:
    from piilint.catalogue.ddl import read_tables

    try:
        yield from read_tables(text)
    except ValueError as error:
        raise UsageError(f"{shown}: {error}") from None


def _of_column(column: Identifier, shown: str) -> Field:
    return Field(name=column.name, owner=column.owner, label=column.label, where=shown)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")
