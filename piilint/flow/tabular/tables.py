"""Tables: data frames by column, as far as their columns are known.

df = pd.read_csv(path, usecols=["iban", "ccy"])
df[["ccy"]].to_csv(out)              # nothing of iban
df["iban"] = df["iban"].map(mask)    # what the mask makes of it
for row in df.itertuples(): row.ccy  # the column's value
"""

from __future__ import annotations

from collections.abc import Callable

from piilint.catalogue.classes import classes
from piilint.flow.calling.calls import call_value
from piilint.flow.collections.containers import copied
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector, selector_name
from piilint.flow.domain.value import NOTHING, UNKNOWN, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part, remove_part, write_part
from piilint.flow.objects.company import company_owners
from piilint.flow.sources.naming import named
from piilint.flow.tabular.column_changes import (
    REST,
    apply_to_table,
    as_known,
    is_callable,
    passed_on,
    rest_of,
    transformed,
)
from piilint.flow.tabular.column_expressions import as_made
from piilint.flow.tabular.frames import TABLE, drop, is_table, only_chooses, overwrite, read_column
from piilint.model import ir

Method = Callable[[Activation, Value, Arguments, ir.Call], "Value | None"]


def select_columns(act: Activation, base: Value, index: Value, at: int, text: str = "") -> Value | None:
    """`df[["iban", "id"]]`: a table of these columns only."""
    objects = act.objects(index)
    if len(objects) != 1 or objects[0][1].kind != "list" or not objects[0][1].fields:
        return None
    listed = [part for selector, part in objects[0][1].fields.items() if selector != REST]
    keys = [part.const[0] for part in listed if part.const]
    if len(keys) != len(listed) or not all(isinstance(key, str) for key in keys):
        return None
    told = not base.refs.isdisjoint(classes().tables)  # whose other columns, and whose name, say whose these are
    fields = {
        key_selector(key): read_column(act, base, key, at, text) if told else read_part(act, base, key_selector(key))
        for key in map(str, keys)
    }
    rest = rest_of(act, index)
    fields |= {} if rest.is_nothing() else {"[*]": rest}
    made = act.allocate(at, "dict", ("list", ""), fields, tag="columns")
    return Value(objects=made.objects, refs=frozenset(ref for ref in base.refs if ref[0] == "inst"))


