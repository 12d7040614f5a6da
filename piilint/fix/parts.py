"""Which parts of a call's arguments get out as text: where a value may be replaced by a text of its own.

log.info("paid %s", order.iban)      order.iban
log.info(f"paid {order.iban:>34}")   order.iban
log.info("paid %d", order.number)    nothing: a text can't be formatted as a number
log.info(json.dumps(row))            row isn't one: whatever is called may need what it is given
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

_CONVERSION = re.compile(r"%(?:\((?P<key>[^)]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?P<kind>[a-zA-Z%])")
_HOLE = re.compile(r"\{[^{}:]*:(?P<spec>[^{}]*)\}")
_TEXT_SPEC = re.compile(r"(?:.?[<>^])?\d*(?:\.\d+)?s?")
_TEXT_KINDS = frozenset("sra%")
_CALLS = frozenset(("str", "repr", "ascii"))
VALUES = (cst.Name, cst.Attribute, cst.Subscript, cst.Call)
"""What can be wrapped and cut without parentheses."""


class Part(NamedTuple):
    """An expression whose text gets out."""

    expression: cst.BaseExpression
    hole: cst.FormattedStringExpression | None = None
    """The hole of an f-string that it fills alone."""
    is_inside: bool = False
    """Whether it stands in an f-string, where quotes may end the string."""


def parts_of(node: cst.CSTNode) -> Iterator[Part]:
    """Give the parts of what a call, a `raise` or an `assert` shows."""
    match node:
        case cst.Raise(exc=cst.Call() as call):
            yield from parts_of(call)
        case cst.Assert(msg=cst.BaseExpression() as message):
            yield from _shown(message)
        case cst.Call(args=args):
            for arg in _formatted(args):
                yield from _shown(arg.value)


def argument(call: cst.CSTNode, name: str) -> cst.CSTNode:
    """Return the argument of a call that an access path such as "arg1" or "kw:extra" names; the call itself else."""
    call = call.exc if isinstance(call, cst.Raise) and call.exc is not None else call
    if not isinstance(call, cst.Call):
        return call
    position = int(name[3:]) if name.startswith("arg") and name[3:].isdigit() else -1
    plain = [arg for arg in call.args if arg.keyword is None and not arg.star]
    if 0 <= position < len(plain):
        return plain[position]
    keyword = name.removeprefix("kw:")
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == keyword), call)


def _formatted(args: Sequence[cst.Arg]) -> Iterator[cst.Arg]:
    """Give the arguments that aren't formatted as numbers by a template before them."""
    kinds: list[str] | None = None
    at = 0
    for arg in args:
        if arg.star:
            kinds = []
            continue
        if arg.keyword is None:
            if kinds is not None and at < len(kinds) and kinds[at] not in _TEXT_KINDS:
                at += 1
                continue
            at += kinds is not None
            template = text_of(arg.value) if kinds is None else None
            if template is not None:
                kinds = _kinds(template)
        yield arg


def _kinds(template: str) -> list[str]:
    """The kinds of a template's conversions in order; one for all if they are named or in braces."""
    found = [match for match in _CONVERSION.finditer(template) if match["kind"] != "%"]
    if any(match["key"] is not None for match in found):
        return ["s" if all(match["kind"] in _TEXT_KINDS for match in found) else "d"]
    if not _are_texts(template):
        return ["d"] * 64
    return [match["kind"] for match in found]


def _are_texts(template: str) -> bool:
    """Whether all holes in braces take texts."""
    return all(_TEXT_SPEC.fullmatch(match["spec"]) for match in _HOLE.finditer(template))


def text_of(expression: cst.BaseExpression) -> str | None:
    """Return the text of a literal; None for anything else."""
    if isinstance(expression, cst.SimpleString | cst.ConcatenatedString):
        value = expression.evaluated_value
        return value if isinstance(value, str) else None
    return None


def _shown(expression: cst.BaseExpression, inside: bool = False) -> Iterator[Part]:
    """Give an expression and the parts that its text is made of."""
    yield Part(expression, is_inside=inside)
    match expression:
        case cst.FormattedString(parts=parts):
            for hole in parts:
                if isinstance(hole, cst.FormattedStringExpression) and _takes_text(hole):
                    first, *others = _shown(hole.expression, inside=True)
                    yield Part(first.expression, None if inside else hole, is_inside=True)
                    yield from others
        case cst.ConcatenatedString(left=left, right=right):
            yield from _shown(left, inside)
            yield from _shown(right, inside)
        case cst.BinaryOperation(left=left, operator=cst.Add(), right=right) if _is_text(left) or _is_text(right):
            yield from _shown(left, inside)
            yield from _shown(right, inside)
        case cst.BinaryOperation(left=left, operator=cst.Modulo(), right=right):
            template = text_of(left)
            if template is not None and all(match["kind"] in _TEXT_KINDS for match in _CONVERSION.finditer(template)):
                yield from _shown(right, inside)
        case cst.BooleanOperation(left=left, right=right):
            yield from _shown(left, inside)
            yield from _shown(right, inside)
        case cst.IfExp(body=body, orelse=other):
            yield from _shown(body, inside)
            yield from _shown(other, inside)
        case cst.Tuple() | cst.List() | cst.Set():
            for element in expression.elements:
                if isinstance(element, cst.Element):
                    yield from _shown(element.value, inside)
        case cst.Dict(elements=items):
            for item in items:
                if isinstance(item, cst.DictElement):
                    yield from _shown(item.value, inside)
        case cst.Call(func=func, args=args) if _gives_text(func):
            for arg in args:
                if not arg.star:
                    yield from _shown(arg.value, inside)


def _is_text(expression: cst.BaseExpression) -> bool:
    """Whether it is a text for sure, so that what is added to it is one, too."""
    match expression:
        case cst.SimpleString() | cst.ConcatenatedString() | cst.FormattedString():
            return True
        case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
            return _is_text(left) or _is_text(right)
        case cst.Call(func=func):
            return _gives_text(func)
    return False


def _gives_text(func: cst.BaseExpression) -> bool:
    """Whether a call's result is the text of its arguments, whatever they are."""
    match func:
        case cst.Name(value=name):
            return name in _CALLS
        case cst.Attribute(value=template, attr=cst.Name(value="format")):
            text = text_of(template)
            return text is not None and _are_texts(text)
        case cst.Attribute(value=template, attr=cst.Name(value="join")):
            return text_of(template) is not None
    return False


def _takes_text(hole: cst.FormattedStringExpression) -> bool:
    spec = hole.format_spec or ()
    text = "".join(part.value if isinstance(part, cst.FormattedStringText) else "{" for part in spec)
    return _TEXT_SPEC.fullmatch(text) is not None
