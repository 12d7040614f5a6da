"""Calls that a callee left to its caller, who knows what is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piilint.flow.domain.selectors import LEFT
from piilint.flow.domain.state import symbol
from piilint.flow.domain.summary import IN_TRY, RAISED, DeferredCall, joined_call
from piilint.flow.domain.value import NOTHING, UNKNOWN, Path, Value, join
from piilint.flow.interpreter.activation import A_CODE, NO_NAME, Activation
from piilint.flow.objects.access import class_of
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.calling.instantiate import Instantiation
    from piilint.flow.domain.arguments import Arguments


def call_deferred(this: Instantiation, call: DeferredCall) -> Value:
    """A call that the callee left to its caller."""
    act, outer = this.act, this.act.assigning
    act.assigning = (this.at, A_CODE) if call.is_code else NO_NAME
    result = _call(this, call)
    act.assigning = outer
    return result


def _call(this: Instantiation, call: DeferredCall) -> Value:
    from piilint.flow.calling.calls import call_value
    from piilint.flow.calling.library import call_by_path
    from piilint.flow.calling.methods import call_method

    act, at = this.act, this.at
    callee, name = _called(this, call), _ending(call.callee)
    symbols = sorted(label.path for label in callee.labels.values() if label.path)
    if call.own:
        own = _in_view(act, callee)
        if own.objects or own.refs:
            return call_value(act, own, _arguments(this, call), at, name)
        return defer(act, symbols[0], _arguments(this, call), at, name, own=True) if symbols else NOTHING
    args = _arguments(this, call)
    owner = this.callable_at(call.callee[:-1]) if call.callee[-1].startswith(".") else NOTHING
    if (owner.objects or owner.labels) and (
        any(kind == "inst" for kind, _ in owner.refs) or _has_from_library(act, owner, _ending(call.callee))
    ):  # a method of a library's object: `table.to_csv()`
        func = ir.Attr(at, ir.Name(at, _ending(call.callee[:-1])), name)
        return call_method(act, owner, func, args, ir.Call(at, func, ()))
    if callee.is_nothing() and call.callee[-1].startswith('["'):
        return NOTHING  # `MASKS.get(key, default)(x)` of a key that isn't there
    if callee.refs or symbols or any(oid[0] != "p" for oid in callee.objects):
        return call_value(act, callee, args, at, name)
    result = call_by_path(act, call.callee, owner if owner.labels and not owner.objects else callee, args, at)
    return result.lowered(1) if call.known else result


def _has_from_library(act: Activation, value: Value, name: str) -> bool:
    """Whether all that a value may be are instances of classes in view that have a method from a library's class."""
    classes = [class_of(act, held) for _, held in act.objects(value)]
    calls = act.catalogue.calls
    return bool(classes) and all(
        cls is not None
        and act.program.find_method(cls.id, name) is None
        and any(kind == "ext" and not calls.exact(f"{base}.{name}").empty for kind, base in cls.mro)
        for cls in classes
    )


def _called(this: Instantiation, call: DeferredCall) -> Value:
    """What is called, as the caller knows it; or what is called otherwise, where it passes nothing or may."""
    callee = _without_guesses(this.callable_at(call.callee))
    if call.otherwise.is_nothing() or ((callee.refs or callee.objects) and not callee.labels):
        return callee
    otherwise = this.value(call.otherwise)
    return otherwise if callee.is_nothing() or (callee.const and not callee.const[0]) else join(callee, otherwise)


def _without_guesses(callee: Value) -> Value:
    """What is called, in view; what unknown code may hardly have given back besides isn't called there."""
    in_view = bool(callee.refs) or any(name[0] != "p" for name in callee.objects)
    if not in_view or not callee.labels:
        return callee
    return callee.with_labels({key: label for key, label in callee.labels.items() if label.confidence > 1})


def _in_view(act: Activation, callee: Value) -> Value:
    """The functions and methods in view among what is called."""
    methods = (
        oid
        for oid, held in act.objects(callee)
        if held.kind == "bound" and held.cls and held.cls[0] in ("func", "bound", "instances of")
    )
    return Value(objects=frozenset(methods), refs=frozenset(ref for ref in callee.refs if ref[0] == "func"))


def _arguments(this: Instantiation, call: DeferredCall) -> Arguments:
    """What a deferred call passes, in the caller's terms; `*x` and `**x` are spread as far as the caller knows them."""
    from piilint.flow.calling.arguments import spread, spread_keywords
    from piilint.flow.domain.arguments import Arguments

    args = Arguments([this.value(v) for v in call.args], {k: this.value(v) for k, v in call.keywords})
    if call.sequence is not None:
        spread(this.act, args, this.value(call.sequence[1]), this.at)
    if call.mapping is not None:
        spread_keywords(this.act, args, this.value(call.mapping), this.at)
    if call.sequence is None and call.mapping is None:
        args.rest = this.value(call.rest)
    return args


