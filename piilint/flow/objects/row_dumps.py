"""What a framework makes of the rows of mapped classes: dicts and texts of their fields.

model_to_dict(customer, exclude=["iban"])                    # the other fields by key
serialize("json", Customer.objects.all(), fields=["kind"])   # the text of these fields of each row
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_attribute, read_part
from piilint.flow.objects.dumping import chosen_names, dumped_fields
from piilint.flow.texts.serialised import text_of_parts
from piilint.model import ir


def row_as_dict(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`model_to_dict(row, fields=…, exclude=…)`."""
    row = args.get(0, "instance")
    return None if row is None else _as_dict(act, row, args.get(1, "fields"), args.get(2, "exclude"), expr)


def rows_as_text(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`serialize("json", rows, fields=…)`."""
    rows = args.get(1, "queryset")
    if rows is None:
        return None
    row = read_part(act, rows, "[*]")
    made = _as_dict(act, row, args.keywords.get("fields"), None, expr) if row.objects else None
    text = text_of_parts(act, made, expr.at) if made is not None else None
    return None if text is None else text.then(act.spot(expr.at), "serialised")


def _as_dict(act: Activation, row: Value, kept: Value | None, dropped: Value | None, expr: ir.Call) -> Value:
    """The fields of a row by key; of one whose class nobody knows, the attributes that are asked for."""
    include = chosen_names(act, kept) or None
    if include is not None and not any(class_of(act, held) for _, held in act.objects(row)):
        fields = {f'["{name}"]': read_attribute(act, row, name, expr.at, name) for name in sorted(include)}
        return act.allocate(expr.at, "dict", None, fields, tag="row")
    return dumped_fields(act, row, expr.at, include, chosen_names(act, dropped) or frozenset(), tag="row")


OPERATIONS = {"row-as-dict": row_as_dict, "rows-as-text": rows_as_text}
