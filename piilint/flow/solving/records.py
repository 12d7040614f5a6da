"""What is kept of an interpretation: all that it asked of others, with the answers; what it did to them; what came out.

An interpretation is made by its function's text and by the answers it was given, so where they are the same again, so is
the outcome. Events stand in the order in which they happened.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

import msgspec

from piilint.flow.domain.passed import Passed
from piilint.flow.domain.value import ObjectId
from piilint.flow.solving.lessons import Consulted, Key, Lesson
from piilint.model.facts import Flow, LiteralValue
from piilint.model.place import Spot


class Event(msgspec.Struct, array_like=True, gc=False):
    """Something that an interpretation asked, or did to what all share."""


class Called(Event, tag="s", array_like=True, gc=False):
    """Asked for a function's summary; "" stands for one that isn't known yet."""

    function: str
    digest: bytes


class CalledFor(Event, tag="v", array_like=True, gc=False):
    """Asked for a function's summary for constants."""

    function: str
    constants: tuple[tuple[str, Any], ...]
    limit: int
    digest: bytes


class Looked(Event, tag="o", array_like=True, gc=False):
    """Looked at a shared object; no digest if nothing was known of it."""

    name: ObjectId
    digest: bytes


class AskedRooted(Event, tag="r", array_like=True, gc=False):
    """Asked whether a module or class variable holds an object."""

    name: ObjectId
    answer: bool


class AskedShared(Event, tag="k", array_like=True, gc=False):
    """Asked whether an object is shared."""

    name: ObjectId
    answer: bool


class Exported(Event, tag="e", array_like=True, gc=False):
    """Let a shared object be this, too: number `held` of those packed with the outcome."""

    name: ObjectId
    held: int
    before: bytes
    after: bytes
    """What the object was and has become; the same where this added nothing."""


class Rooted(Event, tag="R", array_like=True, gc=False):
    """Objects that a module or class variable holds from now on."""

    names: tuple[ObjectId, ...]


class Made(Event, tag="f", array_like=True, gc=False):
    """Came upon a lambda, the function with this number."""

    name: str
    at: int


class Named(Event, tag="c", array_like=True, gc=False):
    """Gave a lambda the name of a variable."""

    function: str
    called: str


class Attached(Event, tag="a", array_like=True, gc=False):
    """Attached a guard to a logger; `at` is the call if that is to be remembered, else -1."""

    function: str
    at: int


class Unresolved(Event, tag="u", array_like=True, gc=False):
    """Gave something sensitive to a call that nobody knows."""

    spot: Spot


class LeftOut(Event, tag="l", array_like=True, gc=False):
    """Reached a budget; `whole` if the function counts as cut short."""

    whole: bool


class Worked(Event, tag="w", array_like=True, gc=False):
    """Did so much work."""

    amount: int


AnyEvent = (
    Called
    | CalledFor
    | Looked
    | AskedRooted
    | AskedShared
    | Exported
    | Rooted
    | Made
    | Named
    | Attached
    | Unresolved
    | LeftOut
    | Worked
)


class Record(msgspec.Struct, array_like=True, gc=False):
    """One interpretation."""

    name: str
    """The function's, or that of its variant."""
    run: int
    """How many interpretations of it came before."""
    before: bytes
    """What was known of it."""
    events: tuple[AnyEvent, ...]
    digest: bytes
    """Of the summary."""
    trimmed: bool
    """Whether the summary was cut to size."""
    same: bool
    """Whether it says the same as before."""
    flows: tuple[Flow, ...]
    packed: bytes
    """The rest of the outcome, and what was exported: see `packing`."""
    passed: tuple[Passed, ...] = ()


Literals = dict[str, tuple[bytes, tuple[LiteralValue, ...]]]


