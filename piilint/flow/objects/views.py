"""Attributes that are the same data seen otherwise, as the catalogue lists them.

df["iban"].str             # the column, with other methods
df.iloc                    # the table
df.columns                 # the names of its columns, where they are known
logger.handlers
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import Object, Ref, Value
from piilint.flow.interpreter.activation import Activation

VIEW, ELEMENTS, MEMBERS, COLUMNS = "view", "elements", "members", "columns"
"""The types of attributes that are the same data seen otherwise: a column's `str`, a table's `iloc`; a logger's handlers;
the names of a table's columns."""


def seen_otherwise(act: Activation, value: Value, name: str, at: int) -> Value | None:
    """`value.name` where that is the same data; None for any other attribute."""
    as_expression = _expression_seen_as(value, name)
    if as_expression is not None:
        return as_expression
    seen = act.catalogue.calls.type_of_path(f"*.{name}")
    if seen in (VIEW, ELEMENTS) and (value.labels or value.objects) and not _has_class(act, value):
        if seen == VIEW or value.objects:
            tables = value.refs & classes().tables if seen == ELEMENTS else frozenset()
            return Value(value.labels, value.objects, tables, opaque=value.opaque)
        element = Value(value.labels, frozenset(), value.refs - classes().tables, value.const, value.opaque)
        return act.allocate(at, "list", None, {"[*]": element}, tag="elements")
    if seen == COLUMNS and value.objects:
        from piilint.flow.tabular.column_changes import names_of_columns

        names = names_of_columns(act, value, at)
        if names is not None:
            return names
    if any(act.catalogue.calls.type_of_path(f"{each}.{name}") == MEMBERS for kind, each in value.refs):
        return act.allocate(at, "list", None, {"[*]": value}, tag="members")
    return None


def _expression_seen_as(value: Value, name: str) -> Value | None:
    """`col("iban").str`: the same expression of a column, with other methods; None for anything else."""
    for kind, target in value.refs:
        if (kind, f"{target}.{name}") in classes().expressions:
            seen = frozenset(((kind, f"{target}.{name}"),))
            return Value(value.labels, value.objects, seen, value.const, value.opaque)
    return None


def _has_class(act: Activation, value: Value) -> bool:
    """Whether it is an instance of a class in view, or a module, whose attributes are its own."""
    from piilint.flow.objects.access import class_of

    return any(class_of(act, held) is not None for _, held in act.objects(value)) or any(
        kind in ("module", "class", "func", "ext") for kind, _ in value.refs
    )


def is_column(held: Object, name: str) -> bool:
    """Whether an attribute is one of a table's columns; of a plain dictionary, which has no such attributes, a row's."""
    if key_selector(name) not in held.fields:
        return False
    return held.cls == ("list", "") or (held.kind == "dict" and held.cls is None and name not in _OF_DICTS)


_OF_DICTS = frozenset(dir(dict))


def classes_asked(act: Activation, value: Value, selector: str) -> list[Ref]:
    """What says what an attribute is, if a caller isn't known to pass it and it wasn't set here, on an instance of a library's
    class: `client.phone = "-"`."""
    if any((oid, selector) in act.fixed for oid in value.objects):  # see `specialise`
        return []
    written = bool(value.objects) and all(selector in held.fields for _, held in act.objects(value))
    return [] if written and all(kind == "inst" for kind, _ in value.refs) else sorted(value.refs)
