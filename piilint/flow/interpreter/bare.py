"""What shows nothing where a test holds or doesn't: it is empty, zero, nothing or a constant of the program there.

if value is None: return value                          # nothing of a customer's
if key in SECRET and value is not None:                 # where `key` is known to be in it, only an empty value is left
    event[key] = "***"
if row.get("iban"): row["iban"] = mask(row["iban"])     # afterwards it is masked, or there is none
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piilint.flow.domain.selectors import key_selector, selector_name
from piilint.flow.domain.state import State
from piilint.flow.domain.value import NOTHING, ObjectId, Path, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.views import COLUMNS
from piilint.link.classes import resolve_expr
from piilint.model import ir

Part = tuple[ObjectId, str]
"""A part of an object, by its selector."""


class _Bare(NamedTuple):
    """An expression that shows nothing."""

    expr: ir.Expr
    is_chosen: bool = False
    """Whether it is what a known key has, the rest of the test being decided: `key in SECRET and value`. Nothing is put into
    it later, as may be into an empty list."""
    is_own: bool = False
    """Whether it is a text of a class in view: no more is said of it than that what isn't is masked, `if not isinstance(value,
    Shown): row[key] = mask(value)`."""


def bare_where(act: Activation, test: ir.Expr, holds: bool) -> dict[str, _Bare]:
    """What shows nothing where a test holds or doesn't, by its text."""
    if isinstance(test, ir.Unary) and test.op == "not":
        return bare_where(act, test.operand, not holds)
    if isinstance(test, ir.Bool):
        return _of_operands(act, test, holds)
    if isinstance(test, ir.Compare):
        bare = _of_comparison(test, holds)
    elif isinstance(test, ir.Call) and _name_of(test) == "isinstance":
        bare = _of_class(act, test, holds)
        if holds and _is_own_text(act, test) and (text := _read_as(test.args[0].value)):
            return {text: _Bare(test.args[0].value, is_own=True)}
    else:
        bare = None if holds else test
    both = (bare.target, bare.value) if isinstance(bare, ir.Walrus) else (bare,)
    return {_read_as(each): _Bare(each) for each in both if each is not None and _read_as(each)}


def _of_operands(act: Activation, test: ir.Bool, holds: bool) -> dict[str, _Bare]:
    """`a and b` holds: both do. It doesn't: one of them doesn't, unless it is known to."""
    from piilint.flow.interpreter.narrow import decide

    parts = [bare_where(act, operand, holds) for operand in test.operands]
    if (test.op == "and") == holds:
        return {text: bare for part in parts for text, bare in part.items()}
    if not any(parts):
        return {}
    never = test.op == "and"
    left = [part for part, operand in zip(parts, test.operands, strict=True) if decide(act, operand) is not never]
    if len(left) < len(parts):
        left = [{text: bare._replace(is_chosen=True) for text, bare in part.items()} for part in left]
    return {text: bare for text, bare in left[0].items() if all(text in part for part in left[1:])} if left else {}


def _of_comparison(test: ir.Compare, holds: bool) -> ir.Expr | None:
    """`x is None`, `x == ""`, `x in (None, "")`; `"iban" in row`, which there is nothing of where it doesn't hold."""
    if len(test.ops) != 1:
        return None
    op, other = test.ops[0], test.comparators[0]
    if isinstance(other, ir.Const):
        return test.left if op in (("is", "==") if holds else ("is not", "!=")) else None
    if isinstance(other, ir.Seq):
        plain = all(isinstance(each, ir.Const) for each in other.elements)
        return test.left if plain and op == ("in" if holds else "not in") else None
    if op == ("not in" if holds else "in") and isinstance(test.left, (ir.Const, ir.Name)):
        return ir.Sub(test.at, other, test.left)
    return None


def _of_class(act: Activation, test: ir.Call, holds: bool) -> ir.Expr | None:
    """`isinstance(value, str)` of what is written as a text, an IBAN or a name: where it doesn't hold, there is none."""
    if holds or len(test.args) != 2:
        return None
    asked, given = test.args[0].value, test.args[1].value
    named = [text_of(each) for each in (given.elements if isinstance(given, ir.Seq) else (given,))]
    if "str" not in named:
        return None
    match = act.names.classify(_part_named(act, asked))
    element = act.catalogue.elements[match.element] if match is not None else None
    is_text = element is not None and (element.identifier or element.letters) and not element.record
    return asked if is_text else None


def _is_own_text(act: Activation, test: ir.Call) -> bool:
    """`isinstance(value, Shown)` of a class in view that is derived from `str`."""
    ref = resolve_expr(test.args[1].value, act.module, act.program) if len(test.args) == 2 else None
    return ref is not None and ref[0] == "class" and ("ext", "builtins.str") in act.program.classes[ref[1]].mro


def _part_named(act: Activation, expr: ir.Expr) -> str:
    """What it is called where it is read from: of `value`, which is `event["iban"]`, iban."""
    parts = list(_parts(act, expr))
    return selector_name(parts[0][1]) if len(parts) == 1 else ""


def _name_of(call: ir.Call) -> str:
    return call.func.id if isinstance(call.func, ir.Name) else ""


def _read_as(expr: ir.Expr) -> str:
    """How a variable, an attribute, or a part that is read by key or name, reads: alike however it is asked for."""
    if isinstance(expr, (ir.Name, ir.Attr)):
        return text_of(expr)
    asked = _asked(expr)
    if asked is None:
        return ""
    owner, key, by_name = asked
    name = key.id if isinstance(key, ir.Name) else repr(key.value) if isinstance(key, ir.Const) else ""
    return f"{text_of(owner)}{'.' if by_name else ''}[{name}]" if name else ""


def _asked(expr: ir.Expr) -> tuple[ir.Expr, ir.Expr, bool] | None:
    """Of `row[key]`, `row.get(key)`, `getattr(row, name, None)`, `hasattr(row, name)`: the owner, the key, and whether it is
    an attribute's name."""
    if isinstance(expr, ir.Sub):
        return expr.value, expr.index, False
    if not isinstance(expr, ir.Call) or not expr.args:
        return None
    if _name_of(expr) in ("getattr", "hasattr") and len(expr.args) > 1:
        return expr.args[0].value, expr.args[1].value, True
    if isinstance(expr.func, ir.Attr) and expr.func.name == "get":
        return expr.func.value, expr.args[0].value, False
    return None


def bare_parts(act: Activation, test: ir.Expr, holds: bool, own: bool = False) -> tuple[Part, ...]:
    """The parts of known objects that show nothing where a test holds or doesn't; with `own`, or are of a class in view."""
    found = (bare for bare in bare_where(act, test, holds).values() if own or not bare.is_own)
    return tuple(part for bare in found for part in _parts(act, bare.expr))


def _parts(act: Activation, expr: ir.Expr) -> Iterator[Part]:
    from piilint.flow.interpreter.expressions import evaluate

    if isinstance(expr, ir.Name):
        yield from _held_by(act, expr.id)
        return
    asked = _asked(expr)
    if asked is None:
        return
    owner, key, by_name = asked
    known = evaluate(act, key).const
    if isinstance(owner, ir.Attr) and act.catalogue.calls.type_of_path(f"*.{owner.name}") == COLUMNS:
        owner = owner.value  # `"iban" in df.columns`
    objects = act.objects(evaluate(act, owner)) if known and isinstance(known[0], str) else []
    if known and len(objects) == 1 and objects[0][1].kind in ("dict", "symbol"):
        shown = act.state.views.get(objects[0][0])  # `vars(record)["iban"]` is the record's attribute
        yield shown or objects[0][0], f".{known[0]}" if by_name or shown else key_selector(known[0])


def _held_by(act: Activation, variable: str) -> Iterator[Part]:
    """The part of what a caller passed that a variable holds: `value = event["iban"]`, while it is there."""
    value = act.state.env.get(variable)
    paths = _paths(value) if value is not None else set()
    path = paths.pop() if len(paths) == 1 else ()
    if len(path) < 2:
        return
    owner, selector = ("p", *path[:-1]), path[-1]
    held = act.state.object(owner)
    part = held.fields.get(selector)
    if held.kind == "symbol" if part is None else _paths(part) == {path}:
        yield owner, selector


def _paths(value: Value) -> set[Path]:
    """What of its caller's a value shows as it is."""
    return {label.path if not label.guard else () for label in value.labels.values() if label.path}


def are_overwritten(parts: tuple[Part, ...], before: State, after: State) -> tuple[Part, ...]:
    """Those of the parts that a branch put something else into."""
    return tuple(
        (name, selector)
        for name, selector in parts
        if before.object(name).fields.get(selector) is not after.object(name).fields.get(selector)
    )


def empty(act: Activation, parts: tuple[Part, ...]) -> None:
    """Let nothing be in these parts."""
    for name, selector in parts:
        act.state.write(name, selector, NOTHING)


def assume_bare(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let what a test leaves no data in show none."""
    for bare in bare_where(act, test, holds).values():
        if not bare.is_own:
            _without_data(act, bare)


def value_where(act: Activation, test: ir.Expr, holds: bool, expr: ir.Expr) -> Value:
    """What an expression comes to where a test holds or doesn't: there may be no data in it, or a short text."""
    from piilint.flow.interpreter.allowed_keys import assume_keys
    from piilint.flow.interpreter.asked import number_where
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.interpreter.lengths import assume_length

    bare = {text: each for text, each in bare_where(act, test, holds).items() if not each.is_own}
    told = _variables_bare(act, bare) | assume_length(act, test, holds)
    told = number_where(act, test, holds) | assume_keys(act, test, holds) | told
    value = evaluate(act, expr)
    act.state.env.update(told)
    return NOTHING if _reads(expr, bare) else value


def _variables_bare(act: Activation, bare: dict[str, _Bare]) -> dict[str, Value]:
    """Let the variables among these hold nothing at all, for an expression; what they held."""
    told: dict[str, Value] = {}
    for expr, *_ in bare.values():
        value = act.state.env.get(expr.id) if isinstance(expr, ir.Name) else None
        if isinstance(expr, ir.Name) and value is not None and value.labels and not value.refs:
            told[expr.id] = value
            act.state.env[expr.id] = Value(const=value.const)
    return told


def _reads(expr: ir.Expr, bare: dict[str, _Bare]) -> bool:
    """Whether an expression reads one of these: `row["iban"] if row["iban"] is None else …`."""
    return bool(bare) and not isinstance(expr, ir.Name) and _read_as(expr) in bare


def _without_data(act: Activation, bare: _Bare) -> None:
    """Let a variable, or an attribute of something known, show nothing: it is empty, zero or a constant here. What it
    is stays, for it may be filled from here on."""
    from piilint.flow.interpreter.expressions import evaluate

    expr = bare.expr
    if isinstance(expr, ir.Name):
        value = act.state.env.get(expr.id)
        if value is not None and value.labels and not value.refs:  # a library's object says itself what is false
            act.state.env[expr.id] = Value({}, frozenset() if bare.is_chosen else value.objects, const=value.const)
    elif isinstance(expr, ir.Attr):
        owners = act.objects(evaluate(act, expr.value))
        value = evaluate(act, expr)
        if len(owners) == 1 and value.labels and not value.refs and owners[0][1].kind in ("symbol", "instance"):
            act.state.write(owners[0][0], f".{expr.name}", Value({}, value.objects, const=value.const))
