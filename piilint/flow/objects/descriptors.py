"""Attributes of classes that say themselves what reading them gives: properties made by a call, partial methods, instances of
classes in view with a `__get__`, and methods that a decorator turned into one.

class Page:
    title = property(lambda self: self._title)
    @Lazy
    def body(self): return load()      # `page.body`: what Lazy's `__get__` makes of it
"""

from __future__ import annotations

from piilint.flow.domain.value import UNKNOWN, Value
from piilint.flow.interpreter.activation import Activation


def read_descriptor(act: Activation, held: Value, name: str, owner: Value, at: int) -> Value:
    """A class attribute that is a descriptor in view is read through its `__get__`."""
    for _, thing in act.objects(held):
        if thing.cls == ("property", "") and owner.objects:
            from piilint.flow.calling.calls import call_value
            from piilint.flow.domain.arguments import Arguments

            return call_value(act, thing.fields["get"], Arguments([owner]), at, "property")
        if thing.cls == ("partialmethod", "") and owner.objects:
            given = {f"[{i + 1}]": thing.fields[f"[{i}]"] for i in range(len(thing.fields)) if f"[{i}]" in thing.fields}
            others = {selector: part for selector, part in thing.fields.items() if selector[:2] == '["'}
            fields = {"call": thing.fields["call"], "[0]": owner, **given, **others}
            return act.allocate(at, "bound", ("bound", name), fields, tag=f"bound {name}")
        if thing.cls is not None and thing.cls[0] == "class" and thing.kind == "instance":
            getter = act.program.find_method(thing.cls[1], "__get__")
            if getter is not None:
                from piilint.flow.calling.calls import call_function

                return call_function(act, getter[1], [held, owner, UNKNOWN], {}, at)
    if owner.refs and held.objects:
        from piilint.flow.objects.mapped import as_query

        return as_query(act, held, owner, at)
    return held


def made_by_class(act: Activation, made: Value, name: str, owner: Value, at: int) -> Value | None:
    """What a decorator that is a class with a `__get__` gives in place of the method."""
    held = [thing.cls for _, thing in act.objects(made) if thing.kind == "instance" and thing.cls is not None]
    classes = [target for kind, target in held if kind == "class"]
    is_one = len(classes) == 1 and act.program.find_method(classes[0], "__get__") is not None
    return read_descriptor(act, made, name, owner, at) if is_one else None
