"""Calls of what an instance holds, with what it holds: where no caller may be known, what any instance was given counts.

class Payments:
    def __init__(self, notify=audit): self.notify = notify
    def submit(self, payment): self.last = payment.iban
    def report(self): self.notify("report", self.last)      # audit() may be given an IBAN
"""

from __future__ import annotations

from piilint.flow.calling.deferred import call_deferred
from piilint.flow.calling.instantiate import Instantiation
from piilint.flow.domain.summary import DeferredCall, Summary
from piilint.flow.domain.value import Label, Object, ObjectId, Path, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.model.facts import Step


def resolve_calls(act: Activation) -> None:
    """Make the calls that are left to callers once for any instance of the classes in view: what is found counts here."""
    instances = _instances(act)
    wanted = [call for _, call in sorted(act.calls.items()) if _hands_own(act, call, instances)] if instances else []
    if not wanted:
        return
    outer, calls, state, act.only_concrete = act.only_concrete, act.calls, act.state, True
    summary = Summary()
    summary.heap = act.reachable([value for call in wanted for value in call.values()])
    for call in wanted:
        act.calls, act.state = dict(calls), state.copy()
        act.raises.append(Value())
        call_deferred(_ForAny(act, act.function, summary, dict(instances), call.spot.node), call)
        act.raises.pop()
    act.only_concrete, act.calls, act.state = outer, calls, state


class _ForAny(Instantiation):
    """A translation from the function's terms to those of any instance; nothing is passed, so no step says so."""

    def trace(self, mine: Label, label: Label) -> tuple[Step, ...]:
        return (*mine.trace, *label.trace)[:60]


def _instances(act: Activation) -> dict[str, Value]:
    """By parameter that is an instance of a class in view, any instance of it."""
    found: dict[str, Value] = {}
    for name in act.params:
        cls = class_of(act, act.state.object(("p", name)))
        if cls is not None:
            found[name] = Value(objects=frozenset((("t", cls.id),)), opaque=True)
    return found


def _hands_own(act: Activation, call: DeferredCall, instances: dict[str, Value]) -> bool:
    """Whether an instance's part is called, and parts of one are passed."""
    if call.own or call.callee[0] not in instances or call.spot.path != act.path:
        return False
    return any(path[0] in instances and len(path) > 1 for path in _paths(act, call.values()))


def _paths(act: Activation, values: list[Value]) -> set[Path]:
    """What values speak of, directly or in the objects made here that they hold."""
    held: dict[ObjectId, Object] = act.reachable(values)
    everything = [*values, *(part for thing in held.values() for part in thing.fields.values())]
    return {
        path
        for value in everything
        for path in (*(key[1] for key in value.labels), *(name[1:] for name in value.objects if name[0] == "p"))
        if path
    }
