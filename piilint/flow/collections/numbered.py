"""Python's own functions over several elements, one by one where they are known: `zip`, `enumerate`, `reduce`.

for step, name in zip(steps, names): …                   # the first of each, then the second of each
reduce(lambda value, step: step(value), steps, iban)     # the last step has the last word
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.iterate import FEW, UNROLLED, element_of, unrolled
from piilint.flow.objects.access import exact_items, read_part
from piilint.flow.objects.named_tuples import items_of_entry
from piilint.model import ir


def one_by_one(act: Activation, value: Value) -> list[Value] | None:
    """The elements of a sequence whose length is known."""
    objects = act.objects(value)
    if len(objects) != 1 or value.labels:
        return None
    held = objects[0][1]
    items = exact_items(held)
    return items_of_entry(act, held) if items is None and held.kind in ("instance", "namedtuple") else items


def zipped(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional and not args.rest.is_nothing():
        return _unzip(act, args.rest, expr)
    if "fillvalue" in args.keywords:
        return _zip_filled(act, args, expr)
    exact = _zip_exactly(act, args, expr) or _columns_by_name(act, args, expr) or _zip_named(act, args, expr)
    if exact is not None:
        return exact
    fields = {f"[{i}]": element_of(act, value, expr.at, "") for i, value in enumerate(args.positional)}
    row = act.allocate(expr.at, "tuple", None, fields, tag="row")
    return act.allocate(expr.at, "generator", None, {"[*]": row})


def _zip_named(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`zip(("iban", "currency"), row)`: of names that are written out, and a row of which its columns may be known, or the
    caller knows what stands where."""
    columns = [one_by_one(act, value) for value in args.positional]
    names = [column for column in columns if column and all(item.const and not item.labels for item in column)]
    if not names or len(names) == len(columns) or min(map(len, names)) > UNROLLED:
        return None
    rows = [value for value, column in zip(args.positional, columns, strict=True) if column is None]
    held = [thing for value in rows for _, thing in act.objects(value)]
    if not held or not all(thing.kind == "tuple" or (thing.kind == "symbol" and thing.cls is None) for thing in held):
        return None
    listed: list[Value] = []
    for place, (value, column) in enumerate(zip(args.positional, columns, strict=True)):
        items = column or [read_part(act, value, f"[{i}]") for i in range(min(map(len, names)))]
        fields = {f"[{i}]": item for i, item in enumerate(items)}
        listed.append(act.allocate(expr.at, "list", None, fields, tag=f"place {place}"))
    return _zip_exactly(act, Arguments(listed), expr)


def _zip_filled(act: Activation, args: Arguments, expr: ir.Call) -> Value:
    """`zip_longest(first, second, fillvalue=x)`: x where the shorter one has come to its end."""
    filler = args.keywords["fillvalue"]
    columns = [one_by_one(act, value) for value in args.positional]
    known = [column for column in columns if column is not None]
    if known and len(known) == len(columns) and max(map(len, known)) <= UNROLLED:
        longest = max(map(len, known))
        padded = [[*column, *[filler] * (longest - len(column))] for column in known]
        listed = [
            act.allocate(
                expr.at, "list", None, {f"[{i}]": item for i, item in enumerate(column)}, tag=f"filled {place}"
            )
            for place, column in enumerate(padded)
        ]
        exact = _zip_exactly(act, Arguments(listed), expr)
        if exact is not None:
            return exact
    fields = {f"[{i}]": join(element_of(act, value, expr.at, ""), filler) for i, value in enumerate(args.positional)}
    row = act.allocate(expr.at, "tuple", None, fields, tag="row")
    return act.allocate(expr.at, "generator", None, {"[*]": row})


