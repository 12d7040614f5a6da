"""What iterating over a value gives, one element at a time."""

from __future__ import annotations

from piilint.flow.access import read_part
from piilint.flow.activation import Activation
from piilint.flow.naming import last_word
from piilint.flow.value import Value, join
from piilint.model.facts import Step


def element_of(act: Activation, value: Value, at: int, text: str) -> Value:
    """An element of what is iterated: of a class in view through its `__iter__`; of many rows, one of many."""
    from piilint.flow.containers import call_dunder

    own = call_dunder(act, value, "__iter__", [], at)
    if own is not None:
        following = call_dunder(act, own, "__next__", [], at)
        value = own if following is None else following
        if following is not None:
            return following
    values = [held for _, held in act.objects(value)]
    if values and all(held.kind == "dict" for held in values):
        return Value(value.labels, opaque=True)  # its keys; what `*` in a dict may be called isn't data
    element = read_part(act, value, "[*]")
    if not value.objects:
        element = join(element, Value(value.labels, opaque=value.opaque))
    step = Step(act.spot(at), "iterated", last_word(text))
    return element.with_labels({key: label.then(step)._replace(many=True) for key, label in element.labels.items()})
