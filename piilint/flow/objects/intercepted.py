"""Classes in view that see to their attributes themselves: `__setattr__`, `__getattribute__` and `__getattr__`.

class Account:
    def __setattr__(self, name, value):
        super().__setattr__(name, mask(value) if name == "iban" else value)

Account(iban).iban      # masked: what is stored is what the method stores
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from piilint.flow.domain.selectors import attribute_selector
from piilint.flow.domain.value import NOTHING, ObjectId, Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_attribute, read_part, write_part
from piilint.link.program import ClassInfo
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.domain.arguments import Arguments

SETTER, GETTER, FALLBACK = "__setattr__", "__getattribute__", "__getattr__"


def set_by_method(act: Activation, cls: ClassInfo, oid: ObjectId, name: str, value: Value, at: int) -> bool:
    """Let the class store an attribute; whether it does that itself."""
    own = act.program.find_method(cls.id, SETTER) if act.program.has_method(SETTER) else None
    if own is None or own[1] == act.function.id:
        return False
    from piilint.flow.calling.calls import call_function

    call_function(act, own[1], [Value(objects=frozenset((oid,)), opaque=True), constant(name), value], {}, at)
    return True


def read_by_method(act: Activation, cls: ClassInfo, oid: ObjectId, name: str, at: int) -> Value | None:
    """What the class gives for an attribute that is data; None where it doesn't do that itself."""
    own = act.program.find_method(cls.id, GETTER) if act.program.has_method(GETTER) else None
    if own is None or own[1] == act.function.id or name.startswith("__") or act.program.find_method(cls.id, name):
        return None
    from piilint.flow.calling.calls import call_function

    return call_function(act, own[1], [Value(objects=frozenset((oid,)), opaque=True), constant(name)], {}, at)


def read_by_fallback(act: Activation, cls: ClassInfo, instance: Value, name: str, at: int) -> Value | None:
    """What the class gives for an attribute that the instance doesn't have; None where it says nothing of that, or is the
    one that asks."""
    own = act.program.find_method(cls.id, FALLBACK) if act.program.has_method(FALLBACK) else None
    if own is None or own[1] == act.function.id or name in act.program.all_fields(cls.id):
        return None
    from piilint.flow.calling.calls import call_function

    return call_function(act, own[1], [instance, constant(name)], {}, at)


def store(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`object.__setattr__(self, name, value)`: past the class's own method."""
    if len(args.positional) != 3:
        return None
    owner, name, value = args.positional
    known = name.const[0] if name.const else None
    selector = f".{known}" if isinstance(known, str) else attribute_selector(name)
    write_part(act, owner, selector, value.then(act.spot(expr.at), "stored", selector[1:] if known else ""))
    return NOTHING


def fetch(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`object.__getattribute__(self, name)`."""
    if len(args.positional) != 2:
        return None
    owner, name = args.positional
    known = name.const[0] if name.const else None
    if isinstance(known, str):
        return read_attribute(act, owner, known, expr.at, "self")
    selector = attribute_selector(name)
    return read_part(act, owner, selector) if selector != ".*" else None


PAST = {SETTER: store, GETTER: fetch}
"""What `super()` gives under these names, where no class in view has a method of its own."""
