"""Going through a piece of IR: what its nodes are made of, and what its statements assign to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from piilint.model import ir

_NO_PARTS = frozenset(
    ("int", "str", "bool", "str | None", "int | None", "tuple[str, ...]", "bool | int | float | str | None")
)
"""Types of fields that hold no piece of IR, as their declarations read."""


@cache
def parts_of(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a kind of node that hold pieces of IR, in order."""
    declared = {
        name: text for cls in reversed(kind.__mro__) for name, text in vars(cls).get("__annotations__", {}).items()
    }
    return tuple(name for name in kind.__struct_fields__ if declared[name] not in _NO_PARTS)


def last_word(expr: ir.Node) -> str:
    """`save` of `self.store.save`; "" of what is neither a name nor an attribute."""
    return expr.name if isinstance(expr, ir.Attr) else expr.id if isinstance(expr, ir.Name) else ""


def targets_of(node: object) -> Iterator[ir.Expr]:
    """What an assignment gives something to, one by one: `self.iban, (self.name, *rest) = row` has three."""
    if isinstance(node, ir.Assign):
        for target in node.targets:
            yield from _single(target)
    elif isinstance(node, (ir.AnnAssign, ir.AugAssign)):
        yield from _single(node.target)


def _single(target: ir.Expr) -> Iterator[ir.Expr]:
    if isinstance(target, ir.Seq):
        for each in target.elements:
            yield from _single(each)
    else:
        yield target.value if isinstance(target, ir.Star) else target
