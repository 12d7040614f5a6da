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


class _Lists(_Table, frozen=True):
    """What is taken from the file as it stands there."""

    relations: frozenset[str]
    """What makes a field that holds a row of another class."""
    foreign_keys: frozenset[str]
    """Which of these puts only that row's key into the column."""
    key_columns: frozenset[str]
    """Arguments that name another column of that row, which is put there instead."""
    flags: frozenset[str]
    """Types, and makers of fields and columns, of what is true or false."""
    addresses: frozenset[str]
    """Types of what names a file, into which nothing can be put itself."""
    fractions: frozenset[str]
    """The same of numbers with decimals."""
    scales: frozenset[str]
    """Arguments that say how many decimals a column's numbers have."""
    validators: frozenset[str]
    """Decorators of methods that are given the value of the fields they name."""
    converting_methods: frozenset[str]
    """Decorators of methods that make what an instance holds of the value that a field is given."""
    converting_types: frozenset[str]
    """What names such a function within a field's annotation."""
    converting_arguments: frozenset[str]
    """Arguments of a field's definition that name such a function."""
    serializers: frozenset[str]
    """Decorators of methods that make what is given of a field."""
    type_serializers: frozenset[str]
    """What names, within a field's annotation, the function that makes its part of a dump."""
    model_serializers: frozenset[str]
    """Decorators of methods that make what is given of a model."""
    computed: frozenset[str]
    """Decorators of properties that are dumped with the fields."""
    left_out: frozenset[str]
    """Arguments of a field's definition that keep it out of a dump."""
    filled: frozenset[str]
    """Bases of classes that fill from the environment what nobody passes."""
    single_values: frozenset[str]
    """Fields of a model that stands for a single value."""
    shown_parts: tuple[str, ...]
    """Methods that give the parts which a model's text is made of."""
    aliases: frozenset[str]
    """Arguments of a field's definition that tell another name under which it is passed or dumped."""
    method_fields: dict[str, str]
    """What makes a field of a serializer that a method makes -> the method's name."""
    method_arguments: frozenset[str]
    """Arguments that say which."""
    constant_fields: frozenset[str]
    """What makes a field that holds the same for every row: its first argument."""
    field_sources: frozenset[str]
    """Arguments that name the attribute of the row that a serializer's field shows."""
    not_dumped: frozenset[str]
    """What keeps a serializer's field out of what it gives."""
    not_loaded: frozenset[str]
    """And out of what it takes."""
    field_options: str
    """The dict in a serializer's `Meta` that says such things by field."""
    chosen: tuple[str, ...]
    """Arguments that list the fields that a schema gives."""
    excluded: tuple[str, ...]
    """Arguments that list those that it doesn't."""
    nested_fields: frozenset[str]
    """What makes a field that holds what another schema gives."""
    list_fields: frozenset[str]
    """What makes a field with many of another field."""
    representing: tuple[str, ...]
    """Methods that make all that a serializer gives of a row."""
    representing_field: tuple[str, ...]
    """Methods of a field's class that make what it gives of a value."""
    after_dump: frozenset[str]
    """Decorators of a schema's methods that make something of what it gives."""
    after_load: frozenset[str]
    """Decorators of those that make something of what it took."""
    column_hooks: tuple[str, ...]
    """Methods of a column's type that make of a value what is written."""
    column_inner: tuple[str, ...]
    """Attributes of a column's type with the type that it is made of."""
    field_tables: frozenset[str]
    template_extensions: tuple[str, ...]
    counting_filters: frozenset[str]
    choosing_filters: frozenset[str]
    """Attributes of a class with what describes its fields, by name."""
    dumps: frozenset[str]
    """Methods that give the fields as a dict."""
    handle_words: frozenset[str]
    """Last words of names of files, paths and folders."""
    handle_parts: frozenset[str]
    """Attributes of these that are their own name."""
    columns: frozenset[str]
    """What makes the columns of mapped classes."""
    queries: dict[str, str]
    """Bases of classes whose instances are queries of the mapped class that has one, with the type of the query."""
    made_bases: frozenset[str]
    """Methods of libraries' classes that make a class below it and below the classes that they are given."""


class _File(_Lists, frozen=True, rename={"classes": "class"}):
    tables: tuple[str, ...]
    streams: tuple[str, ...]
    declared_streams: tuple[str, ...]
    queues: tuple[str, ...]
    paths: tuple[str, ...]
    machines: tuple[str, ...]
    schemas: tuple[str, ...]
    expressions: tuple[str, ...]
    classes: tuple[Kind, ...]


class Classes(_Lists, frozen=True):
    """What is known of classes, by dotted name."""

    by_decorator: dict[str, str]
    by_base: dict[str, str]
    tables: frozenset[tuple[str, str]]
    """References to instances of tables."""
    streams: frozenset[tuple[str, str]]
    """References to files and buffers, whose text shows nothing of what is in them."""
    declared_streams: frozenset[tuple[str, str]]
    """Those of them that say only how a file behaves, which a caller's buffer does, too."""
    queues: frozenset[tuple[str, str]]
    """References to queues and buffers, of which nothing but their elements is known."""
    handles: frozenset[tuple[str, str]]
    """References to files, buffers and paths."""
    machines: frozenset[tuple[str, str]]
    """References to what is called by what goes through it, and holds none of it."""
    schemas: frozenset[tuple[str, str]]
    """References to pieces of a database's schema."""
    expressions: frozenset[tuple[str, str]]
    """References to expressions of columns."""


@lru_cache(maxsize=1)
def classes() -> Classes:
    """The table, with its braces expanded."""
    file = msgspec.convert(tomllib.loads(Path(__file__).with_name("classes.toml").read_text("utf-8")), _File)
    return Classes(
        **{name: getattr(file, name) for name in _Lists.__struct_fields__},
        by_decorator={
            name: each.kind for each in file.classes for pattern in each.decorators for name in expand(pattern)
        },
        by_base={name: each.kind for each in file.classes for pattern in each.bases for name in expand(pattern)},
        tables=_instances(file.tables),
        streams=_instances(file.streams),
        declared_streams=_instances(file.declared_streams),
        queues=_instances(file.queues),
        handles=_instances((*file.streams, *file.paths)),
        machines=_instances(file.machines),
        schemas=_instances(file.schemas),
        expressions=_instances(file.expressions),
    )


def _instances(patterns: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(("inst", name) for pattern in patterns for name in expand(pattern))
