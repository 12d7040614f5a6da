"""What people write beside a value says what it is: a field's label, a column's comment, the text of a message.

    Column(String, comment="客户号")           the comment
    CharField("customer name", max_length=9)   the label
    "余额: %s" % x                             the words right before the hole

Words of a label count only if they suffice alone (`account number`, not `account`), as prose is full of the others.
"""

from __future__ import annotations

import re
from functools import lru_cache

from piilint.catalogue.load import shared
from piilint.catalogue.match import NameMatch, Names

_BEFORE_HOLE = re.compile(
    r"(?P<label>[^\W\d_][\w /()（）\-]{0,60}?)(?:\s*[:：=＝]\s*|(?<=[\u4e00-\u9fff\uac00-\ud7a3])\s?)[\"'`\[(<（【「#]?$"
)
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）](?=\s*[:：=＝])")
_POSSESSIVE = re.compile(r"(?<=[a-z])['’]s\b")
_COPULA = re.compile(r"(?<=[a-z]) (?:is|was|are|were)(?: now)? ?$")
_PLAIN = re.compile(r"(?P<label>[A-Za-z][A-Za-z ]{3,60}) [\"'`(<]?$")
_SENTENCE = re.compile(r"[,;.:，；。：(（\[]")
_BREAKS = re.compile(r"[^\w\s/()（）-]+")
_MOST_WORDS = 4
_LONGEST = 80


@lru_cache(maxsize=20_000)
def label_meaning(names: Names, label: str) -> NameMatch | None:
    """What a field's label or comment stands for: its first words, up to the first punctuation."""
    text = _SENTENCE.split(label[:_LONGEST], maxsplit=1)[0].strip()
    is_about = not set(shared().labels.about).isdisjoint(text.lower().split())
    return _sure(names, text) if text and not is_about else None


@lru_cache(maxsize=20_000)
def text_meaning(names: Names, before: str) -> NameMatch | None:
    """What stands in the hole behind this text, if the text ends by saying it: "IBAN: ", "余额为"."""
    before = _COPULA.sub(" ", _POSSESSIVE.sub("", _ASIDE.sub("", before[-_LONGEST:].rstrip("\u200b"))))
    found = _BEFORE_HOLE.search(before)
    if found is None:
        return _said_plainly(names, before)
    words = _BREAKS.split(found["label"])[-1].removesuffix("为").removesuffix("是").split()
    for size in range(min(len(words), _MOST_WORDS), 0, -1):
        match = _sure(names, " ".join(words[-size:]))
        if match is not None:
            return None if _is_elsewhere(match.element, before) else match
    return None


def _is_elsewhere(element: str, text: str) -> bool:
    """Whether a text speaks of something whose purpose, say, is no customer's: "decryption failed, purpose: "."""
    told = text.lower()
    return any(word in told for word in shared().labels.elsewhere.get(element, ()))


def _said_plainly(names: Names, before: str) -> NameMatch | None:
    """What two words or more right before a hole say, without a colon: "no card number %s"."""
    found = _PLAIN.search(before[-_LONGEST:])
    words = found["label"].lower().split() if found is not None else []
    places = [place for place, word in enumerate(words) if word in shared().tails.prepositions]
    words = words[places[-1] + 1 :] if places else words  # "connecting to account %s" isn't about the other's account
    if words and words[-1] in shared().labels.prepositions:
        return None
    for size in range(min(len(words), _MOST_WORDS), 1, -1):
        match = _sure(names, " ".join(words[-size:]))
        if match is not None:
            return match
    return None


def _sure(names: Names, text: str) -> NameMatch | None:
    match = names.classify(text)
    if match is None or match.level == "low" or match.confidence != "high" or names.elements[match.element].record:
        return None
    return NameMatch(match.element, match.level, "medium", why=f"labelled '{text}'")
