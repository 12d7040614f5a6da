"""SQL texts with holes: what they say of columns is known, whatever the holes are filled with.

sql = f"SELECT iban, currency FROM {table} WHERE day = '{day}'"
for row in con.execute(sql):     # row["iban"] is an IBAN
"""

from __future__ import annotations

import re

from piilint.flow.domain.value import Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir

_SQL = re.compile(r"\s*(?:select|insert|update|with|merge|replace|pragma|attach)\s", re.IGNORECASE)
_OPENS = re.compile(r"\s*(?:pragma\s+(?:hex)?(?:re)?key\b|attach\s.*\skey\s)", re.IGNORECASE | re.DOTALL)
_HOLE = "hole"
"""What stands in a hole's place: it may be a table, a column, or text within quotes."""


def with_template(act: Activation, expr: ir.FString, parts: list[Value], text: Value) -> Value:
    """The text of an f-string; if it begins as SQL does, with what it is apart from its holes."""
    first = parts[0].const if parts else None
    if not first or not isinstance(first[0], str) or not _SQL.match(first[0]):
        return text
    template = "".join(str(part.const[0]) if part.const else _HOLE for part in parts)
    made = act.allocate(expr.at, "template", None, {".text": constant(template)}, tag="sql")
    return Value(text.labels, text.objects | made.objects, text.refs, None, text.opaque)


def template_of(act: Activation, text: Value) -> str | None:
    """The SQL that a text is, exactly or apart from its holes; None if that isn't known."""
    if text.const:
        return text.const[0] if isinstance(text.const[0], str) else None
    found = [held.fields[".text"].const for _, held in act.objects(text) if held.kind == "template"]
    return str(found[0][0]) if len(found) == 1 and found[0] else None


def is_key(template: str) -> bool:
    """Whether a statement only tells the database the key that it is encrypted with: `PRAGMA key = 'hole'`."""
    return _OPENS.match(template) is not None
