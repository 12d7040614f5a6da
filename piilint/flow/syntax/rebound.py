"""Which of its parameters a function binds anew, so that their names speak of something else than what was passed.

def text(iban, db):
    iban = iban.strip()        # still what was passed
    iban = db.load(iban)       # something else
    return iban
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping

from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.model import ir


def rebound(function: ir.Function) -> Mapping[str, bool]:
    """The parameters that are bound anew, and whether always to what is made of what they were alone."""
    found: dict[str, bool] = {}
    params = {param.name for param in function.params}
    for node in nodes_within(function):
        for name, value in bindings(node):
            if name in params:
                found[name] = found.get(name, True) and value is not None and _is_made_of(name, value)
    return found


def bindings(node: ir.Node) -> Iterator[tuple[str, ir.Expr | None]]:
    """The names that a node binds, with what is written as their value, if that is."""
    match node:
        case ir.Assign(targets=targets, value=value):
            for target in targets:
                yield from ((name, value) for name in _names(target))
        case ir.AnnAssign(target=ir.Name(id=name), value=ir.Node() as value):
            yield name, value
        case ir.AugAssign(target=ir.Name(id=name), value=value) | ir.Walrus(target=ir.Name(id=name), value=value):
            yield name, value
        case ir.For(target=target) | ir.CompFor(target=target):
            yield from ((name, None) for name in _names(target))
        case ir.With(items=items):
            yield from ((name, None) for item in items for name in _names(item.target))
        case ir.Handler(name=str(name)) | ir.MatchAs(name=str(name)) | ir.MatchStar(name=str(name)):
            yield name, None
        case _:
            pass


def _names(target: ir.Expr | None) -> Iterator[str]:
    if isinstance(target, ir.Seq):
        for element in target.elements:
            yield from _names(element)
    elif isinstance(target, ir.Star):
        yield from _names(target.value)
    elif isinstance(target, ir.Name):
        yield target.id


def _is_made_of(name: str, value: ir.Expr) -> bool:
    """Whether nothing else than the variable, and Python's own functions, is read in an expression."""
    return all(node.id == name or hasattr(builtins, node.id) for node in nodes_of(value) if isinstance(node, ir.Name))
