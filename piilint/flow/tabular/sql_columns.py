"""Columns of a SELECT that don't hold what they are made of: the last four of it, its length, a test of it, a constant.

SELECT right(iban, 4) AS tail, length(iban), iban IS NULL, '***' AS iban, mask(iban) FROM accounts
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_KEPT = 4
"""Characters of an identifier's end that may be shown."""


def shows_nothing(selected: exp.Expression) -> bool:
    """Whether a selected expression has nothing of a column but its end, its length or a test of it."""
    from sqlglot import exp

    if selected.find(exp.Star, exp.Subquery, exp.Placeholder) is not None:
        return False
    if selected.find(exp.Column) is None and selected.find(exp.Anonymous) is not None:
        return False
    return all(any(_hides(each) for each in _around(column, selected)) for column in selected.find_all(exp.Column))


@lru_cache(maxsize=1024)
def made_of(text: str) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """The columns that `SELECT text` gives, each with the columns that it shows something of; None if it can't be parsed."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(f"SELECT {text}")
    except (SqlglotError, RecursionError, ValueError):
        return None
    if not isinstance(tree, exp.Select) or tree.find(exp.Star, exp.Subquery) is not None:
        return None
    made = []
    for place, column in enumerate(tree.expressions):
        sources = () if shows_nothing(column) else tuple(each.name for each in column.find_all(exp.Column))
        made.append((column.alias_or_name or f"_{place}", sources))
    return tuple(made)


def called_on_all(selected: exp.Expression) -> frozenset[str]:
    """The functions, in small letters, that every column in the expression goes through."""
    from sqlglot import exp

    names = [
        {name for each in _around(column, selected) if (name := _name(each))}
        for column in selected.find_all(exp.Column)
    ]
    return frozenset(set.intersection(*names)) if names else frozenset()


def _around(column: exp.Expr, selected: exp.Expr) -> Iterator[exp.Expr]:
    """What stands around a column, within what is selected."""
    inner = column.parent if column is not selected else None
    while inner is not None:
        yield inner
        inner = inner.parent if inner is not selected else None


def _name(expression: exp.Expr) -> str:
    from sqlglot import exp

    return (expression.name or expression.sql_name()).lower() if isinstance(expression, exp.Anonymous) else ""


def _hides(expression: exp.Expr) -> bool:
    from sqlglot import exp

    if isinstance(expression, (exp.Length, exp.Count, exp.Predicate)):
        return True
    if isinstance(expression, exp.Right):
        return _number(expression.expression) in range(_KEPT + 1)
    return isinstance(expression, exp.Substring) and _number(expression.args.get("start")) in range(-_KEPT, 0)


def _number(expression: exp.Expr | None) -> int | None:
    """The number that an expression is."""
    from sqlglot import exp

    if isinstance(expression, exp.Neg):
        inner = _number(expression.this)
        return -inner if inner is not None else None
    is_number = isinstance(expression, exp.Literal) and expression.is_int
    return int(expression.name) if is_number and expression is not None else None
