"""Where things stand in the catalogue's files, for people who want to read or change them.

calls_named("requests.post")     the entries of that callable, each with its file and line
words_by_language("iban")        an element's words, by the file that gives them
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from piilint.catalogue.calls import Entry, expand
from piilint.catalogue.load import api_files, element_files

_PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the catalogue, and where it stands."""

    kind: str
    """sink · source · propagator · sanitizer · value · query · failure · hook · attachment"""
    entry: Entry
    pattern: str
    """The name in the entry that matched: "logging.Logger.{debug,info}"."""
    library: str
    file: str
    """Below the package: "piilint/catalogue/apis/logging.toml"."""
    line: int


@dataclass(frozen=True, slots=True)
class Words:
    """What one file gives an element."""

    language: str
    file: str
    line: int
    strong: tuple[str, ...]
    weak: tuple[str, ...]


_KINDS = ("sink", "source", "propagator", "sanitizer", "value", "query", "failure", "hook", "attachment")


def calls_named(dotted: str) -> list[Found]:
    """The entries for a callable of this dotted name, or whose dotted name ends so; built-ins need no prefix.

    Entries for any receiver (`*.write`) count where no library's own is there, or where only a method is asked for.
    """
    found = list(_matching(dotted))
    own = [each for each in found if not each.pattern.startswith("*")]
    return own or found


def _matching(dotted: str) -> Iterator[Found]:
    last = dotted.rpartition(".")[2]
    for file, line, library, kind, entry, pattern, names in _index():
        if any(_is_meant(name, dotted, last) for name in names):
            yield Found(kind, entry, pattern, library, file, line)


def _is_meant(name: str, dotted: str, last: str) -> bool:
    if name in (dotted, f"builtins.{dotted}") or (name.endswith(f".{dotted}") and "." in dotted):
        return True
    if name.startswith("*."):
        return name[2:] == last and dotted.startswith(("*.", last))
    if "*" in name or "?" in name:
        return fnmatchcase(dotted, name)
    return False


@lru_cache(maxsize=1)
def _index() -> tuple[tuple[str, int, str, str, Entry, str, tuple[str, ...]], ...]:
    rows = []
    for path, api in api_files():
        text, file, met = path.read_text("utf-8").splitlines(), _below(path), Counter[str]()
        for kind in _KINDS:
            for entry in getattr(api, kind):
                patterns = (*getattr(entry, "call", ()), *getattr(entry, "name", ()), *getattr(entry, "path", ()))
                for pattern in patterns:
                    met[pattern] += 1
                    line = _line(text, pattern, occurrence=met[pattern] if kind == "sink" else 1)
                    rows.append((file, line, api.library, kind, entry, pattern, tuple(expand(pattern))))
    return tuple(rows)


def words_by_language(key: str) -> list[Words]:
    """What the files of `elements/` say of an element, the one that defines it first."""
    found: list[Words] = []
    for path, file in element_files():
        text, name = path.read_text("utf-8").splitlines(), _below(path)
        for element in file.element:
            if element.key == key:
                line = _line(text, key)
                found.insert(0, Words(file.language, name, line, element.strong, element.weak))
        words = file.words.get(key)
        if words is not None:
            found.append(Words(file.language, name, _line(text, f"[words.{key}]", ""), words.strong, words.weak))
    return found


def _line(lines: list[str], text: str, quote: str = '"', occurrence: int = 1) -> int:
    """The line that holds the text in quotes for the first (or so many-th) time; 1 if none does."""
    places = [number for number, line in enumerate(lines, 1) if f"{quote}{text}{quote}" in line]
    return places[min(occurrence, len(places)) - 1] if places else 1


def _below(path: Path) -> str:
    return path.relative_to(_PACKAGE).as_posix()
