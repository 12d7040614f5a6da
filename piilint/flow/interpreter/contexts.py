"""`with`: what a context manager gives to its body."""

from __future__ import annotations

from piilint.flow.calling.methods import call_dunder
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.state import symbol
from piilint.flow.domain.value import UNKNOWN, Object, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.ended import (
    ended_by_generator,
    ended_by_library,
    ended_in_view,
    told_at_yield,
    without_ended,
)
from piilint.flow.interpreter.paused import begin_body, end_body
from piilint.flow.interpreter.raising import Block, run_stepwise
from piilint.flow.objects.access import read_part
from piilint.link.classes import resolve_expr
from piilint.model import ir


def enter_context(act: Activation, manager: Value, at: int, is_async: bool) -> Value:
    """What `as` binds: `__enter__`'s result, a `@contextmanager`'s yield, or the manager itself."""
    for name in ("__aenter__", "__enter__") if is_async else ("__enter__", "__aenter__"):
        own = call_dunder(act, manager, name, [], at)
        if own is not None:
            return own
    generators = frozenset(name for name, held in act.objects(manager) if held.kind == "generator")
    if not generators:
        return manager
    # `open(path) if path else nullcontext(out)`
    others = Value(objects=manager.objects - generators, refs=manager.refs)
    if others.is_nothing():
        return read_part(act, manager, "[*]")
    return join(read_part(act, Value(manager.labels, generators), "[*]"), others)


def leave_context(act: Activation, manager: Value, at: int, is_async: bool, raised: Value) -> tuple[Value, bool]:
    """The end of the body: `__exit__` runs, told what was raised there. What of that goes on, and whether anything that
    may be raised there doesn't."""
    error = join(raised, act.caught)
    for held in (held for _, held in act.objects(manager) if held.cls == CLOSING):
        call_dunder(act, held.fields["[*]"], "close", [], at)
    for name in ("__aexit__", "__exit__") if is_async else ("__exit__", "__aexit__"):
        own = call_dunder(act, manager, name, [UNKNOWN, error, UNKNOWN], at)
        if own is not None:
            return without_ended(raised, ended_in_view(act, manager, name, own, raised))
    if not _SWALLOWING.isdisjoint(manager.refs):
        return without_ended(raised, ended_by_library(act, manager, raised))
    ended = ended_by_generator(act, manager, raised)
    _go_on(act, manager, join(told_at_yield(act, manager, raised), act.caught), at)
    return without_ended(raised, ended)


_SWALLOWING = frozenset((("inst", "contextlib.suppress"),))


def run_managed(act: Activation, body: tuple[ir.Stmt, ...], managers: list[Value], run_block: Block) -> None:
    """Run the body; where its exceptions are suppressed, it may stop anywhere and what comes after goes on from there."""
    kept = [part for manager in managers for part in begin_body(act, manager)]
    _run_body(act, body, managers, run_block)
    end_body(act, kept)


def _run_body(act: Activation, body: tuple[ir.Stmt, ...], managers: list[Value], run_block: Block) -> None:
    if all(_SWALLOWING.isdisjoint(manager.refs) for manager in managers):
        run_block(act, body)
        return
    stopped = run_stepwise(act, body, run_block)
    act.state = stopped.joined(act.state) if act.live else stopped
    act.live = act.live or not isinstance(body[-1], ir.Raise)


THROWN = "!"
"""The root under which a generator speaks of what its `yield` raises."""

ENTERED = "entered"
"""The root under which a `@contextmanager` speaks of what it yielded, once the body has done with it what it does."""

_MANAGERS = frozenset((("ext", "contextlib.contextmanager"), ("ext", "contextlib.asynccontextmanager")))
_FILLED = frozenset(("dict", "list", "set", "instance"))


def pause(act: Activation, yielded: Value, at: int) -> None:
    """A `yield`; in a `@contextmanager` the body runs here."""
    if _makes_manager(act):
        act.pauses = (*act.pauses, act.state.copy())
        _hand_to_body(act, yielded, at)


def _hand_to_body(act: Activation, yielded: Value, at: int) -> None:
    """`yield rows` in a `@contextmanager`: from here on `rows` holds what the body put into it, which whoever enters it
    knows."""
    if len(yielded.objects) != 1 or yielded.refs:
        return
    ((name, held),) = act.objects(yielded)
    if name[0] != "a" or held.kind not in _FILLED or (held.cls is not None and held.cls[0] != "class"):
        return
    filled = symbol((ENTERED,), act.spot(at), "yield")
    if held.cls is not None:
        act.state.heap["p", ENTERED] = Object("symbol", held.cls)
    for variable, value in act.state.env.items():
        if value.objects == yielded.objects:
            act.state.env[variable] = filled


def _makes_manager(act: Activation) -> bool:
    decorators = act.function.node.decorators
    return any(resolve_expr(each, act.module, act.program) in _MANAGERS for each in decorators)


def _go_on(act: Activation, manager: Value, error: Value, at: int) -> None:
    """`@contextmanager`: the generator goes on after its `yield` with what it yielded; what the body raises goes on there,
    and its handlers may tell of it."""
    from piilint.flow.calling.instantiate import apply_summary

    for name, held in act.objects(manager):
        if held.kind == "generator" and held.cls is not None and held.cls[0] == "func":
            info = act.program.functions[held.cls[1]]
            yielded = read_part(act, Value(objects=frozenset((name,))), "[*]")
            roots = {} if error.is_nothing() else {THROWN: error}
            if yielded.objects:
                roots[ENTERED] = yielded
            if roots:
                apply_summary(act, info, act.solver.summary(info.id), roots, at)


def enter_by_call(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`stack.enter_context(manager)`: what `with manager as x` would bind."""
    manager = args.get(0, "cm")
    is_async = isinstance(expr.func, ir.Attr) and expr.func.name == "enter_async_context"
    return None if manager is None else enter_context(act, manager, expr.at, is_async)


CLOSING = ("closing", "")
"""What `closing(x)` gives: x inside, and `x.close()` after it."""


def hold(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`nullcontext(writer)`: what `as` binds is the writer itself, whatever its `__enter__` would give."""
    held = args.get(0)
    return None if held is None else act.allocate(expr.at, "generator", None, {"[*]": held}, tag="holder")


def hold_to_close(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """The same of `closing(writer)`, which closes it after the body."""
    held = args.get(0)
    return None if held is None else act.allocate(expr.at, "generator", CLOSING, {"[*]": held}, tag="holder")
