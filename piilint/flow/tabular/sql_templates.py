"""SQL texts with holes: what they say of columns is known, whatever the holes are filled with.

sql = f"SELECT iban, currency FROM {table} WHERE day = '{day}'"     # or "… = '%s'" % day, "… = " + day
for row in con.execute(sql):     # row["iban"] is an IBAN
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from piilint.flow.domain.value import Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.texts.placeholders import PERCENT
from piilint.model import ir

_SQL = re.compile(r"\s*(?:select|insert|update|with|merge|replace|pragma|attach)\s", re.IGNORECASE)
_OPENS = re.compile(r"\s*(?:pragma\s+(?:hex)?(?:re)?key\b|attach\s.*\skey\s)", re.IGNORECASE | re.DOTALL)
_HOLE = "hole"
"""What stands in a hole's place: it may be a table, a column, or text within quotes."""


def with_template(
    act: Activation, at: int, parts: Sequence[Value], text: Value, exprs: Sequence[ir.Expr] = ()
) -> Value:
    """A text made of these parts, an f-string or a sum of `exprs`; if it begins as SQL does, with what it is apart from its
    holes."""
    first = template_of(act, parts[0]) if parts else None
    if first is None or not _SQL.match(first):
        return text
    written = [_written(expr) for expr in exprs] if len(exprs) == len(parts) else [_HOLE] * len(parts)
    others = [
        template_of(act, part) or (str(part.const[0]) if part.const else hole)
        for part, hole in zip(parts[1:], written[1:], strict=True)
    ]
    return _holding(act, at, first + "".join(others), text)


def _written(expr: ir.Expr) -> str:
    """What is known of the text of a part by how it is written: f" AND day = {day}"."""
    if isinstance(expr, ir.FString):
        return "".join(_text(part) or _HOLE for part in expr.parts)
    if isinstance(expr, ir.Bin) and expr.op == "%":
        return _without_percent(_text(expr.operands[0])) or _HOLE
    return _HOLE


def _text(expr: ir.Expr) -> str:
    return expr.value if isinstance(expr, ir.Const) and isinstance(expr.value, str) else ""


def with_filled_template(act: Activation, at: int, pattern: object, text: Value) -> Value:
    """A text that is filled in by `%` or `format`, likewise."""
    if not isinstance(pattern, str) or text.const or not _SQL.match(pattern):
        return text
    return _holding(act, at, _BRACES.sub(_HOLE, _without_percent(pattern)), text)


_BRACES = re.compile(r"\{[^{}]*\}")


def _without_percent(pattern: str) -> str:
    return PERCENT.sub(lambda found: "%" if found["type"] == "%" else _HOLE, pattern)


def _holding(act: Activation, at: int, template: str, text: Value) -> Value:
    made = act.allocate(at, "template", None, {".text": constant(template)}, tag="sql")
    kept = frozenset(name for name in text.objects if act.state.object(name).kind != "template")
    return Value(text.labels, kept | made.objects, text.refs, None, text.opaque)


def is_template(act: Activation, value: Value) -> bool:
    """Whether all that a value refers to is what its text is apart from holes: it is a text, and no container."""
    return bool(value.objects) and all(held.kind == "template" for _, held in act.objects(value))


def template_of(act: Activation, text: Value) -> str | None:
    """The SQL that a text is, exactly or apart from its holes; None if that isn't known. Of one that conditions may have been
    added to (`if day: query += …`) it is all of it."""
    if text.const:
        return text.const[0] if isinstance(text.const[0], str) else None
    held = (held.fields[".text"].const for _, held in act.objects(text) if held.kind == "template")
    found = sorted({str(const[0]) for const in held if const}, key=len)
    return found[-1] if found and all(found[-1].startswith(each) for each in found) else None


def is_key(template: str) -> bool:
    """Whether a statement only tells the database the key that it is encrypted with: `PRAGMA key = 'hole'`."""
    return _OPENS.match(template) is not None
