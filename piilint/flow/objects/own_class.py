"""The class of an instance: `type(self)`, `self.__class__`.

def copy(self): return type(self)(self.iban)      # of which class that is, whoever has the instance may know better
"""

from __future__ import annotations

from piilint.flow.domain.value import ObjectId, Path, Ref, Value
from piilint.flow.interpreter.activation import Activation

_DEEP = 3
"""How long the name of a caller's instance may be whose class the caller is asked for."""

CLASS_OF = ".__class__"
"""The selector of an instance's class."""


def classes_of(act: Activation, value: Value) -> Value:
    """The classes that instances are of, as far as they are known: in view, or containers of the language. Of a caller's
    instance the caller may know a class below, which makes others."""
    refs: set[Ref] = set()
    callers: set[ObjectId] = set()
    if value.const == (None,) and not value.labels:
        refs.add(("ext", "builtins.NoneType"))  # `type(None)`
    for name, held in act.objects(value):
        if held.cls is not None and held.cls[0] == "class":
            refs.add(held.cls)
            if name[0] == "p" and len(name) <= _DEEP and act.program.classes[held.cls[1]].subclasses:
                callers.add((*name, CLASS_OF))
        elif held.kind in _PLAIN and held.cls is None:
            refs.add(("ext", f"builtins.{held.kind}"))
    return Value(objects=frozenset(callers), refs=frozenset(refs))


def callers_classes(callee: Value) -> list[Path]:
    """Where the caller's instances are whose classes these may be."""
    return sorted(name[1:] for name in callee.objects if name[-1] == CLASS_OF)


def without_callers(value: Value) -> Value:
    """Classes as far as they are known here: what they have, but for what is made of them."""
    if not value.refs or not any(name[-1] == CLASS_OF for name in value.objects):
        return value
    objects = frozenset(name for name in value.objects if name[-1] != CLASS_OF)
    return Value(value.labels, objects, value.refs, value.const, value.opaque)


_PLAIN = frozenset(("dict", "list", "set", "tuple"))
