"""The audit trail: every event goes through here."""

from __future__ import annotations

import logging

_log = logging.getLogger("bankfeed.audit")


def mask(number: str) -> str:
    return "*" * (len(number) - 4) + number[-4:]


def event(name: str, **fields: object) -> None:
    _log.info("%s %s", name, fields)


def masked_event(name: str, number: str) -> None:
    event(name, number=mask(number))


class Trail:
    def __init__(self, job: str) -> None:
        self._job = job
        self._events: list[str] = []

    def note(self, text: str) -> Trail:
        self._events.append(f"{self._job}: {text}")
        return self

    def flush(self) -> None:
        for line in self._events:
            _log.info(line)

    def count(self) -> int:
        return len(self._events)
