"""Instances of classes that a library makes: rows of mapped classes, messages parsed, models validated.

    Payment.objects.get(pk=1)            # a Payment: its own fields and texts say what it holds
    session.scalars(select(Payment))     # many of them
    get_object_or_404(Payment, pk=1)

Which calls give them, and how many, the catalogue says (`does = "instance"`, `does = "instances"`).
"""

from __future__ import annotations

from piilint.flow.access import read_part
from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments
from piilint.flow.value import NOTHING, ObjectId, Value, join_all
from piilint.model import ir


def instance(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """One instance of the class that is the receiver, or an argument, or that the receiver is a query of."""
    found = _instances(act, receiver, args)
    return None if found is None else read_part(act, found, "[*]")


def instance_pair(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`get_or_create(…)`: an instance, and whether it is new."""
    found = instance(act, receiver, args, expr)
    if found is None:
        return None
    return act.allocate(expr.at, "tuple", None, {"[0]": found, "[1]": NOTHING}, tag="pair")


def instances(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The query over such instances."""
    return _instances(act, receiver, args)


def _instances(act: Activation, receiver: Value, args: Arguments) -> Value | None:
    for value in (receiver, *args.everything()):
        asked = query(value)
        if asked is not None:
            return asked
        inner = [name for name, held in act.objects(value) if held.cls is not None and held.cls[0] == "list"]
        if inner:
            return Value(objects=frozenset(inner))
        listed = join_all(
            part
            for _, held in act.objects(value)
            if held.kind in ("list", "tuple", "cursor")
            for part in held.fields.values()
        )
        asked = query(listed)
        if asked is not None:
            return asked
        inner = [name for name, held in act.objects(listed) if held.cls is not None and held.cls[0] == "list"]
        if inner:
            return Value(objects=frozenset(inner))
    return None


def query(value: Value) -> Value | None:
    """Instances of the class that a value is, None if it is none."""
    classes = sorted(target for kind, target in value.refs if kind == "class")
    if not classes:
        return None
    objects: frozenset[ObjectId] = frozenset(("tl", target) for target in classes)
    return Value(objects=objects)
