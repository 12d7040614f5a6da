"""Which exceptions of its body a context manager ends, as its text says.

def __exit__(self, kind, error, trace):
    return kind is not None and issubclass(kind, BookingError)     # those

@contextmanager
def quietly():
    try:
        yield
    except BookingError:                                           # the same
        log.info("not booked")
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piilint.flow.syntax.nodes import nodes_of
from piilint.model import ir


class Ending(NamedTuple):
    """What is done of an exception of these types."""

    types: tuple[ir.Expr, ...] | None
    """None: of any."""
    goes_on: bool = False
    """Whether it is raised again."""


# ---- `__exit__` ------------------------------------------------------------------------------------------------------


def ended_by_exit(function: ir.Function) -> tuple[Ending, ...]:
    """What an `__exit__` ends."""
    return tuple(_returned(function.body, ()))


_Tests = tuple[tuple[ir.Expr, bool], ...]
"""What has been asked on the way to a statement, each with the answer."""


def _returned(block: tuple[ir.Stmt, ...], asked: _Tests) -> Iterator[Ending]:
    for stmt in block:
        if isinstance(stmt, ir.Return) and stmt.value is not None:
            yield from _said(stmt.value, asked)
        elif isinstance(stmt, ir.If):
            yield from _returned(stmt.body, (*asked, (stmt.test, True)))
            yield from _returned(stmt.orelse, (*asked, (stmt.test, False)))
            if stmt.body and isinstance(stmt.body[-1], (ir.Return, ir.Raise)):
                asked = (*asked, (stmt.test, False))
        elif isinstance(stmt, (ir.With, ir.For, ir.Try)):
            yield from _returned(stmt.body, asked)
            yield from _returned(stmt.final, asked) if isinstance(stmt, ir.Try) else ()


def _said(value: ir.Expr, asked: _Tests) -> Iterator[Ending]:
    """What is ended where this is returned."""
    types = [each for test, answer in asked for each in _types(test, answer)]
    if isinstance(value, ir.Const):
        if value.value is True:
            yield Ending(tuple(types) or None)
    elif found := [*_types(value, True), *types]:
        yield Ending(tuple(found))


def _types(test: ir.Expr, answer: bool) -> list[ir.Expr]:
    """The types of which an exception is where a test has this answer."""
    if isinstance(test, ir.Unary) and test.op == "not":
        return _types(test.operand, not answer)
    if isinstance(test, ir.Bool):
        found = [_types(operand, answer) for operand in test.operands]
        either = (test.op == "or") == answer
        return [] if either and not all(found) else [each for types in found for each in types]
    if not answer:
        return []
    if isinstance(test, ir.Call) and isinstance(test.func, ir.Name) and test.func.id in ("issubclass", "isinstance"):
        return [test.args[1].value] if len(test.args) == 2 else []
    if isinstance(test, ir.Compare) and test.ops in (("is",), ("==",), ("in",)):
        (other,) = test.comparators
        return [] if isinstance(other, ir.Const) else [other]
    return []


# ---- `@contextmanager` -----------------------------------------------------------------------------------------------


def ended_at_yield(function: ir.Function) -> tuple[tuple[Ending, ...], ...]:
    """What the handlers around a generator's one `yield` do, the innermost `try` first; none where it yields in several
    places."""
    found = list(_around(function.body, ()))
    return found[0] if len(found) == 1 else ()


def _around(
    block: tuple[ir.Stmt, ...], outer: tuple[tuple[Ending, ...], ...]
) -> Iterator[tuple[tuple[Ending, ...], ...]]:
    for stmt in block:
        if isinstance(stmt, ir.Try):
            handlers = tuple(_ending(handler) for handler in stmt.handlers)
            yield from _around(stmt.body, (handlers, *outer))
            for handler in stmt.handlers:
                yield from _around(handler.body, outer)
            yield from _around((*stmt.orelse, *stmt.final), outer)
        elif isinstance(stmt, ir.If):
            yield from _around((*stmt.body, *stmt.orelse), outer)
        elif isinstance(stmt, (ir.With, ir.For, ir.While)):
            yield from _around(stmt.body, outer)
        elif any(isinstance(node, ir.Yield) for node in nodes_of(stmt)):
            yield outer


def _ending(handler: ir.Handler) -> Ending:
    listed = handler.type.elements if isinstance(handler.type, ir.Seq) else (handler.type,)
    types = tuple(each for each in listed if each is not None)
    return Ending(types or None, any(_raises_again(node, handler.name) for node in nodes_of(handler.body)))


def _raises_again(node: ir.Node, name: str | None) -> bool:
    if not isinstance(node, ir.Raise):
        return False
    return node.exc is None or (isinstance(node.exc, ir.Name) and node.exc.id == name)
