"""Texts and numbers whose class is in view: `class Iban(str)`, and what such a one says of how it is shown.

class Iban(str):
    def __str__(self): return f"…{self[-4:]}"

log.info("%s", Iban(x))      # what the method leaves of it
log.info("to " + Iban(x))    # the text itself
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.domain.selectors import HANDLE, SCALAR
from piilint.flow.domain.value import Label, Labels, Object, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.protection.guards import apply_guard

SCALARS = frozenset(f"builtins.{name}" for name in ("str", "bytes", "int", "float"))


def is_scalar(act: Activation, value: Value) -> bool:
    """Whether it is nothing but instances of such classes."""
    known = [class_of(act, held) for _, held in act.objects(value)]
    return bool(known) and all(cls is not None and any(target in SCALARS for _, target in cls.mro) for cls in known)


def is_parameter(value: Value) -> bool:
    """Whether it is what the caller passes, and nothing else."""
    return [(len(name), name[0]) for name in value.objects] == [(2, "p")]


def as_scalar(value: Value) -> Value:
    """What the caller passes, where it is a text or a number."""
    (name,) = value.objects
    told = [v._replace(path=(*v.path, SCALAR)) if v.path == name[1:] else v for v in value.labels.values()]
    return Value({label.key: label for label in told}, opaque=value.opaque)


def handle_only(act: Activation, value: Value) -> Value:
    """The value where it is an open file or a path. A text, a number, a name or a record that a caller passes isn't one,
    but what is called a statement may be its file."""
    if not value.refs.isdisjoint(classes().handles):
        return value
    labels = [v for v in value.labels.values() if v.path or v.record]
    told = [v._replace(path=(*v.path, HANDLE)) if v.path and v.path[-1] != HANDLE else v for v in labels]
    left = frozenset(name for name, held in act.objects(value) if name[0] != "p" and _may_be_handle(held))
    return Value({label.key: label for label in told}, left, value.refs, opaque=value.opaque)


def place_only(act: Activation, value: Value) -> Value:
    """What the text of a path says: where the secret or the record lies that it is called by, `private_key: Path`, and
    whatever it was made of."""

    def is_told_by_name(label: Label) -> bool:
        about = act.catalogue.elements.get(label.element)
        named = about is not None and (about.record or about.group == "secret")
        return named and not label.path and [step.kind for step in label.trace] == ["read"]

    kept = {key: label for key, label in value.labels.items() if not is_told_by_name(label)}
    return value if len(kept) == len(value.labels) else value.with_labels(kept)


def _may_be_handle(held: Object) -> bool:
    return held.kind not in _GATHERED and (held.cls is None or held.cls[0] == "inst")


_GATHERED = ("dict", "list", "tuple", "set", "generator")


def scalar_only(act: Activation, value: Value) -> Value:
    """The value where a callee has found that it is a text or a number: a list, or a record, that is passed isn't it."""
    if is_parameter(value) and not value.refs:
        return as_scalar(value)
    objects = act.objects(value)
    if not objects or any(_may_be_scalar(act, name, held) for name, held in objects):
        return value
    return Value(value.labels, refs=value.refs, const=value.const, opaque=value.opaque)


def _may_be_scalar(act: Activation, name: ObjectId, held: Object) -> bool:
    if name[0] == "p":
        return True
    if held.kind in _GATHERED:
        return False
    cls = class_of(act, held)
    return cls is None or held.kind not in ("instance", "typed") or any(target in SCALARS for _, target in cls.mro)


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
