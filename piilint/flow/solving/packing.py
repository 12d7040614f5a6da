"""Values, objects and analyses as bytes that can be kept, and digests that tell whether two are alike to the last step.

A pack holds tables: every step, label, value and object once, by number; what refers to them has the number. Nothing in
it is run or imported when it is read. A constant that could be somebody's number isn't packed: what holds one isn't kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from piilint.flow.domain.summary import Change, DeferredCall, Leak, SinkUse, Summary
from piilint.flow.domain.value import Label, Object, ObjectId, Ref, Value
from piilint.lower.keeping import could_be_somebodys
from piilint.model.facts import Step
from piilint.model.place import Spot
from piilint.model.stock import Entry, ProtectedFlow, Protection

DIGEST_BYTES = 12
_Scalar = (str, bool, int, float, bytes, type(None))
_LARGEST = 1 << 63


class NotKept(Exception):
    """Something holds a constant that can't be kept, or may not be."""


class _Label(msgspec.Struct, array_like=True, gc=False):
    element: str
    path: tuple[str, ...]
    source: Spot
    guard: str
    text: str
    confidence: int
    flags: int
    """1 record, 2 many, 4 shared, 8 unasked."""
    trace: tuple[int, ...]


class _Value(msgspec.Struct, array_like=True, gc=False):
    labels: tuple[int, ...] = ()
    objects: tuple[ObjectId, ...] = ()
    refs: tuple[Ref, ...] = ()
    const: tuple[Any, ...] | None = None
    flags: int = 0
    """1 opaque, 2 may be None."""


class _Object(msgspec.Struct, array_like=True, gc=False):
    kind: str
    cls: Ref | None
    selectors: tuple[str, ...]
    values: tuple[int, ...]


class _Leak(msgspec.Struct, array_like=True, gc=False):
    label: int
    sink: tuple[str, str, Spot, str, int]
    at: int


class _Call(msgspec.Struct, array_like=True, gc=False):
    result: str
    callee: tuple[str, ...]
    spot: Spot
    args: tuple[int, ...]
    keywords: tuple[tuple[str, int], ...]
    rest: int
    sequence: tuple[int, int] | None
    mapping: int | None
    function: str
    own: bool
    otherwise: int
    known: bool
    is_code: bool


class _Summary(msgspec.Struct, array_like=True, gc=False):
    returns: int
    raises: int
    heap: tuple[tuple[ObjectId, int], ...]
    changes: tuple[tuple[ObjectId, str, int], ...]
    leaks: tuple[_Leak, ...]
    calls: tuple[tuple[str, _Call], ...]
    reported: tuple[tuple[Spot, str], ...]
    kept: int | None


Stock = Entry | Protection | ProtectedFlow


class Pack(msgspec.Struct, array_like=True, gc=False):
    """An analysis but for its flows, with its tables, and the objects that it let others share."""

    steps: tuple[Step, ...]
    labels: tuple[_Label, ...]
    values: tuple[_Value, ...]
    objects: tuple[_Object, ...]
    summary: _Summary
    entries: tuple[Entry, ...]
    protections: tuple[Protection, ...]
    protected: tuple[ProtectedFlow, ...]
    shared: tuple[int, ...]
    """Objects by number."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Pack).decode


def pack(summary: Summary, stock: frozenset[Stock], shared: Iterable[Object]) -> bytes:
    """A summary, what was noted and some objects as bytes; raises NotKept."""
    packer = _Packer()
    packed = packer.summary(summary)
    objects = tuple(packer.object(held) for held in shared)
    noted = sorted(stock, key=lambda each: (type(each).__name__, each))
    content = _encode(
        Pack(
            tuple(packer.steps),
            tuple(packer.labels),
            tuple(packer.values),
            tuple(packer.objects),
            packed,
            tuple(each for each in noted if isinstance(each, Entry)),
            tuple(each for each in noted if isinstance(each, Protection)),
            tuple(each for each in noted if isinstance(each, ProtectedFlow)),
            objects,
        )
    )
    return zlib.compress(content, 1)


@lru_cache(maxsize=128)
def unpack(packed: bytes) -> tuple[Summary, frozenset[Stock], tuple[Object, ...]]:
    """What `pack` was given; raises msgspec.MsgspecError or zlib.error for what it didn't make."""
    held = _decode(zlib.decompress(packed))
    reader = _Reader(held)
    stock: frozenset[Stock] = frozenset((*held.entries, *held.protections, *held.protected))
    return reader.summary(held.summary), stock, tuple(reader.objects[number] for number in held.shared)


