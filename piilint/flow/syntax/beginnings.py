"""With what a text that is put together begins: an address, `http://`, is known by that.

f"{base}/accounts/{key}"        # as what `base` holds
"http://{}/x".format(host)      # "http://"
urljoin(base.strip(), path)     # as what `base` holds
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir

STEPS = 4
"""Variables that are gone through from one to the next."""

ADDRESS = re.compile(r"\w+://.*\*")
"""A glob that asks how an address begins."""

_KEEPING = frozenset(("rstrip", "strip", "lower", "removesuffix", "format", "format_map", "ljust"))
_PLACE = re.compile(r"\{(\w*)[^{}]*\}")


def first_of(expr: ir.Expr) -> str | ir.Expr | None:
    """The text that an expression's text begins with, or what it begins as; None if that isn't told by how it is written."""
    if isinstance(expr, ir.Const):
        return expr.value if isinstance(expr.value, str) else None
    if isinstance(expr, ir.FString):
        return expr.parts[0] if expr.parts else None
    if isinstance(expr, ir.Formatted):
        return expr.value if not expr.conversion and expr.spec is None else None
    if isinstance(expr, ir.Bin) and expr.op == "+":
        return expr.operands[0]
    if isinstance(expr, ir.Bin) and expr.op == "%":
        return _of_percent(expr.operands[0], expr.operands[1])
    if isinstance(expr, ir.Call):
        return _of_call(expr)
    return expr if isinstance(expr, (ir.Name, ir.Attr)) else None


def _of_percent(template: ir.Expr, given: ir.Expr) -> str | ir.Expr | None:
    """`"%s/accounts" % base`, `"http://%s" % host`."""
    if not isinstance(template, ir.Const) or not isinstance(template.value, str):
        return template
    if not template.value.startswith("%s"):
        return template.value.partition("%")[0]
    return given.elements[0] if isinstance(given, ir.Seq) and given.elements else given


def _of_call(call: ir.Call) -> str | ir.Expr | None:
    func = call.func
    plain = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
    name = func.name if isinstance(func, ir.Attr) else func.id if isinstance(func, ir.Name) else ""
    if name == "urljoin" or (name == "str" and isinstance(func, ir.Name)):
        return plain[0] if plain else None
    if not isinstance(func, ir.Attr):
        return None
    owner = func.value
    if name == "join" and len(plain) == 1 and isinstance(plain[0], ir.Seq):
        return plain[0].elements[0] if plain[0].elements else None
    if name not in _KEEPING:
        return None
    if name.startswith("format") and isinstance(owner, ir.Const) and isinstance(owner.value, str):
        place = _PLACE.match(owner.value)
        if place is None:
            return owner.value.partition("{")[0]
        asked = place[1]
        named = (arg.value for arg in call.args if arg.keyword == asked)
        return (
            plain[int(asked or 0)] if not asked.strip("0123456789") and plain[int(asked or 0) :] else next(named, None)
        )
    return owner


def begins_with(function: ir.Function, expr: ir.Expr) -> Iterator[str]:
    """The names, "base" or "self.base", as which an expression's text may begin, through the function's own variables."""
    waiting: list[tuple[ir.Expr, int]] = [(expr, 0)]
    while waiting:
        first, steps = waiting.pop()
        while (inner := first_of(first)) is not None and not isinstance(inner, str) and inner is not first:
            first = inner
        if isinstance(first, ir.Attr) and isinstance(first.value, ir.Name):
            yield f"{first.value.id}.{first.name}"
        elif isinstance(first, ir.Name):
            yield first.id
            if steps < STEPS:
                waiting += ((given, steps + 1) for given in _given(function, first.id))


def _given(function: ir.Function, name: str) -> list[ir.Expr]:
    """What is assigned to a variable."""
    return [
        node.value
        for node in nodes_within(function)
        if isinstance(node, ir.Assign) and any(isinstance(each, ir.Name) and each.id == name for each in node.targets)
    ]
