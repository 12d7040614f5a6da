"""What a part of an argument is by its name, where only the caller knows whose part it is.

def helper(node): return node.amount       # whose amount?
helper(booking)                            # a booking's
"""

from __future__ import annotations

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.sources.naming import named, owners_of
from piilint.flow.sources.told import told_by_label


def named_by_class(act: Activation, value: Value, selector: str, part: Value, at: int) -> Value:
    """A part of what the caller passes, with what its class in view, or the record that it is, makes of its name."""
    name = selector_name(selector)
    if name[:1] in ("", "_") or not part.opaque or not act.names.speaks(name):
        return part
    if selector[0] != "." and not _is_declared_key(act, value):
        return part
    known = act.names.classify(name, ())
    if known is not None and known.confidence != "low":
        return part  # told where it is read
    is_record = any(label.record and not label.path for label in value.labels.values())
    if not is_record and not any(class_of(act, held) is not None for _, held in act.objects(value)):
        return part
    told = told_by_label(act, value, part, name, at, name)
    return named(act, part, name, owners_of(act, value, ""), at, name) if told is None else told


def _is_declared_key(act: Activation, value: Value) -> bool:
    """Whether the keys of what is passed are those that a class in view declares: `class Line(TypedDict): amount: int`."""
    classes = [class_of(act, held) for _, held in act.objects(value)]
    return any(cls is not None and cls.kind == "typeddict" for cls in classes)
