"""Going over a mapping that nobody knows, of which the function reads sensitive keys: it goes over those, too.

def dump(row):
    for key, value in row.items():
        print(value)                  # row["iban"] among them …
    return row["iban"]                # … since there is one

Where it depends on the key what is done, and what a test of it comes to isn't known, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.domain.value import UNKNOWN, Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.assign import bind_target
from piilint.flow.interpreter.items import item_of
from piilint.flow.interpreter.iterate import UNROLLED
from piilint.flow.interpreter.narrow import decide
from piilint.flow.objects.access import read_part
from piilint.flow.objects.company import company_owners
from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.flow.syntax.reads import keys_of
from piilint.model import ir

TAG = "keys that are read"
"""Ends the name of a mapping that stands for what a library gave: see `flow.tabular.columns`."""

_WRAPPERS = frozenset(("list", "tuple", "sorted", "iter"))
_PLAIN = frozenset(("str", "repr", "len", "isinstance", "format"))
"""Functions whose results don't depend on what a key means."""


def steps_by_key(act: Activation, source: ir.Expr, target: ir.Expr, pieces: tuple[object, ...]) -> list[Value] | None:
    """What a loop over a mapping gives, first what isn't known, then key by key; None where nothing sensitive is read of
    it. The pieces are what is done with each."""
    variable, view = _mapping(source)
    value = act.state.env.get(variable) if variable else None
    names = keys_of(act).get(variable, ()) if value is not None and _is_unknown(act, value) else ()
    if value is None or len(names) >= UNROLLED or not _are_sensitive(act, variable, names) or _is_list(act, variable):
        return None
    steps = [_step(act, view, UNKNOWN, read_part(act, value, "[*]"), source.at, "rest")]
    for name in names:
        read = ir.Sub(source.at, ir.Name(source.at, variable), ir.Const(source.at, name))
        part = item_of(act, value, constant(name), read, variable).lowered(2)
        steps.append(_step(act, view, constant(name), part, source.at, name))
    return steps if view == "values" or _is_decided(act, target, steps[1:], pieces) else None


def _step(act: Activation, view: str, key: Value, part: Value, at: int, tag: str) -> Value:
    if view != "items":
        return part if view == "values" else key
    return act.allocate(at, "tuple", None, {"[0]": key, "[1]": part}, tag=f"pair {tag}")


def _mapping(source: ir.Expr) -> tuple[str, str]:
    """The variable that is gone over, and how: by its keys, values or items."""
    if isinstance(source, ir.Call) and isinstance(source.func, ir.Name) and source.func.id in _WRAPPERS and source.args:
        return _mapping(source.args[0].value)
    if isinstance(source, ir.Call) and isinstance(source.func, ir.Attr) and not source.args:
        owner, view = source.func.value, source.func.name
        return (owner.id, view) if isinstance(owner, ir.Name) and view in ("keys", "values", "items") else ("", "")
    return (source.id, "keys") if isinstance(source, ir.Name) else ("", "")


def _is_unknown(act: Activation, value: Value) -> bool:
    """Whether it is one mapping of which some keys are known at most."""
    objects = act.objects(value)
    if len(objects) != 1 or value.refs:
        return False
    name, held = objects[0]
    return name[-1].endswith(TAG) or (name[0] == "p" and held.kind == "symbol" and held.cls is None)


def _is_list(act: Activation, variable: str) -> bool:
    """Whether it is rows that have the keys: `rows[0]["iban"]`."""
    return any(
        isinstance(node, ir.Sub)
        and isinstance(node.value, ir.Name)
        and node.value.id == variable
        and (
            isinstance(node.index, ir.Slice) or (isinstance(node.index, ir.Const) and isinstance(node.index.value, int))
        )
        for node in nodes_within(act.function.node)
    )


def _are_sensitive(act: Activation, variable: str, names: tuple[str, ...]) -> bool:
    owners = (variable, *company_owners(act.names, names))
    matches = (act.names.classify(name, owners) for name in names)
    return any(act.names.follows(match) and match is not None and match.confidence != "low" for match in matches)


def _is_decided(act: Activation, target: ir.Expr, steps: list[Value], pieces: tuple[object, ...]) -> bool:
    """Whether all that is asked of the keys has an answer for each."""
    key = target.elements[0] if isinstance(target, ir.Seq) and target.elements else target
    if not isinstance(key, ir.Name):
        return False
    if any(_is_handed_on(call, key.id, pieces) for call in nodes_of(pieces) if isinstance(call, ir.Call)):
        return False
    asked = [test for test in _tests(pieces) if _mentions(test, key.id)]
    outer = act.state.env.copy()
    for step in steps if asked else ():
        bind_target(act, target, step)
        if any(decide(act, test) is None for test in asked):
            act.state.env = outer
            return False
    act.state.env = outer
    return True


def _is_handed_on(call: ir.Call, key: str, pieces: tuple[object, ...]) -> bool:
    """Whether the result of a call that is given the key is used: `mask_field(key, value)`."""
    if not any(isinstance(arg.value, ir.Name) and arg.value.id == key for arg in call.args):
        return False
    name = call.func.id if isinstance(call.func, ir.Name) else call.func.name if isinstance(call.func, ir.Attr) else ""
    statements = (node for node in nodes_of(pieces) if isinstance(node, ir.ExprStmt))
    return name not in _PLAIN and not any(statement.value is call for statement in statements)


def _tests(pieces: tuple[object, ...]) -> Iterator[ir.Expr]:
    for node in nodes_of(pieces):
        if isinstance(node, (ir.If, ir.IfExp, ir.While)):
            yield from _leaves(node.test)
        elif isinstance(node, ir.Match):
            yield node.subject
        elif isinstance(node, ir.Comp):
            yield from (leaf for clause in node.clauses for test in clause.ifs for leaf in _leaves(test))


def _leaves(test: ir.Expr) -> Iterator[ir.Expr]:
    if isinstance(test, ir.Bool):
        for operand in test.operands:
            yield from _leaves(operand)
    elif isinstance(test, ir.Unary):
        yield from _leaves(test.operand)
    else:
        yield test


def _mentions(test: ir.Expr, name: str) -> bool:
    return any(isinstance(node, ir.Name) and node.id == name for node in nodes_of(test))
