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

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.summary import DeferredCall, Summary
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.sure_classes import KnownClass
from piilint.flow.protection.guards import NO_TEXTS
from piilint.link.program import ClassInfo

CLASSES = 40
"""Classes that a method which makes a text is interpreted for, at most."""


def shows_of_itself(act: Activation, cls: ClassInfo, method: str) -> bool:
    """Whether the text that a method makes has something of the instance that isn't masked, nor harmless by its name, such
    as the `country` of a card; a method of a class above it, with what this class says: `shapes = {"": last4}`."""
    if not _shows(act, cls, act.solver.summary(method)):
        return False
    info = act.program.functions[method]
    if info.cls == cls.id or not info.node.params:
        return True
    of_class = act.solver.variant(method, {info.node.params[0].name: KnownClass(cls.id)}, CLASSES)
    return _shows(act, cls, of_class, known=True)


def _shows(act: Activation, cls: ClassInfo, made: Summary, known: bool = False) -> bool:
    """The same of what a method does, for any class that has it or where this one is `known`."""
    from piilint.flow.texts.serialised import returned_parts

    roots = {(root,) for root in made.calls}
    labels = made.returns.labels.values()  # of the whole instance: what its other text says, `f"Masked({self})"`
    shown = [label for label in labels if len(label.path) > 1 or label.path[:1] in roots]
    # a number is shown, whatever its guard says: `f"{self._value:,.2f}"`
    shown = [label for label in shown if not label.guard or label.guard in NO_TEXTS]
    masked = {root for root, call in made.calls.items() if _calls_a_mask(act, cls, call)}
    if masked or known:  # nor do guesses at those calls count
        shown = [label for label in shown if label.path[0] not in masked and label.confidence > 1]
    parts = [name for name in returned_parts(made) if name[1] not in masked]
    return bool(parts) or not all(act.names.describes(selector_name(label.path[-1])) for label in shown)


def _calls_a_mask(act: Activation, cls: ClassInfo, call: DeferredCall) -> bool:
    """Whether a call that a method leaves to its caller is of what the instance holds, which is a mask in all of them."""
    from piilint.flow.objects.access import read_attribute

    if len(call.callee) != 2 or not call.callee[1].startswith("."):
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
