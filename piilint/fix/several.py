"""Whether an expression may stand for several values: a list, a column of a table. None of them may be masked as one.

ibans    frame["iban"]    customers.iban    account.all_ibans()
"""

from __future__ import annotations

import re

import libcst as cst

_TABLE = re.compile(
    r"(?:^|_)(?:df|[dpsg]df|lf|frame|dataframe|table|tbl|dataset|data|array|column|series)\d*$", re.IGNORECASE
)
_ONE = ("ss", "us", "is", "as")
"""Endings of words that aren't plurals: address, status, basis, alias."""


def may_be_several(expression: cst.BaseExpression) -> bool:
    """Whether the name says so, or that of what it is a part of."""
    match expression:
        case cst.Name(value=name):
            return is_plural(name)
        case cst.Attribute(value=owner, attr=cst.Name(value=name)):
            return is_plural(name) or _is_collection(owner)
        case cst.Subscript(value=owner, slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
            return is_plural(str(key.evaluated_value)) or _is_collection(owner)
        case cst.Subscript(value=owner):
            return isinstance(expression.slice[0].slice, cst.Slice) and _is_collection(owner)
        case cst.Call(func=cst.Name(value=name)):
            return is_plural(name)
        case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value=name))):
            return is_plural(name) or _is_collection(owner)
    return False


def is_plural(name: str) -> bool:
    """Whether the last word of a name is a plural."""
    word = name.rstrip("_0123456789")
    return len(word) > 2 and word[-1] in "sS" and not word.lower().endswith(_ONE)


def _is_collection(owner: cst.BaseExpression) -> bool:
    match owner:
        case cst.Call():
            return True  # a row or a table: its name seldom says
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return is_plural(name) or _TABLE.search(name) is not None
        case cst.Subscript(value=inner):
            return _is_collection(inner) and not isinstance(owner.slice[0].slice, cst.Index)
    return False
