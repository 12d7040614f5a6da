"""One character of a text, with which a loop over it ends: it shows nothing of a number or a name.

for digit in phone:
    if not digit.isnumeric():
        raise ValueError(f"{digit} is no digit")     # none of the others
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from piilint.catalogue.load import shared
from piilint.flow.domain.value import SOMETHING, Value
from piilint.flow.syntax.nodes import nodes_of
from piilint.flow.texts.characters import asks_for_kind
from piilint.model import ir

_LEAVING = (ir.Return, ir.Raise, ir.Break)
_TEXTS = frozenset(("str", "format"))


def lone_character(loop: ir.For, element: Value) -> Value:
    """What a loop goes over, one by one; without what it holds where that are characters of which only the last is shown."""
    if not element.labels or not isinstance(loop.target, ir.Name) or not _is_character(loop, loop.target.id):
        return element
    return SOMETHING if _ends_with_it(loop.body, loop.target.id) else element


def _is_character(loop: ir.For, name: str) -> bool:
    """Whether a loop says that it goes over the characters of a text: by its variable, by what it asks of it, or since it
    makes a text of what it goes over."""
    if f"{name}s" in shared().characters:
        return True
    if isinstance(loop.iter, ir.Call) and isinstance(loop.iter.func, ir.Name) and loop.iter.func.id in _TEXTS:
        return True
    asked = (node.test for node in nodes_of(loop.body) if isinstance(node, (ir.If, ir.IfExp)))
    return len(name) == 1 and any(asks_for_kind(test) and name in _read(test) for test in asked)


def _ends_with_it(body: Iterable[ir.Stmt], name: str) -> bool:
    """Whether all that is done with a loop's variable, but for tests, is done right before the loop is left."""
    return all(_is_tested_only(stmt, name) for stmt in body)


def _is_tested_only(stmt: ir.Stmt, name: str) -> bool:
    if isinstance(stmt, ir.If):
        branches = (stmt.body, stmt.orelse)
        return all(_is_left(branch) or _ends_with_it(branch, name) for branch in branches)
    return name not in _read(stmt)


def _is_left(block: tuple[ir.Stmt, ...]) -> bool:
    """Whether a block leaves the loop, and goes through nothing more than once."""
    return (
        bool(block)
        and isinstance(block[-1], _LEAVING)
        and not any(isinstance(each, (ir.For, ir.While)) for each in block)
    )


def _read(piece: object) -> Iterator[str]:
    return (node.id for node in nodes_of(piece) if isinstance(node, ir.Name))
