"""Numbers that were published as samples, and the ranges that issuers of cards have."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

import msgspec

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Issuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A card scheme's range."""

    name: str
    prefix: tuple[str, ...]
    lengths: tuple[int, ...]


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of number that its written form and its check digits tell."""

    element: str
    pattern: str
    """Regular expression of the form, with what may stand around it."""
    check: str
    """python-stdnum's module: "us.ssn"; "" where there is no check digit."""
    samples: frozenset[str]
    """As written in documentation."""
    words: tuple[str, ...] = ()
    """Where form and check don't tell it from other numbers: what must be said of it, before it in the text or by the
    name that it is given."""


class Samples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `samples.toml`."""

    cards: frozenset[str]
    ibans: frozenset[str]
    identities: frozenset[str]
    issuer: tuple[Issuer, ...]
    number: tuple[Number, ...]

    @property
    def issuers(self) -> tuple[Issuer, ...]:
        """All ranges."""
        return self.issuer


@lru_cache(maxsize=1)
def samples() -> Samples:
    """The samples, read once."""
    table = tomllib.loads(Path(__file__).with_name("samples.toml").read_text("utf-8"))
    return msgspec.convert(table, Samples)
