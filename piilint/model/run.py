"""How a run is done, as opposed to what is asked of it: whatever is set here, the findings are the same.

It also keeps the run's books: how long each stage took and how often what was needed was known already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from piilint.cache import Cache
    from piilint.model.facts import Statistics
    from piilint.model.finding import Problem


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(slots=True)
class Run:
    """Defaults: in this process, nothing kept."""

    cache: Cache | None = None
    jobs: int = 1
    """Processes that lower files."""
    executor: str = ""
    """Where they are: "" for processes of this machine, "dask://host:port" for a Dask scheduler's workers."""
    deadline: float = float("inf")
    """On the monotonic clock: when the analysis stops, finished or not."""
    seconds_per_file: float = float("inf")
    """CPU seconds for lowering one file, and for following the values in its functions."""
    progress: Callable[[str, int, int], None] = _silent
    """Told the stage, and how much of how much of it is done."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall-clock seconds by stage, in the order of the stages."""
    unfinished: list[Problem] = field(default_factory=list)
    """Files that a limit kept from being analysed to the end. Such an answer isn't kept."""
    counts: dict[str, int] = field(default_factory=dict)
    """How often what happened, for `--statistics`."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    def count(self, what: str, times: int = 1) -> None:
        """Note that something happened."""
        self.counts[what] = self.counts.get(what, 0) + times

    def limit(self, seconds: float, seconds_per_file: float) -> None:
        """Set the time budgets from now on; 0 is none."""
        self.deadline = time.monotonic() + seconds if seconds > 0 else float("inf")
        self.seconds_per_file = seconds_per_file if seconds_per_file > 0 else float("inf")

    def note(self, statistics: Statistics) -> None:
        """Note how complete the answer is."""
        self.count("functions analysed", statistics.functions)
        self.count("unresolved calls on sensitive values", statistics.unresolved_sensitive_calls)
        self.count("budgets hit", statistics.budgets_hit)
