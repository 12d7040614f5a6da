"""`with`: what a context manager gives to its body."""

from __future__ import annotations

from piilint.flow.access import read_part
from piilint.flow.activation import Activation
from piilint.flow.methods import call_dunder
from piilint.flow.value import UNKNOWN, Value


def enter_context(act: Activation, manager: Value, at: int, text: str) -> Value:
    """What `as` binds: `__enter__`'s result, a `@contextmanager`'s yield, or the manager itself."""
    for name in ("__enter__", "__aenter__"):
        own = call_dunder(act, manager, name, [], at)
        if own is not None:
            return own
    for _, held in act.objects(manager):
        if held.kind == "generator":
            return read_part(act, manager, "[*]")
    return manager


def leave_context(act: Activation, manager: Value, at: int) -> None:
    """The end of the body: `__exit__` runs."""
    for name in ("__exit__", "__aexit__"):
        call_dunder(act, manager, name, [UNKNOWN, act.caught, UNKNOWN], at)