def _ending(path: Path) -> str:
    """What is called, as a function is named: not by the key under which it is kept."""
    return ("" if path[-1][0] == "[" else path[-1].strip(".")) if len(path) > 1 else path[0]


DEFERRED = 8
"""Calls that one function leaves to its callers, at most: each of them makes each caller's interpretation longer."""

APART = 16
"""So many calls that are left to the caller are kept apart by the places where a callee makes them."""


def defer(
    act: Activation,
    callee: tuple[str, ...],
    args: Arguments,
    at: int,
    text: str,
    own: bool = False,
    known: bool = False,
    otherwise: Value = NOTHING,
) -> Value:
    """Leave a call to whoever knows what is called; meanwhile its result is a symbol. With `own` it is one only where
    a class in view has the method; what is `known` of it by name isn't guessed at."""
    from piilint.flow.calling.unknown import call_unknown, is_taken_for_code

    fallback = call_unknown(act, UNKNOWN, text, args, at) if not own else NOTHING
    if not can_defer(act, callee, at):
        return fallback
    place = act.place_of_call(at)
    left = f"{place.node}:" if act.origin is not None and len(act.calls) < APART else ""
    root = f"{LEFT}{at}:{left}{''.join(callee)}"
    if len(act.raises) > 1:
        root += IN_TRY
        act.raises[-1] = join(act.raises[-1], symbol((root + RAISED,), act.spot(at), text))
    call = DeferredCall(
        root,
        callee,
        place,
        tuple(args.positional),
        tuple(sorted(args.keywords.items())),
        join(args.rest, args.rest_keywords),
        args.sequence,
        args.mapping,
        act.origin.function if act.origin is not None else act.function.id,
        own,
        otherwise,
        known,
        is_taken_for_code(act, args, at),
    )
    act.calls[root] = joined_call(act.calls.get(root), call)
    result = symbol((root,), act.spot(at), text)
    return join(result, fallback.lowered(1) if known else fallback.as_unasked())


def can_defer(act: Activation, callee: tuple[str, ...], at: int) -> bool:
    """Whether a call may be left to the caller; not the result of this very call, come back through recursion."""
    if f"{LEFT}{at}:" in callee[0] or len(callee) > 4:
        return False
    return len(act.calls) < DEFERRED or len(act.calls) - _alike(act) < DEFERRED


def _alike(act: Activation) -> int:
    """How many of the calls that are left go to another entry of a table that a closure captured, and that was called before:
    `make(row) for make in recipes.values()`."""
    called = [call.callee for call in act.calls.values() if call.callee[0] == "^" and call.callee[-1].startswith('["')]
    return len(called) - len({callee[:-1] for callee in called})


def left_to_caller(
    act: Activation,
    path: Path,
    callee: Value,
    args: Arguments,
    at: int,
    text: str,
    guards: bool,
    results: list[Value],
) -> Value:
    """The result of calling what the caller passes at a path; hardly a guess where something in view is called, or a member
    of a sequence whose members the caller knows one by one."""
    known = guards or bool(results) or act.state.object(("p", *path[:-1])).kind == "tuple"
    return defer(act, path, args, at, text, known=known, otherwise=called_instead(act, callee, path))


def called_instead(act: Activation, callee: Value, path: Path) -> Value:
    """What is called instead of a parameter, or of a method of one, that is nothing, `(sink or print)(text)`: all that the
    value may be besides, its default aside, which the caller sees."""
    from piilint.flow.objects.access import class_of

    if len(path) > 2 or not (callee.refs or callee.objects):
        return NOTHING
    if len(path) == 2:  # `out = out or Console(); out.write(text)`
        if class_of(act, act.state.object(("p", path[0]))) is not None:
            return NOTHING
        found = (
            oid for oid, held in act.objects(callee) if oid[0] == "a" and not _is_symbolic(held.fields.get("self"))
        )
        return Value(objects=frozenset(found))
    default = act.state.object(("d", act.function.id, path[0])).fields.get(".", NOTHING)
    objects = frozenset(oid for oid in callee.objects - default.objects if oid[0] == "a")
    return Value(objects=objects, refs=callee.refs - default.refs)


def _is_symbolic(owner: Value | None) -> bool:
    """Whether the object whose method it is may be the caller's."""
    return owner is None or any(name[0] == "p" for name in owner.objects)
