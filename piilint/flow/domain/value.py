"""Abstract values: what the interpreter knows of a value at one point of the program.

    row = {"iban": stmt.iban, "ok": True}      # row: one object, fields ["iban"]: {IBAN}, ["ok"]: True
    text = f"{row['iban']}"                    # text: {IBAN}, formatted
    def helper(x): return x.upper()            # x: {symbol x}; the summary returns {symbol x}

A value is a set of labels (what its own text carries), a set of heap objects it may be (for what can be changed and
has parts), a set of references (functions, classes, modules, instances of library types) and perhaps a constant. Values
are immutable; `join` is associative, commutative and idempotent but for the traces, of which the shortest is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from piilint.flow.domain.crowds import SOURCES_LIMIT, limited
from piilint.model.facts import Step
from piilint.model.place import Spot

Path = tuple[str, ...]
"""A symbolic access path: a parameter's name (or "^" for the enclosing function's frame), then selectors in the
catalogue's notation (".name", '["key"]', "[*]"); empty for a concrete label."""

ObjectId = tuple[str, ...]
"""Identity of an abstract object: ("p", root, selectors…) for what the caller owns, ("a", site…) for what is made here."""

Ref = tuple[str, str]
"""A reference by kind: ("func", id) · ("class", id) · ("module", name) · ("ext", dotted) · ("inst", dotted type)."""

TRACE_LIMIT = 40
OBJECT_LIMIT = 10
"""A value that may be more objects than this is one of the first so many; only trees of nodes come near."""


class Label(msgspec.Struct, frozen=True, gc=False):
    """One element that a value carries, with its way so far; or a symbol: whatever the caller passes at `path`."""

    element: str
    path: Path
    source: Spot
    guard: str
    """"" or what was done that protects some elements only: see `guards`."""
    text: str
    confidence: int
    """3 high, 2 medium, 1 low."""
    record: bool
    """Whether it names a whole record whose parts have names of their own."""
    many: bool
    trace: tuple[Step, ...]
    shared: bool = False
    """Whether it came through what all instances share, so that no caller is known to have passed it."""
    unasked: bool = False
    """Whether it is what unknown code of the caller's may have given back: of no weight where the caller is in view."""

    @property
    def key(self) -> tuple[str, Path, Spot, str]:
        return (self.element, self.path, self.source, self.guard)

    def then(self, step: Step) -> Label:
        """The label one step further."""
        if len(self.trace) >= TRACE_LIMIT or (self.trace and self.trace[-1] == step):
            return self
        return _replace(self, trace=(*self.trace, step))

    def _replace(self, **changes: Any) -> Label:
        """The label with some fields changed."""
        return _replace(self, **changes)


_replace = msgspec.structs.replace


SAFE = "safe:"
"""Begins the guard of a label that a safeguard took care of, followed by the safeguard's name; only when stock is taken."""


def is_safe(label: Label) -> bool:
    """Whether it is only the memory of what a safeguard was given."""
    return label.guard.startswith(SAFE)


STAND_IN = "~"
"""Begins the last word of an object's name that was made of the class that a class method is of, while the caller knows
better which class below it that is."""


def is_stand_in(name: ObjectId) -> bool:
    """Whether it stands for what the caller makes."""
    return name[0] == "a" and len(name) > 3 and name[3].startswith(STAND_IN)


TRACED = "traced:"
"""Begins the element of a label that was put on a chosen value to follow it: see `flow.answers.probe`."""


LabelKey = tuple[str, Path, Spot, str]
Labels = dict[LabelKey, Label]


def better(one: Label, other: Label) -> Label:
    """The label to keep of two with the same key: surer, then shorter, then first in order."""
    if one.shared != other.shared:
        return other if one.shared else one
    if one.unasked != other.unasked:
        sure, guess = (other, one) if one.unasked else (one, other)
        return sure if sure.confidence > 1 else guess
    if one.confidence != other.confidence:
        return one if one.confidence > other.confidence else other
    if len(one.trace) != len(other.trace):
        return one if len(one.trace) < len(other.trace) else other
    return one if one.trace is other.trace or one.trace <= other.trace else other


_NONE = (None,)


