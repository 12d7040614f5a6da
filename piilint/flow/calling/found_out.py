"""What a callee has found out of what it is passed, by the selectors that say so in its symbolic paths."""

from __future__ import annotations

from piilint.flow.domain.selectors import HANDLE, SCALAR, WHERE
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.told_apart import chosen
from piilint.flow.texts.scalars import handle_only, scalar_only


def left_of(act: Activation, value: Value, selector: str) -> Value | None:
    """What is left of a caller's value where a selector says that it is a text, a file, or one of several dicts; None of any
    other selector."""
    if selector == SCALAR:
        return scalar_only(act, value)
    if selector == HANDLE:
        return handle_only(act, value)
    return chosen(act, value, selector) if selector.startswith(WHERE) else None
