"""SQL texts with holes: what they say of columns is known, whatever the holes are filled with.

sql = f"SELECT iban, currency FROM {table} WHERE day = '{day}'"     # or "… = '%s'" % day, "… = " + day
for row in con.execute(sql):     # row["iban"] is an IBAN
"""

from __future__ import annotations

import re

from piilint.flow.domain.value import Value, constant
from piilint.flow.interpreter.activation import Activation

_SQL = re.compile(r"\s*(?:select|insert|update|with|merge|replace|pragma|attach)\s", re.IGNORECASE)
_OPENS = re.compile(r"\s*(?:pragma\s+(?:hex)?(?:re)?key\b|attach\s.*\skey\s)", re.IGNORECASE | re.DOTALL)
_HOLE = "hole"
"""What stands in a hole's place: it may be a table, a column, or text within quotes."""


def with_template(act: Activation, at: int, parts: list[Value], text: Value) -> Value:
    """A text made of these parts, an f-string or a sum; if it begins as SQL does, with what it is apart from its holes."""
    first = template_of(act, parts[0]) if parts else None
    if first is None or not _SQL.match(first):
        return text
    others = (template_of(act, part) or (str(part.const[0]) if part.const else _HOLE) for part in parts[1:])
    return _holding(act, at, first + "".join(others), text)


def with_filled_template(act: Activation, at: int, pattern: object, text: Value) -> Value:
    """A text that is filled in by `%` or `format`, likewise."""
    if not isinstance(pattern, str) or text.const or not _SQL.match(pattern):
        return text
    holes = _PERCENT.sub(lambda found: "%" if found[0] == "%%" else _HOLE, pattern)
    return _holding(act, at, _BRACES.sub(_HOLE, holes), text)


_PERCENT = re.compile(r"%%|%(?:\(\w+\))?[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsab]")
_BRACES = re.compile(r"\{[^{}]*\}")


def _holding(act: Activation, at: int, template: str, text: Value) -> Value:
    made = act.allocate(at, "template", None, {".text": constant(template)}, tag="sql")
    kept = frozenset(name for name in text.objects if act.state.object(name).kind != "template")
    return Value(text.labels, kept | made.objects, text.refs, None, text.opaque)


def template_of(act: Activation, text: Value) -> str | None:
    """The SQL that a text is, exactly or apart from its holes; None if that isn't known."""
    if text.const:
        return text.const[0] if isinstance(text.const[0], str) else None
    found = [held.fields[".text"].const for _, held in act.objects(text) if held.kind == "template"]
    return str(found[0][0]) if len(found) == 1 and found[0] else None


def is_key(template: str) -> bool:
    """Whether a statement only tells the database the key that it is encrypted with: `PRAGMA key = 'hole'`."""
    return _OPENS.match(template) is not None
