"""The inventory: every sensitive element that the code handles, from where it enters to who can read it."""

from __future__ import annotations

from typing import Literal

import msgspec

from piilint.model.finding import Level, Problem
from piilint.model.place import Place


class Where(msgspec.Struct, frozen=True, order=True, gc=False):
    """Something about an element at a place."""

    kind: str
    """Of an entry: query, call, key, parameter, name; of a holding: the kind of class, or table; of a safeguard: mask …"""
    text: str
    """How it reads, or what it is called."""
    function: str
    """The function or class that it stands in."""
    place: Place
    protected: bool = False
    """Of a holding: whether its type encrypts or hides it."""


class Reach(msgspec.Struct, frozen=True, order=True, gc=False):
    """One way on which an element reaches a channel."""

    channel: str
    callee: str
    function: str
    place: Place
    source: str
    """How the source reads; "" of what a safeguard made."""
    safeguard: str = ""
    """What it was protected by; "" if it's in the clear."""
    confidence: Literal["high", "medium", "low"] = "high"
    forbidden_to: tuple[str, ...] = ()


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One element."""

    element: str
    title: dict[str, str]
    level: Level
    enters: tuple[Where, ...] = ()
    held: tuple[Where, ...] = ()
    safeguards: tuple[Where, ...] = ()
    reaches: tuple[Reach, ...] = ()


class Inventory(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All elements, those of the higher level first."""

    items: tuple[Item, ...]
    audiences: dict[str, tuple[str, ...]]
    """Who can read each channel that something reaches."""
    files: int = 0
    functions: int = 0
    problems: tuple[Problem, ...] = ()
    """Files that couldn't be read or parsed, with the reason."""
