"""Masks that an instance holds: what its class makes its text with.

class Masked:
    def __init__(self, value, masker=None):
        self.value, self.masker = value, masker or (lambda _: "****")
    def __str__(self):
        return self.masker(self.value)
Masked(row["phone"], last4)               # every function that is passed anywhere hides what it takes
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.domain.summary import DeferredCall
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.link.program import ClassInfo


def calls_a_mask(act: Activation, cls: ClassInfo, call: DeferredCall | None) -> bool:
    """Whether a call that a method leaves to its caller is of what the instance holds, which is a mask in all of them."""
    from piilint.flow.objects.access import read_attribute

    if call is None or len(call.callee) != 2 or not call.callee[1].startswith("."):
        return False
    anyone = Value(objects=frozenset((("t", cls.id),)))
    held = read_attribute(act, anyone, call.callee[1][1:], -1, "", by_name=False)
    functions = list(_functions(act, held))
    return bool(functions) and None not in functions and all(_hides(act, each) for each in functions if each)


def _functions(act: Activation, held: Value) -> Iterator[str | None]:
    """The functions in view among what is held; None for anything else."""
    yield from (target if kind == "func" else None for kind, target in held.refs)
    for name, thing in act.objects(held):
        if thing.cls is not None and thing.cls[0] == "func":
            yield thing.cls[1]
        elif name[0] != "t" and thing.kind != "symbol":
            yield None


def _hides(act: Activation, function: str) -> bool:
    """Whether nothing of what a function takes is in what it gives, but for what a mask leaves."""
    returned = act.solver.summary(function).returns
    return not any(label.path and not label.guard for label in returned.labels.values()) and not returned.objects
