"""Words that names shorten, by rule rather than by list: `hldr` is a holder, `drvr_lic_nbr` a driver's licence number.

    short = Abbreviations({"english": ("holder", "last", "list", "licence")})
    short.readings("hldr")      # (("holder",), True): its inner vowels are gone
    short.readings("lst")       # (("last", "list"), True): it could be both
    short.readings("lic")       # (("licence",), False): only its beginning is left

Whoever asks decides by the words beside it, whether one of the readings is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_INNER_VOWELS = re.compile("(?<=.)[aeiou]")
_VOWEL = re.compile("[aeiou]")
_TWICE = re.compile(r"(.)\1")
_SHORTEST = 3
_SHORTEST_CUT = 4
"""How long a word must be that only its beginning stands for."""

Readings = tuple[tuple[str, ...], bool]
"""The words that something may be short for, and whether so much of them is left that company of banking suffices."""

NOTHING: Readings = ((), False)


class Abbreviations:
    """What tokens may be short for. Immutable, but remembers the tokens it was asked about."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._by_letter: dict[str, list[tuple[str, str, str, int]]] = {}
        """By first letter: the word, without its inner vowels, that with no letter twice in a row, and its letters as bits."""
        for word in dict.fromkeys(word for listed in words.values() for word in listed):
            bare = _INNER_VOWELS.sub("", word)
            self._by_letter.setdefault(word[0], []).append((word, bare, _TWICE.sub(r"\1", bare), _letters(word)))
        self.words = frozenset(word for found in self._by_letter.values() for word, *_ in found)
        self._met: dict[str, Readings] = {}

    def readings(self, token: str) -> Readings:
        """The words that keep most of themselves in `token`, in the order in which they're listed."""
        found = self._met.get(token)
        if found is None:
            found = self._met[token] = self._read(token)
        return found

    def _read(self, token: str) -> Readings:
        listed = self._by_letter.get(token[:1], ())
        if len(token) < _SHORTEST or token in self.words:
            return NOTHING
        size, letters = len(token), _letters(token)
        longer = [each for each in listed if not letters & ~each[3] and len(each[0]) > size]
        if not longer:
            return NOTHING
        bare = _INNER_VOWELS.sub("", token)
        single = _TWICE.sub(r"\1", bare)
        whole = tuple(word for word, skeleton, once, _ in longer if token in (skeleton, once))
        most = whole or tuple(word for word, _, once, _ in longer if once == single and _is_within(token, word))
        if most:
            return most, True
        cut = tuple(word for word, *_ in longer if len(word) >= _SHORTEST_CUT and word.startswith(token))
        ends = cut or tuple(word for word, _, once, _ in longer if bare == token and once.startswith(single))
        return ends or tuple(word for word, _, once, _ in longer if _keeps(token, single, word, once)), False


def is_skeleton(word: str) -> bool:
    """Whether a word has no vowel."""
    return _VOWEL.search(word) is None


def _keeps(token: str, single: str, word: str, once: str) -> bool:
    """Whether a token is a word that lost letters in its middle, at most three of them consonants: `mgr`, `mthly`."""
    lost = 3 if len(single) > _SHORTEST else 2
    return (
        token[-1] == word[-1] and len(token) > _SHORTEST and len(once) - len(single) <= lost and _is_within(token, word)
    )


def _letters(word: str) -> int:
    """The letters of a word as bits; one that has none of another's can't be short for it."""
    bits = 0
    for char in word:
        bits |= 1 << (ord(char) & 31)
    return bits


def _is_within(token: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in token)
