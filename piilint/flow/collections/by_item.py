"""What `row["iban"] = x` and `del row["iban"]` are as calls of their methods: `row.__setitem__("iban", x)`."""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import drop_item, set_item
from piilint.model import ir


def _set_item(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    if len(args.positional) != 2 or not receiver.objects:
        return None
    index, value = args.positional
    set_item(act, receiver, index, value.then(act.spot(expr.at), "stored", text_of(expr.func)))
    return NOTHING


def _delete_item(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    if len(args.positional) != 1 or not receiver.objects:
        return None
    drop_item(act, receiver, args.positional[0])
    return NOTHING


ITEM_METHODS = {"__setitem__": _set_item, "__delitem__": _delete_item}
