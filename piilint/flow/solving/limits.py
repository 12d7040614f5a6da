"""How long following values may take, and how much work."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import NamedTuple

ANALYSES_LIMIT = 6
"""How often one function is interpreted at most; reaching it is counted as a budget hit."""

LEAST_WORK, FIRST_FUNCTIONS, WORK_PER_FUNCTION, WORK_BEYOND = 300_000, 1000, 1000, 150
"""How much a program may cost before its functions are interpreted no more than twice: so much, or so much for each of the
first so many functions and so much for each further one. Most real programs take 80 to 700 a function, some parsers of bank
messages 780 to 1,900; large ones that hand one object with all their state through one recursion take more."""

HURRIED, SETTLED = 2, 1
"""How often one function is interpreted at most from then on, and after twice as much; then what is known of a function is
cut to a smaller size, too, since every call of it costs as much."""


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def analyses_allowed(work: int, functions: int) -> int:
    """How often one function of a program of so many is interpreted at most, after so much work."""
    first = min(functions, FIRST_FUNCTIONS)
    allowed = max(LEAST_WORK, WORK_PER_FUNCTION * first + WORK_BEYOND * (functions - first))
    if work <= allowed:
        return ANALYSES_LIMIT
    return HURRIED if work <= 2 * allowed else SETTLED


class Limits(NamedTuple):
    """How long solving may take, and who is told how far it is."""

    deadline: float = float("inf")
    """On the monotonic clock."""
    seconds_per_file: float = float("inf")
    """CPU seconds spent on the functions of one file, callees in other files aside."""
    progress: Callable[[str, int, int], None] = _silent

    @property
    def are_by_file(self) -> bool:
        """Whether the seconds of each file count."""
        return self.seconds_per_file != float("inf")


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
