"""What a record says came out, and what became of shared objects: read when somebody wants to know it."""

from __future__ import annotations

from piilint.flow.domain.state import join_objects
from piilint.flow.domain.summary import NO_ANALYSIS, Analysis, Noted, Summary
from piilint.flow.domain.value import Object, ObjectId, widened
from piilint.flow.solving import records
from piilint.flow.solving.packing import object_digest, summary_digest, unpack

UNKNOWN = b""
"""The digest of an object of which nothing is known yet."""


class Recalled(Analysis):
    """An outcome that is read when somebody wants to know it."""

    __slots__ = ("_digest", "_packed")

    def __init__(self, record: records.Record) -> None:
        super().__init__(NO_ANALYSIS.summary, record.flows, passed=record.passed)
        self._digest = record.digest
        self._packed: bytes | None = record.packed

    @property
    def summary(self) -> Summary:
        self._read()
        return self._summary

    @property
    def stock(self) -> Noted:
        self._read()
        return self._stock

    def digest(self) -> bytes:
        """Of the summary."""
        return self._digest

    def _read(self) -> None:
        if self._packed is not None:
            self._summary, self._stock, _ = unpack(self._packed)
            self._summary.digest = self._digest
            self._packed = None


class Pending(Object):
    """A shared object that is made when somebody looks at it; its digest is known."""

    __slots__ = ("_before", "_name", "_number", "_packed")

    def __init__(self, name: ObjectId, before: Object | None, record: records.Record, event: records.Exported) -> None:
        super().__init__("pending")
        self.digest = event.after
        self._name, self._before, self._packed, self._number = name, before, record.packed, event.held

    def made(self) -> Object:
        """The object itself."""
        held = unpack(self._packed)[2][self._number]
        before = self._before.made() if isinstance(self._before, Pending) else self._before
        result = held if before is None else join_objects(self._name, before, held, widened)
        result.digest = self.digest
        return result


def digest_of_object(held: Object | None) -> bytes:
    return UNKNOWN if held is None else object_digest(held)


def digest_of_analysis(analysis: Analysis) -> bytes:
    return analysis.digest() if isinstance(analysis, Recalled) else summary_digest(analysis.summary)
