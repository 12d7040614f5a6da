"""Copies all the way down: `copy.deepcopy(x)` shares nothing with x that can be changed.

apart = copy.deepcopy(rows)
rows["open"].append(iban)      # nothing that `apart` would see; `copy.copy(rows)` sees it
"""

from __future__ import annotations

from piilint.flow.calling.methods import call_dunder
from piilint.flow.collections.containers import copied
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Object, ObjectId, Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir

COPIED = 40
"""So many objects are copied for one call; what is beyond them stays shared."""

_DEEP = "deep "


def copy_of(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`copy.copy(x)`: as the class in view says, or a new object with the same parts."""
    if not args.positional:
        return None
    own = call_dunder(act, args.positional[0], "__copy__", [], expr.at)
    return own if own is not None else copied(act, args.positional[0], expr.at)


def deep_copy_of(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`copy.deepcopy(x)`."""
    if not args.positional:
        return None
    value = args.positional[0]
    own = call_dunder(act, value, "__deepcopy__", [constant(None)], expr.at)
    if own is not None:
        return own
    result = copied(act, value, expr.at)
    done: dict[ObjectId, ObjectId] = {}
    for name in sorted(result.objects):
        if name[0] == "a":
            held = act.state.object(name)
            fields = {selector: _deeply(act, part, expr.at, done) for selector, part in held.fields.items()}
            act.state.heap[name] = Object(held.kind, held.cls, fields)
    return result


def _deeply(act: Activation, value: Value, at: int, done: dict[ObjectId, ObjectId]) -> Value:
    """A part of what is copied, with copies of the objects made in view that it may be."""
    if not any(name[0] == "a" for name in value.objects):
        return value
    objects = frozenset(_twin(act, name, at, done) for name in sorted(value.objects))
    return Value(value.labels, objects, value.refs, value.const, value.opaque)


def _twin(act: Activation, name: ObjectId, at: int, done: dict[ObjectId, ObjectId]) -> ObjectId:
    held = act.state.object(name)
    if name in done:
        return done[name]
    if name[0] != "a" or held.kind not in _COPIED_KINDS or len(done) >= COPIED:
        return name
    tag = name[-1] if name[-1].startswith(_DEEP) else f"{_DEEP}{name[2]} {name[-1]}"  # no longer for a copy of a copy
    twin: ObjectId = ("a", act.path, str(at), tag)
    done[name] = twin
    fields = {selector: _deeply(act, part, at, done) for selector, part in held.fields.items()}
    act.state.heap[twin] = Object(held.kind, held.cls, fields)
    return twin


_COPIED_KINDS = frozenset(("dict", "list", "set", "tuple", "instance", "namespace"))
