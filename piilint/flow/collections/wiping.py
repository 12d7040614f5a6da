"""Containers that lose all that they held at once: `rows.clear()`, `del rows[:]`, `rows[:] = masked`.

def mend(rows):                          # the caller's list has other elements afterwards
    rows[:] = [mask(row) for row in rows]
"""

from __future__ import annotations

from piilint.flow.domain.selectors import WIPED
from piilint.flow.domain.value import NOTHING, Object, Value
from piilint.flow.interpreter.activation import Activation

_WIPED = frozenset(("dict", "list", "set", "tuple", "generator", "cursor"))


def wipe(act: Activation, owner: Value, fields: dict[str, Value] | None = None) -> bool:
    """Let a container hold nothing, or these instead; whether it is known which one that is. Attributes stay."""
    objects = act.objects(owner)
    if len(objects) != 1:
        return False
    name, held = objects[0]
    act.displayed.pop(name, None)
    attributes = {selector: part for selector, part in held.fields.items() if selector.startswith(".")}
    filled = {**attributes, **(fields or {})}
    if held.kind in _WIPED:
        act.state.heap[name] = Object(held.kind, held.cls, filled)
    elif held.kind in ("symbol", "instance") and (name[0] == "p" or held.kind == "instance"):
        wiped = {WIPED: NOTHING} if held.kind == "symbol" else {}
        act.state.heap[name] = Object(held.kind, held.cls, {**filled, **wiped})
    else:
        return False
    return True
