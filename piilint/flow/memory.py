"""What is known of interpretations from earlier runs, file by file, and what later ones will know."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from piilint.flow import records
from piilint.flow.packing import NotKept, pack, summary_digest

if TYPE_CHECKING:
    from piilint.flow.consulted import Key
    from piilint.flow.minutes import Minutes
    from piilint.flow.solver import Outcome

_Runs = dict[tuple[str, int], records.Record]


class Memory:
    """Rows of records by path. A row that can't be read counts as none."""

    def __init__(self, rows: Mapping[str, bytes]) -> None:
        self._rows = rows
        self._known: dict[str, _Runs] = {}
        self._kept: dict[str, _Runs] = {}
        self._fresh: set[str] = set()
        """Files of which something is known that the row doesn't have."""
        self.recalled = 0
        """Interpretations that went as before."""
        self.made = 0

    def find(self, path: str, name: str, run: int) -> records.Record | None:
        """What is known of this interpretation of a function."""
        runs = self._known.get(path)
        if runs is None:
            runs = self._known[path] = self._read(path)
        return runs.get((name, run))

    def _read(self, path: str) -> _Runs:
        row = self._rows.get(path)
        try:
            found = records.decode_row(zlib.decompress(row)) if row is not None else ()
        except (msgspec.MsgspecError, zlib.error):
            return {}
        return {(record.name, record.run): record for record in found}

    def holds(self, path: str, record: records.Record) -> None:
        """It went as the record says."""
        self.recalled += 1
        self._kept.setdefault(path, {})[record.name, record.run] = record

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
        self._kept.setdefault(path, {})[name, run] = record
        self._fresh.add(path)

    def rows(self) -> dict[str, bytes]:
        """The rows that are other than before."""
        changed = [
            path for path, runs in self._kept.items() if path in self._fresh or len(runs) != len(self._known[path])
        ]
        return {path: zlib.compress(records.encode_row(tuple(self._kept[path].values())), 1) for path in changed}
