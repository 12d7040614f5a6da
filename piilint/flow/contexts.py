"""`with`: what a context manager gives to its body."""

from __future__ import annotations

from piilint.flow.access import read_part
from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments
from piilint.flow.methods import call_dunder
from piilint.flow.value import UNKNOWN, Value, join
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


def leave_context(act: Activation, manager: Value, at: int, is_async: bool, raised: Value) -> bool:
    """The end of the body: `__exit__` runs, told what was raised there; whether it may swallow that."""
    error = join(raised, act.caught)
    for name in ("__aexit__", "__exit__") if is_async else ("__exit__", "__aexit__"):
        own = call_dunder(act, manager, name, [UNKNOWN, error, UNKNOWN], at)
        if own is not None:
            return own.const == (True,)
    if not error.is_nothing():
        _throw_into(act, manager, error, at)
    return not _SWALLOWING.isdisjoint(manager.refs)


THROWN = "!"
"""The root under which a generator speaks of what its `yield` raises."""


def _throw_into(act: Activation, manager: Value, error: Value, at: int) -> None:
    """`@contextmanager`: what the body raises goes on at the generator's `yield`, whose handlers may tell of it."""
    from piilint.flow.instantiate import apply_summary

    for _, held in act.objects(manager):
        if held.kind == "generator" and held.cls is not None and held.cls[0] == "func":
            info = act.program.functions[held.cls[1]]
            apply_summary(act, info, act.solver.summary(info.id), {THROWN: error}, at)


_SWALLOWING = frozenset((("inst", "contextlib.suppress"),))


def enter_by_call(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`stack.enter_context(manager)`: what `with manager as x` would bind."""
    manager = args.get(0, "cm")
    is_async = isinstance(expr.func, ir.Attr) and expr.func.name == "enter_async_context"
    return None if manager is None else enter_context(act, manager, expr.at, is_async)
