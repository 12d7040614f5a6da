"""How a report is to be written: what the reader chose, which the report itself doesn't know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from piilint.language import ENGLISH, Language

Grouping = Literal["file", "owner", "sink", "element"]
GROUPINGS: tuple[Grouping, ...] = ("file", "owner", "sink", "element")


@dataclass(frozen=True, slots=True)
class Manner:
    """What a reader may choose; formats ignore what doesn't concern them."""

    color: bool = False
    """Whether the text goes to a terminal that shows colours."""
    language: Language = ENGLISH
    group: Grouping = "file"
    """By what findings are put together, in the formats for people."""