def _drop(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`table.drop(columns=[…])`: the same table without these columns, where they are known."""
    given = args.keywords.get("columns")
    if given is None:
        return None
    return drop(act, receiver, args, expr)


def _rename(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`table.rename(columns={old: new})`: the same columns under other names."""
    given = args.keywords.get("columns")
    if given is None:
        return None
    result = copied(act, receiver, expr.at)
    for _, held in act.objects(given):
        for selector, new in held.fields.items():
            if selector.startswith('["') and new.const:
                part = read_part(act, result, selector)
                part = named(act, part, selector[2:-2], (), expr.at, selector[2:-2])
                remove_part(act, result, selector)
                write_part(act, result, key_selector(new.const[0]), part)
    return Value(result.labels, result.objects, receiver.refs, None, result.opaque)


def _assign_columns(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`table.assign(column=value)`."""
    symbolic = any(held.kind == "symbol" for _, held in act.objects(receiver)) and receiver.refs
    if not symbolic and _columns(act, receiver, expr.at) is None:
        return None
    result = copied(act, receiver, expr.at)
    for key, value in args.keywords.items():
        made = any(kind == "func" for kind, _ in value.refs) or any(h.kind == "bound" for _, h in act.objects(value))
        column = call_value(act, value, Arguments([receiver]), expr.at, key) if made else value
        overwrite(act, result, key_selector(key), column)
    return Value(result.labels, result.objects, receiver.refs, None, result.opaque)


def apply_function(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`column.map(mask)`: what the function makes of every value."""
    function = args.get(0, "func")
    if function is None or not is_callable(act, function):
        return transformed(act, receiver, function, args, expr.at) if function is not None else None
    function = as_known(function)
    if is_table(act, receiver):
        made = apply_to_table(act, receiver, function, args, expr.at)
        if made is not None:
            return made
    element = read_part(act, receiver, "[*]") if receiver.objects else receiver
    first = Value(element.labels, element.objects, opaque=True)
    made = call_value(act, function, passed_on(act, function, first, args), expr.at, "map")
    is_named = receiver.const and isinstance(receiver.const[0], str) and not receiver.objects  # an expression's column
    return Value(made.labels, made.objects, made.refs, as_made(receiver), made.opaque) if is_named else made


def _columns(act: Activation, receiver: Value, at: int) -> dict[str, Value] | None:
    """A table's columns by name, None if they aren't known."""
    objects = act.objects(receiver)
    if len(objects) != 1 or objects[0][1].kind != "dict":
        return None
    fields = objects[0][1].fields
    names = [selector for selector in fields if selector.startswith('["')]
    owners = company_owners(act.names, tuple(selector_name(s) for s in names))
    return {s: named(act, fields[s], selector_name(s), owners, at, selector_name(s)) for s in names} or None


def _rest(act: Activation, table: Value) -> Value:
    """What may be in columns besides those that are known."""
    return join_all(held.fields["[*]"] for _, held in act.objects(table) if "[*]" in held.fields)


def _row(act: Activation, table: Value, columns: dict[str, Value]) -> dict[str, Value]:
    rest = _rest(act, table)
    return dict(columns) if rest is NOTHING else {**columns, "[*]": rest}


def _itertuples(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """Rows with an attribute for each column."""
    columns = _columns(act, receiver, expr.at)
    if columns is None:
        return None
    fields = {f".{selector_name(s)}": value for s, value in columns.items()}
    rest = _rest(act, receiver)
    fields |= {} if rest is NOTHING else {".*": rest}
    row = act.allocate(expr.at, "namedtuple", None, fields, tag="row")
    return act.allocate(expr.at, "generator", None, {"[*]": row}, tag="rows")


def _iterrows(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """Pairs of an index and a row by column."""
    columns = _columns(act, receiver, expr.at)
    if columns is None:
        row = Value(receiver.labels, receiver.objects, opaque=receiver.opaque)  # whose parts are texts, no columns
        row = row.then(act.spot(expr.at), "iterated", "iterrows").as_many()
        return _pairs(act, row, expr.at) if receiver.objects else None
    row = act.allocate(expr.at, "dict", None, _row(act, receiver, columns), tag="row")
    return _pairs(act, row, expr.at)


def _pairs(act: Activation, row: Value, at: int) -> Value:
    """Of each row its place, which holds nothing of it, and the row."""
    pair = act.allocate(at, "tuple", None, {"[0]": NOTHING, "[1]": row}, tag="pair")
    return act.allocate(at, "generator", None, {"[*]": pair}, tag="rows")


def _to_dict(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`to_dict("records")`: rows by column; of a row itself the row."""
    columns = _columns(act, receiver, expr.at)
    if columns is not None and not receiver.refs:
        return act.allocate(expr.at, "dict", None, _row(act, receiver, columns), tag="row")
    orient = args.get(0, "orient")
    if columns is None or orient is None or orient.const != ("records",):
        return None
    row = act.allocate(expr.at, "dict", None, _row(act, receiver, columns), tag="row")
    return act.allocate(expr.at, "list", None, {"[*]": row}, tag="rows")


def _listed(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`row.tolist()`, `row.to_json()`: all that a row has, without its columns' names."""
    columns = _columns(act, receiver, expr.at) if not (receiver.refs or args.positional or args.keywords) else None
    if columns is None:
        return None
    return act.allocate(expr.at, "list", None, {"[*]": join_all(_row(act, receiver, columns).values())}, tag="row")


def _merge(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`left.merge(right)`: the columns of both; of a join that only chooses rows, those of the first."""
    left = _columns(act, receiver, expr.at)
    right = {} if only_chooses(args) else _columns(act, args.get(0, "right") or UNKNOWN, expr.at)
    if left is None or right is None:
        return None
    kind = TABLE if is_table(act, receiver) else None
    made = act.allocate(expr.at, "dict", kind, {**left, **right}, tag="merged")
    return Value(objects=made.objects, refs=receiver.refs, opaque=True)


TABLE_METHODS: dict[str, Method] = {
    "map": apply_function,
    "apply": apply_function,
    "applymap": apply_function,
    "transform": apply_function,
    "drop": _drop,
    "rename": _rename,
    "assign": _assign_columns,
    "itertuples": _itertuples,
    "iterrows": _iterrows,
    "to_dict": _to_dict,
    "to_json": _listed,
    "to_string": _listed,
    "to_list": _listed,
    "tolist": _listed,
    "merge": _merge,
    "join": _merge,
}
