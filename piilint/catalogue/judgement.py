"""What a name was judged to hold, or why nothing; and the small steps of judging that need no lists."""

from __future__ import annotations

import msgspec

from piilint.catalogue.grammar import without_digits
from piilint.catalogue.phrases import Weak
from piilint.catalogue.schema import Element
from piilint.catalogue.tokens import Words
from piilint.model.facts import Confidence
from piilint.model.finding import Level


class NameMatch(msgspec.Struct, frozen=True, gc=False):
    """What a name was judged to hold."""

    element: str
    level: Level
    confidence: Confidence
    why: str
    """What decided: "words 'account number'", "word 'amount', owner 'txn'"."""


Judgement = NameMatch | str
"""A match, or why there is none."""


def promoted(readings: tuple[Weak, ...], words: Words, *, within: bool = False) -> tuple[Weak | None, Words]:
    """The reading whose context ends `words`, by the longest such context; `within` the name itself, roles count, too."""
    for start in range(max(0, len(words) - 3), len(words)):
        phrase = words[start:]
        for reading in readings:
            if phrase in reading.context or (within and phrase in reading.roles):
                return reading, phrase
    return None, ()


def matched(element: Element, confidence: Confidence, *, why: str) -> NameMatch:
    return NameMatch(element.key, element.level, confidence, why)


def owned_by(owner: str, phrase: Words) -> str:
    return f"'{owner}' owns '{' '.join(phrase)}'"


def head_of(phrase: Words) -> str:
    return (without_digits(phrase) or phrase)[-1]
