"""`with`: what a context manager gives to its body."""

from __future__ import annotations

from piilint.flow.access import read_part
from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments
from piilint.flow.methods import call_dunder
from piilint.flow.value import UNKNOWN, Value
from piilint.model import ir


def enter_context(act: Activation, manager: Value, at: int, is_async: bool) -> Value:
    """What `as` binds: `__enter__`'s result, a `@contextmanager`'s yield, or the manager itself."""
    for name in ("__aenter__", "__enter__") if is_async else ("__enter__", "__aenter__"):
        own = call_dunder(act, manager, name, [], at)
        if own is not None:
            return own
    for _, held in act.objects(manager):
        if held.kind == "generator":
            return read_part(act, manager, "[*]")
    return manager


def leave_context(act: Activation, manager: Value, at: int, is_async: bool) -> bool:
    """The end of the body: `__exit__` runs; whether it may swallow what was raised there."""
    for name in ("__aexit__", "__exit__") if is_async else ("__exit__", "__aexit__"):
        own = call_dunder(act, manager, name, [UNKNOWN, act.caught, UNKNOWN], at)
        if own is not None:
            return own.const == (True,)
    return not _SWALLOWING.isdisjoint(manager.refs)


_SWALLOWING = frozenset((("inst", "contextlib.suppress"),))


def enter_by_call(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`stack.enter_context(manager)`: what `with manager as x` would bind."""
    manager = args.get(0, "cm")
    is_async = isinstance(expr.func, ir.Attr) and expr.func.name == "enter_async_context"
    return None if manager is None else enter_context(act, manager, expr.at, is_async)
