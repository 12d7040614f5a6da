"""Unpacking: `first, *others, last = row`.

number, *_ = (iban, status)      # the IBAN
*_, last = Booking(iban, "r")    # the last field of a named tuple
"""

from __future__ import annotations

from piilint.flow.domain.selectors import of_deferred
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_part
from piilint.model import ir


def unpack(act: Activation, target: ir.Seq, value: Value) -> None:
    """`a, *b, c = value`, by position where the shape is known."""
    from piilint.flow.interpreter.assign import bind_target
    from piilint.flow.interpreter.iterate import iterated

    value = iterated(act, value, target.at)
    count = len(target.elements)
    star = next((i for i, element in enumerate(target.elements) if isinstance(element, ir.Star)), None)
    length = _length(act, value)
    for position, element in enumerate(target.elements):
        if isinstance(element, ir.Star):
            end = count - position - 1
            parts = range(position, length - end) if length is not None else ()
            items = [read_part(act, value, f"[{i}]") for i in parts] if length is not None else []
            fields = {f"[{i}]": item for i, item in enumerate(items)}
            if length is None:
                fields = {"[*]": read_part(act, value, "[*]")}
            bind_target(act, element.value, act.allocate(element.at, "list", None, fields))
            continue
        if star is not None and position > star:
            index = length - (count - position) if length is not None else None
        else:
            index = position
        part = read_part(act, value, f"[{index}]") if index is not None else read_part(act, value, "[*]")
        if not value.objects and not value.labels:
            part = Value(opaque=value.opaque)
        bind_target(act, element, part)


def _length(act: Activation, value: Value) -> int | None:
    """How many elements it has: as what is known of it here says, where a caller may know more."""
    objects = act.objects(told_apart(value)[0])
    if len(objects) != 1:
        return None
    items = exact_items(objects[0][1])
    return None if items is None else len(items)


def told_apart(value: Value) -> tuple[Value, Value]:
    """What is known of a value here, and what a call that is left to the callers may give besides: of rows that a
    connection gives, which the caller passes, the statement tells the columns."""
    left = frozenset(name for name in value.objects if name[0] == "p" and of_deferred(name[1:]))
    if not left or left == value.objects:
        return value, Value()
    theirs = {key: label for key, label in value.labels.items() if ("p", *label.path) in left}
    own = {key: label for key, label in value.labels.items() if key not in theirs}
    return Value(own, value.objects - left, value.refs, value.const, value.opaque), Value(theirs, left, opaque=True)