def _columns_by_name(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`zip(names, row)` of names that nobody knows and a row whose columns are: those are the names."""
    given = act.objects(args.positional[1]) if len(args.positional) == 2 else []
    rows = [
        held for _, held in given if held.kind != "symbol"
    ]  # a cursor of the caller's gives what its query asked for
    if len(rows) != 1 or one_by_one(act, args.positional[0]) is not None:
        return None
    columns = [selector for selector in rows[0].fields if selector.startswith('["')]
    if rows[0].kind != "tuple" or not columns or len(exact_items(rows[0]) or ()) != len(columns):
        return None
    pairs = {selector: {"[0]": constant(selector[2:-2]), "[1]": rows[0].fields[selector]} for selector in columns}
    made = [act.allocate(expr.at, "tuple", None, pair, tag=f"column {name}") for name, pair in pairs.items()]
    return act.allocate(expr.at, "generator", None, {f"[{i}]": pair for i, pair in enumerate(made)}, tag="columns")


def _zip_exactly(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`zip` of sequences whose elements are known one by one: row by row."""
    columns = [one_by_one(act, value) for value in args.positional]
    known = [column for column in columns if column is not None]
    if not known or len(known) != len(columns) or min(map(len, known)) > UNROLLED:
        return None
    rows: dict[str, Value] = {}
    for number, row in enumerate(zip(*known, strict=False)):
        fields = {f"[{i}]": item for i, item in enumerate(row)}
        rows[f"[{number}]"] = act.allocate(expr.at, "tuple", None, fields, tag=f"row {number}")
    return act.allocate(expr.at, "generator", None, rows, tag="rows")


def _unzip(act: Activation, row: Value, expr: ir.Call) -> Value:
    """`zip(*rows)`: a sequence for each place of a row."""
    widths = {len(exact_items(held) or ()) for _, held in act.objects(row)}
    if len(widths) != 1 or not (width := widths.pop()):
        return act.allocate(
            expr.at,
            "generator",
            None,
            {"[*]": act.allocate(expr.at, "tuple", None, {"[*]": read_part(act, row, "[*]")}, tag="column")},
        )
    columns = {
        f"[{i}]": act.allocate(expr.at, "tuple", None, {"[*]": read_part(act, row, f"[{i}]")}, tag=f"column {i}")
        for i in range(width)
    }
    return act.allocate(expr.at, "generator", None, columns, tag="columns")


def enumerated(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional:
        return None
    if len(args.positional) == 1 and not args.keywords and (items := one_by_one(act, args.positional[0])):
        numbers = {f"[{i}]": constant(i) for i in range(len(items))}
        numbered = act.allocate(expr.at, "list", None, numbers, tag="numbers")
        exact = _zip_exactly(act, Arguments([numbered, args.positional[0]]), expr)
        if exact is not None:
            return exact
    element = element_of(act, args.positional[0], expr.at, text_of(expr.args[0].value))
    row = act.allocate(expr.at, "tuple", None, {"[0]": NOTHING, "[1]": element}, tag="row")
    return act.allocate(expr.at, "generator", None, {"[*]": row})


def reduced(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`reduce(function, values, start)`: call by call where the values are few and known, else any number of them."""
    if len(args.positional) < 2:
        return None
    items = one_by_one(act, args.positional[1])
    if items and len(items) <= FEW:
        return _fold(act, args.positional[0], [*args.positional[2:3], *items], expr)
    element = element_of(act, args.positional[1], expr.at, "")
    start = args.positional[2] if len(args.positional) > 2 else element
    first = _called(act, args.positional[0], Arguments([start, element]), expr, "reduce")
    return join(
        start, join(first, _called(act, args.positional[0], Arguments([join(start, first), element]), expr, "reduce"))
    )


def _fold(act: Activation, function: Value, items: list[Value], expr: ir.Call) -> Value:
    """`reduce` over what is known one by one."""
    result = items[0]
    for step, item in enumerate(items[1:]):
        result = _apart(act, _called(act, function, Arguments([result, item]), expr, "reduce"), step)
    return result


def _apart(act: Activation, value: Value, step: int) -> Value:
    """What a call of several at one place gives, told from what the others give if it is a function that it makes:
    `lambda f, g: lambda x: g(f(x))`, whose `f` is what the call before made."""

    def another(name: ObjectId) -> ObjectId:
        held = act.state.object(name)
        if name[0] != "a" or held.kind not in ("bound", "frame"):
            return name
        fields = held.fields
        if "frame" in fields:
            frame = fields["frame"]
            made = Value(frame.labels, frozenset(map(another, frame.objects)), frame.refs, frame.const, frame.opaque)
            fields = {**fields, "frame": made}
        copy: ObjectId = (*name[:3], f"{name[3]} {step}")
        act.state.heap[copy] = Object(held.kind, held.cls, fields)
        return copy

    objects = frozenset(map(another, sorted(value.objects)))
    return Value(value.labels, objects, value.refs, value.const, value.opaque) if objects != value.objects else value


def starmapped(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`itertools.starmap(function, rows)`: each call is given a row's members, where it is known how many they are."""
    if len(args.positional) != 2:
        return None
    rows = one_by_one(act, args.positional[1])
    rows = [element_of(act, args.positional[1], expr.at, "")] if not rows or len(rows) > FEW else rows
    members = [one_by_one(act, row) for row in rows]
    given = [_called(act, args.positional[0], Arguments(each), expr, "starmap") for each in members if each is not None]
    if len(given) != len(members):
        return None
    return act.allocate(expr.at, "generator", None, {"[*]": join_all(given)})


def filtered(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`filter(lambda item: item[0] not in SECRET, row.items())`: those for which the function is known not to be false."""
    if len(args.positional) < 2:
        return None
    kept = _let_through(act, args.positional[1], expr)
    if kept is not None:
        return act.allocate(expr.at, "generator", None, {f"[{i}]": item for i, item in enumerate(kept)}, tag="filtered")
    element = element_of(act, args.positional[1], expr.at, "")
    if not args.positional[0].const:
        _called(act, args.positional[0], Arguments([element]), expr, "filter")
        element = _chosen(act, element, expr)
    return act.allocate(expr.at, "generator", None, {"[*]": element})


def _let_through(act: Activation, values: Value, expr: ir.Call) -> list[Value] | None:
    """Those of known elements that a lambda which is written out lets through; None where that can't be told."""
    from piilint.flow.interpreter.assign import bind_target
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.interpreter.narrow import decide

    steps, told = unrolled(act, values), _condition(expr)
    if steps is None or told is None:
        return None
    variable, test = told
    outer = act.state.env
    act.state.env = dict(outer)
    kept: list[Value] = []
    for step in steps:
        bind_target(act, ir.Name(test.at, variable), step)
        evaluate(act, test)  # what it shows on the way, it shows
        if decide(act, test) is not False:
            kept.append(step)
    act.state.env = outer
    return kept


def _condition(expr: ir.Call) -> tuple[str, ir.Expr] | None:
    """What a lambda that is written out calls its only parameter, and what it gives."""
    given = expr.args[0].value if expr.args else None
    if not isinstance(given, ir.Lambda) or len(given.function.params) != 1 or not given.function.body:
        return None
    body = given.function.body[0]
    if not isinstance(body, ir.Return) or body.value is None:
        return None
    return given.function.params[0].name, body.value


def _chosen(act: Activation, element: Value, expr: ir.Call) -> Value:
    """Of what an element may be, what the lambda's test for a class lets through."""
    from piilint.flow.interpreter.asked import choose_class

    told = _condition(expr)
    if told is None or len(element.objects) < 2:
        return element
    outer = act.state.env
    act.state.env = {**outer, told[0]: element}
    choose_class(act, told[1])
    chosen = act.state.env[told[0]]
    act.state.env = outer
    return chosen


def _called(act: Activation, function: Value, args: Arguments, expr: ir.Call, text: str) -> Value:
    from piilint.flow.calling.builtins import call_builtin

    done = call_builtin(act, function, args, expr)
    return done if done is not None else call_value(act, function, args, expr.at, text)