class Value:
    """See the module's docstring. Don't change one; make another."""

    __slots__ = ("const", "digest", "labels", "may_be_none", "objects", "opaque", "refs")

    def __init__(
        self,
        labels: Labels | None = None,
        objects: frozenset[ObjectId] = frozenset(),
        refs: frozenset[Ref] = frozenset(),
        const: tuple[object, ...] | None = None,
        opaque: bool = False,
        may_be_none: bool = False,
    ) -> None:
        self.labels: Labels = labels if labels is not None else {}
        self.objects = objects
        self.refs = refs
        self.const = const
        """`(value,)` when the value is exactly this constant, `()` when it is one of several."""
        self.opaque = opaque
        """Whether it may be something unknown, so that the name it is read by says what it is."""
        self.may_be_none = may_be_none or const == _NONE
        """Whether None is among what was joined here."""
        self.digest: bytes | None = None
        """Tells it from all others once that was asked for: see `packing`."""

    def __repr__(self) -> str:
        parts = [f"{k[0] or 'sym ' + ''.join(k[1])}{'!' + k[3] if k[3] else ''}" for k in self.labels]
        parts += [str(o) for o in sorted(self.objects)] + [":".join(r) for r in sorted(self.refs)]
        return f"<{', '.join(parts)}{' =' + repr(self.const[0]) if self.const else ''}{' ?' if self.opaque else ''}>"

    def same(self, other: Value) -> bool:
        """Whether both say the same, traces aside."""
        return self is other or (
            self.labels.keys() == other.labels.keys()
            and self.objects == other.objects
            and self.refs == other.refs
            and self.const == other.const
            and self.opaque == other.opaque
            and self.may_be_none == other.may_be_none
        )

    def alike(self, other: Value) -> bool:
        """Whether both say the same to the last step."""
        return self is other or (self.same(other) and self.labels == other.labels)

    def is_nothing(self) -> bool:
        """Whether nothing at all is known to be here: an empty join."""
        return not (self.labels or self.objects or self.refs or self.opaque) and self.const is None

    # ---- derived values ---------------------------------------------------------------------------------------------

    def text(self) -> Value:
        """What is left when only the text of it goes on: its labels, no parts, no identity."""
        if not (self.objects or self.refs or self.const is not None):
            return self
        return Value(self.labels, opaque=self.opaque)

    def with_labels(self, labels: Labels) -> Value:
        return Value(labels, self.objects, self.refs, self.const, self.opaque, self.may_be_none)

    def then(self, spot: Spot, kind: str, subject: str = "") -> Value:
        """The same value one step further on its way."""
        if not self.labels:
            return self
        step = Step(spot, kind, subject)
        return self.with_labels({key: label.then(step) for key, label in self.labels.items()})

    def lowered(self, confidence: int) -> Value:
        """The same value with at most this confidence."""
        if all(label.confidence <= confidence for label in self.labels.values()):
            return self
        return self.with_labels(
            {
                k: (v if v.confidence <= confidence else v._replace(confidence=confidence))
                for k, v in self.labels.items()
            }
        )

    def guarded(self, guard: str) -> Value:
        """What is left of the text after a partial protection: see `Label.guard`."""
        labels: Labels = {}
        for label in self.labels.values():
            if not label.guard:
                changed = label._replace(guard=guard)
                labels[changed.key] = changed
            else:
                labels[label.key] = label
        return Value(labels)

    def as_unasked(self) -> Value:
        """The same, as what unknown code of the caller's may have given back."""
        return self.with_labels({k: v._replace(unasked=True) for k, v in self.labels.items()})

    def as_guess(self) -> Value:
        """The same; what is concrete of it as what only instances that others made may have given."""
        if not any(not label.path and not label.unasked for label in self.labels.values()):
            return self
        return self.with_labels({k: v if v.path else v._replace(unasked=True) for k, v in self.labels.items()})

    def as_shared(self) -> Value:
        """The same, come through what instances share."""
        return self.with_labels({k: _shared(v) for k, v in self.labels.items()}) if self.labels else self

    def as_many(self) -> Value:
        """The same, of many rows."""
        if all(label.many for label in self.labels.values()):
            return self
        return self.with_labels({k: v._replace(many=True) for k, v in self.labels.items()})


def without_guesses(value: Value) -> Value:
    """The value without what only unknown code may have given back."""
    sure = {k: v for k, v in value.labels.items() if not v.unasked and not any(s.kind == "given back" for s in v.trace)}
    return value if len(sure) == len(value.labels) else value.with_labels(sure)


def asked(label: Label) -> Label:
    """The label once the caller is known: what nobody gave back counts as low."""
    return label._replace(confidence=1, unasked=False) if label.unasked else label


def is_known_text(value: Value) -> bool:
    """Whether it is a text or a number of which is known what it holds: the end of a number, a mask's result."""
    empty = value.const and not value.const[0]
    return not (value.opaque or value.objects or value.refs or empty)


def _shared(label: Label) -> Label:
    """The label, come through what instances share: with what unknown code may have given back, two guesses."""
    guessed = any(step.kind == "given back" for step in label.trace)
    return label._replace(shared=True, confidence=1 if guessed else label.confidence)


NOTHING = Value()
UNKNOWN = Value(opaque=True)
SOMETHING = Value(const=())
"""What carries none of the data and is no one thing, either: a length."""


def constant(value: object) -> Value:
    """The value of a literal."""
    return Value(const=(value,))


def reference(kind: str, target: str) -> Value:
    """The value that is this function, class, module or library object."""
    return Value(refs=frozenset(((kind, target),)), opaque=kind in ("ext", "inst"))


