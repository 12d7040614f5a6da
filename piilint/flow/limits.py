"""How long following values may take."""

from __future__ import annotations

from collections.abc import Callable
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
