"""Columns of a table that are overwritten, gone over, made anew.

df[SECRET] = df[SECRET].map(mask)              # each of them is what the mask makes of it
df.loc[:, "iban"] = "***"                      # all rows; df.loc[old, "iban"] = "***" only some of them
df[[c for c in df.columns if c not in SECRET]]
df.apply(lambda row: mask(row["iban"]), axis=1)
df.pipe(hide, SECRET)
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import KEYS, key_selector, selector_name
from piilint.flow.domain.value import NOTHING, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_part, write_part
from piilint.flow.tabular.frames import TABLE, copied_table, is_table, names_in, new_table, read_column
from piilint.model import ir

REST = ".rest"
"""Of the names of a table's columns: what is in the columns whose names aren't known."""

_MANY = 40
"""Columns at most that a function is run for, one by one."""


def names_of_columns(act: Activation, table: Value, at: int) -> Value | None:
    """`df.columns`: the names, where they are known; None where they aren't."""
    held = [thing for _, thing in act.objects(table) if thing.cls == TABLE and thing.kind == "dict"]
    names = list(dict.fromkeys(s for thing in held for s in thing.fields if s.startswith('["')))
    if not names or len(held) != len(act.objects(table)):
        return None
    fields = {f"[{place}]": constant(selector_name(s)) for place, s in enumerate(names)}
    rest = join_all(thing.fields["[*]"] for thing in held if "[*]" in thing.fields)
    return act.allocate(at, "list", None, fields if rest.is_nothing() else {**fields, REST: rest}, tag="column names")


def rest_of(act: Activation, names: Value) -> Value:
    """What the columns hold whose names aren't known, beside those that are listed."""
    return join_all(held.fields.get(REST, NOTHING) for _, held in act.objects(names))


# ---- assignment -------------------------------------------------------------------------------------------------------


def columns_assigned(act: Activation, target: ir.Sub, index: Value) -> tuple[list[str], bool] | None:
    """The columns that an assignment is to, and whether to all rows: `df[["iban"]]`, `df.loc[:, "iban"]`; None for the
    key of anything else."""
    rows_and_columns = isinstance(target.index, ir.Seq) and target.index.kind == "tuple"
    for _, held in act.objects(index):
        if rows_and_columns and held.kind == "tuple" and len(held.fields) == 2 and isinstance(target.value, ir.Attr):
            names = names_in(act, held.fields.get("[1]", NOTHING))
            return (names, _is_everything(target.index)) if names else None
        items = exact_items(held) if held.kind == "list" else None
        if items and all(item.const and isinstance(item.const[0], str) for item in items):
            return [str(item.const[0]) for item in items if item.const], True
    return None


def _is_everything(index: ir.Expr) -> bool:
    """Whether the first of two indices is `:`."""
    first = index.elements[0] if isinstance(index, ir.Seq) and index.elements else None
    return isinstance(first, ir.Slice) and first.lower is None and first.upper is None and first.step is None


def assign_columns(act: Activation, table: Value, names: list[str], all_rows: bool, value: Value) -> None:
    """Overwrite these columns with those of a table, by position where it has as many, or all with one value."""
    given = [held.fields for _, held in act.objects(value) if held.cls == TABLE and held.kind == "dict"]
    columns = [s for s in given[0] if s.startswith('["')] if len(given) == 1 else []
    for place, name in enumerate(names):
        if len(columns) == len(names):
            part = given[0][columns[place]]
        else:
            part = join_all(fields.get(key_selector(name), NOTHING) for fields in given) if given else value
        if not all_rows:
            part = join(read_part(act, table, key_selector(name)), part)
        write_part(act, table, key_selector(name), part)


# ---- functions over tables --------------------------------------------------------------------------------------------


def is_callable(act: Activation, function: Value) -> bool:
    """Whether it is a function, a class or a method, as far as is known."""
    is_bound = any(held.kind == "bound" for _, held in act.objects(function))
    return is_bound or any(kind in ("func", "class", "ext") for kind, _ in function.refs)


def as_known(function: Value) -> Value:
    """Of a caller's function, such as one that its instance keeps, what any instance was given, where that is known."""
    known = frozenset(name for name in function.objects if name[0] != "p")
    return Value(objects=known, refs=function.refs) if known else function


def passed_on(act: Activation, function: Value, first: Value, args: Arguments) -> Arguments:
    """What a function is given that a table's method calls: `apply(mask, args=(4,))`, `apply(mask, keep=4)`."""
    wanted = {
        param.name
        for kind, target in _functions(act, function)
        if kind == "func"
        for param in act.program.functions[target].node.params
    }
    more = [part for _, held in act.objects(args.keywords.get("args", NOTHING)) for part in exact_items(held) or ()]
    return Arguments([first, *more], {name: value for name, value in args.keywords.items() if name in wanted})