def join(one: Value, other: Value) -> Value:
    """What holds when the value is one or the other; one of the two itself where that is it."""
    if one is other or other is NOTHING or other.is_nothing():
        return one
    if one is NOTHING or one.is_nothing():
        return other
    labels = join_labels(one.labels, other.labels)
    objects = one.objects if one.objects == other.objects else join_objects(one.objects, other.objects)
    refs = one.refs if one.refs == other.refs else one.refs | other.refs
    const = one.const if one.const == other.const else None if one.const is None or other.const is None else ()
    opaque = one.opaque or other.opaque
    may_be_none = one.may_be_none or other.may_be_none
    if (
        labels is one.labels
        and objects is one.objects
        and refs is one.refs
        and const is one.const
        and opaque == one.opaque
        and may_be_none == one.may_be_none
    ):
        return one
    return Value(labels, objects, refs, const, opaque, may_be_none)


def join_objects(one: frozenset[ObjectId], other: frozenset[ObjectId]) -> frozenset[ObjectId]:
    """Any of both, as far as so many can be told apart; `one` itself where `other` adds nothing."""
    if other <= one:
        return one
    joined = one | other
    if len(joined) > OBJECT_LIMIT:
        joined = frozenset(sorted(joined, key=_rank)[:OBJECT_LIMIT])
    return one if joined == one else joined


def _rank(name: ObjectId) -> tuple[bool, ObjectId]:
    """The order in which objects are kept of too many: what is the caller's first, who may know which of them it is."""
    return (name[0] != "p", name)


def join_labels(one: Labels, other: Labels) -> Labels:
    """Both sets, with the better trace where both have a label; `one` itself where `other` adds nothing."""
    if not other or one is other:
        return one
    if not one:
        return other
    joined: Labels | None = None
    for key, label in other.items():
        mine = one.get(key)
        if mine is label:
            continue
        if mine is not None:
            label = better(mine, label)
            if label is mine:
                continue
        if joined is None:
            joined = dict(one)
        joined[key] = label
    if joined is None:
        return one
    return joined if len(joined) <= SOURCES_LIMIT else limited(one, joined)


def widened(known: Value, later: Value) -> Value:
    """As `join`; but where that is too much, what was known stays, so that what is asked for again and again comes to rest."""
    joined = join(known, later)
    if joined is known:
        return known
    labels, objects = joined.labels, joined.objects
    if len(objects) >= OBJECT_LIMIT and not known.objects <= objects:
        both = known.objects | later.objects
        objects = frozenset(sorted(both, key=lambda name: (name not in known.objects, _rank(name)))[:OBJECT_LIMIT])
    if not known.labels.keys() <= labels.keys():
        merged = dict(known.labels)
        for key, label in later.labels.items():
            merged[key] = better(merged[key], label) if key in merged else label
        labels = limited(known.labels, merged, known.labels)
    return Value(labels, objects, joined.refs, joined.const, joined.opaque, joined.may_be_none)


def join_all(values: Iterable[Value]) -> Value:
    """What holds when the value is any of these."""
    result = NOTHING
    for value in values:
        result = join(result, value)
    return result


class Object:
    """An abstract object: its kind, class and the parts written so far. Immutable, like values.

    `kind`: dict · list · tuple · set · instance · bound (method, partial, closure) · frame · generator · symbol (the
    caller's: parts not written here are the caller's, too).
    """

    __slots__ = ("cls", "digest", "fields", "kind")

    def __init__(self, kind: str, cls: Ref | None = None, fields: dict[str, Value] | None = None) -> None:
        self.kind = kind
        self.cls = cls
        """("class", id) or ("inst", dotted), or, of a bound callable, what it calls."""
        self.fields: dict[str, Value] = fields if fields is not None else {}
        """By selector; "[*]" holds what may be under any key or index not listed, "~" what the keys themselves are."""
        self.digest: bytes | None = None
        """As a value's."""

    def __repr__(self) -> str:
        return f"{self.kind}{self.cls or ''}{self.fields}"

    def with_field(self, selector: str, value: Value) -> Object:
        """The object with that part. What is written under a key beside a key that only the caller knows stands after
        what was written before, since the later one holds where both are one key."""
        fields = self.fields
        if selector in fields and selector[0] == "[" and any(other.startswith("[@") for other in fields):
            fields = {other: part for other, part in fields.items() if other != selector}
        return Object(self.kind, self.cls, {**fields, selector: value})

    def without(self, selector: str) -> Object:
        return Object(self.kind, self.cls, {k: v for k, v in self.fields.items() if k != selector})

    def same(self, other: Object) -> bool:
        return self is other or (
            self.kind == other.kind
            and self.cls == other.cls
            and self.fields.keys() == other.fields.keys()
            and all(v.same(other.fields[k]) for k, v in self.fields.items())
        )
