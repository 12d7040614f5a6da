"""Fields of named tuples' classes in view by place: `booking[0]` is `booking.iban`."""

from __future__ import annotations

from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_attribute


def positional_field(act: Activation, value: Value, position: int) -> str:
    """The field of a named tuple in view that stands at a position; "" for anything else."""
    for _, held in act.objects(value):
        cls = class_of(act, held)
        if cls is not None and cls.kind == "namedtuple":
            names = list(act.program.all_fields(cls.id))
            return names[position] if -len(names) <= position < len(names) else ""
    return ""


def fields_by_place(act: Activation, value: Value, at: int, text: str) -> dict[str, Value] | None:
    """The fields of an instance of a named tuple's class in view, by position; None of anything else."""
    if len(value.objects) != 1 or not positional_field(act, value, 0):
        return None
    fields: dict[str, Value] = {}
    while name := positional_field(act, value, len(fields)):
        fields[f"[{len(fields)}]"] = read_attribute(act, value, name, at, text)
    return fields