def _functions(act: Activation, function: Value) -> list[tuple[str, str]]:
    bound = [held.cls for _, held in act.objects(function) if held.cls is not None]
    return [*sorted(function.refs), *bound]


def apply_to_table(act: Activation, table: Value, function: Value, args: Arguments, at: int) -> Value | None:
    """`df.apply(mask)`: a table of what the function makes of each column; by row, of what it makes of a row. None
    where the columns aren't known."""
    if any(KEYS in held.fields for _, held in act.objects(table)):  # of each group
        return call_value(act, function, passed_on(act, function, table, args), at, "apply")
    axis = args.get(1, "axis")
    if axis is not None and axis.const in ((1,), ("columns",)):
        return _by_row(act, table, function, args, at)
    held = [thing for _, thing in act.objects(table) if thing.cls == TABLE and thing.kind == "dict"]
    columns = list(dict.fromkeys(s for thing in held for s in thing.fields if s.startswith("[")))
    if len(held) != len(act.objects(table)) or not columns or len(columns) > _MANY:
        return None
    made = {s: _made_of(act, table, s, function, args, at) for s in columns}
    return new_table(act, made, at, table)


def _made_of(act: Activation, table: Value, selector: str, function: Value, args: Arguments, at: int) -> Value:
    """What a function makes of one column."""
    name = selector_name(selector)
    column = read_column(act, table, name, at) if name else read_part(act, table, selector)
    first = Value(column.labels, column.objects, _series(act, table), None, True)
    return Value(call_value(act, function, passed_on(act, function, first, args), at, "apply").labels)


def _series(act: Activation, table: Value) -> frozenset[tuple[str, str]]:
    kinds = [act.catalogue.calls.type_of_path(f"{target}.__column__") for kind, target in table.refs if kind == "inst"]
    return frozenset(("inst", kind) for kind in kinds if kind is not None)


def _by_row(act: Activation, table: Value, function: Value, args: Arguments, at: int) -> Value | None:
    """What a function makes of a row: another row, then of a table of such; or a value, then of a column."""
    if not is_table(act, table):
        return None
    row = copied_table(act, Value(table.labels, table.objects, opaque=table.opaque), at)
    made = call_value(act, function, passed_on(act, function, row, args), at, "apply")
    rows = [held for _, held in act.objects(made) if held.kind == "dict"]
    if not rows:
        return Value(made.labels, opaque=made.opaque)
    fields: dict[str, Value] = {}
    for held in rows:
        for selector, part in held.fields.items():
            fields[selector] = join(fields[selector], part) if selector in fields else part
    return new_table(act, fields, at, table)


def transformed(act: Activation, table: Value, functions: Value, args: Arguments, at: int) -> Value | None:
    """`df.transform({"iban": mask, "ccy": str})`: these columns only, each by its own function."""
    given = [held for _, held in act.objects(functions) if held.kind == "dict" and held.cls is None]
    if len(given) != 1 or not given[0].fields or not all(s.startswith('["') for s in given[0].fields):
        return None
    made: dict[str, Value] = {}
    for selector, function in given[0].fields.items():
        if is_callable(act, function):
            made[selector] = _made_of(act, table, selector, function, args, at)
        else:  # by the name of one of the library's
            made[selector] = read_column(act, table, selector_name(selector), at)
    return new_table(act, made, at, table)


def _pipe(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.pipe(hide, SECRET)`: what the function gives that is called with the table and the rest."""
    function = args.get(0, "func")
    if function is None or not (is_callable(act, function) or any(label.path for label in function.labels.values())):
        return None
    keywords = {name: value for name, value in args.keywords.items() if name != "func"}
    rest = Arguments([receiver, *args.positional[1:]], keywords, args.rest, args.rest_keywords)
    return call_value(act, function, rest, expr.at, "pipe")


def _pop(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.pop("iban")`: the column, which the table hasn't any more."""
    name = args.get(0, "item")
    if name is None or not name.const or not isinstance(name.const[0], str) or not receiver.objects:
        return None
    column = read_column(act, receiver, name.const[0], expr.at)
    write_part(act, receiver, key_selector(name.const[0]), NOTHING)
    return Value(column.labels, column.objects, _series(act, receiver), None, column.opaque)


def as_assigned(act: Activation, owner: Value, name: str) -> str:
    """The selector that `owner.name = …` writes: an attribute's, or a column's of a table that has one of this name."""
    has = any(held.cls == TABLE and key_selector(name) in held.fields for _, held in act.objects(owner))
    return key_selector(name) if has else f".{name}"


CHANGES = {"pipe": _pipe, "pop": _pop}


def table_for(act: Activation, owner: Value, at: int) -> Value:
    """A table for a library's of which no column is known yet."""
    return new_table(act, {"[*]": Value(owner.labels, opaque=True)}, at, owner)
