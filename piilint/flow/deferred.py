"""Calls that a callee left to its caller, who knows what is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piilint.flow.activation import Activation
from piilint.flow.summary import DeferredCall
from piilint.flow.value import NOTHING, Path, Value
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.calls import Arguments
    from piilint.flow.instantiate import Instantiation


def call_deferred(this: Instantiation, call: DeferredCall) -> Value:
    """A call that the callee left to its caller."""
    from piilint.flow.calls import call_value, defer
    from piilint.flow.library import call_by_path
    from piilint.flow.methods import call_method

    act, at = this.act, this.at
    callee, name = this.callable_at(call.callee), _ending(call.callee)
    symbols = sorted(label.path for label in callee.labels.values() if label.path)
    if call.own:
        own = _in_view(act, callee)
        if own.objects or own.refs:
            return call_value(act, own, _arguments(this, call), at, name)
        return defer(act, symbols[0], _arguments(this, call), at, name, own=True) if symbols else NOTHING
    args = _arguments(this, call)
    owner = this.callable_at(call.callee[:-1]) if call.callee[-1].startswith(".") else NOTHING
    if owner.objects and any(
        kind == "inst" for kind, _ in owner.refs
    ):  # a method of a library's object: `table.to_csv()`
        func = ir.Attr(at, ir.Name(at, _ending(call.callee[:-1])), name)
        return call_method(act, owner, func, args, ir.Call(at, func, ()))
    if callee.refs or symbols or any(oid[0] != "p" for oid in callee.objects):
        return call_value(act, callee, args, at, name)
    return call_by_path(act, call.callee, owner if owner.labels and not owner.objects else callee, args, at)


def _in_view(act: Activation, callee: Value) -> Value:
    """The functions and methods in view among what is called."""
    methods = (
        oid
        for oid, held in act.objects(callee)
        if held.kind == "bound" and held.cls and held.cls[0] in ("func", "bound")
    )
    return Value(objects=frozenset(methods), refs=frozenset(ref for ref in callee.refs if ref[0] == "func"))


def _arguments(this: Instantiation, call: DeferredCall) -> Arguments:
    """What a deferred call passes, in the caller's terms; `*x` and `**x` are spread as far as the caller knows them."""
    from piilint.flow.arguments import spread, spread_keywords
    from piilint.flow.calls import Arguments

    args = Arguments([this.value(v) for v in call.args], {k: this.value(v) for k, v in call.keywords})
    if call.sequence is not None:
        spread(this.act, args, this.value(call.sequence[1]), this.at)
    if call.mapping is not None:
        spread_keywords(this.act, args, this.value(call.mapping))
    if call.sequence is None and call.mapping is None:
        args.rest = this.value(call.rest)
    return args


def _ending(path: Path) -> str:
    return path[-1].strip('.[]"') if len(path) > 1 else path[0]
