"""Slips of the keyboard: a word with two neighbouring letters exchanged, one inside it left out, or one typed twice.

    slips(("receiver", "holder"), {"older"})   # {"reciever": "receiver", "recevier": "receiver", "hodler": "holder", …}

Only long words are listed in the catalogue for this, so that what comes out is no word of its own.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator


def slips(words: Iterable[str], kept: Container[str]) -> dict[str, str]:
    """The ways to mistype these words, each with the word; none that is a word itself."""
    meant: dict[str, str] = {}
    for word in words:
        for slip in _of(word):
            if slip != word and slip not in kept:
                meant.setdefault(slip, word)
    return meant


def _of(word: str) -> Iterator[str]:
    """All of them but at the first letter, which people get right."""
    for at in range(1, len(word)):
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
