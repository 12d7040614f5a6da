"""The configuration as it holds, each value with the place that it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import msgspec

from piilint.config.document import Document, Key
from piilint.config.load import Configuration, default_document
from piilint.config.policy import as_row

_WIDTH = 44
"""Where the comments begin, if the value leaves room."""
_TABLES = ("override", "element", "source", "sink", "propagator", "sanitizer", "safeguard", "value", "query")
"""Keys that are arrays of tables."""
_ROWS = ("critical", "high", "low")
Value = object


def as_toml(configuration: Configuration) -> str:
    """Return TOML that says the same as all layers together, with the origin of each value beside it."""
    lines: list[str] = []
    before: Key = ()
    for table, key, value, origin in _values(configuration):
        if table != before:
            lines += ["", _header(table)]
            before = table
        said = f"{_key(key)} = {_toml(value)}"
        lines.append(f"{said:<{_WIDTH}}  # {origin}")
    return "\n".join(lines) + "\n"


def as_json(configuration: Configuration) -> dict[str, object]:
    """Return values by dotted key, each with its origin."""
    return {
        ".".join(map(str, (*table, key))): {"value": value, "from": origin}
        for table, key, value, origin in _values(configuration)
    }


def _values(configuration: Configuration) -> Iterator[tuple[Key, str, Value, str]]:
    """Give each value with its table, key and origin; plain keys first, then tables, then arrays of tables."""
    settings, layers = configuration.settings, [layer.document for layer in configuration.layers]
    plain = msgspec.to_builtins(settings)
    for key, value in plain.items():
        if not isinstance(value, dict) and key not in _TABLES:
            yield (), key, value, _origin(layers, (key,))
    policy = settings.policy
    rows = {name: getattr(policy, name) for name in _ROWS}
    for name, row in rows.items():
        for channel, severity in as_row(row).items():
            yield ("policy", name), channel, severity, _row_origin(layers, ("policy", name), channel)
    for element, row in policy.elements.items():
        for channel, severity in as_row(row).items():
            key = ("policy", "elements", element)
            yield key, channel, severity, _row_origin(layers, key, channel)
    for party, by_level in policy.third_parties.items():
        yield ("policy", "third-parties"), party, by_level, _origin(layers, ("policy", "third-parties", party))
    for party, allowed in policy.allow.items():
        yield ("policy", "allow"), party, list(allowed), _origin(layers, ("policy", "allow", party))
    for document in layers:
        for kind in ("forbid", "combine"):
            cells = _at(document, ("policy", kind))
            for position, cell in enumerate(cells if isinstance(cells, list) else ()):
                key = ("policy", kind, position, document.path)
                for name, value in cell.items():
                    yield key, name, value, _origin([document], ("policy", kind, position, name))
    for table in ("suppressions", "audiences"):
        for name, value in plain[table].items():
            yield (table,), name, value, _origin(layers, (table, name))
    for document in layers:
        for kind, tables in document.table.items():
            if _is_tables(tables):
                for position, table in enumerate(tables):
                    for key, value in table.items():
                        yield (kind, position, document.path), key, value, _origin([document], (kind, position, key))


def _is_tables(value: Value) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], dict)


def _origin(layers: list[Document], key: Key) -> str:
    """Return the file and line of the last document that says it."""
    for document in reversed(layers):
        if _says(document.table, key):
            return f"{document.path}:{document.line(key)}"
    return "default"


def _row_origin(layers: list[Document], table: Key, channel: str) -> str:
    """Return where a cell of the policy comes from; a row of one severity is its "*"."""
    for document in (*reversed(layers), default_document()):
        row = _at(document, table)
        if isinstance(row, str) and channel == "*":
            return _said_in(document, table)
        if isinstance(row, dict) and channel in row:
            return _said_in(document, (*table, channel))
    return "default"


def _at(document: Document, key: Key) -> Value:
    """Return what a document has at this key, None if nothing."""
    value: Value = document.table
    for part in key:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _said_in(document: Document, key: Key) -> str:
    return "default" if document.path == default_document().path else f"{document.path}:{document.line(key)}"


def _says(table: Mapping[str, Value], key: Key) -> bool:
    value: Value = table
    for part in key:
        if isinstance(part, int):
            if not isinstance(value, list) or part >= len(value):
                return False
            value = value[part]
        elif isinstance(value, dict) and part in value:
            value = value[part]
        else:
            return False
    return True


def _header(table: Key) -> str:
    position = next((at for at, part in enumerate(table) if isinstance(part, int)), None)
    name = ".".join(_key(str(part)) for part in table[:position])
    return f"[{name}]" if position is None else f"[[{name}]]"


def _key(name: str) -> str:
    return (
        name
        if name.replace("-", "").replace("_", "").isalnum() and name.isascii()
        else json.dumps(name, ensure_ascii=False)
    )


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(str(key))} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value) if isinstance(value, int | float) else json.dumps(str(value), ensure_ascii=False)
