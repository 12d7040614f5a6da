"""Names become words: `acctNo`, `ACCT_NO`, `acctno` are `account number`; `对方账号类型` is `对方账号 类型`.

`tokens` cuts a name where its writing cuts it (case, digits, underscores, script) and knows no vocabulary. `Vocabulary`
then brings each token to the word it stands for: another spelling, a plural, words squashed together, Chinese words
written without spaces. Matching is by whole words everywhere, never by substring.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

Words = tuple[str, ...]

_TOKEN = re.compile(
    r"[A-Z]{2,}s(?![a-zA-Z])"  # IBANs
    r"|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+"  # IBANNumber, acctNo, ACCT
    r"|[0-9]+"
    r"|[^\x00-\x7f\u2000-\u206f\u3000-\u303f]+"  # any other script
)
_LATIN_END = "\u0250"
_ACCENTED = re.compile("[\x80-\u024f]")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ı": "i", "ł": "l", "å": "a",
                          "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "O", "Æ": "Ae", "Ł": "L", "Å": "A"})  # fmt: skip
_SHORTEST_SQUASHED = 5
_SHORTEST_JOINED = 4
_SHORTEST_COMPOUND = 7
_LONGEST_PIECE = 16
_JOINS, _EXPANDS, _BEGINS, _LETTER = 1, 2, 4, 8
"""What may be done with a token's words: joined with the next, if that may be, too; read as shorthand; put together with
the next; put before it."""
_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:[iu]?(?:ang|eng|ong|an|en|ao|ou|ai|ei|a|o|e)|ui|iu|un|ing|in|u|i)"
)


def tokens(name: str) -> Words:
    """The parts of `name` in small letters, without accents: "Nº_Compte2" gives ("no", "compte", "2")."""
    if name.isascii():
        if name.islower():
            plain = name.replace("_", " ").split()
            if "".join(plain).isalpha():
                return tuple(plain)
    else:
        name = fold(name)
    return tuple([token.lower() for token in _TOKEN.findall(name)])


def fold(text: str) -> str:
    """Full-width and accented Latin letters as plain ones; German umlauts as they're written without them."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if _ACCENTED.search(text) is None:
        return text
    return "".join(_bare(char) if char < _LATIN_END else char for char in text.translate(_LETTERS))


def _bare(char: str) -> str:
    return char if char.isascii() else unicodedata.normalize("NFD", char)[0]


class _Pieces:
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
        shorthand: Mapping[str, Iterable[str]],
        beside: Iterable[str],
        pieces: Mapping[str, Iterable[str]],
        closing: Iterable[str],
        variants: Iterable[str],
        phrases: Iterable[str],
        uncut: Iterable[str],
    ) -> None:
        self._spelling = {other: word for word, others in spellings.items() for other in others}
        self._shorthand = {other: word for word, others in shorthand.items() for other in others}
        self._variant = str.maketrans({char: group[0] for group in variants for char in group[1:]})
        self._joinable: dict[str, bool] = {}
        self._met: dict[str, tuple[Words, int]] = {}
        self._split: dict[str, Words] = {}
        self._cuts: dict[str, Words] = {}
        self._known: frozenset[str] = frozenset(spellings)
        self._scripts: frozenset[str] = frozenset()
        self._longest_script = 1
        self._piece_sets = tuple(_Pieces(frozenset(group)) for group in pieces.values())
        self._pinyin = frozenset(pieces.get("pinyin", ()))
        self._closing = frozenset(closing)
        self._uncut = frozenset(uncut)
        self._compounds: list[str] = []
        self._learn(phrases)
        self._beside = frozenset(beside) | frozenset(spellings)

    def _learn(self, phrases: Iterable[str]) -> None:
        """Know the words of `phrases`; not those that are cut, in phrases as in names."""
        self._split = {phrase: self._tokens(phrase) for phrase in phrases}
        parts = {token for found in self._split.values() for token in found}
        self._scripts = frozenset(part for part in parts if not part.isascii())
        self._longest_script = max((len(part) for part in self._scripts), default=1)
        self._cuts = {part: self._cut(part) for part in parts}
        kept = {part for part in parts if not self._cuts[part]}
        self._known |= {part for part in kept if part not in self._spelling and not _is_plural(part, kept)}
        alone = {found[0] for found in self._split.values() if len(found) == 1}
        self._compounds = sorted(
            word for word in alone & self._known if len(word) >= _SHORTEST_COMPOUND and word.isascii()
        )

    def _tokens(self, name: str) -> Words:
        found = self._split.get(name)
        if found is None:
            found = tokens(name if name.isascii() else fold(name).translate(self._variant))
        return found

    def words(self, name: str) -> Words:
        """The words that `name` says, in order."""
        met = self._met
        found: list[str] = []
        needs = before = pairs = 0
        for token in self._tokens(name):
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
            if needs & _EXPANDS:
                self._expand(found)
        return tuple(found)

    def is_plural(self, name: str) -> bool:
        """Whether the last word of a name is the plural of a word that is known: `ibans`, `card_numbers`; not `address`."""
        token = next((token for token in reversed(self._tokens(name)) if not token.isdigit()), "")
        if token in self._known or token in self._spelling or not token.endswith("s") or token.endswith("ss"):
            return False
        return len(token) > 3 and self._singular(token) is not None

    def _meet(self, token: str) -> tuple[Words, int]:
        """A token's words, and what is to be done once all are there."""
        words = self._read(token)
        needs = _JOINS * any(self._joins(word) for word in words)
        needs |= _EXPANDS * any(word in self._shorthand or word in ("no", "nos") for word in words)
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

    def _expand(self, found: list[str]) -> None:
        """Read shorthand beside a word of banking (`acc no`), and a last `no` as "number"."""
        last = len(found) - 1
        while last > 0 and (found[last].isdigit() or found[last] in self._closing):
            last -= 1
        if last > 0 and found[last] in ("no", "nos"):
            found[last] = "number"
        for place, word in enumerate(found):
            full = self._shorthand.get(word)
            if full is not None and any(other in self._beside for at, other in enumerate(found) if at != place):
                found[place] = full

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


def _is_plural(word: str, words: set[str]) -> bool:
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith("ss")
        and (word[:-1] in words or (word.endswith("es") and word[:-2] in words))
    )


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
