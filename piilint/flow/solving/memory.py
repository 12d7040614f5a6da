"""What is known of interpretations from earlier runs, file by file, and what later ones will know."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from piilint.flow.solving import records
from piilint.flow.solving.packing import NotKept, pack, summary_digest

if TYPE_CHECKING:
    from piilint.flow.domain.summary import Outcome
    from piilint.flow.solving.consulted import Key
    from piilint.flow.solving.minutes import Minutes

_Runs = dict[tuple[str, int], records.Shut]


class Memory:
    """Rows of records by path. What can't be read counts as unknown."""

    def __init__(self, rows: Mapping[str, bytes]) -> None:
        self._rows = rows
        self._known: dict[str, _Runs] = {}
        """What the rows say, of the files that were asked for."""
        self._held: dict[str, set[tuple[str, int]]] = {}
        """What of it is still so."""
        self._fresh: dict[str, _Runs] = {}
        """What the rows don't say."""
        self.recalled = 0
        """Interpretations that went as before."""
        self.made = 0

    def find(self, path: str, name: str, run: int) -> records.Record | None:
        """What is known of this interpretation of a function."""
        runs = self._known.get(path)
        if runs is None:
            runs = self._known[path] = self._read(path)
        held = runs.get((name, run))
        try:
            return records.opened(held) if held is not None else None
        except (msgspec.MsgspecError, zlib.error):
            return None

    def _read(self, path: str) -> _Runs:
        row = self._rows.get(path)
        try:
            found = records.decode_row(row) if row is not None else ()
        except msgspec.MsgspecError:
            return {}
        return {(held.name, held.run): held for held in found}

    def holds(self, path: str, record: records.Record) -> None:
        """It went as the record says."""
        self.recalled += 1
        self._held.setdefault(path, set()).add((record.name, record.run))

    def add(
        self,
        path: str,
        name: str,
        run: int,
        before: bytes,
        consulted: tuple[tuple[Key, bytes], ...],
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
            consulted,
            tuple(minutes.events),
            summary_digest(analysis.summary),
            outcome.trimmed,
            outcome.same,
            analysis.flows,
            packed,
        )
        self._fresh.setdefault(path, {})[name, run] = records.shut(record)

    def rows(self) -> dict[str, bytes]:
        """The rows that are other than before."""
        fewer = {path for path, known in self._known.items() if len(known) > len(self._held.get(path, ()))}
        return {path: self._row(path) for path in sorted(self._fresh.keys() | fewer)}

    def _row(self, path: str) -> bytes:
        held = self._held.get(path, ())
        old = [each for place, each in self._known[path].items() if place in held]
        return records.encode_row((*old, *self._fresh.get(path, {}).values()))
