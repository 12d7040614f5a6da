"""What piilint says, in the reader's language.

English is written where it is said, and is its own key: `<language>.toml` beside this file holds every translation, in
one place. What is put together from words has holes, named (`{element}`) or not (`{}`). Text that was already put
together, such as the message of a finding or of a mistake, is recognised by its template again, so that nothing
behind the reader's edge has to know about languages, and public shapes stay English.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["ENGLISH", "LANGUAGES", "Language", "language"]

LANGUAGES = ("en", "zh")
_HOLE = re.compile(r"\{(\w*)\}")


class Language:
    """One language: its code, and what is said in it."""

    def __init__(self, code: str, table: Mapping[str, str], pages: Mapping[str, str] = MappingProxyType({})) -> None:
        self.code = code
        self.table = {**table, **pages}
        self.recognised = table
        """Messages that come here finished; what is only said by formats themselves stands in `pages`."""
        self._templates: list[_Template] | None = None

    def say(self, text: str, *holes: object, **named: object) -> str:
        """Return the text in this language, its holes filled in."""
        template = self.table.get(text, text)
        return template.format(*holes, **named) if holes or named else template

    def count(self, number: int, word: str) -> str:
        """Return "1 file", "2 files", "2 个文件"."""
        counted = self.table.get(f"{{}} {word}")
        if counted is not None:
            return counted.format(f"{number:,}")
        return f"{number:,} {word}" + ("" if number == 1 else "s")

    def translated(self, message: str, words: Mapping[str, str] | None = None) -> str:
        """Return a finished English message in this language; `words` are further words that its holes may hold."""
        if not self.table or not message:
            return message
        known = {**self.recognised, **words} if words else self.recognised
        if message in known:
            return known[message]
        for template in self._ordered():
            holes = template.match(message)
            if holes is not None:
                return template.filled(
                    {
                        key: hole if key in template.quoted else self.translated(hole, words)
                        for key, hole in holes.items()
                    }
                )
        # What is said more precisely follows a colon: "… shows too much: all but two digits".
        head, colon, detail = message.partition(": ")
        said = self.translated(head, words) if colon else head
        return f"{said}：{self.translated(detail, words)}" if said != head else message

    def _ordered(self) -> list[_Template]:
        """The templates, those with most text of their own first: they say most exactly what a message is."""
        if self._templates is None:
            made = [_Template(text, said) for text, said in self.recognised.items() if _HOLE.search(text)]
            self._templates = sorted(made, key=lambda each: (-each.weight, each.text))
        return self._templates


class _Template:
    """A text with holes that finished messages are held against."""

    def __init__(self, text: str, said: str) -> None:
        parts = _HOLE.split(text)
        self.text, self.said = text, said
        self.weight = sum(len(part) for part in parts[::2])
        self._names = [name or str(position) for position, name in enumerate(parts[1::2])]
        around = zip(parts[::2], parts[2::2], strict=False)
        pairs = zip(self._names, around, strict=True)
        self.quoted = frozenset(name for name, (before, after) in pairs if before[-1:] == after[:1] == "'")
        """Holes whose content is the reader's own, word by word: `'{}' owns '{}'`."""
        self._head, self._tail = parts[0], parts[-1]
        self._pattern = re.compile("(.*?)".join(re.escape(part) for part in parts[::2]), re.DOTALL)

    def match(self, message: str) -> dict[str, str] | None:
        """Return what fills the holes, by name or position, or None if the message isn't made of this text."""
        if not (message.startswith(self._head) and message.endswith(self._tail)):
            return None
        found = self._pattern.fullmatch(message)
        return dict(zip(self._names, found.groups(), strict=True)) if found else None

    def filled(self, holes: Mapping[str, str]) -> str:
        """Return the translation with these holes filled in."""
        positions = iter(range(len(self._names)))
        return _HOLE.sub(lambda found: holes.get(found[1] or str(next(positions)), ""), self.said)


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """Return a language by its code. Raises KeyError for one that isn't spoken."""
    if code not in LANGUAGES:
        raise KeyError(code)
    file = Path(__file__).with_name(f"{code}.toml")
    table = {} if code == "en" else tomllib.loads(file.read_text(encoding="utf-8"))
    pages = table.pop("pages", {})
    return Language(code, _flat(table), _flat(pages))


def _flat(table: Mapping[str, object]) -> dict[str, str]:
    """Lay the file's sections over one another: they are for its reader only."""
    flat: dict[str, str] = {}
    for key, value in table.items():
        flat.update(_flat(value) if isinstance(value, dict) else {key: str(value)})
    return flat


ENGLISH = Language("en", {})
