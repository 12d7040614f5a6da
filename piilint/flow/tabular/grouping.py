"""Groups of a table's rows, and what is made of their columns.

df.groupby("country").count()                    # only what was grouped by
df.groupby("country").agg({"amount": "sum"})     # that, and the amounts
df.agg(total=("amount", "sum"), n=("id", "count"))
for country, part in df.groupby("country"): …    # of each group its key, and its rows with all columns
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import EACH_KEY, KEYS, key_selector, selector_name
from piilint.flow.domain.value import NOTHING, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import remove_part, write_part
from piilint.flow.tabular.column_expressions import renamed, select, sure
from piilint.flow.tabular.frames import copied_table, is_table, names_in, new_table, read_column
from piilint.model import ir


def _group(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.groupby("ccy")`: the same columns, and what it is grouped by."""
    if not receiver.objects and not receiver.refs:
        return None
    columns = _grouped_by(act, receiver, args, expr.at)
    if not columns:
        return None
    known = is_table(act, receiver) or any(held.kind == "symbol" for _, held in act.objects(receiver))
    base = receiver if known else new_table(act, {"[*]": Value(receiver.labels, opaque=True)}, expr.at)
    result = copied_table(act, base, expr.at)
    of_columns = new_table(act, columns, expr.at, receiver)
    whole = join_all(columns.values()).labels
    write_part(act, result, KEYS, Value(whole, of_columns.objects))
    write_part(act, result, EACH_KEY, _each_key(act, columns, args, expr.at))
    return Value(result.labels, result.objects, receiver.refs, None, result.opaque)


def _grouped_by(act: Activation, table: Value, args: Arguments, at: int) -> dict[str, Value]:
    """The columns that a table is grouped by, and what they hold."""
    columns: dict[str, Value] = {}
    for value in (*args.positional, *args.keywords.values()):
        for name in names_in(act, value):
            made = renamed(value)
            column = sure(act, table, Value(value.labels), at) if made else read_column(act, table, name, at)
            columns[key_selector(made or name)] = Value(column.labels, opaque=column.opaque)
    return columns


def _each_key(act: Activation, columns: dict[str, Value], args: Arguments, at: int) -> Value:
    """A group's key: of one column what that holds, of several or of a list of columns a tuple."""
    listed = len(columns) > 1 or any(value.objects for value in args.positional)
    parts = [Value(column.labels) for column in columns.values()]
    return (
        act.allocate(at, "tuple", None, {f"[{i}]": p for i, p in enumerate(parts)}, tag="key") if listed else parts[0]
    )


def group_by_group(act: Activation, table: Value, at: int) -> Value:
    """What going over the groups of a table gives: of each its key and its rows."""
    fields = {"[0]": _key(act, table), "[1]": _ungrouped(act, table, at)}
    return act.allocate(at, "list", None, {"[*]": act.allocate(at, "tuple", None, fields, tag="group")}, tag="groups")


def _key(act: Activation, table: Value) -> Value:
    return join_all(held.fields[EACH_KEY] for _, held in act.objects(table) if EACH_KEY in held.fields)


def _ungrouped(act: Activation, table: Value, at: int) -> Value:
    """Some of a grouped table's rows, which aren't groups any more."""
    rows = copied_table(act, table, at)
    for selector in (KEYS, EACH_KEY):
        remove_part(act, rows, selector)
    return rows


def _partition(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.partition_by("ccy")`: tables of the same columns; with `as_dict=True` under the keys of the groups."""
    grouped = _group(act, receiver, args, expr)
    if grouped is None:
        return None
    rows = _ungrouped(act, grouped, expr.at)
    if args.keywords.get("as_dict", NOTHING).const != (True,):
        return act.allocate(expr.at, "list", None, {"[*]": rows}, tag="parts")
    return act.allocate(expr.at, "dict", None, {"~": _key(act, grouped), "[*]": rows}, tag="parts")


def _keys(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`….count()`, `….size()` of groups: what they were grouped by, and numbers."""
    columns = _key_columns(act, receiver)
    return None if columns is None else new_table(act, columns, expr.at, receiver)


def _key_columns(act: Activation, table: Value) -> dict[str, Value] | None:
    """The columns that a table is grouped by; None if it isn't grouped."""
    grouped = [held.fields[KEYS] for _, held in act.objects(table) if KEYS in held.fields]
    columns: dict[str, Value] = {}
    for held in [held for keys in grouped for _, held in act.objects(keys)]:
        for selector, part in held.fields.items():
            columns[selector] = join(columns.get(selector, NOTHING), part)
    return columns if grouped else None


def _aggregate(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`….agg(sum("amount"))`, `….agg({"amount": "sum"})`: what it is grouped by, and the aggregates."""
    columns: dict[str, Value] = {}
    for value in args.positional:
        for _, held in act.objects(value):
            asked = {selector_name(s): how for s, how in held.fields.items()} if held.kind == "dict" else {}
            columns |= {
                key_selector(name): NOTHING if _counts(act, how) else read_column(act, receiver, name, expr.at)
                for name, how in asked.items()
                if name
            }
    if not columns:
        selected = select(act, Value(opaque=True), args, expr)
        for _, held in act.objects(selected) if selected is not None else ():
            columns.update({s: sure(act, receiver, part, expr.at) for s, part in held.fields.items()})
    columns.update(_named_aggregates(act, receiver, args, expr.at))
    if columns:
        columns = {**(_key_columns(act, receiver) or {}), **columns}
    return new_table(act, columns, expr.at, receiver) if columns else None


_COUNTING = frozenset(("count", "size", "nunique", "any", "all"))


def _counts(act: Activation, how: Value) -> bool:
    """Whether an aggregate, or each of several, only counts: "nunique", ["count", "size"]."""
    names = names_in(act, how)
    several = [len(held.fields) for _, held in act.objects(how)] or [1]
    return len(names) == sum(several) and _COUNTING.issuperset(names)


def _named_aggregates(act: Activation, table: Value, args: Arguments, at: int) -> dict[str, Value]:
    """`agg(total=("amount", "sum"), paid=("id", "count"))`: columns by name; counts show no values."""
    columns: dict[str, Value] = {}
    for name, value in args.keywords.items():
        for _, held in act.objects(value):
            column, how = held.fields.get("[0]", NOTHING).const, held.fields.get("[1]", NOTHING)
            if held.kind == "tuple" and column and isinstance(column[0], str):
                counted = _counts(act, how)
                columns[key_selector(name)] = NOTHING if counted else read_column(act, table, column[0], at)
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
    "partition": _partition,
    "aggregate": _aggregate,
    "pivot": _pivot,
    "keys": _keys,
}
