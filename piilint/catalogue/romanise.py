"""Chinese words in Latin letters: every Chinese word of the catalogue is also known by its pinyin and by its initials.

    table = Romanised({"zhang": "账", "hao": "号"})
    table.pinyin("账号")      # "zhanghao"
    table.initials("账号")    # "zh"

The characters are read as banking reads them (`行` is `hang`). Initials say little: they count only in a table or record
whose own name is Chinese, and not those of two letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from piilint.catalogue.schema import Element
from piilint.catalogue.shared import Company, Script

_SHORTEST_NAME = 3
_SHORTEST_OWNER = 4
_SHORTEST_PINYIN = 5
_TELLING = 5
"""How many initials say what they mean in a table of any kind."""
_SURE = 3
"""How many characters a word must have that its pinyin says as much as the word itself."""


class Romanised:
    """How Chinese characters are read. Immutable, but remembers what it has read."""

    def __init__(self, readings: Mapping[str, str], variants: Iterable[str]) -> None:
        self._readings = {char: syllable for syllable, chars in readings.items() for char in chars}
        self._read: dict[str, tuple[str, ...]] = {}
        for group in variants:
            self._readings.update({char: self._readings[group[0]] for char in group[1:] if group[0] in self._readings})

    def pinyin(self, text: str) -> str:
        """The syllables of `text`; "" where it isn't all Chinese, or a character's reading isn't known."""
        return "".join(self._syllables(text))

    def initials(self, text: str) -> str:
        """The first letters of its syllables; "" likewise."""
        return "".join(syllable[0] for syllable in self._syllables(text))

    def _syllables(self, text: str) -> tuple[str, ...]:
        if text.isascii():
            return ()
        known = self._read.get(text)
        if known is None:
            syllables = tuple([self._readings.get(char, "") for char in text])
            known = self._read[text] = syllables if all(syllables) else ()
        return known

    def written(self, words: Iterable[str]) -> Iterator[str]:
        """The pinyin of those words that are long enough to be told from others by it."""
        for word in words:
            if len(pinyin := self.pinyin(word)) >= _SHORTEST_PINYIN and len(word) > 1:
                yield pinyin

    def added(self, elements: Mapping[str, Element]) -> dict[str, Element]:
        """The elements with the pinyin of their Chinese words; what the catalogue lists in Latin letters stands as it is."""
        listed = {word for element in elements.values() for word in (*element.strong, *element.weak) if word.isascii()}
        return {key: self._with_pinyin(element, listed) for key, element in elements.items()}

    def _with_pinyin(self, element: Element, listed: set[str]) -> Element:
        sure = [word for word in element.strong if len(word) >= _SURE]
        other = [*(word for word in element.strong if len(word) < _SURE), *element.weak]
        strong = tuple(word for word in dict.fromkeys(self.written(sure)) if word not in listed)
        weak = tuple(word for word in dict.fromkeys(self.written(other)) if word not in listed and word not in strong)
        return msgspec.structs.replace(element, strong=element.strong + strong, weak=element.weak + weak)


@dataclass(frozen=True, slots=True)
class Initials:
    """What initials mean in a table whose name is Chinese."""

    owners: Mapping[str, str]
    """Names of such tables, without spaces: what they are ("zjls" and "zijinliushui" are "transaction")."""
    elements: Mapping[str, tuple[Element, ...]]
    before: tuple[str, ...]
    behind: tuple[str, ...]
    tells: Mapping[str, tuple[str, ...]]

    def read(self, letters: str, owner: str) -> Element | None:
        """The element that has these initials in a table of this kind; None if none has."""
        tried = [letters, *self._without_before(letters)]
        tried += [part for each in tried[1:] for part in self._without_before(each)]  # `grhqzh`: 个人, 活期
        tried += [letters[: -len(each)] for each in self.behind if letters.endswith(each)]
        for part in tried:
            for element in self.elements.get(part, ()):
                if element.group in self.tells[owner] or len(part) >= _TELLING:
                    return element
        return None

    def _without_before(self, letters: str) -> Iterator[str]:
        return (letters[len(each) :] for each in self.before if letters.startswith(each))


def initials(elements: Mapping[str, Element], script: Script, company: Company, table: Romanised) -> Initials:
    """The initials of all Chinese words of the catalogue."""
    known: dict[str, tuple[Element, ...]] = {}
    owners = {name.replace(" ", ""): kind for kind, names in script.owners.items() for name in names}
    for element in elements.values():
        kind = company.owners.get(element.group, "") if element.record else ""
        for word in (*element.strong, *element.weak):
            letters = table.initials(word) if not word.isascii() else ""
            if len(letters) >= _SHORTEST_NAME and element not in known.get(letters, ()):
                known[letters] = (*known.get(letters, ()), element)
            if kind and len(letters) >= _SHORTEST_OWNER:
                owners.setdefault(letters, kind)
            if kind and letters:
                owners.setdefault(word, kind)
                owners.setdefault(table.pinyin(word), kind)
    return Initials(
        owners=owners,
        elements=known,
        before=tuple(table.initials(word) for word in script.before),
        behind=tuple(table.initials(word) for word in script.behind),
        tells=company.tells,
    )
