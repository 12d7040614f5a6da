"""What `row["iban"] = x` and `del row["iban"]` are as calls of their methods: `row.__setitem__("iban", x)`; and
`row.clear()`."""

from __future__ import annotations

from piilint.flow.collections.wiping import wipe
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import bind_name, drop_item, set_item
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


def _clear(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`rows.clear()`; of a `bytearray`, which has no parts, the variable holds nothing."""
    func = expr.func.value if isinstance(expr.func, ir.Attr) else None
    if not receiver.objects and not receiver.refs and isinstance(func, ir.Name) and func.id in act.state.env:
        bind_name(act, func.id, NOTHING)
    wipe(act, receiver)
    return NOTHING


ITEM_METHODS = {"__setitem__": _set_item, "__delitem__": _delete_item, "clear": _clear}
