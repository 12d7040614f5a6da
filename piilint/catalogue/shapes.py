"""Standard shapes of identifiers: what masks are tried on, and what standards let them show."""

from __future__ import annotations

import sys
from collections.abc import Set
from functools import lru_cache
from pathlib import Path

import msgspec

from piilint.catalogue.match import Names

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    pass


class Limit(_Table, frozen=True):
    """How much may be shown, in letters and digits."""

    first: int = 0
    last: int = 0
    hide: int = 0
    """Instead of the two: how many must be hidden at least."""


class Standard(_Table, frozen=True):
    """Who says so."""

    key: str
    title: str
    about: str


class Shape(_Table, frozen=True):
    """One kind of input."""

    key: str
    title: dict[str, str]
    """By language: en, zh."""
    samples: tuple[str, ...]
    """Published or invented values; the same shape in several lengths."""
    written: tuple[str, ...] = ()
    """Other ways of writing such a value: a pattern that finds none of them isn't for the shape."""
    elements: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """What records, parameters and masks call such a value."""
    limits: dict[str, Limit] = {}
    """By the standard's key."""
    until: str = ""
    """What ends the part that counts."""
    general: bool = False
    """Whether masks are held against it that don't say what they are for."""
    short: bool = False
    """Whether it is too short for any limit, and only tried to see whether it comes back whole."""
    record: bool = False
    """Whether only masks of whole records are tried on it."""
    digits: bool = True
    """Whether it is a number, rather than a name or an address."""


class Shapes(_Table, frozen=True):
    """The content of `shapes.toml`."""

    standard: tuple[Standard, ...]
    shape: tuple[Shape, ...]


@lru_cache(maxsize=1)
def shapes() -> Shapes:
    """The shapes and standards, read once."""
    table = tomllib.loads(Path(__file__).with_name("shapes.toml").read_text("utf-8"))
    return msgspec.convert(table, Shapes)


def meant_for(names: Names, called: str, parameter: str) -> frozenset[str]:
    """The shapes that a safeguard is for, by its name and its parameter's; the longest words that say something count."""
    words = list(names.words(called))
    found: set[str] = set()
    for phrases in (["_".join(words[start:]) for start in range(1, len(words))], [parameter]):
        for phrase in phrases:
            keyed = {shape.key for shape in shapes().shape if phrase in shape.keys and not shape.record}
            match = names.classify(phrase)
            known = keyed or (shapes_of({match.element}) if match is not None else frozenset())
            if known:
                found |= known
                break
    return frozenset(found)


def shapes_of(elements: Set[str], record: bool = False) -> frozenset[str]:
    """The shapes that these elements have; with those of whole records if they stand in one."""
    return frozenset(
        shape.key for shape in shapes().shape if elements & set(shape.elements) and (record or not shape.record)
    )
