"""The JSON Schema of `piilint.toml`, from the structs that it is converted to and their field docstrings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from piilint.catalogue import additions
from piilint.catalogue import schema as catalogue
from piilint.config import schema as config
from piilint.config.field_docs import Table, read_tables

_KINDS = {
    "element": catalogue.Element, "source": catalogue.Source, "sink": catalogue.Sink,
    "propagator": catalogue.Propagator, "sanitizer": catalogue.Sanitizer, "safeguard": catalogue.Sanitizer,
    "value": catalogue.Value, "query": catalogue.Query,
}  # fmt: skip
_MAY_LACK = {"Element": ("title", "level"), "Source": ("element",), "Sanitizer": ("kind",)}
"""What a project's own tables needn't say: see `catalogue.additions`."""
Json = dict[str, Any]


def configuration_schema() -> Json:
    """Return the schema, which editors complete and check by."""
    shapes = [config.Config, *dict.fromkeys(_KINDS.values())]
    _, parts = msgspec.json.schema_components(shapes, schema_hook=_anything, ref_template="#/$defs/{name}")
    tables = {**_tables(config.__file__), **_tables(catalogue.__file__)}
    for name, part in parts.items():
        _describe(part, tables.get(name), hyphens=name in ("Config", "Policy", "Override", "Suppressions"))
        if name in {shape.__name__ for shape in _KINDS.values()}:
            _shorten(part, _MAY_LACK.get(name, ()))
    own = parts.pop("Config")
    for kind, shape in _KINDS.items():
        own["properties"][kind]["items"] = {"$ref": f"#/$defs/{shape.__name__}"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "piilint.toml",
        **{key: value for key, value in own.items() if key != "title"},
        "$defs": dict(sorted(parts.items())),
    }


def _anything(_kind: type) -> Json:
    """The values of raw tables, which are replaced by their own schemas."""
    return {"type": ["string", "number", "boolean", "array", "object"]}


def _tables(file: str | None) -> dict[str, Table]:
    return read_tables(Path(file)) if file else {}


def _describe(part: Json, table: Table | None, *, hyphens: bool) -> None:
    """Put the field docstrings in."""
    for field in table.fields if table else ():
        name = field.name.replace("_", "-") if hyphens else field.name
        if field.doc and name in part["properties"]:
            part["properties"][name]["description"] = " ".join(field.doc.split())
    part.pop("description", None)
    if table and table.doc:
        part["description"] = table.doc.partition("\n")[0]


def _shorten(part: Json, may_lack: tuple[str, ...]) -> None:
    """Allow the shorter forms that a project's own tables may have."""
    part["required"] = [name for name in part.get("required", []) if name not in may_lack]
    for name, value in part["properties"].items():
        if name in additions.LISTS and value.get("type") == "array":
            described = {key: value.pop(key) for key in ("description", "default") if key in value}
            part["properties"][name] = {**described, "anyOf": [value, {"type": "string"}]}
    if "title" in part["properties"]:
        part["properties"]["title"] = {"anyOf": [part["properties"]["title"], {"type": "string"}]}