class _Packer:
    """Fills the tables. What was seen is told by identity first, since that is quick, then by content."""

    def __init__(self) -> None:
        self.steps: dict[Step, int] = {}
        self.labels: list[_Label] = []
        self.values: list[_Value] = []
        self.objects: list[_Object] = []
        self._labels: dict[int, int] = {}
        self._values: dict[int, int] = {}
        self._objects: dict[int, int] = {}
        self._by_content: dict[tuple[object, ...], int] = {}

    def label(self, label: Label) -> int:
        known = self._labels.get(id(label))
        if known is None:
            steps = self.steps
            flags = label.record + 2 * label.many + 4 * label.shared + 8 * label.unasked
            trace = tuple([steps.setdefault(step, len(steps)) for step in label.trace])
            known = self._labels[id(label)] = len(self.labels)
            self.labels.append(
                _Label(label.element, label.path, label.source, label.guard, label.text, label.confidence, flags, trace)
            )
        return known

    def value(self, value: Value) -> int:
        known = self._values.get(id(value))
        if known is None:
            labels = tuple([self.label(label) for label in value.labels.values()])
            const = None if value.const is None else tuple([constant_kept(each) for each in value.const])
            flags = value.opaque + 2 * value.may_be_none
            content = (labels, value.objects, value.refs, repr(const), flags)
            known = self._by_content.get(content)
            if known is None:
                known = self._by_content[content] = len(self.values)
                self.values.append(
                    _Value(labels, tuple(sorted(value.objects)), tuple(sorted(value.refs)), const, flags)
                )
            self._values[id(value)] = known
        return known

    def object(self, held: Object) -> int:
        known = self._objects.get(id(held))
        if known is None:
            values = tuple([self.value(value) for value in held.fields.values()])
            known = self._objects[id(held)] = len(self.objects)
            self.objects.append(_Object(held.kind, held.cls, tuple(held.fields), values))
        return known

    def summary(self, summary: Summary) -> _Summary:
        return _Summary(
            self.value(summary.returns),
            self.value(summary.raises),
            tuple((name, self.object(held)) for name, held in summary.heap.items()),
            tuple((each.target, each.selector, self.value(each.value)) for each in summary.changes.values()),
            tuple(_Leak(self.label(each.label), (*each.sink,), each.at) for each in summary.leaks.values()),
            tuple((key, self.call(each)) for key, each in summary.calls.items()),
            tuple(sorted(summary.reported)),
            summary.kept,
        )

    def call(self, call: DeferredCall) -> _Call:
        """A call that is left to the caller, its values by number."""
        return _Call(
            call.result,
            call.callee,
            call.spot,
            tuple(self.value(value) for value in call.args),
            tuple((name, self.value(value)) for name, value in call.keywords),
            self.value(call.rest),
            None if call.sequence is None else (call.sequence[0], self.value(call.sequence[1])),
            None if call.mapping is None else self.value(call.mapping),
            call.function,
            call.own,
            self.value(call.otherwise),
            call.known,
            call.is_code,
        )


