"""Numbers and strings; adjacent strings become one.

    "a" 'b'              # Const("ab")
    "paid " f"{iban!r}"  # FString([Const("paid "), Formatted(Name("iban"), "r")])

Texts are what the literal stands for, escapes and line ends resolved; bytes are their latin-1 text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import libcst as cst

from piilint.lower.escapes import unescape
from piilint.lower.walk import HandlerByType, Lowering
from piilint.model import ir

_LARGEST = 2**63 - 1
_MOST_DIGITS = 80
"""Longer integers are certainly beyond 64 bits; `int` refuses to convert huge ones."""


def integer(low: Lowering, node: cst.Integer) -> ir.Expr:
    text = node.value
    number = int(text, 0) if len(text) <= _MOST_DIGITS else _LARGEST + 1
    if number > _LARGEST:
        return ir.Const(low.number(node), None, "other")
    return ir.Const(low.number(node), number)


def float_(low: Lowering, node: cst.Float) -> ir.Expr:
    return ir.Const(low.number(node), float(node.value))


def other(low: Lowering, node: cst.Imaginary | cst.Ellipsis) -> ir.Expr:
    return ir.Const(low.number(node), None, "other")


def simple_string(low: Lowering, node: cst.SimpleString) -> ir.Expr:
    value, kind = string_value(node)
    return ir.Const(low.number(node), value, kind)


def string_value(node: cst.SimpleString) -> tuple[str, str]:
    """Return the text of a string literal and its kind: "" or "bytes"."""
    text = node.value
    quote = text[-1]
    start = text.index(quote)
    prefix = text[:start].lower()
    width = 3 if len(text) - start >= 6 and text.startswith(quote * 3, start) else 1
    inside = plain_newlines(text[start + width : -width])
    is_bytes = "b" in prefix
    if "\\" in inside and "r" not in prefix:
        inside = unescape(inside, is_bytes=is_bytes)
    return inside, "bytes" if is_bytes else ""


def plain_newlines(text: str) -> str:
    """Python reads any line end within a string as a newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def plain_string(node: cst.CSTNode) -> tuple[str, str] | None:
    """Return text and kind of a string, or of adjacent strings, without replacement fields; None for all else."""
    if type(node) is cst.SimpleString:
        return string_value(node)
    if type(node) is not cst.ConcatenatedString:
        return None
    pieces = list(_pieces(node))
    if not all(type(piece) is cst.SimpleString for piece in pieces):
        return None
    values = [string_value(piece) for piece in pieces]
    return "".join([value for value, _ in values]), values[0][1]


def concatenated_string(low: Lowering, node: cst.ConcatenatedString) -> ir.Expr:
    at = low.number(node)
    plain = plain_string(node)
    if plain is not None:
        return ir.Const(at, *plain)
    parts: list[ir.Expr] = []
    is_template = False
    for piece in _pieces(node):
        if type(piece) is cst.SimpleString:
            parts.append(simple_string(low, piece))
        else:
            is_template = is_template or type(piece) is cst.TemplatedString
            parts += _parts(low, piece.parts, is_raw=_is_raw(piece))
    return ir.FString(at, _joined(parts), is_template)


def _pieces(node: Any) -> Iterable[Any]:
    """Yield the literals of `"a" "b" "c"`, which LibCST nests to the right."""
    while type(node) is cst.ConcatenatedString:
        yield node.left
        node = node.right
    yield node


def _joined(parts: Sequence[ir.Expr]) -> tuple[ir.Expr, ...]:
    """Join neighbouring texts."""
    joined: list[ir.Expr] = []
    for part in parts:
        before = joined[-1] if joined else None
        if isinstance(part, ir.Const) and isinstance(before, ir.Const):
            joined[-1] = ir.Const(before.at, f"{before.value}{part.value}")
        else:
            joined.append(part)
    return tuple(joined)


def formatted_string(low: Lowering, node: cst.FormattedString) -> ir.Expr:
    at = low.number(node)
    return ir.FString(at, tuple(_parts(low, node.parts, is_raw=_is_raw(node))))


def templated_string(low: Lowering, node: cst.TemplatedString) -> ir.Expr:
    at = low.number(node)
    return ir.FString(at, tuple(_parts(low, node.parts, is_raw=_is_raw(node))), True)


def _is_raw(node: cst.FormattedString | cst.TemplatedString) -> bool:
    return "r" in node.start.lower()


def _parts(low: Lowering, nodes: Sequence[Any], *, is_raw: bool) -> list[ir.Expr]:
    """Lower the texts and replacement fields of an f-string or of a format spec."""
    parts: list[ir.Expr] = []
    for node in nodes:
        if type(node) in _TEXTS:
            text = plain_newlines(node.value)
            text = text if is_raw else unescape(text)
            parts.append(ir.Const(low.number(node), text.replace("{{", "{").replace("}}", "}")))
        else:
            parts.append(_field(low, node, is_raw=is_raw))
    return parts


def _field(low: Lowering, node: Any, *, is_raw: bool) -> ir.Expr:
    at = low.number(node)
    value = low.expr(node.expression)
    spec = _spec(low, node.format_spec, is_raw=is_raw) if node.format_spec else None
    return ir.Formatted(at, value, node.conversion or "", spec, node.equal is not None)


def _spec(low: Lowering, nodes: Sequence[Any], *, is_raw: bool) -> ir.Expr:
    at = low.number((nodes[0], nodes[-1]))
    parts = _parts(low, nodes, is_raw=is_raw)
    if len(parts) == 1 and isinstance(parts[0], ir.Const):
        return parts[0]
    return ir.FString(at, tuple(parts))


_TEXTS = frozenset({cst.FormattedStringText, cst.TemplatedStringText})

LITERALS: HandlerByType = {
    cst.Integer: integer,
    cst.Float: float_,
    cst.Imaginary: other,
    cst.Ellipsis: other,
    cst.SimpleString: simple_string,
    cst.ConcatenatedString: concatenated_string,
    cst.FormattedString: formatted_string,
    cst.TemplatedString: templated_string,
}
