"""What libraries make of classes: `classes.toml`, read once."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

import msgspec

from piilint.catalogue.calls import expand

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Kind(_Table, frozen=True):
    """A kind of class, and the dotted names that make a class one."""

    kind: str
    decorators: tuple[str, ...]
    bases: tuple[str, ...]


class _File(_Table, frozen=True, rename={"classes": "class"}):
    relations: frozenset[str]
    foreign_keys: frozenset[str]
    key_columns: frozenset[str]
    flags: frozenset[str]
    validators: frozenset[str]
    serializers: frozenset[str]
    model_serializers: frozenset[str]
    computed: frozenset[str]
    left_out: frozenset[str]
    method_fields: dict[str, str]
    method_arguments: frozenset[str]
    field_sources: frozenset[str]
    column_hooks: tuple[str, ...]
    field_tables: frozenset[str]
    dumps: frozenset[str]
    columns: frozenset[str]
    tables: tuple[str, ...]
    expressions: tuple[str, ...]
    queries: dict[str, str]
    classes: tuple[Kind, ...]


class Classes(msgspec.Struct, frozen=True):
    """What is known of classes, by dotted name."""

    by_decorator: dict[str, str]
    by_base: dict[str, str]
    relations: frozenset[str]
    """What makes a field that holds a row of another class."""
    foreign_keys: frozenset[str]
    """Which of these puts only that row's key into the column."""
    key_columns: frozenset[str]
    """Arguments that name another column of that row, which is put there instead."""
    flags: frozenset[str]
    """Types, and makers of fields and columns, of what is true or false."""
    validators: frozenset[str]
    """Decorators of methods that are given the value of the fields they name."""
    serializers: frozenset[str]
    """Decorators of methods that make what is given of a field."""
    model_serializers: frozenset[str]
    """Decorators of methods that make what is given of a model."""
    computed: frozenset[str]
    """Decorators of properties that are dumped with the fields."""
    left_out: frozenset[str]
    """Arguments of a field's definition that keep it out of a dump."""
    method_fields: dict[str, str]
    """What makes a field of a serializer that a method makes -> the method's name."""
    method_arguments: frozenset[str]
    """Arguments that say which."""
    field_sources: frozenset[str]
    """Arguments that name the attribute of the row that a serializer's field shows."""
    column_hooks: tuple[str, ...]
    """Methods of a column's type that make of a value what is written."""
    field_tables: frozenset[str]
    """Attributes of a class with what describes its fields, by name."""
    dumps: frozenset[str]
    """Methods that give the fields as a dict."""
    columns: frozenset[str]
    """What makes the columns of mapped classes."""
    tables: frozenset[tuple[str, str]]
    """References to instances of tables."""
    expressions: frozenset[tuple[str, str]]
    """References to expressions of columns."""
    queries: dict[str, str]
    """Bases of classes whose instances are queries of the mapped class that has one, with the type of the query."""


@lru_cache(maxsize=1)
def classes() -> Classes:
    """The table, with its braces expanded."""
    file = msgspec.convert(tomllib.loads(Path(__file__).with_name("classes.toml").read_text("utf-8")), _File)
    return Classes(
        {name: each.kind for each in file.classes for pattern in each.decorators for name in expand(pattern)},
        {name: each.kind for each in file.classes for pattern in each.bases for name in expand(pattern)},
        file.relations,
        file.foreign_keys,
        file.key_columns,
        file.flags,
        file.validators,
        file.serializers,
        file.model_serializers,
        file.computed,
        file.left_out,
        file.method_fields,
        file.method_arguments,
        file.field_sources,
        file.column_hooks,
        file.field_tables,
        file.dumps,
        file.columns,
        frozenset(("inst", name) for pattern in file.tables for name in expand(pattern)),
        frozenset(("inst", name) for pattern in file.expressions for name in expand(pattern)),
        file.queries,
    )
