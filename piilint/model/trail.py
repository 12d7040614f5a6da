"""The trail of one value: where it comes from and where it goes, whether anything is reported or not."""

from __future__ import annotations

import msgspec

from piilint.model.finding import Problem
from piilint.model.place import Place, Spot


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Something that a value is made of, and what that is made of in turn."""

    kind: str
    """assigned · parameter · passed · default · loop · with · caught · attribute · read · call · returned · constant ·
    unpacked · name · more (what a limit left out)."""
    text: str
    """How it reads; never a literal value."""
    spot: Spot
    function: str
    parts: tuple[Origin, ...] = ()


class Use(msgspec.Struct, frozen=True, order=True, gc=False):
    """Something that is done with a value, or with a part of it, outside of channels."""

    spot: Spot
    kind: str
    """called (given to a call) · stored (in an attribute or under a key) · returned · yielded · raised."""
    text: str
    function: str


class Carried(msgspec.Struct, frozen=True, order=True, gc=False):
    """An element that the value was found to carry."""

    element: str
    source: Place
    text: str
    confidence: str


class Source(msgspec.Struct, frozen=True, gc=False):
    """An `Origin` as it is shown."""

    kind: str
    text: str
    function: str
    place: Place
    parts: tuple[Source, ...] = ()


class Step(msgspec.Struct, frozen=True, gc=False):
    """One step of the way into a channel."""

    place: Place
    kind: str
    subject: str


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """A channel that the value reaches."""

    channel: str
    callee: str
    function: str
    place: Place
    """Where value and way into the channel meet."""
    sink: Place
    safeguard: str = ""
    """What protected it; "" if it's in the clear."""
    trace: tuple[Step, ...] = ()


class Passing(msgspec.Struct, frozen=True, gc=False):
    """A `Use` as it is shown."""

    kind: str
    text: str
    function: str
    place: Place


class Trail(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All that is known of one value."""

    name: str
    place: Place
    function: str
    carries: tuple[Carried, ...] = ()
    origins: tuple[Source, ...] = ()
    uses: tuple[Passing, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    is_cut: bool = False
    """Whether a limit left something out."""


class Trails(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The values that were asked for, and the text around them."""

    trails: tuple[Trail, ...]
    titles: dict[str, dict[str, str]] = {}
    """What elements and channels are called, by key and language."""
    sources: dict[str, str] = {}
    """Text of the files that are spoken of, by text key, for excerpts."""
    problems: tuple[Problem, ...] = ()
    """Files that couldn't be read or parsed, or not followed to the end."""
