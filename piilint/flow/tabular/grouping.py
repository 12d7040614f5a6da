"""Groups of a table's rows, and what is made of their columns.

df.groupby("country").count()                    # only what was grouped by
df.groupby("country").agg({"amount": "sum"})     # that, and the amounts
df.agg(total=("amount", "sum"), n=("id", "count"))
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector, selector_name
from piilint.flow.domain.value import NOTHING, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import write_part
from piilint.flow.tabular.column_expressions import select, sure
from piilint.flow.tabular.frames import copied_table, is_table, names_in, new_table, read_column
from piilint.model import ir


def _group(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.groupby("ccy")`: the same columns, and what it is grouped by."""
    if not receiver.objects and not receiver.refs:
        return None
    keys = [name for value in (*args.positional, *args.keywords.values()) for name in names_in(act, value)]
    if not keys:
        return None
    known = is_table(act, receiver) or any(held.kind == "symbol" for _, held in act.objects(receiver))
    base = receiver if known else new_table(act, {"[*]": Value(receiver.labels, opaque=True)}, expr.at)
    result = copied_table(act, base, expr.at)
    grouped = join_all(read_column(act, base, name, expr.at) for name in keys)
    write_part(act, result, ".keys", Value(grouped.labels))
    return Value(result.labels, result.objects, receiver.refs, None, result.opaque)


def _keys(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`….count()`, `….size()` of groups: what they were grouped by, and numbers."""
    labels = join_all(held.fields[".keys"] for _, held in act.objects(receiver) if ".keys" in held.fields)
    grouped = any(".keys" in held.fields for _, held in act.objects(receiver))
    return new_table(act, {'["keys"]': Value(labels.labels)}, expr.at, receiver) if grouped else None


def _aggregate(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`….agg(sum("amount"))`, `….agg({"amount": "sum"})`: what it is grouped by, and the aggregates."""
    columns: dict[str, Value] = {}
    for value in args.positional:
        for _, held in act.objects(value):
            names = [selector_name(s) for s in held.fields if s.startswith('["')] if held.kind == "dict" else []
            columns.update({key_selector(name): read_column(act, receiver, name, expr.at) for name in names})
    if not columns:
        selected = select(act, Value(opaque=True), args, expr)
        for _, held in act.objects(selected) if selected is not None else ():
            columns.update({s: sure(act, receiver, part, expr.at) for s, part in held.fields.items()})
    columns.update(_named_aggregates(act, receiver, args, expr.at))
    for _, held in act.objects(receiver):
        if ".keys" in held.fields:
            columns['["keys"]'] = held.fields[".keys"]
    return new_table(act, columns, expr.at, receiver) if columns else None


_COUNTING = frozenset(("count", "size", "nunique", "any", "all"))


def _named_aggregates(act: Activation, table: Value, args: Arguments, at: int) -> dict[str, Value]:
    """`agg(total=("amount", "sum"), paid=("id", "count"))`: columns by name; counts show no values."""
    columns: dict[str, Value] = {}
    for name, value in args.keywords.items():
        for _, held in act.objects(value):
            column, how = held.fields.get("[0]", NOTHING).const, held.fields.get("[1]", NOTHING).const
            if held.kind == "tuple" and column and isinstance(column[0], str):
                counts = how is not None and how != () and how[0] in _COUNTING
                columns[key_selector(name)] = NOTHING if counts else read_column(act, table, column[0], at)
    return columns


def _pivot(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.pivot_table(index="ccy", columns="month", values="amount")`: the columns it names; counts show no values."""
    counted = args.keywords.get("aggfunc", NOTHING).const in (("count",), ("size",), ("nunique",))
    asked = ("index", "columns") if counted else ("index", "columns", "values")
    names = [name for key in asked for name in names_in(act, args.keywords.get(key, NOTHING))]
    if not names or not receiver.refs:
        return None
    return new_table(
        act, {key_selector(name): read_column(act, receiver, name, expr.at) for name in names}, expr.at, receiver
    )


GROUP_OPERATIONS = {
    "group": _group,
    "aggregate": _aggregate,
    "pivot": _pivot,
    "keys": _keys,
}
