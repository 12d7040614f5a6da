"""What a change newly exposes to whom: two inventories compared, as text, JSON, CSV or HTML.

JSON and CSV are for programs and stay English.

Ways are compared by element, channel, function and callee, never by line, so that moving code is no change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from piilint.language import ENGLISH, Language
from piilint.model.inventory import Inventory, Reach
from piilint.report.inventory import is_forbidden, named
from piilint.report.json import dumped
from piilint.report.tables import Table, as_csv, as_html, as_text


class Change(NamedTuple):
    """One difference."""

    kind: str
    """exposed · unprotected · no longer exposed · protected · enters · no longer enters · held · no longer held."""
    element: str
    what: str
    audiences: tuple[str, ...]
    path: str
    line: int
    function: str
    forbidden: bool = False


KINDS = (
    "unprotected", "exposed", "held", "enters", "protected", "no longer exposed", "no longer held", "no longer enters"
)  # fmt: skip
COLUMNS = ("change", "element", "what", "audiences", "where", "function")


def changes(old: Inventory, new: Inventory) -> list[Change]:
    """The differences, the worst first."""
    found = [*_ways(old, new), *_places(old, new, "held"), *_places(old, new, "enters")]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), *each[1:3], each.path, each.line))


def worse(found: Sequence[Change]) -> bool:
    """Whether something is exposed that wasn't."""
    return any(change.kind in ("exposed", "unprotected") for change in found)


def render(found: Sequence[Change], form: str, revision: str, language: Language = ENGLISH) -> str:
    """Render the differences from a revision."""
    if form == "json":
        document = [{**change._asdict(), "audiences": list(change.audiences)} for change in found]
        return dumped({"version": 1, "since": revision, "changes": document})
    if form == "csv":
        return as_csv(Table("", COLUMNS, [_row(change, ENGLISH) for change in found]))
    say = language.say
    since = say("Since {}", revision)
    table = Table(since, tuple(map(say, COLUMNS)), [_row(change, language) for change in found])
    counts = Counter(change.kind for change in found)
    summary = say(", ").join(f"{counts[kind]} {say(kind)}" for kind in KINDS if counts[kind]) or say("nothing changed")
    if form == "html":
        return as_html(say("What the change exposes"), [summary], [table], language)
    return as_text([table]) + f"\n{summary}\n" if found else f"{since}: {summary}\n"


def _row(change: Change, language: Language) -> tuple[str, ...]:
    kind = language.say(change.kind)
    kind = language.say("{} (FORBIDDEN)", kind) if change.forbidden else kind
    where = f"{change.path}:{change.line}"
    readers = language.say(", ").join(named(reader, language) for reader in change.audiences)
    return (kind, change.element, change.what, readers, where, change.function)


_Way = tuple[str, str, str, str]


def _by_way(found: Inventory) -> dict[_Way, list[Reach]]:
    ways: dict[_Way, list[Reach]] = {}
    for item in found.items:
        for reach in item.reaches:
            ways.setdefault((item.element, reach.channel, reach.function, reach.callee), []).append(reach)
    return ways


def _ways(old: Inventory, new: Inventory) -> Iterator[Change]:
    before, after = _by_way(old), _by_way(new)
    for way in sorted({*before, *after}):
        was, now = before.get(way, []), after.get(way, [])
        clear_before = sum(not reach.safeguard for reach in was)
        clear_now = [reach for reach in now if not reach.safeguard]
        if len(clear_now) > clear_before:
            protected = any(reach.safeguard for reach in was) and not any(reach.safeguard for reach in now)
            for reach in clear_now[clear_before:]:
                yield _change("unprotected" if protected else "exposed", way, reach, new)
        elif clear_before and not clear_now:
            clear = next(reach for reach in was if not reach.safeguard)
            safe = next((reach for reach in now if reach.safeguard), None)
            yield _change("protected", way, safe, new) if safe else _change("no longer exposed", way, clear, old)


def _change(kind: str, way: _Way, reach: Reach, found: Inventory) -> Change:
    element, channel, function, callee = way
    readers = found.audiences.get(channel, ())
    what = " → ".join(part for part in (reach.source or reach.safeguard, f"{channel} ({callee})") if part)
    forbidden = kind in ("exposed", "unprotected") and any(is_forbidden(reach, reader) for reader in readers)
    return Change(kind, element, what, readers, reach.place.path, reach.place.line, function, forbidden)


def _places(old: Inventory, new: Inventory, part: str) -> Iterator[Change]:
    def known(found: Inventory) -> dict[tuple[str, str, str, str], Change]:
        return {
            (item.element, each.kind, each.text, each.function): Change(
                part, item.element, f"{each.kind} {each.text}", (), each.place.path, each.place.line, each.function
            )
            for item in found.items
            for each in reversed(item.held if part == "held" else item.enters)
        }

    before, after = known(old), known(new)
    yield from (after[key] for key in sorted(after.keys() - before.keys()))
    yield from (before[key]._replace(kind=f"no longer {part}") for key in sorted(before.keys() - after.keys()))
