"""Context variables: what one function sets and another gets, and what holds again after `reset`.

current = ContextVar("current", default="none")
mark = current.set(iban)
current.get()           # {IBAN}, here and in whatever is called meanwhile
current.reset(mark)
current.get()           # "none"
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.sharing import concrete
from piilint.model import ir

_CURRENT, _VARIABLE, _BEFORE = "[*]", ".variable", ".before"


def set_variable(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`variable.set(value)`: gives the mark that `reset` wants."""
    value, before = args.get(0, "value") or NOTHING, _current(act, receiver)
    _hold(act, receiver, value.then(act.spot(expr.at), "stored", "set()"))
    for name, held in act.objects(receiver):
        if act.solver.is_rooted(name):  # whatever is called meanwhile gets it
            act.solver.export([(name, Object(held.kind, held.cls, {_CURRENT: concrete(act, value)}))])
    return act.allocate(expr.at, "identity", None, {_VARIABLE: receiver, _BEFORE: before}, tag="mark")


def get_variable(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`variable.get()`, `variable.get(default)`."""
    return join_all([_current(act, receiver), *args.positional[:1]])


def reset_variable(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`variable.reset(mark)`: what it held before is there again."""
    marks = act.objects(args.get(0, "token") or NOTHING)
    before = [held.fields[_BEFORE] for _, held in marks if _BEFORE in held.fields]
    if len(before) == len(marks) == 1:
        _hold(act, receiver, before[0])
    return NOTHING


def _current(act: Activation, variable: Value) -> Value:
    held = [thing.fields[_CURRENT] for _, thing in act.objects(variable) if _CURRENT in thing.fields]
    return join_all(held) if held else Value(variable.labels, opaque=variable.opaque)


def _hold(act: Activation, variable: Value, value: Value) -> None:
    objects = act.objects(variable)
    for name, held in objects:
        old = held.fields.get(_CURRENT, NOTHING) if len(objects) > 1 else NOTHING
        act.state.heap[name] = held.with_field(_CURRENT, join(old, value))
