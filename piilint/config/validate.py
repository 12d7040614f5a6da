"""All mistakes of a table at once, against the msgspec struct that it should become.

msgspec stops at the first mistake, so its own conversion is tried first and this closer look is taken only where it
fails. Each mistake says where, what was expected, and the nearest valid key or value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from msgspec import inspect

from piilint.config.document import Document, Key
from piilint.model.errors import ConfigMistake


def find_mistakes(document: Document, key: Key, value: object, shape: object) -> list[ConfigMistake]:
    """Return everything that keeps a value of the document from being of this type."""
    return list(_check(document, key, value, inspect.type_info(shape)))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "did you mean …?", or "" if nothing is near."""
    close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def _check(document: Document, key: Key, value: object, shape: inspect.Type) -> Iterator[ConfigMistake]:
    match shape:
        case inspect.UnionType(types=types):
            yield from _check_union(document, key, value, types)
        case inspect.StructType() if isinstance(value, dict):
            yield from _check_struct(document, key, value, shape)
        case inspect.DictType(value_type=inner) if isinstance(value, dict):
            for name, item in value.items():
                yield from _check(document, (*key, name), item, inner)
        case inspect.VarTupleType(item_type=inner) if isinstance(value, list):
            for position, item in enumerate(value):
                yield from _check(document, (*key, position), item, inner)
        case inspect.LiteralType(values=values) if isinstance(value, str) and value not in values:
            words = [str(word) for word in values]
            message = f'expected one of {", ".join(words)}, found "{value}"'
            yield document.mistake(key, message, nearest(value, words))
        case _ if not _fits(value, shape):
            yield document.mistake(key, f"expected {_described(shape)}, found {_kind(value)}")


def _check_struct(
    document: Document, key: Key, table: dict[str, object], shape: inspect.StructType
) -> Iterator[ConfigMistake]:
    fields = {field.encode_name: field for field in shape.fields}
    for name, value in table.items():
        if name in fields:
            yield from _check(document, (*key, name), value, fields[name].type)
        else:
            hint = nearest(name, fields) or f"known are {', '.join(fields)}"
            yield document.mistake((*key, name), "is no key of this table", hint)
    for name, field in fields.items():
        if field.required and name not in table:
            yield document.mistake((*key, name), f"is missing; expected {_described(field.type)}")


def _check_union(
    document: Document, key: Key, value: object, types: tuple[inspect.Type, ...]
) -> Iterator[ConfigMistake]:
    """Check against the member that the value's own kind points at."""
    for shape in types:
        if _fits(value, shape):
            yield from _check(document, key, value, shape)
            return
    expected = " or ".join(_described(shape) for shape in types)
    yield document.mistake(key, f"expected {expected}, found {_kind(value)}")


def _fits(value: object, shape: inspect.Type) -> bool:
    """Whether the value's outermost kind is right."""
    match shape:
        case inspect.AnyType() | inspect.CustomType():  # an entry of the catalogue, checked when it is read
            return True
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.StrType() | inspect.LiteralType():
            return isinstance(value, str)
        case inspect.StructType() | inspect.DictType():
            return isinstance(value, dict)
        case inspect.VarTupleType():
            return isinstance(value, list)
        case _:
            raise AssertionError(f"no field of the configuration has this type: {shape}")


def _described(shape: inspect.Type) -> str:
    match shape:
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(str(value) for value in values)}"
        case inspect.VarTupleType(item_type=inner):
            return f"an array, each item {_described(inner)}"
        case inspect.UnionType(types=types):
            return " or ".join(_described(inner) for inner in types)
        case inspect.StructType() | inspect.DictType():
            return "a table"
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number"
        case inspect.FloatType():
            return "a number"
        case _:
            return "a string"


def _kind(value: object) -> str:
    """Name what the TOML has there, without repeating it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list():
            return "an array"
        case dict():
            return "a table"
        case _:
            return "a date or time"
