"""What is known of interpretations from earlier runs, file by file, and what later ones will know."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from piilint.flow.solving import records
from piilint.flow.solving.lessons import ROWS
from piilint.flow.solving.packing import NotKept, pack, summary_digest

if TYPE_CHECKING:
    from piilint.flow.domain.summary import Outcome
    from piilint.flow.solving.lessons import Consulted, Key, Lesson, Lessons
    from piilint.flow.solving.minutes import Minutes
    from piilint.model.facts import LiteralValue

PrintOf = Callable[["Key"], bytes]
LESSONS = tuple(f"\0{number}" for number in range(ROWS))
"""Instead of paths: the rows of what was learned for all."""
LITERALS = "\0literals"
"""Instead of a path: the row of the files' literals."""


class _File:
    """What is known of one file's functions."""

    def __init__(self, row: records.Row) -> None:
        self.prints = row.prints
        self.events = records.events_of(row)
        self.runs = {(held.name, held.run): held for held in row.shut}
        self.held: set[tuple[str, int]] = set()
        """What of it is still so."""
        self._other: set[int] | None = None
        """What reads otherwise now, by number."""

    def reads_alike(self, held: records.Shut, print_of: PrintOf) -> bool:
        """Whether everything that an interpretation consulted is as it was."""
        if self._other is None:
            self._other = {number for number, (key, known) in enumerate(self.prints) if print_of(key) != known}
        if self._other.isdisjoint(held.consulted):
            return True
        for number in self._other.intersection(held.consulted):
            key, known = self.prints[number]
            if key[0] != "L" or print_of(key) != known:
                return False
            self._other.discard(number)  # it wasn't known when it was asked for first
        return True


class Memory:
    """Rows of records by path, and the prints of the files' IR. What can't be read counts as unknown."""

    def __init__(self, rows: Mapping[str, bytes], prints: Mapping[str, bytes]) -> None:
        self._rows = rows
        self._prints = prints
        self._literals = self._known_literals()
        self._finds_literals = False
        """Whether some are other than what the rows say."""
        self._known: dict[str, _File] = {}
        """What the rows say, of the files that were asked for."""
        self._fresh: dict[str, dict[tuple[str, int], tuple[records.Record, Consulted]]] = {}
        """What the rows don't say."""
        self._lessons: Lessons | None = None
        self.recalled = 0
        """Interpretations that went as before."""
        self.made = 0

    def find(self, path: str, name: str, run: int, print_of: PrintOf) -> records.Record | None:
        """What is known of this interpretation of a function, if all that it consulted of the text is as it was."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._read(path)
        held = known.runs.get((name, run))
        try:
            if held is not None and known.reads_alike(held, print_of):
                return records.opened(held, known.events)
        except (msgspec.MsgspecError, IndexError):
            pass
        return None

    def _read(self, path: str) -> _File:
        row = self._rows.get(path)
        try:
            return _File(records.decode_row(row) if row is not None else records.Row())
        except (msgspec.MsgspecError, zlib.error):
            return _File(records.Row())

    def known_lessons(self) -> list[list[Lesson]]:
        """What earlier runs learned, row by row."""
        lessons: list[list[Lesson]] = [[] for _ in LESSONS]
        for number, place in enumerate(LESSONS):
            with suppress(KeyError, msgspec.MsgspecError, zlib.error, IndexError):
                lessons[number] = records.lessons_of(self._rows[place])
        return lessons

    def _known_literals(self) -> records.Literals:
        with suppress(KeyError, msgspec.MsgspecError):
            known = records.literals_of(self._rows[LITERALS])
            return {path: each for path, each in known.items() if self._prints.get(path) == each[0]}
        return {}

    def literals_in(self, path: str) -> tuple[LiteralValue, ...] | None:
        """The literals of a file that are data, if its text is as it was."""
        known = self._literals.get(path)
        return known[1] if known is not None else None

    def finds(self, path: str, literals: tuple[LiteralValue, ...]) -> None:
        """These are the literals of a file that are data."""
        if path in self._prints:
            self._literals[path] = self._prints[path], literals
            self._finds_literals = True

    def learns(self, lessons: Lessons) -> None:
        """What this run learns is kept, too."""
        self._lessons = lessons

    def holds(self, path: str, record: records.Record) -> None:
        """It went as the record says."""
        self.recalled += 1
        self._known[path].held.add((record.name, record.run))

    def add(
        self,
        path: str,
        name: str,
        run: int,
        before: bytes,
        consulted: Consulted,
        minutes: Minutes,
        outcome: Outcome,
    ) -> None:
        """Remember an interpretation, unless something in it may not be kept."""
        analysis = outcome.analysis
        self.made += 1
        try:
            packed = pack(analysis.summary, analysis.stock, minutes.exported)
        except NotKept:
            return
        record = records.Record(
            name,
            run,
            before,
            tuple(minutes.events),
            summary_digest(analysis.summary),
            outcome.trimmed,
            outcome.same,
            analysis.flows,
            packed,
            analysis.passed,
        )
        self._fresh.setdefault(path, {})[name, run] = record, consulted

    def rows(self) -> dict[str, bytes]:
        """The rows that are other than before."""
        fewer = {path for path, known in self._known.items() if len(known.runs) > len(known.held)}
        rows = {path: self._row(path) for path in sorted(self._fresh.keys() | fewer)}
        if self._lessons is not None:
            for number, lessons in self._lessons.by_row().items():
                rows[LESSONS[number]] = records.lessons_row(lessons)
        if self._finds_literals:
            rows[LITERALS] = records.literals_row(self._literals)
        return rows

    def _row(self, path: str) -> bytes:
        known, prints, events = self._known[path], records.Prints(), records.Events()
        shut: list[records.Shut] = []
        for place, held in known.runs.items():
            if place in known.held:
                consulted = prints.numbers([known.prints[number] for number in held.consulted])
                numbers = tuple([events.number(known.events[number]) for number in held.events])
                shut.append(msgspec.structs.replace(held, consulted=consulted, events=numbers))
        for record, new in self._fresh.get(path, {}).values():
            shut.append(records.shut(record, prints.numbers(new), events))
        return records.encode_row(records.Row(prints.all(), events.packed(), tuple(shut)))
