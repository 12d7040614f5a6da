"""Iterators that give one element after the other: `iter`, `next`.

fields = iter([number, status])
next(fields)            # the number
next(fields, "none")    # the status
next(fields, "none")    # "none"
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_value
from piilint.flow.calling.methods import call_dunder
from piilint.flow.collections.growing import EXACT
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.iterate import element_of
from piilint.flow.interpreter.raising import end_of_generator
from piilint.flow.objects.access import exact_items
from piilint.model import ir

ITERATOR = ("iterator", "")
"""The class of what `iter` makes of a list or a tuple whose elements are known: those that are left, in order."""

_DISPLAYS = frozenset(("dict", "list", "tuple", "set"))
"""What is never its own iterator."""


def new_iterator(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`iter(values)`, and `iter(call, sentinel)`, which gives what the call gives."""
    if len(args.positional) == 1:
        return _over(act, args.positional[0], expr)
    if len(args.positional) != 2:
        return None
    from piilint.flow.calling.builtins import call_builtin

    done = call_builtin(act, args.positional[0], Arguments(), expr)
    given = done if done is not None else call_value(act, args.positional[0], Arguments(), expr.at, "iter")
    return act.allocate(expr.at, "generator", None, {"[*]": given})


def _over(act: Activation, value: Value, expr: ir.Call) -> Value:
    """Of a sequence whose elements are known, something that is used up; of an instance what its class says; of what was
    made here, something whose text shows nothing; of anything else, that."""
    objects = act.objects(value)
    own = call_dunder(act, value, "__iter__", [], expr.at) if objects else None
    if own is not None and own.objects and own.objects != value.objects:
        value, objects = own, act.objects(own)
    known = len(objects) == 1 and objects[0][1].kind in ("list", "tuple") and not value.labels and not act.repeats
    items = exact_items(objects[0][1]) if known else None
    if not items or len(items) > EXACT:
        made_here = objects and all(name[0] == "a" and held.kind in _DISPLAYS for name, held in objects)
        return (
            act.allocate(expr.at, "generator", None, {"[*]": element_of(act, value, expr.at, "")})
            if made_here
            else value
        )
    fields = {f"[{i}]": item for i, item in enumerate(items)}
    return act.allocate(expr.at, "generator", ITERATOR, fields, tag="iterator")


def advance(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`next(values)`, `next(values, default)`."""
    if not args.positional:
        return None
    given = args.positional[0]
    own = call_dunder(act, given, "__next__", [], expr.at)
    if own is not None:
        return join_all([own, *args.positional[1:]])
    objects = act.objects(given)
    if len(args.positional) == 1:
        end_of_generator(act, given, expr.at)
    if len(objects) == 1 and not act.repeats and _is_stepped(*objects[0]):
        return _step(act, given, args)
    return join_all([element_of(act, given, expr.at, ""), *args.positional[1:]])


def _is_stepped(name: ObjectId, held: Object) -> bool:
    """Whether it gives known elements one after the other: what `iter` made, or a generator."""
    if held.cls == ITERATOR:
        return "[*]" not in held.fields
    return held.kind == "generator" and name[0] == "a" and exact_items(held) is not None


def _step(act: Activation, iterator: Value, args: Arguments) -> Value:
    """The first of the elements that are left, which is no longer left; the default where none is."""
    ((name, held),) = act.objects(iterator)
    items = exact_items(held) or []
    others = {selector: part for selector, part in held.fields.items() if selector[0] != "["}
    left = {f"[{i}]": item for i, item in enumerate(items[1:])}
    act.state.heap[name] = Object(held.kind, held.cls, {**left, **others})
    return items[0] if items else join_all([NOTHING, *args.positional[1:]])