class _Reader:
    """Makes the tables' contents anew, each once."""

    def __init__(self, held: Pack) -> None:
        steps = held.steps
        labels = [
            Label(
                each.element,
                each.path,
                each.source,
                each.guard,
                each.text,
                each.confidence,
                bool(each.flags & 1),
                bool(each.flags & 2),
                tuple([steps[number] for number in each.trace]),
                bool(each.flags & 4),
                bool(each.flags & 8),
            )
            for each in held.labels
        ]
        self.labels = labels
        self.values = [
            Value(
                {labels[number].key: labels[number] for number in each.labels},
                frozenset(each.objects),
                frozenset(each.refs),
                None if each.const is None else tuple([_as_constant(part) for part in each.const]),
                bool(each.flags & 1),
                bool(each.flags & 2),
            )
            for each in held.values
        ]
        values = self.values
        self.objects = [
            Object(each.kind, each.cls, {s: values[n] for s, n in zip(each.selectors, each.values, strict=True)})
            for each in held.objects
        ]

    def summary(self, held: _Summary) -> Summary:
        values = self.values
        summary = Summary()
        summary.returns, summary.raises = values[held.returns], values[held.raises]
        summary.heap = {name: self.objects[number] for name, number in held.heap}
        summary.changes = {(target, sel): Change(target, sel, values[number]) for target, sel, number in held.changes}
        leaks = [Leak(self.labels[each.label], SinkUse(*each.sink), each.at) for each in held.leaks]
        summary.leaks = {leak.key: leak for leak in leaks}
        summary.calls = {key: self.call(each) for key, each in held.calls}
        summary.reported = frozenset(held.reported)
        summary.kept = held.kept
        return summary

    def call(self, held: _Call) -> DeferredCall:
        """The call that `_Packer.call` made."""
        values = self.values
        return DeferredCall(
            held.result,
            held.callee,
            held.spot,
            tuple(values[number] for number in held.args),
            tuple((name, values[number]) for name, number in held.keywords),
            values[held.rest],
            None if held.sequence is None else (held.sequence[0], values[held.sequence[1]]),
            None if held.mapping is None else values[held.mapping],
            held.function,
            held.own,
            values[held.otherwise],
            held.known,
            held.is_code,
        )


# ---- constants ------------------------------------------------------------------------------------------------------


def constant_kept(value: object) -> object:
    """A constant as it is kept: lists stand for tuples."""
    if type(value) is tuple:
        return [constant_kept(each) for each in value]
    if type(value) not in _Scalar:
        raise NotKept
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise NotKept
    if isinstance(value, (str, int, bytes)) and could_be_somebodys(_text(value)):
        raise NotKept
    return value


def _text(value: str | int | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _as_constant(value: object) -> object:
    return tuple([_as_constant(each) for each in value]) if isinstance(value, list) else value


# ---- digests --------------------------------------------------------------------------------------------------------


def digest_of(data: bytes) -> bytes:
    return blake2b(data, digest_size=DIGEST_BYTES).digest()


def value_digest(value: Value) -> bytes:
    """Tells values apart, their ways included."""
    if value.digest is None:
        const = None if value.const is None else [(type(each).__name__, repr(each)) for each in value.const]
        parts = [list(value.labels.values()), sorted(value.objects), sorted(value.refs), const, value.opaque]
        parts.append(value.may_be_none)
        value.digest = digest_of(_encode(parts))
    return value.digest


def object_digest(held: Object) -> bytes:
    """Tells objects apart, the ways of what they hold included."""
    if held.digest is None:
        fields = [part for selector, value in held.fields.items() for part in (selector, value_digest(value))]
        held.digest = digest_of(_encode([held.kind, held.cls, fields]))
    return held.digest


def summary_digest(summary: Summary) -> bytes:
    """Tells summaries apart, all ways included."""
    if summary.digest is None:
        summary.digest = digest_of(
            _encode(
                [
                    value_digest(summary.returns),
                    value_digest(summary.raises),
                    [(name, object_digest(held)) for name, held in summary.heap.items()],
                    [(each.target, each.selector, value_digest(each.value)) for each in summary.changes.values()],
                    list(summary.leaks.values()),
                    [(key, _call_parts(each)) for key, each in summary.calls.items()],
                    sorted(summary.reported),
                    summary.kept,
                ]
            )
        )
    return summary.digest


def _call_parts(call: DeferredCall) -> list[object]:
    return [
        *(call.result, call.callee, call.spot, call.function, call.known, call.is_code),
        [value_digest(value) for value in call.args],
        [(name, value_digest(value)) for name, value in call.keywords],
        value_digest(call.rest),
        value_digest(call.otherwise),
        None if call.sequence is None else (call.sequence[0], value_digest(call.sequence[1])),
        None if call.mapping is None else value_digest(call.mapping),
    ]
