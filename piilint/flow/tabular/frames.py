"""Data frames by column, as the catalogue's `does` names what their methods do.

    df.select("account_no", F.col("country"))    # select: a table of these
    df.drop("account_no")                        # drop
    df.withColumn("pan", F.lit("***"))           # with-column: the name, then what it holds
    df.groupBy("country").count()                # group, then keys: only what was grouped by
    df.head()                                    # rows: the same columns

What isn't known column by column is left to the entry's `moves`.
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.collections.containers import copied
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector, selector_name
from piilint.flow.domain.value import NOTHING, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_part, remove_part, write_part
from piilint.flow.objects.company import company_owners
from piilint.flow.objects.removal import remaining, without_keys
from piilint.flow.sources.naming import named, owners_of
from piilint.flow.texts.render import render
from piilint.model import ir

TABLE = ("list", "")
"""The mark of a table among the dicts: its keys are columns."""


def is_table(act: Activation, value: Value) -> bool:
    """Whether the columns of a value are known."""
    typed = not value.refs.isdisjoint(classes().tables)
    return any(
        held.kind == "dict" and (held.cls == TABLE or (typed and held.cls is None)) for _, held in act.objects(value)
    )


def new_table(act: Activation, columns: dict[str, Value], at: int, like: Value = NOTHING) -> Value:
    """A table with these columns, by selector; of the same library as `like`."""
    made = act.allocate(at, "dict", TABLE, columns, tag="table")
    return Value(objects=made.objects, refs=like.refs)


def names_in(act: Activation, value: Value) -> list[str]:
    """The texts that a value is, or that a display holds."""
    if value.const:
        return [value.const[0]] if isinstance(value.const[0], str) else []
    parts = [
        part for _, held in act.objects(value) if held.kind in ("list", "tuple", "set") for part in held.fields.values()
    ]
    return [part.const[0] for part in parts if part.const and isinstance(part.const[0], str)]


def read_column(act: Activation, base: Value, name: str, at: int, text: str = "") -> Value:
    """A table's column, with what its name says, and the text that the table is written as."""
    part = read_part(act, base, key_selector(name)) if base.objects else Value(opaque=True)
    return named(act, part, name, owners_of(act, base, text), at, name)


# ---- what the catalogue calls them ------------------------------------------------------------------------------------


