"""Going through a piece of IR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from piilint.model import ir
from piilint.model.walking import parts_of

_OPAQUE = (ir.Function, ir.FunctionDef, ir.ClassDef)


def _parts(kind: type) -> tuple[bool, tuple[str, ...]] | None:
    """Whether a thing of this type is a node, and its parts, the last first; None if there is nothing to go into."""
    if not issubclass(kind, msgspec.Struct) or issubclass(kind, _OPAQUE):
        return None
    return issubclass(kind, ir.Node), tuple(reversed(parts_of(kind)))


class _PartsByType(dict[type, "tuple[bool, tuple[str, ...]] | None"]):
    def __missing__(self, kind: type) -> tuple[bool, tuple[str, ...]] | None:
        parts = self[kind] = _parts(kind)
        return parts


_PARTS = _PartsByType()


def nodes_of(piece: object) -> Iterator[ir.Node]:
    """Everything in a statement, an expression or a tuple of them, in the order of the text, but for the inside of
    functions, lambdas and classes."""
    pending: list[Any] = [piece]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind is tuple:
            pending.extend(node[::-1])
        elif (known := _PARTS[kind]) is not None:
            is_node, parts = known
            if is_node:
                yield node
            for part in parts:
                pending.append(getattr(node, part))


def calls_in(piece: object) -> Iterator[ir.Call]:
    """Every call among them."""
    return (node for node in nodes_of(piece) if isinstance(node, ir.Call))


_BODIES_KEPT = 4096
_bodies: dict[int, tuple[ir.Function, tuple[ir.Node, ...], tuple[ir.Call, ...]]] = {}
"""What was gone through last, by the identity of the function; the function is kept, so that the identity stays its own."""


def _gone_through(function: ir.Function) -> tuple[ir.Function, tuple[ir.Node, ...], tuple[ir.Call, ...]]:
    known = _bodies.get(id(function))
    if known is None:
        nodes = tuple(nodes_of(function.body))
        if len(_bodies) >= _BODIES_KEPT:
            _bodies.clear()
        calls = tuple(node for node in nodes if isinstance(node, ir.Call))
        known = _bodies[id(function)] = (function, nodes, calls)
    return known


def nodes_within(function: ir.Function) -> tuple[ir.Node, ...]:
    """As `nodes_of` a function's body; many questions are asked of it, and it is gone through once."""
    return _gone_through(function)[1]


def calls_within(function: ir.Function) -> tuple[ir.Call, ...]:
    """Every call among them."""
    return _gone_through(function)[2]


def function_at(piece: object, at: int) -> ir.Function:
    """The function or lambda of this number, however deep; raises LookupError if there is none."""
    pending: list[object] = [piece]
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Function) and node.at == at:
            return node
        if isinstance(node, tuple):
            pending.extend(node)
        elif isinstance(node, msgspec.Struct):
            pending.extend([getattr(node, field) for field in parts_of(type(node))])
    raise LookupError(at)
