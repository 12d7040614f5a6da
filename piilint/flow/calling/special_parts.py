"""Parts of what is passed that are no keys, positions or attributes: slices, elements, classes, what a text was made of, and
what is somewhere deeper than a callee's paths go."""

from __future__ import annotations

from piilint.flow.collections.containers import CONTAINER_METHODS
from piilint.flow.domain.selectors import EACH
from piilint.flow.domain.state import BELOW
from piilint.flow.domain.value import NOTHING, Value, join, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.catching import CAUGHT, only_caught
from piilint.flow.interpreter.iterate import element_passed
from piilint.flow.interpreter.slicing import is_slice, slice_by_selector
from piilint.flow.objects.access import class_of
from piilint.flow.objects.below import somewhere_in
from piilint.flow.objects.members import class_attribute, container_method
from piilint.flow.objects.metaclasses import of_metaclass
from piilint.flow.objects.own_class import CLASS_OF, classes_of
from piilint.flow.texts.serialised import PARSED, parsed_part


def special_part(act: Activation, value: Value, selector: str, at: int) -> Value | None:
    """What such a selector means; None of any other."""
    if selector == EACH:
        return element_passed(act, value, at)
    if selector == CLASS_OF:
        return classes_of(act, value)
    if selector == PARSED:
        return parsed_part(act, value, at)
    if selector.startswith(CAUGHT):
        return only_caught(act, value, selector)
    if selector.startswith(BELOW):
        return somewhere_in(act, value, selector.removeprefix(BELOW))
    if ":" in selector and is_slice(selector):
        return slice_by_selector(act, value, selector, at)
    return None


def bound_methods(act: Activation, value: Value, name: str, at: int) -> Value:
    """The methods of this name: `return self.lines.append`, `self.fetch = source.fetch`, which the callee couldn't tell from
    a field."""
    found = NOTHING
    for oid, held in act.objects(value):
        cls = class_of(act, held)
        if cls is None:
            if name in CONTAINER_METHODS:
                found = join(found, container_method(act, oid, held, name, at))
        elif held.kind == "instance" and act.program.find_method(cls.id, name) is not None:
            this = Value(objects=frozenset((oid,)))
            found = join(found, class_attribute(act, cls, name, this, at) or NOTHING)
    for kind, target in sorted(value.refs):
        found = join(found, _of_thing(act, kind, target, name, at))
    return found


def _of_thing(act: Activation, kind: str, target: str, name: str, at: int) -> Value:
    """What a class in view that is passed has of this name, itself or from its metaclass."""
    if kind != "class" or act.program.classes[target].kind == "enum":
        return NOTHING
    cls = act.program.classes[target]
    own = class_attribute(act, cls, name, reference(kind, target), at)
    return own or of_metaclass(act, cls, name, at) or NOTHING
