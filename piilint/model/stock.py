"""What is there besides leaks: where sensitive elements enter, are held and are protected. Plain data, for reviewers.

Taken by an analysis of its own (`flow.take_stock`), since a check doesn't need it.
"""

from __future__ import annotations

import msgspec

from piilint.model.place import Spot


class Entry(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place where an element gets into the program's hands."""

    element: str
    kind: str
    """query · call · key (of a row, a request, a file) · parameter · name."""
    spot: Spot
    text: str
    """How it reads: `row['iban']`; never a literal value."""
    function: str


class Holding(msgspec.Struct, frozen=True, order=True, gc=False):
    """A field or column that holds an element."""

    element: str
    kind: str
    """The kind of class: orm, dataclass, pydantic …, or table."""
    owner: str
    """Qualified name of the class, or the table's."""
    name: str
    spot: Spot
    protected: bool
    """Whether its type encrypts it or hides it."""


class Protection(msgspec.Struct, frozen=True, order=True, gc=False):
    """An element that is given to a safeguard somewhere."""

    element: str
    safeguard: str
    """Qualified name where it's in view, else the library's."""
    kind: str
    """mask · encryption · token · keyed-hash · bare-hash."""
    spot: Spot
    """The call."""
    function: str


class ProtectedFlow(msgspec.Struct, frozen=True, order=True, gc=False):
    """What a safeguard made of an element reaches a channel."""

    element: str
    channel: str
    callee: str
    safeguard: str
    function: str
    location: Spot


class Stock(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All of it, each tuple sorted."""

    entries: tuple[Entry, ...] = ()
    holdings: tuple[Holding, ...] = ()
    protections: tuple[Protection, ...] = ()
    protected: tuple[ProtectedFlow, ...] = ()
