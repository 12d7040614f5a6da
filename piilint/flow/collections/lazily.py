"""Iterators over what is there: their text shows nothing of it, and what is known element by element stays so.

log.info(reversed(ibans))            # <list_reverseiterator object at …>
head = islice((status, iban), 1)
list(head)                           # the status alone
"""

from __future__ import annotations

from piilint.flow.collections.growing import EXACT
from piilint.flow.collections.numbered import one_by_one
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.iterate import element_of
from piilint.model import ir

_COPIES = 8
"""So many copies of an iterator are told apart."""


def lazy(act: Activation, value: Value, at: int, tag: str = "lazy") -> Value:
    """An iterator over the same elements."""
    items = one_by_one(act, value)
    if items is None or len(items) > EXACT:
        return act.allocate(at, "generator", None, {"[*]": element_of(act, value, at, "")}, tag)
    return lazily(act, items, at, tag)


def lazily(act: Activation, items: list[Value], at: int, tag: str = "lazy") -> Value:
    """An iterator over these."""
    return act.allocate(at, "generator", None, {f"[{i}]": item for i, item in enumerate(items)}, tag)


def sliced(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`itertools.islice(rows, 1, None)`: those that are within, where they are known one by one."""
    if not args.positional:
        return None
    values, *ends = args.positional
    items = one_by_one(act, values)
    window = _window(ends)
    if items is None or len(items) > EXACT or window is None:
        return lazy(act, values, expr.at)
    return lazily(act, items[window], expr.at)


def _window(ends: list[Value]) -> slice | None:
    """What `islice` is told by constants; else None."""
    told = [end.const[0] if end.const else "" for end in ends]
    known = [end if isinstance(end, int) else None for end in told if end is None or isinstance(end, int)]
    if len(known) != len(ends) or not 0 < len(ends) < 4 or any(end is not None and end < 0 for end in known):
        return None
    return None if known[2:] == [0] else slice(*known)


def copies(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`itertools.tee(rows, 2)`: iterators that give the same."""
    if not args.positional:
        return None
    told = args.get(1, "n")
    number = 2 if told is None else told.const[0] if told.const else None
    if not isinstance(number, int) or not 0 <= number <= _COPIES:
        return act.allocate(expr.at, "tuple", None, {"[*]": lazy(act, args.positional[0], expr.at)})
    made = {f"[{i}]": lazy(act, args.positional[0], expr.at, f"copy {i}") for i in range(number)}
    return act.allocate(expr.at, "tuple", None, made)
