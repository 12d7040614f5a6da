"""The inventory and the matrix element × audience: as text, JSON, CSV or HTML.

Text and HTML are for people, in their language; JSON and CSV are for programs and stay English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from piilint.catalogue.channels import audiences
from piilint.language import ENGLISH, Language
from piilint.model.inventory import Inventory, Item, Reach, Where
from piilint.report.json import dumped
from piilint.report.tables import Table, as_csv, as_html, as_text

Json = dict[str, object]
_IN_CELL = 8
"""Flows that are listed in a cell of the HTML matrix; the other formats have all."""
COLUMNS = ("element", "level", "part", "kind", "what", "protected by", "audiences", "path", "line", "function")
BEHIND = ("where", "element", "channel", "what", "protected by", "audiences")
OVERVIEW = ("element", "level", "enters", "held", "channels", "seen in the clear by")
KINDS = (
    "query", "call", "key", "parameter", "name", "table", "plain", "mask", "encryption", "token", "keyed-hash",
    "safeguard", "reaches", "its type",
)  # fmt: skip
"""What entries, holdings and safeguards are; kinds of classes keep their names."""


def render(found: Inventory, form: str, language: Language = ENGLISH) -> str:
    """Render the inventory."""
    if form == "json":
        return dumped(document(found))
    if form == "csv":
        return as_csv(_long_table(found))
    tables = [_overview(found, language), *(_item_table(item, found, language) for item in found.items)]
    if form == "html":
        return as_html(language.say("Data inventory"), _intro(found, language), tables, language)
    return "\n".join([*_intro(found, language), "", as_text(tables)])


def document(found: Inventory) -> Json:
    """The inventory as JSON holds it."""
    return {
        "version": 1,
        "elements": [_item(item, found) for item in found.items],
        "summary": {
            "files": found.files,
            "functions": found.functions,
            "problems": [problem.line_of_text() for problem in found.problems],
        },
    }


def render_matrix(found: Inventory, form: str, language: Language = ENGLISH) -> str:
    """Render the matrix element × audience."""
    cells = matrix(found)
    readers = readers_of(found)
    if form == "json":
        flows = [_cell_json(*each) for each in cells.items()]
        return dumped({"version": 1, "audiences": list(readers), "cells": flows})
    if form == "csv":
        return as_csv(Table("", _FLOWS, [row for key, ways in cells.items() for row in _cell_rows(found, key, ways)]))
    say = language.say
    title = say("Who can read what")
    listed = 0 if form == "text" else _IN_CELL
    rows = [
        (
            _heading(item, language),
            *(_cell_text(cells.get((item.element, reader), ()), listed, language) for reader in readers),
        )
        for item in found.items
        if any((item.element, reader) in cells for reader in readers)
    ]
    table = Table(title, (say("element"), *(_title(reader, language) for reader in readers)), rows)
    if form == "html":
        return as_html(title, _intro(found, language), [table], language)
    ways = [row for item in found.items for row in _rows(item, found, language)]
    reached = [row for row in ways if row[2] == say("reaches")]
    behind = [(f"{row[7]}:{row[8]}", row[0], row[3], row[4], row[5], row[6]) for row in reached]
    return as_text([table, Table(say("The flows behind"), tuple(map(say, BEHIND)), behind)])


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


_FLOWS = (
    "element", "level", "audience", "state", "channel", "safeguard", "path", "line", "function", "callee"
)  # fmt: skip


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


def _cell_text(reaches: tuple[Reach, ...], listed: int, language: Language) -> str:
    if not reaches:
        return ""
    clear = [reach for reach in reaches if not reach.safeguard]
    banned = sum(bool(reach.forbidden_to) for reach in clear)
    counts = [_counted(reaches, language), *([language.say("{} FORBIDDEN", banned)] if banned else [])]
    lines = [f"{reach.channel} {reach.place.path}:{reach.place.line}" for reach in clear[:listed]]
    lines += [language.say("and {} more", len(clear) - listed)] if len(clear) > listed > 0 else []
    return "\n".join([language.say(", ").join(counts), *lines])


def _counted(reaches: Sequence[Reach], language: Language) -> str:
    """How many are in the clear, and how many aren't."""
    clear = sum(not reach.safeguard for reach in reaches)
    counts = [language.say("{} in the clear", clear)] if clear else []
    counts += [language.say("{} protected", len(reaches) - clear)] if len(reaches) > clear else []
    return language.say(", ").join(counts)