def _rows(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The same columns: `df.head()`, `df.filter(…)`."""
    symbolic = any(held.kind == "symbol" for _, held in act.objects(receiver))
    return copied_table(act, receiver, expr.at) if symbolic or is_table(act, receiver) else None


def copied_table(act: Activation, table: Value, at: int) -> Value:
    """A table of its own with the same columns."""
    result = copied(act, table, at)
    return Value(result.labels, result.objects, table.refs, None, result.opaque)


def _filtered(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.filter(items=["ccy"])`, `df.filter(like="iban")`: columns by name; `df.filter(condition)` keeps them all."""
    items, like = args.keywords.get("columns", args.get(0, "items")), args.keywords.get("like", NOTHING).const
    names = names_in(act, items) if items is not None and items.objects else []
    if names:
        return new_table(
            act, {key_selector(name): read_column(act, receiver, name, expr.at) for name in names}, expr.at, receiver
        )
    if like and is_table(act, receiver):
        held = [each for _, each in act.objects(receiver)]
        kept = {s: part for each in held for s, part in each.fields.items() if str(like[0]) in selector_name(s)}
        return new_table(act, kept, expr.at, receiver)
    return _rows(act, receiver, args, expr)


def together(act: Activation, columns: dict[str, Value], at: int) -> dict[str, Value]:
    """The columns, each also by what those beside it say."""
    owners = company_owners(act.names, tuple(selector_name(s) for s in columns))
    return {s: named(act, part, selector_name(s), owners, at, selector_name(s)) for s, part in columns.items()}


def drop(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.drop("iban", "name")`, `df.drop(columns=["iban"])`."""
    if not receiver.objects:
        return None
    given = [*args.positional, *(value for key, value in args.keywords.items() if key in ("columns", "labels"))]
    names = [name for value in given for name in names_in(act, value)]
    if "index" in args.keywords or (given and all(_is_row_number(act, value) for value in given)):
        return _rows(act, receiver, args, expr)
    if names and args.keywords.get("inplace", NOTHING).const == (True,):
        for name in names:
            remove_part(act, receiver, key_selector(name))
        return NOTHING
    if not names and not (args.rest.is_nothing() and not given):  # `df.drop(*hidden)`: what is left is a guess
        return Value(render(act, receiver, "data", expr.at), refs=receiver.refs, opaque=True).lowered(1)
    return without_columns(act, receiver, names, expr.at)


def _is_row_number(act: Activation, value: Value) -> bool:
    """Whether it is a number, or numbers: a table's rows, not its columns."""
    items = [part for _, held in act.objects(value) for part in exact_items(held) or ()] or [value]
    return all(item.const and isinstance(item.const[0], int) for item in items)


def without_columns(act: Activation, table: Value, names: list[str], at: int) -> Value:
    """A table of its own without these columns; of a caller's, the caller takes them away."""
    if any(name[0] == "p" for name in table.objects):
        left = without_keys(act, table, names)
        return Value(left.labels, left.objects, table.refs, None, table.opaque)
    result = copied_table(act, table, at)
    for name in names:
        remove_part(act, result, key_selector(name))
    kept = remaining(act, result.labels, names)
    return result.with_labels(kept) if kept != result.labels else result


def overwrite(act: Activation, copy: Value, selector: str, new: Value) -> None:
    """Let a column of a table that was just copied be this, whatever it is a copy of."""
    for name in copy.objects:
        act.state.write(name, selector, new)


def _rename_one(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.withColumnRenamed("old", "new")`, `df.rename({"old": "new"})`, `df.rename(columns={"old": "new"})`."""
    given = [*args.positional, *(value for key, value in args.keywords.items() if key in ("columns", "mapping"))]
    if not receiver.objects or not given:
        return None
    pairs = [
        (selector_name(s), part) for value in given for _, held in act.objects(value) for s, part in held.fields.items()
    ]
    if len(args.positional) == 2:
        pairs = [(name, args.positional[1]) for name in names_in(act, args.positional[0])]
    if not is_table(act, receiver) and not any(held.kind == "symbol" for _, held in act.objects(receiver)):
        receiver = new_table(act, {"[*]": Value(receiver.labels, opaque=True)}, expr.at, receiver)
    result = copied_table(act, receiver, expr.at)
    for old, new in pairs:
        if old and new.const:
            part = read_column(act, result, old, expr.at)
            remove_part(act, result, key_selector(old))
            write_part(act, result, key_selector(new.const[0]), part)
    return result


def _stack(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`concat([one, other])`, `one.union(other)`: the columns of all."""
    tables = [receiver] if receiver.objects else []
    for value in args.positional:
        listed = [
            part for _, held in act.objects(value) if held.kind in ("list", "tuple") for part in held.fields.values()
        ]
        tables += listed or [value]
    if not tables or not all(is_table(act, table) for table in tables):
        return None
    columns: dict[str, Value] = {}
    for held in [held for table in tables for _, held in act.objects(table)]:
        for selector, part in held.fields.items():
            columns[selector] = join(columns[selector], part) if selector in columns else part
    return new_table(act, columns, expr.at, receiver)


def _join(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`one.merge(other)`, `merge(one, other)`: the columns of both; of a table that nobody knows, whatever it has besides.
    Of a join that only chooses rows, those of the first."""
    as_method = bool(receiver.objects) or any(kind == "inst" for kind, _ in receiver.refs)
    one = receiver if as_method else args.get(0, "left") or NOTHING
    other = args.get(0 if as_method else 1, "right") or args.get(-1, "other")
    if other is None or not one.refs:
        return None
    known = is_table(act, one) or any(held.kind == "symbol" for _, held in act.objects(one))
    base = one if known else new_table(act, {"[*]": Value(one.labels, opaque=True)}, expr.at, one)
    result = copied_table(act, base, expr.at)
    if only_chooses(args):
        return result
    if not is_table(act, other):
        both = join(result, copied_table(act, other, expr.at))
        return Value(both.labels, both.objects, one.refs, None, both.opaque)
    for selector in dict.fromkeys(s for _, held in act.objects(other) for s in held.fields if s.startswith('["')):
        write_part(act, result, selector, join(read_part(act, result, selector), read_part(act, other, selector)))
    return result


def only_chooses(args: Arguments) -> bool:
    """Whether tables are joined so that the second one only says which rows of the first are kept."""
    return any(value.const and value.const[0] in _CHOOSING for value in (*args.positional, *args.keywords.values()))


_CHOOSING = frozenset(("semi", "leftsemi", "left_semi", "anti", "leftanti", "left_anti"))


def _frame(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`DataFrame({"iban": ibans})`, `DataFrame([{"iban": iban}])`, `createDataFrame(rows, ["iban"])`."""
    given = args.get(0, "data")
    if given is None:
        return None
    if _has_columns(act, given):  # of another library, or its columns: `pl.from_pandas(df)`
        return copied_table(act, Value(given.labels, given.objects, opaque=given.opaque), expr.at)
    names = next(
        (found for key in ("columns", "schema") for found in [names_in(act, args.get(1, key) or NOTHING)] if found), []
    )
    columns: dict[str, Value] = {}
    for _, held in act.objects(given):
        if held.kind == "dict":
            columns.update({s: _values(act, part) for s, part in held.fields.items() if s.startswith('["')})
        elif held.kind in ("list", "tuple"):
            columns.update(_row_columns(act, read_part(act, given, "[*]"), names, expr.at))
    if not columns and names and not any(held.kind in ("dict", "list", "tuple") for _, held in act.objects(given)):
        whole = Value(given.labels, opaque=True)
        columns = together(act, {key_selector(name): whole for name in names}, expr.at)
    return new_table(act, columns, expr.at) if columns else None


def _has_columns(act: Activation, given: Value) -> bool:
    """Whether it is a table already, known or the caller's."""
    whose = any(held.kind == "symbol" for _, held in act.objects(given)) and not given.refs.isdisjoint(classes().tables)
    return whose or any(held.cls == TABLE for _, held in act.objects(given))


def _by_column(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.to_dict(orient="list")`: its columns by name; of rows by key nothing is told here."""
    how = args.get(0, "orient")
    if not _has_columns(act, receiver) or (how is not None and how.const not in (("list",), ("series",), ("dict",))):
        return None
    made = copied_table(act, receiver, expr.at)
    known = any(held.cls == TABLE for _, held in act.objects(made))
    return Value(made.labels, made.objects, frozenset() if known else made.refs, None, made.opaque)


def _values(act: Activation, part: Value) -> Value:
    return read_part(act, part, "[*]") if any(held.kind in ("list", "tuple") for _, held in act.objects(part)) else part


def _row_columns(act: Activation, row: Value, names: list[str], at: int) -> dict[str, Value]:
    """The columns of a table of such rows: by key, by field, or by position with the names that are given."""
    from piilint.flow.objects.reflection import as_mapping

    columns: dict[str, Value] = {}
    for oid, held in act.objects(row):
        if held.kind == "dict":
            columns.update({s: part for s, part in held.fields.items() if s.startswith('["')})
        elif held.kind in ("list", "tuple") and names:
            columns.update({key_selector(name): read_part(act, row, f"[{i}]") for i, name in enumerate(names)})
        elif held.cls is not None and held.cls[0] == "class":
            mapping = as_mapping(act, Value(objects=frozenset((oid,))), at)
            columns.update({s: p for _, found in act.objects(mapping) for s, p in found.fields.items()})
    return columns


def _records(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.collect()`, `df.to_dicts()`, `relation.fetchall()`: rows by key, by name and by position."""
    columns = {
        s: read_column(act, receiver, selector_name(s), expr.at)
        for _, held in act.objects(receiver)
        if held.cls == TABLE
        for s in held.fields
        if s.startswith('["')
    }
    if not columns:
        return None
    fields = {**columns, **{f".{selector_name(s)}": part for s, part in columns.items()}}
    fields |= {f"[{place}]": part for place, part in enumerate(columns.values())}
    row = act.allocate(expr.at, "dict", None, fields, tag="record")
    return act.allocate(expr.at, "list", None, {"[*]": row.as_many()}, tag="records")


def _record(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`df.first()`, `df.head()`: one of them; `df.head(3)`: several."""
    rows = _records(act, receiver, args, expr)
    return rows if rows is None or args.positional or args.keywords else read_part(act, rows, "[*]")


FRAME_OPERATIONS = {
    "rows": _rows,
    "filter": _filtered,
    "drop": drop,
    "rename": _rename_one,
    "stack": _stack,
    "join": _join,
    "frame": _frame,
    "records": _records,
    "by-column": _by_column,
    "record": _record,
}
