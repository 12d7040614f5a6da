"""Going through a piece of IR."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from piilint.model import ir


def nodes_of(piece: object) -> Iterator[ir.Node]:
    """Everything in a statement, an expression or a tuple of them, in the order of the text, but for the inside of
    functions, lambdas and classes."""
    pending: list[object] = [piece]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(reversed(node))
        elif isinstance(node, msgspec.Struct) and not isinstance(node, (ir.Function, ir.FunctionDef, ir.ClassDef)):
            if isinstance(node, ir.Node):
                yield node
            pending.extend([getattr(node, field) for field in reversed(ir.parts_of(type(node)))])


def calls_in(piece: object) -> Iterator[ir.Call]:
    """Every call among them."""
    return (node for node in nodes_of(piece) if isinstance(node, ir.Call))


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
            pending.extend([getattr(node, field) for field in ir.parts_of(type(node))])
    raise LookupError(at)
