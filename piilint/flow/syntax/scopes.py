"""Which of a function's names its inner functions use."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from piilint.link.program import FunctionInfo
from piilint.model import ir
from piilint.model.walking import parts_of

OUTER = ".^"
"""Stands among captured names for those of the functions around, which a function inside reads through this one's frame."""


def captured_names(info: FunctionInfo) -> frozenset[str]:
    """The names of this function that a function inside it reads or writes; none for a module."""
    if info.node.name == "<module>":
        return frozenset()
    own = frozenset(info.node.binds)
    found: set[str] = set()
    for inner in inner_functions(info.node.body):
        free = _free_names(inner)
        found |= own & free
        if info.parent is not None and not free <= own:
            found.add(OUTER)
    return frozenset(found)


def _free_names(function: ir.Function) -> frozenset[str]:
    """Names that a function, or one inside it, uses without binding them."""
    used: set[str] = set(function.nonlocals)
    pending: list[object] = list(function.body)
    inner: list[ir.Function] = []
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Name):
            used.add(node.id)
        elif isinstance(node, ir.Function):
            inner.append(node)
            pending.extend(node.decorators)
            pending.extend(param.default for param in node.params if param.default is not None)
        elif isinstance(node, msgspec.Struct):
            pending.extend(_children(node))
    for function_inside in inner:
        used |= _free_names(function_inside)
    return frozenset(used - set(function.binds))


def inner_functions(body: tuple[ir.Stmt, ...]) -> Iterator[ir.Function]:
    """Functions and lambdas directly inside a body."""
    pending: list[object] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Function):
            yield node
        elif isinstance(node, msgspec.Struct):
            pending.extend(_children(node))


def _children(node: msgspec.Struct) -> Iterator[object]:
    for name in parts_of(type(node)):
        value = getattr(node, name)
        if isinstance(value, msgspec.Struct):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, msgspec.Struct))