def _heading(item: Item, language: Language) -> str:
    return f"{item.title.get(language.code, item.title['en'])} ({language.say(item.level)})"


def _title(reader: str, language: Language) -> str:
    """What an audience is called at the head of its column."""
    known = audiences().get(reader)
    return known.title.get(language.code, known.title["en"]) if known is not None else reader


def named(reader: str, language: Language) -> str:
    """An audience within a line: by its key, which the configuration uses, or in the reader's language."""
    return reader if language is ENGLISH else _title(reader, language)


# ---- the inventory ------------------------------------------------------------------------------------------------


def _intro(found: Inventory, language: Language) -> list[str]:
    count, say = language.count, language.say
    kinds = say("{} kinds of sensitive data", len(found.items))
    figures = say(", ").join((count(found.files, "file"), count(found.functions, "function"), kinds))
    unread = [f"{each.path}:{each.line}: {language.translated(each.message)}" for each in found.problems]
    return [figures + say("."), *(say("Not read: {}", problem) for problem in unread)]


def _overview(found: Inventory, language: Language) -> Table:
    say = language.say
    rows = [
        (
            item.title.get(language.code, item.title["en"]),
            say(item.level),
            str(len(item.enters)),
            str(len(item.held)),
            "\n".join(_channel_counts(item, language)),
            say(", ").join(
                named(reader, language)
                for reader in sorted(
                    {r for each in item.reaches if not each.safeguard for r in found.audiences[each.channel]}
                )
            ),
        )
        for item in found.items
    ]
    return Table(say("Overview"), tuple(map(say, OVERVIEW)), rows)


def _channel_counts(item: Item, language: Language) -> list[str]:
    found: list[str] = []
    for channel in sorted({reach.channel for reach in item.reaches}):
        ways = [reach for reach in item.reaches if reach.channel == channel]
        found.append(f"{channel}: {_counted(ways, language)}")
    return found


def _item_table(item: Item, found: Inventory, language: Language) -> Table:
    rows = [row[2:] for row in _rows(item, found, language)]
    return Table(_heading(item, language), tuple(map(language.say, COLUMNS[2:])), rows)


def _long_table(found: Inventory) -> Table:
    return Table("", COLUMNS, [row for item in found.items for row in _rows(item, found, ENGLISH)])


def _rows(item: Item, found: Inventory, language: Language) -> list[tuple[str, ...]]:
    say = language.say
    rows: list[tuple[str, ...]] = []
    parts: Mapping[str, tuple[Where, ...]] = {"enters": item.enters, "held": item.held, "safeguard": item.safeguards}
    for part, wheres in parts.items():
        for each in wheres:
            guard = say("its type") if each.protected else each.text if part == "safeguard" else ""
            place = (each.place.path, str(each.place.line), each.function)
            rows.append((item.element, item.level, say(part), say(each.kind), each.text, guard, "", *place))
    for reach in item.reaches:
        readers = say(", ").join(
            say("{} (FORBIDDEN)", named(reader, language)) if is_forbidden(reach, reader) else named(reader, language)
            for reader in found.audiences[reach.channel]
        )
        place = (reach.place.path, str(reach.place.line), reach.function)
        what = f"{reach.source} → {reach.callee}" if reach.source else reach.callee
        guard = say(reach.safeguard) if reach.safeguard else ""
        rows.append((item.element, item.level, say("reaches"), reach.channel, what, guard, readers, *place))
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
