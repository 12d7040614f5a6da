"""The numbers that lowering gave to a file's nodes."""

from __future__ import annotations

import msgspec

from piilint.model import ir


def nodes_in(value: object) -> list[ir.Node]:
    """Every node of a piece of IR."""
    found: list[ir.Node] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ir.Node):
            found.append(each)
        if isinstance(each, msgspec.Struct):
            waiting += [getattr(each, name) for name in each.__struct_fields__]
        elif isinstance(each, tuple):
            waiting += each
    return found


def numbers_of(module: ir.Module) -> list[int]:
    """The numbers of all nodes, ascending."""
    return sorted(node.at for node in nodes_in(module))
