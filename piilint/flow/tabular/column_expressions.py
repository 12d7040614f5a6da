"""Expressions of columns, and the tables that are made with them: polars, Spark.

F.col("iban"), pl.col("iban").str.slice(-4)       # what they hold, and the name of the column
df.select("ccy", F.upper("iban").alias("x"))      # a table of these
df.withColumn("iban", F.lit("***"))               # one more, or instead
df.select(pl.all().exclude("iban"))
"""

from __future__ import annotations

import re
from collections.abc import Callable

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import index_selector, key_selector, selector_name
from piilint.flow.domain.value import NOTHING, Value, constant, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.protection.guards import guarded
from piilint.flow.tabular.frames import (
    copied_table,
    is_table,
    names_in,
    new_table,
    overwrite,
    read_column,
    together,
    without_columns,
)
from piilint.model import ir


def _column(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`col("iban")`: the column of whatever table it is used with, and its name; `col(["iban", "name"])`: several."""
    names = [name for value in args.positional for name in names_in(act, value)]
    if len(names) > 1 or (names and args.positional[0].objects):
        each = [Value(read_column(act, NOTHING, name, expr.at).labels, const=(name,)) for name in names]
        return act.allocate(expr.at, "list", None, {f"[{i}]": part for i, part in enumerate(each)}, tag="columns")
    name = args.get(0)
    if name is None or not name.const or not isinstance(name.const[0], str):
        return None
    return Value(read_column(act, NOTHING, name.const[0], expr.at).labels, const=name.const)


def _get_column(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.get_column("iban")`: as `df["iban"]`."""
    name = (args.get(0, "name") or NOTHING).const
    if not name or not isinstance(name[0], str) or not receiver.objects:
        return None
    column = read_column(act, receiver, name[0], expr.at)
    return Value(column.labels, column.objects, opaque=column.opaque)


def _alias(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`expr.alias("x")`: the same data under another name."""
    name = args.get(0)
    if name is None or not name.const or is_table(act, receiver):
        return receiver if receiver.objects else None
    return Value(receiver.labels, const=(f"{_RENAMED}{name.const[0]}",))


_RENAMED = "\x1f"
"""Before the name of what isn't a column of the table but made from one."""


def renamed(value: Value) -> str:
    """The name that an expression was given (`.alias("x")`), "" if none."""
    name = value.const[0] if value.const else ""
    return name.removeprefix(_RENAMED) if isinstance(name, str) and name.startswith(_RENAMED) else ""


_BUT = ("all but", "")
"""The mark of a list of columns that are left out."""


def _all_but(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`all()`, `exclude("iban")`, `all().exclude(["iban"])`: the columns of whatever table it is used with, but for these."""
    names = [name for value in args.positional for name in names_in(act, value)]
    if not names and args.positional:
        return None
    return act.allocate(
        expr.at, "list", _BUT, {f"[{i}]": constant(name) for i, name in enumerate(names)}, tag="all but"
    )


def _without(act: Activation, table: Value, chosen: Value, at: int) -> dict[str, Value] | None:
    """The columns that `all().exclude(…)` chooses of a table; None where it chooses by name."""
    if not any(held.cls == _BUT for _, held in act.objects(chosen)):
        return None
    left = without_columns(act, table, names_in(act, chosen), at)
    return {s: part for _, held in act.objects(left) for s, part in held.fields.items() if not part.is_nothing()}


def as_made(expression: Value) -> tuple[object, ...] | None:
    """The name of what is made from a column's expression, which no longer is that column: `col("iban").str.slice(-4)`."""
    name = expression.const[0] if expression.const else None
    return (f"{_RENAMED}{name.removeprefix(_RENAMED)}",) if isinstance(name, str) else expression.const


def select(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.select("iban", col("x").alias("y"))`: these columns only."""
    columns: dict[str, Value] = {}
    for value in args.positional:
        all_but = _without(act, receiver, value, expr.at)
        if all_but is not None:
            columns.update(all_but)
            continue
        parts = [held for _, held in act.objects(value) if held.kind in ("list", "tuple")]
        for item in [part for held in parts for part in held.fields.values()] or [value]:
            name = item.const[0] if item.const else f"{_RENAMED}{len(columns)}"
            if not isinstance(name, str) or name == "*":
                return None
            columns[key_selector(name.removeprefix(_RENAMED))] = _selected(act, receiver, name, item, expr.at)
    columns = together(act, columns, expr.at)
    for name, value in args.keywords.items():
        columns[key_selector(name)] = value
    return new_table(act, columns, expr.at, receiver) if columns else None


def _select_text(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.selectExpr("ccy", "right(iban, 4) AS tail")`: as a query selects them."""
    from piilint.flow.tabular.sql_columns import made_of

    texts = [name for value in args.positional for name in names_in(act, value)]
    made = made_of(", ".join(texts)) if texts else None
    if made is None:
        return None
    columns = {
        key_selector(name): Value(join_all(read_column(act, receiver, source, expr.at) for source in sources).labels)
        for name, sources in made
    }
    return new_table(act, columns, expr.at, receiver)


def _selected(act: Activation, table: Value, name: str, item: Value, at: int) -> Value:
    if name.startswith(_RENAMED):
        return sure(act, table, Value(item.labels), at)
    found = read_column(act, table, name.rpartition(".")[2].partition(" ")[0], at)
    if not is_table(act, table):
        found = Value(found.labels, opaque=found.opaque)
    return found if is_table(act, table) or not item.labels else Value(item.labels)


def sure(act: Activation, table: Value, part: Value, at: int) -> Value:
    """What is made of a column, with what the table's other columns say of that: `sum("amount")` beside an IBAN."""
    unsure = {label.text for label in part.labels.values() if label.confidence == 1}
    columns = [read_column(act, table, name, at) for name in sorted(unsure)] if is_table(act, table) else []
    return join_all([part, *(Value(column.labels) for column in columns)])


def _with_column(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.withColumn("pan", …)`: one column more, or instead."""
    name = args.get(0)
    value = args.get(1)
    if name is None or value is None or (selector := index_selector(name)) == "[*]":
        return None
    base = receiver if receiver.objects else new_table(act, {"[*]": Value(receiver.labels, opaque=True)}, expr.at)
    result = copied_table(act, Value(base.labels, base.objects, receiver.refs, None, base.opaque), expr.at)
    overwrite(act, result, selector, Value(value.labels))
    return result


def _with_columns(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.with_columns(pl.lit("***").alias("pan"), name=…)`, `df.withColumns({"pan": …})`."""
    if not receiver.objects:
        return None
    result = copied_table(act, receiver, expr.at)
    for value in args.positional:
        for held in [held for _, held in act.objects(value)]:
            for selector, part in held.fields.items():
                name = part.const[0] if part.const and held.kind != "dict" else selector_name(selector)
                if isinstance(name, str) and name:
                    made = part if held.kind == "dict" else _selected(act, receiver, name, part, expr.at)
                    overwrite(act, result, key_selector(name.removeprefix(_RENAMED)), Value(made.labels))
        if not value.objects and value.const and isinstance(value.const[0], str):
            made = _selected(act, receiver, value.const[0], value, expr.at)
            overwrite(act, result, key_selector(value.const[0].removeprefix(_RENAMED)), Value(made.labels))
    for name, value in args.keywords.items():
        overwrite(act, result, key_selector(name), value)
    return result


def _expression(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`concat("first", col("last"))`, `concat_str(["first", "last"])`: made from the columns that it is given or names."""
    lists = [held for value in args.positional for _, held in act.objects(value) if held.kind in ("list", "tuple")]
    parts = [part for held in lists for part in held.fields.values()]
    labels = join_all(_of_column(act, value, expr.at) for value in (*args.positional, *parts))
    return Value(labels.labels)


def _of_column(act: Activation, value: Value, at: int) -> Value:
    if value.const and not value.labels:
        name = value.const[0]
        return read_column(act, NOTHING, name, at) if isinstance(name, str) and name.isidentifier() else NOTHING
    return Value(value.labels)


def _tail(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`substring("pan", -4, 4)`, `col("pan").str.tail(4)`: the last few characters."""
    numbers = [value.const[0] for value in args.everything() if value.const]
    sizes = [abs(number) for number in numbers if isinstance(number, int)]
    data = _expression(act, receiver, args, expr) if not receiver.labels else Value(receiver.labels)
    if data is None or not sizes:
        return None
    return guarded(act, data, "tail") if max(sizes) <= 4 else data


def _matches_replaced(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`col("iban").str.replace_all(".", "*")`, `regexp_replace("iban", ".", "*")`: as `re.sub`."""
    from piilint.flow.texts.patterns import substitute

    of_column = bool(receiver.labels or receiver.objects)
    text = receiver if of_column else _expression(act, receiver, Arguments(args.positional[:1]), expr)
    told = args.positional if of_column else args.positional[1:]
    if text is None or len(told) < 2:
        return None
    pattern, replacement = told[0], told[1]
    is_plain = args.keywords.get("literal", NOTHING).const == (True,)
    pattern = _changed(pattern, re.escape) if is_plain else pattern
    made = substitute(act, pattern, Arguments([_changed(replacement, _as_python_writes), text]), expr)
    return made if made is None or not of_column else Value(made.labels, const=as_made(receiver))


def _match_replaced(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`col("iban").str.replace("^.*(....)$", "***$1")`: the first match only, which is all of it where the pattern is for
    the whole text."""
    pattern = args.positional[0].const if args.positional else None
    whole = pattern and isinstance(pattern[0], str) and pattern[0].startswith("^") and pattern[0].endswith("$")
    return _matches_replaced(act, receiver, args, expr) if whole else Value(receiver.labels, const=as_made(receiver))


def _changed(value: Value, change: Callable[[str], str]) -> Value:
    """A text that is known, changed."""
    return constant(change(value.const[0])) if value.const and isinstance(value.const[0], str) else value


def _as_python_writes(replacement: str) -> str:
    """What is put in for a match, with its groups as `re.sub` knows them instead of `$1`, `${name}`."""
    return re.sub(r"\$(?:(\w+)|\{(\w+)\})", r"\\g<\1\2>", replacement.replace("\\", r"\\")).replace("$$", "$")


def _text_column(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`lit("***")`: a constant, under no column's name."""
    value = args.get(0)
    return None if value is None else Value(value.labels)


EXPRESSION_OPERATIONS = {
    "column": _column,
    "get-column": _get_column,
    "alias": _alias,
    "all-but": _all_but,
    "select": select,
    "select-text": _select_text,
    "with-column": _with_column,
    "with-columns": _with_columns,
    "expression": _expression,
    "tail": _tail,
    "matches-replaced": _matches_replaced,
    "match-replaced": _match_replaced,
    "literal": _text_column,
}
