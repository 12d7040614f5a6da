"""Properties that are worked out once: what a `cached_property` gave is there until it is deleted.

page.title            # worked out of page.text
page.text = "other"
page.title            # still the first
del page.title        # worked out anew when it is asked for again
"""

from __future__ import annotations

from piilint.flow.domain.value import ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.link.program import ClassInfo


def keep_given(act: Activation, owner: Value, name: str, given: Value) -> None:
    """The instance, if it is one that is made in view, has it from here on."""
    objects = act.objects(owner)
    if len(objects) == 1 and objects[0][0][0] == "a" and objects[0][1].kind == "instance":
        act.state.write(objects[0][0], f".{name}", given)


def is_worked_out(act: Activation, cls: ClassInfo | None, name: str) -> bool:
    """Whether a property says what an attribute is each time, whatever stands under its name in the instance's `__dict__`."""
    found = act.program.find_method(cls.id, name) if cls is not None else None
    info = act.program.functions[found[1]] if found is not None else None
    return info is not None and info.is_property and not info.is_kept


def forget_given(act: Activation, instance: ObjectId, cls: str, name: str) -> bool:
    """`del page.title`; whether the class has such a property."""
    found = act.program.find_method(cls, name)
    if found is None or not act.program.functions[found[1]].is_kept:
        return False
    act.state.heap[instance] = act.state.object(instance).without(f".{name}")
    return True
