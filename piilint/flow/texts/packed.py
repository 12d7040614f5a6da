"""Bytes that `struct` packs, and what is unpacked from them again: value by value, where the layout is known.

frame = struct.pack("!H16s", 7, iban.encode())
kind, body = struct.unpack("!H16s", frame)        # kind: 7
"""

from __future__ import annotations

import re

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items
from piilint.flow.texts.serialised import parsed, text_of_parts
from piilint.model import ir

_FIELD = re.compile(r"(\d*)([a-zA-Z?])")
_WHOLE, _PADDING, _MOST = "sp", "x", 64


def pack(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`struct.pack(layout, *values)`: bytes that remember the values."""
    layout, *values = args.positional or [Value()]
    if _width(layout) != len(values) or not args.rest.is_nothing():
        return None
    listed = act.allocate(expr.at, "tuple", None, {f"[{i}]": value for i, value in enumerate(values)}, tag="packed")
    return text_of_parts(act, listed, expr.at)


def unpack(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`struct.unpack(layout, data)`: the values that were packed, where there are as many as the layout says."""
    if len(args.positional) != 2 or not args.positional[1].objects:
        return None
    width, whole = _width(args.positional[0]), parsed(act, args.positional[1], expr.at)
    objects = act.objects(whole) if whole is not None and not whole.labels else []
    items = exact_items(objects[0][1]) if len(objects) == 1 else None
    return whole if items is not None and len(items) == width else None


def _width(layout: Value) -> int | None:
    """How many values a layout has; None if that isn't known."""
    text = layout.const[0] if layout.const else None
    if not isinstance(text, str) or _FIELD.sub("", text).strip(" @=<>!") != "":
        return None
    width = 0
    for count, kind in _FIELD.findall(text):
        width += 1 if kind in _WHOLE else 0 if kind == _PADDING else int(count or 1)
    return width if width <= _MOST else None
