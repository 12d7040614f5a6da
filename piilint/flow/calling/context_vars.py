"""Context variables: what one function sets and another gets, and what holds again after `reset`.

current = ContextVar("current", default="none")
mark = current.set(iban)
current.get()           # {IBAN}, here and in whatever is called meanwhile
current.reset(mark)
current.get()           # "none"

inner = copy_context()
inner.run(current.set, iban)
inner[current]          # {IBAN}
current.get()           # "none"
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.bound_methods import LIBRARY
from piilint.flow.objects.sharing import concrete
from piilint.model import ir

_CURRENT, _VARIABLE, _BEFORE = "[*]", ".variable", ".before"

_KIND = ("inst", "contextvars.ContextVar")
_CONTEXT = ("inst", "contextvars.Context")
CONTEXTS = frozenset((_CONTEXT,))

_HELD = ".held "
"""Begins the selector under which a context has what a variable holds in it."""
_JOINT = "\x1f"


def set_variable(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`variable.set(value)`: gives the mark that `reset` wants."""
    value, before = args.get(0, "value") or NOTHING, _current(act, receiver)
    _hold(act, receiver, value.then(act.spot(expr.at), "stored", "set()"))
    for name, _ in act.objects(receiver):
        _export(act, name, value)
    return act.allocate(expr.at, "identity", None, {_VARIABLE: receiver, _BEFORE: before}, tag="mark")


def _export(act: Activation, variable: ObjectId, value: Value) -> None:
    """Whatever is called meanwhile gets it."""
    if act.solver.is_rooted(variable):
        act.solver.export([(variable, Object("library", _KIND, {_CURRENT: concrete(act, value)}))])


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


def copied_context(act: Activation, args: Arguments, expr: ir.Call) -> Value:
    """`copy_context()`: what all variables hold now."""
    held = {_selector(name): variable.fields[_CURRENT] for name, variable in _variables(act).items()}
    made = act.allocate(expr.at, "library", _CONTEXT, held, tag="context")
    return Value(objects=made.objects, refs=CONTEXTS)


def run_within(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`context.run(function, x)`: the call, with what variables hold there; what it sets, it sets there."""
    contexts = act.objects(receiver)
    if not args.positional:
        return None
    function, passed = args.positional[0], Arguments(args.positional[1:], args.keywords, args.rest, args.rest_keywords)
    if len(contexts) != 1:
        return call_value(act, function, passed, expr.at, "run")
    (name, context), outside = contexts[0], _variables(act)
    for selector, value in context.fields.items():
        act.state.heap[_variable(selector)] = Object("library", _KIND, {_CURRENT: value})
    result = _alone(act, function, passed, expr)
    if result is None:
        for selector, value in context.fields.items():
            _export(act, _variable(selector), value)
        result = call_value(act, function, passed, expr.at, "run")
    inside = {_selector(each): held.fields[_CURRENT] for each, held in _variables(act).items()}
    act.state.heap[name] = Object(context.kind, context.cls, inside)
    for selector in inside:
        variable = _variable(selector)
        act.state.heap[variable] = outside.get(variable, Object("library", _KIND, {}))
    return result


def _alone(act: Activation, function: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`context.run(variable.set, value)`, `context.run(variable.get)`: nothing else is called in that context, so nobody else
    gets what it holds."""
    held = [thing for _, thing in act.objects(function)]
    if function.refs or [thing.cls for thing in held] not in ([(LIBRARY, "set")], [(LIBRARY, "get")]):
        return None
    variable = held[0].fields["self"]
    if any(thing.cls != _KIND for _, thing in act.objects(variable)):
        return None
    if held[0].cls == (LIBRARY, "get"):
        return get_variable(act, variable, args, expr)
    _hold(act, variable, (args.get(0, "value") or NOTHING).then(act.spot(expr.at), "stored", "set()"))
    return NOTHING


def held_there(act: Activation, context: Value, variable: Value) -> Value:
    """`context[variable]`."""
    contexts = [held for _, held in act.objects(context)]
    names = [_selector(name) for name in sorted(variable.objects)]
    return join_all(held.fields.get(name, NOTHING) for held in contexts for name in names)


def get_there(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`context.get(variable, default)`."""
    return join_all([held_there(act, receiver, args.positional[0]), *args.positional[1:]]) if args.positional else None


def _variables(act: Activation) -> dict[ObjectId, Object]:
    """All of which is known here what they hold."""
    return {name: held for name, held in act.state.heap.items() if held.cls == _KIND and _CURRENT in held.fields}


def _selector(variable: ObjectId) -> str:
    return _HELD + _JOINT.join(variable)


def _variable(selector: str) -> ObjectId:
    return tuple(selector.removeprefix(_HELD).split(_JOINT))


def _current(act: Activation, variable: Value) -> Value:
    held = [thing.fields[_CURRENT] for _, thing in act.objects(variable) if _CURRENT in thing.fields]
    return join_all(held) if held else Value(variable.labels, opaque=variable.opaque)


def _hold(act: Activation, variable: Value, value: Value) -> None:
    objects = act.objects(variable)
    for name, held in objects:
        old = held.fields.get(_CURRENT, NOTHING) if len(objects) > 1 else NOTHING
        act.state.heap[name] = held.with_field(_CURRENT, join(old, value))
