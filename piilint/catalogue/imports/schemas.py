"""Fields of JSON Schema, OpenAPI, Avro and protobuf files, with what they say of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from piilint.catalogue.imports import Field
from piilint.model.errors import UsageError

_DEEP = 40


def read_json(text: str, shown: str) -> Iterator[Field]:
    """The fields of a JSON Schema, of the schemas of an OpenAPI document, or of an Avro schema."""
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(f"{shown}: not JSON: {error}") from None
    found = list(_fields(document, "", shown, 0))
    if not found:
        raise UsageError(f"{shown}: no JSON Schema, OpenAPI document or Avro schema: nothing has properties or fields")
    yield from found


def _fields(node: object, owner: str, shown: str, depth: int) -> Iterator[Field]:
    if depth > _DEEP:
        return
    if isinstance(node, list):
        for part in node:
            yield from _fields(part, owner, shown, depth + 1)
    if not isinstance(node, dict):
        return
    own = _text(node.get("title")) or (_text(node.get("name")) if "fields" in node else "") or owner
    properties = node.get("properties")
    if isinstance(properties, dict):
        for name, inner in properties.items():
            yield Field(name=name, owner=own, label=_label(inner), where=shown)
            yield from _fields(inner, name, shown, depth + 1)
    fields = node.get("fields")
    if isinstance(fields, list):
        for inner in fields:
            if isinstance(inner, dict) and isinstance(inner.get("name"), str):
                yield Field(name=inner["name"], owner=own, label=_label(inner), where=shown)
                yield from _fields(inner.get("type"), inner["name"], shown, depth + 1)
    for key, inner in node.items():
        if key in ("schemas", "definitions", "$defs") and isinstance(inner, dict):
            for name, schema in inner.items():
                yield from _fields(schema, name, shown, depth + 1)
        elif key not in ("properties", "fields", "type", "example", "examples", "default", "enum"):
            yield from _fields(inner, own, shown, depth + 1)


def _label(node: object) -> str:
    """A title or the first line of a description."""
    if not isinstance(node, dict):
        return ""
    text = next((_text(node[key]) for key in ("title", "doc", "description") if _text(node.get(key))), "")
    return text.strip().partition("\n")[0]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


_MESSAGE = re.compile(r"^\s*message\s+(\w+)\s*\{")
_FIELD = re.compile(
    r"^\s*(?:repeated\s+|optional\s+|required\s+)?(?:map\s*<[^>]*>|[\w.]+)\s+(\w+)\s*=\s*\d+[^;]*;\s*(?://\s*(.*?)\s*)?$"
)
_COMMENT = re.compile(r"^\s*//+\s*(.*?)\s*$")
_OTHERS = re.compile(r"^\s*(enum|service|oneof|extend)\b")


def read_protobuf(text: str, shown: str) -> Iterator[Field]:
    """The fields of all messages; the comment behind or above a field says what it is."""
    plain = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    owners: list[str] = []
    above = ""
    for number, line in enumerate(plain.splitlines(), 1):
        message, comment = _MESSAGE.match(line), _COMMENT.match(line)
        if message:
            owners.append(message[1])
        elif comment:
            above = comment[1]
            continue
        elif _OTHERS.match(line) and "{" in line:
            owners.append(owners[-1] if owners and "oneof" in line else "")
        elif owners and owners[-1] and (field := _FIELD.match(line)):
            yield Field(name=field[1], owner=owners[-1], label=field[2] or above, where=f"{shown}:{number}")
        above = ""
        for _ in range(line.count("}") - max(line.count("{") - (1 if message else 0), 0) if "}" in line else 0):
            if owners:
                owners.pop()
