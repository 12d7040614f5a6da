"""Texts and numbers whose class is in view: `class Iban(str)`, and what such a one says of how it is shown.

class Iban(str):
    def __str__(self): return f"…{self[-4:]}"

log.info("%s", Iban(x))      # what the method leaves of it
log.info("to " + Iban(x))    # the text itself
"""

from __future__ import annotations

from piilint.flow.domain.value import Labels, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.protection.guards import apply_guard

SCALARS = frozenset(f"builtins.{name}" for name in ("str", "bytes", "int", "float"))


def is_scalar(act: Activation, value: Value) -> bool:
    """Whether it is nothing but instances of such classes."""
    classes = [class_of(act, held) for _, held in act.objects(value)]
    return bool(classes) and all(cls is not None and any(target in SCALARS for _, target in cls.mro) for cls in classes)


def shown_by(act: Activation, value: Value, methods: set[str]) -> Labels:
    """What the methods that make its text leave of it: their own instance is the text."""
    labels: Labels = {}
    for method in sorted(methods):
        this = act.program.functions[method].node.params[0].name
        for left in act.solver.summary(method).returns.labels.values():
            if not left.path:
                labels[left.key] = left
            for label in value.labels.values() if left.path[:1] == (this,) else ():
                kept = apply_guard(act, label, left.guard)
                if kept is not None:
                    labels[kept.key] = kept
    return labels
