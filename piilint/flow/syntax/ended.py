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
    exact: bool = False
    """Whether an exception of a class below isn't meant: `kind is BookingError`."""


# ---- `__exit__` ------------------------------------------------------------------------------------------------------


def ended_by_exit(function: ir.Function) -> tuple[Ending, ...]:
    """What an `__exit__` surely ends: where more is asked than what was raised, it may go on."""
    return tuple(_returned(function.body, ()))


class _Told(NamedTuple):
    """Of which exceptions something holds."""

    types: tuple[ir.Expr, ...] = ()
    exact: bool = False


_ALL, _NONE = "all", "none"
_Holds = _Told | str | None
"""Of all that is raised, of none, of some types, or nobody knows: None."""


def _returned(block: tuple[ir.Stmt, ...], asked: tuple[_Holds, ...]) -> Iterator[Ending]:
    """What is ended where the block returns, given what has been asked on the way to it."""
    for stmt in block:
        if isinstance(stmt, ir.Return) and stmt.value is not None:
            told = _both((*asked, _holds(stmt.value, True)))
            if isinstance(told, _Told):
                yield Ending(told.types, exact=told.exact)
            elif told == _ALL:
                yield Ending(None)
        elif isinstance(stmt, ir.If):
            yield from _returned(stmt.body, (*asked, _holds(stmt.test, True)))
            yield from _returned(stmt.orelse, (*asked, _holds(stmt.test, False)))
            if stmt.body and isinstance(stmt.body[-1], (ir.Return, ir.Raise)):
                asked = (*asked, _holds(stmt.test, False))
        elif isinstance(stmt, (ir.With, ir.For, ir.Try)):
            yield from _returned(stmt.body, (*asked, None) if isinstance(stmt, ir.For) else asked)
            yield from _returned(stmt.final, asked) if isinstance(stmt, ir.Try) else ()


def _holds(test: ir.Expr, answer: bool) -> _Holds:
    """Of which exceptions a test has this answer."""
    if isinstance(test, ir.Const):
        return _ALL if bool(test.value) is answer else _NONE
    if isinstance(test, ir.Unary) and test.op == "not":
        return _holds(test.operand, not answer)
    if isinstance(test, ir.Bool):
        found = tuple(_holds(operand, answer) for operand in test.operands)
        return _both(found) if (test.op == "and") == answer else _either(found)
    if isinstance(test, ir.Call) and isinstance(test.func, ir.Name) and test.func.id in ("issubclass", "isinstance"):
        return _Told((test.args[1].value,)) if answer and len(test.args) == 2 else None
    if isinstance(test, ir.Compare) and len(test.ops) == 1:
        return _compared(test.ops[0], test.comparators[0], answer)
    return None


def _compared(op: str, other: ir.Expr, answer: bool) -> _Holds:
    """`kind is not None`, `kind is BookingError`, `kind in (KeyError, BookingError)`."""
    if isinstance(other, ir.Const) and other.value is None and op in ("is", "is not", "==", "!="):
        return _ALL if (op in ("is not", "!=")) is answer else _NONE
    if op in ("is", "==", "in") and answer and not isinstance(other, ir.Const):
        return _Told((other,), exact=True)
    return None


def _both(told: tuple[_Holds, ...]) -> _Holds:
    """Of which exceptions all of it holds."""
    if _NONE in told:
        return _NONE
    others = [each for each in told if each != _ALL]
    return _ALL if not others else others[0] if len(others) == 1 else None


def _either(told: tuple[_Holds, ...]) -> _Holds:
    """Of which exceptions any of it surely holds."""
    if _ALL in told:
        return _ALL
    types = [each for each in told if isinstance(each, _Told)]
    if not types:
        return None if None in told else _NONE
    exact = types[0].exact
    return _Told(tuple(expr for each in types if each.exact is exact for expr in each.types), exact)


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
