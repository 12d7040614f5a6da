"""Texts in a tree by the path that leads there: the last name of the path says what they are, those before it whose.

stmt.findtext("Acct/Id/IBAN")              # an IBAN
stmt.findtext("c:Acct/c:Ccy", "EUR", NS)   # a currency, whatever `stmt` is called
"""

from __future__ import annotations

import re

from piilint.flow.collections.known_keys import or_default
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part
from piilint.flow.sources.naming import named, owners_of
from piilint.model import ir

_NOT_NAMES = re.compile(r"\{[^}]*\}|\[[^]]*\]|[\w.-]+:(?=[\w*])")
"""What stands in a path besides names: `{urn:x}Acct`, `Bal[1]`, `c:Acct`."""


def text_at(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """What is found at a path that is known; None at any other."""
    path = args.get(0, "path")
    if path is None or not path.const or not isinstance(path.const[0], str):
        return None
    names = [name for name in _NOT_NAMES.sub("", path.const[0]).split("/") if name.strip(".*")]
    if not names:
        return None
    *above, key = names
    owner = expr.func.id.rpartition(".")[0] if isinstance(expr.func, ir.Name) else ""
    owners = (*reversed(above), *owners_of(act, receiver, owner))
    found = named(act, read_part(act, receiver, key_selector(key)), key, owners, expr.at, f"{owner}['{key}']")
    return or_default(act, found, args.get(1, "default") or NOTHING)
