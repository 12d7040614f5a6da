"""The inventory and the matrix element × audience: as text, JSON, CSV or HTML."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from piilint.catalogue.channels import audiences
from piilint.model.inventory import Inventory, Item, Reach, Where
from piilint.report.json import dumped
from piilint.report.tables import Table, as_csv, as_html, as_text

Json = dict[str, object]
_IN_CELL = 8
"""Flows that are listed in a cell of the HTML matrix; the other formats have all."""
_BEHIND = ("where", "element", "channel", "what", "protected by", "audiences")


def render(found: Inventory, form: str) -> str:
    """Render the inventory."""
    if form == "json":
        return dumped(document(found))
    if form == "csv":
        return as_csv(_long_table(found))
    tables = [_overview(found), *(_item_table(item, found) for item in found.items)]
    if form == "html":
        return as_html("Data inventory", _intro(found), tables)
    return "\n".join([*_intro(found), "", as_text(tables)])


def document(found: Inventory) -> Json:
    """The inventory as JSON holds it."""
    return {
        "version": 1,
        "elements": [_item(item, found) for item in found.items],
        "summary": {"files": found.files, "functions": found.functions, "problems": list(found.problems)},
    }


def render_matrix(found: Inventory, form: str) -> str:
    """Render the matrix element × audience."""
    cells = matrix(found)
    readers = readers_of(found)
    if form == "json":
        return dumped(
            {"version": 1, "audiences": list(readers), "cells": [_cell_json(*each) for each in cells.items()]}
        )
    if form == "csv":
        columns = (
            "element",
            "level",
            "audience",
            "state",
            "channel",
            "safeguard",
            "path",
            "line",
            "function",
            "callee",
        )
        rows = [row for key, reaches in cells.items() for row in _cell_rows(found, key, reaches)]
        return as_csv(Table("", columns, rows))
    title = "Who can read what"
    listed = 0 if form == "text" else _IN_CELL
    rows = [
        (
            f"{item.title['en']} ({item.level})",
            *(_cell_text(cells.get((item.element, reader), ()), listed) for reader in readers),
        )
        for item in found.items
        if any((item.element, reader) in cells for reader in readers)
    ]
    names = tuple(audiences()[reader].title["en"] if reader in audiences() else reader for reader in readers)
    table = Table(title, ("element", *names), rows)
    if form == "html":
        return as_html(title, _intro(found), [table])
    ways = [row for row in _long_table(found).rows if row[2] == "reaches"]
    behind = [(f"{row[7]}:{row[8]}", row[0], row[3], row[4], row[5], row[6]) for row in ways]
    return as_text([table, Table("The flows behind", _BEHIND, behind)])


def matrix(found: Inventory) -> dict[tuple[str, str], tuple[Reach, ...]]:
    """The ways by element and audience; empty cells are left out."""
    cells: dict[tuple[str, str], list[Reach]] = {}
    for item in found.items:
        for reach in item.reaches:
            for reader in found.audiences.get(reach.channel, ()):
                cells.setdefault((item.element, reader), []).append(reach)
    return {key: tuple(reaches) for key, reaches in cells.items()}


def readers_of(found: Inventory) -> tuple[str, ...]:
    """The audiences that something reaches, the catalogue's in its order, then the project's own."""
    there = {reader for readers in found.audiences.values() for reader in readers}
    known = [key for key in audiences() if key in there]
    return (*known, *sorted(there - {*known}))


def is_forbidden(reach: Reach, reader: str) -> bool:
    """Whether the policy says that this reader must not see it."""
    return reader in reach.forbidden_to and not reach.safeguard


# ---- the matrix ---------------------------------------------------------------------------------------------------


def _state(reaches: tuple[Reach, ...], reader: str) -> str:
    if any(is_forbidden(reach, reader) for reach in reaches):
        return "forbidden"
    return "in the clear" if any(not reach.safeguard for reach in reaches) else "protected"


def _cell_json(key: tuple[str, str], reaches: tuple[Reach, ...]) -> Json:
    element, reader = key
    flows = [{**_reach(reach), "forbidden": is_forbidden(reach, reader)} for reach in reaches]
    return {"element": element, "audience": reader, "state": _state(reaches, reader), "flows": flows}


def _cell_rows(found: Inventory, key: tuple[str, str], reaches: tuple[Reach, ...]) -> list[tuple[str, ...]]:
    element, reader = key
    level = next(item.level for item in found.items if item.element == element)
    return [
        (element, level, reader, _state((reach,), reader), reach.channel, reach.safeguard, reach.place.path,
         str(reach.place.line), reach.function, reach.callee)
        for reach in reaches
    ]  # fmt: skip


def _cell_text(reaches: tuple[Reach, ...], listed: int) -> str:
    if not reaches:
        return ""
    clear = [reach for reach in reaches if not reach.safeguard]
    banned = sum(bool(reach.forbidden_to) for reach in clear)
    counts = [f"{len(clear)} in the clear"] if clear else []
    counts += [f"{len(reaches) - len(clear)} protected"] if len(reaches) > len(clear) else []
    counts += [f"{banned} FORBIDDEN"] if banned else []
    lines = [f"{reach.channel} {reach.place.path}:{reach.place.line}" for reach in clear[:listed]]
    lines += [f"and {len(clear) - listed} more"] if len(clear) > listed > 0 else []
    return "\n".join([", ".join(counts), *lines])


# ---- the inventory ------------------------------------------------------------------------------------------------


def _intro(found: Inventory) -> list[str]:
    files = f"{found.files} files, {found.functions} functions, {len(found.items)} kinds of sensitive data."
    return [files, *(f"Not read: {problem}" for problem in found.problems)]


def _overview(found: Inventory) -> Table:
    rows = [
        (
            item.title["en"],
            item.level,
            str(len(item.enters)),
            str(len(item.held)),
            "\n".join(_channel_counts(item)),
            ", ".join(
                sorted({r for each in item.reaches if not each.safeguard for r in found.audiences[each.channel]})
            ),
        )
        for item in found.items
    ]
    return Table("Overview", ("element", "level", "enters", "held", "channels", "seen in the clear by"), rows)


def _channel_counts(item: Item) -> list[str]:
    found: list[str] = []
    for channel in sorted({reach.channel for reach in item.reaches}):
        ways = [reach for reach in item.reaches if reach.channel == channel]
        clear = sum(not reach.safeguard for reach in ways)
        parts = [f"{clear} in the clear"] if clear else []
        parts += [f"{len(ways) - clear} protected"] if clear < len(ways) else []
        found.append(f"{channel}: {', '.join(parts)}")
    return found


def _item_table(item: Item, found: Inventory) -> Table:
    rows = [row[2:] for row in _rows(item, found)]
    return Table(f"{item.title['en']} ({item.level})", _COLUMNS[2:], rows)


_COLUMNS = ("element", "level", "part", "kind", "what", "protected by", "audiences", "path", "line", "function")


def _long_table(found: Inventory) -> Table:
    return Table("", _COLUMNS, [row for item in found.items for row in _rows(item, found)])


def _rows(item: Item, found: Inventory) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    parts: Mapping[str, tuple[Where, ...]] = {"enters": item.enters, "held": item.held, "safeguard": item.safeguards}
    for part, wheres in parts.items():
        for each in wheres:
            guard = "its type" if each.protected else each.text if part == "safeguard" else ""
            place = (each.place.path, str(each.place.line), each.function)
            rows.append((item.element, item.level, part, each.kind, each.text, guard, "", *place))
    for reach in item.reaches:
        readers = ", ".join(
            f"{reader} (FORBIDDEN)" if is_forbidden(reach, reader) else reader
            for reader in found.audiences[reach.channel]
        )
        place = (reach.place.path, str(reach.place.line), reach.function)
        what = f"{reach.source} → {reach.callee}" if reach.source else reach.callee
        rows.append((item.element, item.level, "reaches", reach.channel, what, reach.safeguard, readers, *place))
    return rows


def _item(item: Item, found: Inventory) -> Json:
    return {
        "element": item.element,
        "title": item.title,
        "level": item.level,
        "enters": [_where(each) for each in item.enters],
        "held": [{**_where(each), "protected": each.protected} for each in item.held],
        "safeguards": [_where(each) for each in item.safeguards],
        "reaches": [{**_reach(each), "audiences": list(found.audiences[each.channel])} for each in item.reaches],
    }


def _where(each: Where) -> Json:
    place = {"path": each.place.path, "line": each.place.line}
    return {"kind": each.kind, "text": each.text, "function": each.function, **place}


def _reach(each: Reach) -> Json:
    fields = msgspec.structs.asdict(each)
    del fields["place"]
    return {
        **fields,
        "safeguard": each.safeguard or None,
        "forbidden_to": list(each.forbidden_to),
        "path": each.place.path,
        "line": each.place.line,
    }
