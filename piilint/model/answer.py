"""What the analysis says of a set of files: all that the later stages need, and all that is kept between runs."""

from __future__ import annotations

import msgspec

from piilint.model.facts import Facts
from piilint.model.finding import Problem
from piilint.model.stock import Stock


class Answer(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Facts, and how the files fared. Holds no text of theirs but names, and no sensitive literal."""

    facts: Facts
    stock: Stock | None = None
    """What is there besides leaks, if that was asked for."""
    problems: tuple[Problem, ...]
    """Of files that can't be parsed."""
    lines: dict[str, int]
    """Lines of the files that could be, by path."""
