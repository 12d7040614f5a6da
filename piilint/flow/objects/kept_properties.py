"""Properties that are worked out once: what a `cached_property` gave is there until it is deleted.

page.title            # worked out of page.text
page.text = "other"
page.title            # still the first
del page.title        # worked out anew when it is asked for again
"""

from __future__ import annotations

from piilint.flow.domain.value import ObjectId, Value
from piilint.flow.interpreter.activation import Activation


def keep_given(act: Activation, owner: Value, name: str, given: Value) -> None:
    """The instance, if it is one that is made in view, has it from here on."""
    objects = act.objects(owner)
    if len(objects) == 1 and objects[0][0][0] == "a" and objects[0][1].kind == "instance":
        act.state.write(objects[0][0], f".{name}", given)


def forget_given(act: Activation, instance: ObjectId, cls: str, name: str) -> bool:
    """`del page.title`; whether the class has such a property."""
    found = act.program.find_method(cls, name)
    if found is None or not act.program.functions[found[1]].is_kept:
        return False
    act.state.heap[instance] = act.state.object(instance).without(f".{name}")
    return True
