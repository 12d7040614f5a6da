"""Names become words: `acctNo`, `ACCT_NO`, `acctno` are `account number`; `对方账号类型` is `对方账号 类型`.

`Vocabulary` brings each token of a name to the word it stands for: another spelling, an abbreviation, a plural, words
squashed together, Chinese words written without spaces. Matching is by whole words everywhere, never by substring.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from piilint.catalogue.abbreviations import NOTHING, Abbreviations, Readings, is_skeleton
from piilint.catalogue.tokens import Words, fold, is_plural_of_one, tokens

_SHORTEST_SQUASHED = 5
_SHORTEST_JOINED = 4
_SHORTEST_COMPOUND = 7
_LONGEST_PIECE = 16
_JOINS, _EXPANDS, _BEGINS, _LETTER, _SHORT = 1, 2, 4, 8, 16
"""What may be done with a token's words: joined with the next, if that may be, too; read as shorthand; put together with
the next; put before it; read as the word that they shorten."""
_SHORTEST_SKELETON = 3
_ANY_NUMBER = "00"
_NUMBER = ("no", "nos")
"""The last word of a name that is a number, otherwise a no."""
_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:[iu]?(?:ang|eng|ong|an|en|ao|ou|ai|ei|a|o|e)|ui|iu|un|ing|in|u|i)"
)


class Pieces:
    """What squashed words of a language are cut into, with how such words may begin and end: most don't."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        self.starts = frozenset(word[:2] for word in words)
        self.ends = frozenset(word[-2:] for word in words)


