"""How long following values may take."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import NamedTuple


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class Limits(NamedTuple):
    """How long solving may take, and who is told how far it is."""

    deadline: float = float("inf")
    """On the monotonic clock."""
    seconds_per_file: float = float("inf")
    """CPU seconds spent on the functions of one file, callees in other files aside."""
    progress: Callable[[str, int, int], None] = _silent


class Spent:
    """Seconds of this thread by file, callees in other files aside."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._since = thread_time()

    def charge(self, path: str | None) -> float:
        """Put the time since the last charge to the account of a file, or of none; what it has come to, in seconds."""
        now = thread_time()
        passed, self._since = now - self._since, now
        if path is None:
            return 0.0
        self._seconds[path] = self._seconds.get(path, 0.0) + passed
        return self._seconds[path]
