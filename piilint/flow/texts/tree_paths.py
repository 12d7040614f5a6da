"""Texts in a tree by the path that leads there: the last name of the path says what they are, those before it whose.

stmt.findtext("Acct/Id/IBAN")              # an IBAN
stmt.findtext("c:Acct/c:Ccy", "EUR", NS)   # a currency, whatever `stmt` is called
stmt.find("c:Acct/c:Id/c:IBAN", NS).text   # an IBAN: the node's text is
entry.xpath("string(c:Amt)")               # an amount
"""

from __future__ import annotations

import re

from piilint.flow.collections.known_keys import or_default
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, SOMETHING, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part
from piilint.flow.sources.naming import named, owners_of
from piilint.model import ir

_NOT_NAMES = re.compile(r"\{[^}]*\}|\[[^]]*\]|[\w.-]+:(?=[\w*])")
"""What stands in a path besides names: `{urn:x}Acct`, `Bal[1]`, `c:Acct`."""


_OF_TEXT = re.compile(r"(?:string|normalize-space)\(\s*(.*?)\s*\)")
"""An XPath for a text instead of nodes."""

_TEXTS = "/text()"
"""How an XPath for the texts of nodes ends."""


def text_at(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """What is found at a path that is known; None at any other."""
    path = _known_path(args)
    found = _called_by_path(act, receiver, path, expr) if path else None
    return None if found is None else or_default(act, found, args.get(1, "default") or NOTHING)


def node_at(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The node at a path whose names say what its text is, `entry.find("c:Amt", NS)`; None for any other."""
    return _node(act, receiver, _known_path(args), expr)


def nodes_at(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """Such nodes: `root.iter("IBAN")`, `entry.findall(".//c:Ustrd", NS)`."""
    return _many(act, node_at(act, receiver, args, expr), expr)


def at_xpath(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """What an XPath gives: a text, texts or nodes."""
    path = _known_path(args)
    text = _OF_TEXT.fullmatch(path)
    if text is not None:
        return _sensitive(act, receiver, text[1].removesuffix(_TEXTS), expr)
    if path.endswith(_TEXTS):
        return _many(act, _sensitive(act, receiver, path.removesuffix(_TEXTS), expr), expr)
    return _many(act, _node(act, receiver, path, expr), expr)


def _node(act: Activation, receiver: Value, path: str, expr: ir.Call) -> Value | None:
    text = _sensitive(act, receiver, path, expr)
    if text is None and _is_harmless(act, path):
        text = SOMETHING  # whatever the node is called that it was found in
    if text is None:
        return None
    made = act.allocate(expr.at, "library", None, {".text": text}, tag="node")
    return Value(objects=made.objects, opaque=True)


def _many(act: Activation, found: Value | None, expr: ir.Call) -> Value | None:
    if found is None:
        return None
    return act.allocate(expr.at, "list", None, {"[*]": found.as_many()}, tag="found")


def _sensitive(act: Activation, receiver: Value, path: str, expr: ir.Call) -> Value | None:
    found = _called_by_path(act, receiver, path, expr)
    return found if found is not None and any(not label.path for label in found.labels.values()) else None


def _known_path(args: Arguments) -> str:
    path = args.get(0, "path") or args.get(0, "match") or NOTHING
    return path.const[0] if path.const and isinstance(path.const[0], str) else ""


def _called_by_path(act: Activation, receiver: Value, path: str, expr: ir.Call) -> Value | None:
    """What stands at a path, called as the path says."""
    names = _names_of(path)
    if not names:
        return None
    *above, key = names
    owner = expr.func.id.rpartition(".")[0] if isinstance(expr.func, ir.Name) else ""
    owners = (*reversed(above), *owners_of(act, receiver, owner))
    return named(act, read_part(act, receiver, key_selector(key)), key, owners, expr.at, f"{owner}['{key}']")


def _names_of(path: str) -> list[str]:
    return [name for name in _NOT_NAMES.sub("", path).split("/") if name.strip(".*")]


def _is_harmless(act: Activation, path: str) -> bool:
    """Whether the last name of a path that says anything says what is no data: `ValDt/Dt`; an `Id` may have an IBAN below."""
    said = next(
        (name for name in reversed(_names_of(path)) if act.names.describes(name) or act.names.classify(name)), ""
    )
    return act.names.describes(said) == "harmless" and not act.names.is_surrogate(said)


OPERATIONS = {"text-at": text_at, "node-at": node_at, "nodes-at": nodes_at, "at-xpath": at_xpath}
"""As the catalogue's `does` names them."""