class Vocabulary:
    """The words the catalogue knows, and how else they're written. Immutable, but remembers the tokens it has met."""

    def __init__(
        self,
        *,
        spellings: Mapping[str, Iterable[str]],
        mistyped: Mapping[str, str],
        shorthand: Mapping[str, Iterable[str]],
        abbreviated: Abbreviations,
        unabbreviated: Iterable[str],
        small: Iterable[str],
        beside: Iterable[str],
        pieces: Mapping[str, Iterable[str]],
        closing: Iterable[str],
        variants: Iterable[str],
        phrases: Iterable[str],
        uncut: Iterable[str],
        characters: Iterable[str],
    ) -> None:
        self._spelling = {**mistyped, **{other: word for word, others in spellings.items() for other in others}}
        self._shorthand = {other: word for word, others in shorthand.items() for other in others}
        self._short = abbreviated
        self._unabbreviated = frozenset(unabbreviated)
        self._small = frozenset(small)
        self._phrases: frozenset[Words] = frozenset()
        self._pairs: frozenset[Words] = frozenset()
        self._numbered: frozenset[Words] = frozenset()
        self._variant = str.maketrans({char: group[0] for group in variants for char in group[1:]})
        self._joinable: dict[str, bool] = {}
        self._met: dict[str, tuple[Words, int]] = {}
        self._split: dict[str, Words] = {}
        self._cuts: dict[str, Words] = {}
        self._known: frozenset[str] = frozenset(spellings)
        self._scripts: frozenset[str] = frozenset()
        self._longest_script = 1
        self._piece_sets = tuple(Pieces(frozenset(group)) for group in pieces.values())
        self._pinyin = frozenset(pieces.get("pinyin", ()))
        self._closing = frozenset(closing)
        self._uncut = frozenset(uncut)
        self._characters = frozenset(characters)
        self._compounds: list[str] = []
        self._learn(phrases)
        self._beside = frozenset(beside) | frozenset(spellings)

    def _learn(self, phrases: Iterable[str]) -> None:
        """Know the words of `phrases`; not those that are cut, in phrases as in names."""
        self._split = {phrase: self.tokens(phrase) for phrase in phrases}
        parts = {token for found in self._split.values() for token in found}
        self._scripts = frozenset(part for part in parts if not part.isascii())
        self._longest_script = max((len(part) for part in self._scripts), default=1)
        self._cuts = {part: self._cut(part) for part in parts}
        kept = {part for part in parts if not self._cuts[part]}
        self._known |= {part for part in kept if part not in self._spelling and not is_plural_of_one(part, kept)}
        alone = {found[0] for found in self._split.values() if len(found) == 1}
        self._compounds = sorted(
            word for word in alone & self._known if len(word) >= _SHORTEST_COMPOUND and word.isascii()
        )

    def settle(self, phrases: Iterable[Words]) -> None:
        """Know the catalogue's phrases in its own words: from now on, what names shorten is read by them."""
        self._phrases = frozenset(phrases)
        several = [phrase for phrase in self._phrases if len(phrase) > 1]
        little = {word for phrase in several for word in phrase if not self._says_much(word)}
        self._pairs = frozenset(
            pair
            for phrase in several
            for pair in pairwise(
                phrase if little.isdisjoint(phrase) else [word for word in phrase if word not in little]
            )
        )
        numbered = [pair for phrase in several for pair in pairwise(phrase) if pair[0].isdigit() or pair[1].isdigit()]
        self._numbered = frozenset(
            pair for one, two in numbered for pair in ((one[0], two.lstrip("0")), (one.lstrip("0"), two[0]))
        )
        self._met.clear()

    def _says_much(self, word: str) -> bool:
        return len(word) > 1 and not word.isdigit() and word not in self._small

    def tokens(self, name: str) -> Words:
        """What a name is written of, before any of it is read."""
        found = self._split.get(name)
        if found is None:
            found = tokens(name if name.isascii() else fold(name).translate(self._variant))
        return found

    def alike(self, name: str, found: Words) -> Words:
        """The tokens of a name, the same for names that differ in how they're written, or in numbers that no phrase has:
        `acctNo7`, `ACCT_NO_12`."""
        if name.isalpha():
            return found
        alike: list[str] = []
        for at, token in enumerate(found):
            if token[0] <= "9":
                before = found[at - 1][0] if at else ""
                behind = found[at + 1][0] if at + 1 < len(found) else ""
                number = token.lstrip("0")
                if (before, number) not in self._numbered and (number, behind) not in self._numbered:
                    token = _ANY_NUMBER
            alike.append(token)
        return tuple(alike)

    def words(self, name: str) -> Words:
        """The words that `name` says, in order."""
        return self.read(self.tokens(name))

    def read(self, written: Words) -> Words:
        """The words that a name's tokens say, in order."""
        met = self._met
        found: list[str] = []
        needs = before = pairs = 0
        for token in written:
            known = met.get(token)
            if known is None:
                known = met[token] = self._meet(token)
            found += known[0]
            flags = known[1]
            needs |= flags
            pairs |= before & (flags | _BEGINS)
            before = flags
        if needs and len(found) > 1:
            if pairs & _JOINS or needs & _LETTER:
                self._join(found)
            if pairs & _BEGINS:
                self._compound(found)
            if needs & _SHORT:
                self._lengthen(found)
            if needs & _EXPANDS:
                self._expand(found)
        return tuple(found)

    def is_plural(self, name: str) -> bool:
        """Whether the last word of a name is the plural of a word that is known: `ibans`, `card_numbers`; not `address`, and
        not `digits`, which are those of one text."""
        token = next((token for token in reversed(self.tokens(name)) if not token.isdigit()), "")
        if token in self._known or token in self._spelling or not token.endswith("s") or token.endswith("ss"):
            return False
        if token in self._characters:
            return False
        return len(token) > 3 and self._singular(token) is not None

    def _meet(self, token: str) -> tuple[Words, int]:
        """A token's words, and what is to be done once all are there."""
        words = self._read(token)
        needs = _JOINS * any(self._joins(word) for word in words)
        needs |= _EXPANDS * any(word in self._shorthand or word in _NUMBER for word in words)
        needs |= _SHORT * any(self._readings(word)[0] != () for word in words)
        if len(token) == 1 or (len(words) > 1 and needs & _JOINS):
            needs |= _LETTER
        return words, needs | _BEGINS * (words == (token,) and self._begins(token))

    def _begins(self, token: str) -> bool:
        """Whether a word that the catalogue writes as one goes on behind this token."""
        at = bisect_right(self._compounds, token)
        return at < len(self._compounds) and self._compounds[at].startswith(token)

    def _compound(self, found: list[str]) -> None:
        """Put words together that the catalogue writes as one: `gateAdresse`, `person_nummer`; not those of its phrases."""
        for at in range(len(found) - 2, -1, -1):
            first, second = found[at : at + 2]
            joined = first + second
            if len(joined) >= _SHORTEST_COMPOUND and self._joined(joined) and f"{first} {second}" not in self._split:
                found[at : at + 2] = [joined]

    def _joined(self, word: str) -> bool:
        at = bisect_left(self._compounds, word)
        return at < len(self._compounds) and self._compounds[at] == word

    def _join(self, found: list[str]) -> None:
        """Put syllables of pinyin together (`zhang hu yu e`), and a letter before its word (`m pin`)."""
        joinable = [self._joins(word) for word in found]
        at = 0
        while at < len(found) - 1:
            size = 0
            while at + size < len(joinable) and joinable[at + size]:
                size += 1
            lone = size < 2 and len(found[at]) == 1
            if lone:
                size = 2
            while size > 1:
                joined = "".join(found[at : at + size])
                if len(joined) >= _SHORTEST_JOINED and (joined in self._known or (not lone and self._cut(joined))):
                    words = self._read(joined)
                    found[at : at + size] = words
                    joinable[at : at + size] = [False] * len(words)
                    break
                size -= 1
            at += 1

    def _joins(self, word: str) -> bool:
        joins = self._joinable.get(word)
        if joins is None:
            joins = len(word) == 1 or word in self._pinyin or _SYLLABLE.fullmatch(word) is not None
            self._joinable[word] = joins
        return joins

    def _readings(self, word: str) -> Readings:
        """What a word may be short for that isn't one in its own right."""
        return NOTHING if word in self._unabbreviated or not self._phrases else self._short.readings(word)

    def _lengthen(self, found: list[str]) -> None:
        """Read a word as the one that it shortens: where that makes a known phrase with the next, or so much of it is left
        that the company of banking suffices. What the catalogue writes short itself, stays."""
        spoken = [at for at, word in enumerate(found) if self._says_much(word)]
        readings = [self._readings(found[at]) for at in spoken]
        said_by = [self._shorthand.get(found[at], found[at]) for at in spoken]
        options = [(), *((word, *full) for word, (full, _) in zip(said_by, readings, strict=True)), ()]
        kept = self._listed(found)
        chosen: dict[int, Words] = {}
        for place, (at, (full, sure)) in enumerate(zip(spoken, readings, strict=True)):
            if not full or at >= kept:
                continue
            said = [
                word
                for word in full
                if any((other, word) in self._pairs for other in options[place])
                or any((word, other) in self._pairs for other in options[place + 2])
                or (place == 0 and any((other, word) in self._pairs for other in options[2]))  # `dat_birth`
            ]
            if said or (sure and len(full) == 1 and self._in_company(found, at)):
                chosen[at] = self._read((said or full)[0])
        if chosen:
            found[:] = [word for at, old in enumerate(found) for word in chosen.get(at, (old,))]

    def _in_company(self, found: list[str], place: int) -> bool:
        """Whether another word is one of banking, or short for one beyond doubt."""
        others = found[:place] + found[place + 1 :]
        return self._beside_another(found, place) or any(map(self._is_surely_short, others))

    def _is_surely_short(self, word: str) -> bool:
        words, sure = self._readings(word)
        return sure and len(words) == 1 and len(word) > _SHORTEST_SKELETON and is_skeleton(word)

    def _listed(self, found: list[str]) -> int:
        """Where the longest phrase begins that the name ends with as it is written; how many words there are if none does."""
        end = len(found)
        while end > 2 and found[end - 1].isdigit():
            end -= 1
        last = ("number",) if found[end - 1] in _NUMBER else (found[end - 1],)
        return next((at for at in range(end - 1) if (*found[at : end - 1], *last) in self._phrases), len(found))

    def _expand(self, found: list[str]) -> None:
        """Read shorthand beside a word of banking (`acc no`), and a last `no` as "number"."""
        last = len(found) - 1
        while last > 0 and (found[last].isdigit() or found[last] in self._closing):
            last -= 1
        if last > 0 and found[last] in _NUMBER:
            found[last] = "number"
        for place, word in enumerate(found):
            full = self._shorthand.get(word)
            if full is not None and (self._beside_another(found, place) or self._pairs_with(found, place, full)):
                found[place] = full

    def _beside_another(self, found: list[str], place: int) -> bool:
        return any(other in self._beside for at, other in enumerate(found) if at != place)

    def _pairs_with(self, found: list[str], place: int, full: str) -> bool:
        """Whether two pieces of shorthand make a known phrase together: `mid nm`."""
        before = self._shorthand.get(found[place - 1], "") if place else ""
        behind = self._shorthand.get(found[place + 1], "") if place + 1 < len(found) else ""
        return ((before, full) in self._pairs or (full, behind) in self._pairs) and place < self._listed(found)

    def _read(self, token: str) -> Words:
        if not token.isascii():
            return self._segment_script(token)
        if token.isdigit():
            return (token.lstrip("0") or "0",)
        word = self._word(token)
        if word is not None:
            return (word,)
        parts = self._cut(token)
        return tuple(self._word(part) or self._shorthand.get(part, part) for part in parts) or (token,)

    def _cut(self, token: str) -> Words:
        """The pieces of a squashed word; () where it isn't one."""
        known = self._cuts.get(token)
        if known is not None:
            return known
        if len(token) >= _SHORTEST_SQUASHED and token.isascii() and token not in self._uncut:
            for pieces in self._piece_sets:
                if token[:2] in pieces.starts and token[-2:] in pieces.ends:
                    parts = _cover(token, pieces.words)
                    if len(parts) > 1:
                        return parts
        return ()

    def _word(self, token: str) -> str | None:
        if token in self._known:
            return token
        spelled = self._spelling.get(token)
        if spelled is not None:
            return spelled
        if token in self._shorthand:
            return token
        if token.endswith("s") and not token.endswith("ss") and len(token) > 2:
            return self._singular(token)
        return None

    def _singular(self, token: str) -> str | None:
        stems = [token[:-1]]
        if token.endswith("es") and not token.endswith("ees"):
            stems.append(token[:-2])
        if token.endswith("ies"):
            stems.append(token[:-3] + "y")
        for stem in stems:
            if stem in self._known:
                return stem
            if stem in self._spelling:
                return self._spelling[stem]
        return None

    def _segment_script(self, token: str) -> Words:
        """Cut a run without spaces into known words, so that least is left over; what isn't known stays together.

        `法人身份证号码` is `法人` and `身份证号码`, though `法人身份证号` is known, too.
        """
        rest = len(token)
        best: list[tuple[int, int, int]] = [(0, 0, 0)] * (rest + 1)
        """By place: how many characters from there on aren't known, in how many pieces, and the first one's size."""
        for at in range(rest - 1, -1, -1):
            unknown, pieces, _ = best[at + 1]
            chosen = (unknown + 1, pieces + 1, 0)
            for size in range(1, min(self._longest_script, rest - at) + 1):
                if token[at : at + size] in self._scripts:
                    unknown, pieces, _ = best[at + size]
                    if (unknown, pieces + 1) <= chosen[:2]:
                        chosen = (unknown, pieces + 1, size)
            best[at] = chosen
        return tuple(self._spelling.get(part, part) for part in _pieces(token, [size for _, _, size in best]))


def _pieces(token: str, sizes: list[int]) -> Iterator[str]:
    """The parts of `token` by the size of the known word at each place; 0 where none begins."""
    at = start = 0
    while at < len(token):
        if sizes[at]:
            if start < at:
                yield token[start:at]
            yield token[at : at + sizes[at]]
            at = start = at + sizes[at]
        else:
            at += 1
    if start < at:
        yield token[start:at]


def _cover(token: str, pieces: frozenset[str]) -> Words:
    """Cut `token` into `pieces` without a rest, longest first; () where that can't be."""
    if token in pieces:
        return (token,)
    for size in range(min(len(token) - 2, _LONGEST_PIECE), 1, -1):
        if token[:size] in pieces:
            rest = _cover(token[size:], pieces)
            if rest:
                return (token[:size], *rest)
    return ()