class Shut(msgspec.Struct, array_like=True, gc=False):
    """A record that nobody has opened yet."""

    name: str
    run: int
    consulted: tuple[int, ...]
    """What was looked up in the program's text, and the events, by number: see `Row`."""
    events: tuple[int, ...]
    content: bytes
    packed: bytes


class Row(msgspec.Struct, array_like=True, gc=False):
    """The interpretations of one file's functions, what they consulted, and their events, each once: what functions of a
    file ask of others is a third as much as all their questions."""

    prints: Consulted = ()
    events: bytes = b""
    """Packed."""
    shut: tuple[Shut, ...] = ()
    lessons: bytes = b""
    """Instead, in rows of their own: what was learned for all, packed."""
    literals: Literals = {}
    """Instead, in a row of its own: by path the print of a file's IR, and the literals in it that are data."""


class _Taught(msgspec.Struct, array_like=True, gc=False):
    """What was learned for all: keys, digests, and what was consulted, by number."""

    prints: Consulted
    lessons: tuple[tuple[Key, bytes, tuple[int, ...]], ...]


class Prints:
    """What a row's records consulted, by number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Key, bytes], int] = {}

    def numbers(self, consulted: Iterable[tuple[Key, bytes]]) -> tuple[int, ...]:
        """The numbers of these, which may be new."""
        known = self._numbers
        return tuple([known.setdefault(each, len(known)) for each in consulted])

    def all(self) -> Consulted:
        return tuple(self._numbers)


class Events:
    """The events of a row's records, by number."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def number(self, event: AnyEvent) -> int:
        """Its number, which may be new. Events are told apart as they are kept, since True isn't 1."""
        return self._numbers.setdefault(_encode(event), len(self._numbers))

    def packed(self) -> bytes:
        return zlib.compress(_encode([msgspec.Raw(each) for each in self._numbers]), 1)


encode_row = msgspec.msgpack.Encoder().encode
decode_row = msgspec.msgpack.Decoder(Row).decode
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Record).decode
_decode_events = msgspec.msgpack.Decoder(tuple[AnyEvent, ...]).decode
_decode_taught = msgspec.msgpack.Decoder(_Taught).decode


def shut(record: Record, consulted: tuple[int, ...], events: Events) -> Shut:
    """The record as it is kept."""
    bare = msgspec.structs.replace(record, packed=b"", events=())
    numbers = tuple([events.number(event) for event in record.events])
    return Shut(record.name, record.run, consulted, numbers, _encode(bare), record.packed)


def opened(held: Shut, events: tuple[AnyEvent, ...]) -> Record:
    """The record; raises msgspec.MsgspecError or IndexError for what none is."""
    record = _decode(held.content)
    record.packed = held.packed
    record.events = tuple([events[number] for number in held.events])
    return record


def events_of(row: Row) -> tuple[AnyEvent, ...]:
    """All events of a row; raises msgspec.MsgspecError or zlib.error for what isn't one."""
    return _decode_events(zlib.decompress(row.events)) if row.events else ()


def lessons_row(lessons: Iterable[Lesson]) -> bytes:
    """A row of what was learned."""
    prints = Prints()
    held = tuple([(each.key, each.digest, prints.numbers(each.consulted)) for each in lessons])
    return encode_row(Row(lessons=zlib.compress(_encode(_Taught(prints.all(), held)), 1)))


def lessons_of(row: bytes) -> list[Lesson]:
    """What `lessons_row` was given; raises msgspec.MsgspecError, zlib.error or IndexError for what isn't such a row."""
    held = _decode_taught(zlib.decompress(decode_row(row).lessons))
    return [Lesson(key, digest, tuple([held.prints[n] for n in of])) for key, digest, of in held.lessons]


def literals_row(literals: Literals) -> bytes:
    """The row of the files' literals."""
    return encode_row(Row(literals=literals))


def literals_of(row: bytes) -> Literals:
    """What `literals_row` was given; raises msgspec.MsgspecError for what isn't such a row."""
    return decode_row(row).literals
