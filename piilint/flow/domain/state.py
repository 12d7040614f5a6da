"""The state at one point of a function: what variables hold, and what the objects they share look like.

Objects are shared by reference, so an alias sees a change:

    alias = row                       # both: object ("p", "row")
    alias["iban"] = mask(...)         # writes its field ["iban"]; row sees it

An object that isn't in the local heap is either the caller's (a symbol: every part not written here is the caller's
part), or shared by the whole program (module variables, class attributes, instances' attributes): then reading it makes
this function depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from piilint.flow.domain.selectors import WIPED, selector_name
from piilint.flow.domain.value import NOTHING, Label, Object, ObjectId, Path, Value, join
from piilint.model.place import Spot

SYMBOL_DEPTH = 4
"""Selectors that a symbolic path may have, and a name behind them: see `BELOW`. Deeper parts without one are taken for their
container."""

Reading = tuple[tuple[ObjectId, "Object | None"], ...]
"""Objects that were looked at, as they were; None for those that nothing had been written to."""

SharedReader = Callable[[ObjectId], "Object | None"]


class State:
    """Variables and heap; mutable, copied at branches."""

    __slots__ = ("_read", "env", "heap", "shared", "views")

    def __init__(self, shared: SharedReader) -> None:
        self.env: dict[str, Value] = {}
        self.heap: dict[ObjectId, Object] = {}
        self.shared = shared
        self.views: dict[ObjectId, ObjectId] = {}
        """Mappings that are another object's attributes (`vars(x)`, `x.__dict__`), by mapping."""
        self._read: set[ObjectId] | None = None
        """The objects that are looked at, while anybody wants to know."""

    def copy(self) -> State:
        other = State(self.shared)
        other.views = self.views
        other.env = self.env.copy()
        other.heap = self.heap.copy()
        return other

    def object(self, name: ObjectId) -> Object:
        """The object of this identity as it is now."""
        if self._read is not None:
            self._read.add(name)
        found = self.heap.get(name)
        if found is not None:
            return found
        return _SYMBOL if name[0] == "p" else self._base(name)

    def write(self, name: ObjectId, selector: str, value: Value) -> None:
        """Overwrite one part of an object; under a key of what shows another's attributes, that attribute, too."""
        if name in self.views and selector.startswith('["'):
            self.write(self.views[name], f".{selector[2:-2]}", value)
        self.heap[name] = self.object(name).with_field(selector, value)

    def add(self, name: ObjectId, selector: str, value: Value) -> None:
        """Let one part of an object be this, too."""
        held = self.object(name)
        old = held.fields.get(selector)
        self.heap[name] = held.with_field(selector, value if old is None else join(old, value))

    # ---- what is looked at ------------------------------------------------------------------------------------------

    def begin_reading(self) -> set[ObjectId] | None:
        """Note from here on which objects are looked at; returns what `end_reading` wants."""
        outer, self._read = self._read, set()
        return outer

    def end_reading(self, outer: set[ObjectId] | None) -> Reading:
        """The objects that were looked at since the reading began."""
        names = self._read or ()
        self._read = outer
        if outer is not None:
            outer.update(names)
        return tuple((name, self._now(name)) for name in names)

    def note_reads(self, reading: Reading) -> None:
        """Count these as looked at, too."""
        if self._read is not None:
            self._read.update(name for name, _ in reading)

    def is_as_read(self, reading: Reading) -> bool:
        """Whether all that was looked at is still what it was."""
        return all(self._now(name) is held for name, held in reading)

    def _now(self, name: ObjectId) -> Object | None:
        found = self.heap.get(name)
        return found if found is not None or name[0] in ("p", "t", "tl") else self.shared(name)

    def changed_since(self, heap: dict[ObjectId, Object]) -> bool:
        """Whether any object of an earlier heap is another now."""
        mine = self.heap
        return any(mine.get(name) is not held for name, held in heap.items())

    def joined(self, other: State) -> State:
        """What holds after either of two ways."""
        if self is other:
            return self
        result = State(self.shared)
        result.views = self.views
        mine, theirs = self.env, other.env
        result.env = dict(mine)
        for name, value in theirs.items():
            old = mine.get(name)
            if old is not value:
                result.env[name] = value if old is None else join(old, value)
        result.heap = dict(self.heap)
        for oid, theirs_object in other.heap.items():
            mine_object = self.heap.get(oid)
            if mine_object is None:
                result.heap[oid] = _as_maybe(oid, join_objects(oid, self._base(oid), theirs_object))
            elif mine_object is not theirs_object:
                joined = join_objects(oid, mine_object, theirs_object)
                result.heap[oid] = with_gaps(joined, (mine_object, theirs_object))
        for oid, mine_object in self.heap.items():
            if oid not in other.heap and oid[0] != "a":
                result.heap[oid] = _as_maybe(oid, join_objects(oid, mine_object, self._base(oid)))
        return result

    def _base(self, name: ObjectId) -> Object:
        if name[0] == "p":
            return _ABSENT if name[-1][0] == "=" and name[-1][1:].isdigit() else _SYMBOL  # a copy that isn't made there
        if name[0] == "t":
            return Object("typed", ("class", name[1]))
        if name[0] == "tl":
            return Object("typed", ("list", name[1]))
        return self.shared(name) or _ABSENT

    def same(self, other: State) -> bool:
        """Whether both say the same, traces aside."""
        return (
            self.env.keys() == other.env.keys()
            and self.heap.keys() == other.heap.keys()
            and all(v.same(other.env[k]) for k, v in self.env.items())
            and all(o.same(other.heap[k]) for k, o in self.heap.items())
        )


MAYBE = "?"
"""A part of a module's variable or a class's attribute that was only set on some ways."""


def _as_maybe(name: ObjectId, held: Object) -> Object:
    """What is there when a variable that all share was set on one of two ways only."""
    return held.with_field(MAYBE, NOTHING) if name[0] in "mc" and len(name) == 3 and MAYBE not in held.fields else held


_SYMBOL = Object("symbol")
_ABSENT = Object("absent")


def symbol(path: Path, spot: Spot, text: str) -> Value:
    """The caller's value at a path."""
    label = Label("", path, Spot(spot.path, -1), "", text, 3, False, False, ())
    return Value({label.key: label}, frozenset((("p", *path),)), opaque=True)


@lru_cache(maxsize=65536)
def symbol_child(name: ObjectId, selector: str) -> Value:
    """The caller's part of a caller's object."""
    if len(name) <= SYMBOL_DEPTH + 1:
        return symbol((*name[1:], selector), _NOWHERE, "")
    return symbol_below(name, selector) if selector_name(selector) else symbol(name[1:], _NOWHERE, "")


BELOW = "//"
"""Begins the selector of a part that has a name and is somewhere in what a path leads to: `rows[*].entry.lines//.amount`.
It is the last one of its path."""


def symbol_below(name: ObjectId, selector: str) -> Value:
    """Any part of this name that is in the caller's object, or in what is in that."""
    path = name[1 : SYMBOL_DEPTH + 2]
    path = path[:-1] if path[-1].startswith(BELOW) else path
    return symbol((*path, f"{BELOW}{selector}"), _NOWHERE, "")


_NOWHERE = Spot("", -1)


def is_callers(held: Object) -> bool:
    """Whether what isn't written here is the caller's."""
    return held.kind == "symbol" and WIPED not in held.fields


def _in_order(fields: dict[str, Value], ways: tuple[dict[str, Value], dict[str, Value]]) -> dict[str, Value]:
    """The parts in an order that is right for both ways: a known key stands behind those that only the caller knows only
    where it was written later than these on each way that writes it."""
    late = [_written_late(way) for way in ways]
    last = {key for key in fields if all(key not in way or key in after for way, after in zip(ways, late, strict=True))}
    first = [key for key in fields if key not in last and not _is_unknown(key)]
    order = [*first, *filter(_is_unknown, fields), *(key for key in fields if key in last and not _is_unknown(key))]
    return fields if order == list(fields) else {key: fields[key] for key in order}


def _written_late(fields: dict[str, Value]) -> set[str]:
    """The keys behind all that only the caller knows."""
    late: set[str] = set()
    for key in fields:
        late = set() if _is_unknown(key) else {*late, key}
    return late


def _is_unknown(selector: str) -> bool:
    return selector.startswith("[@")


def with_gaps(joined: Object, ways: Iterable[Object]) -> Object:
    """A dict that is one of several, in which a function stands under a key that not all of them have: there may be none."""
    if joined.kind != "dict" or joined.cls is not None:
        return joined
    for selector in sorted(
        {each for way in ways for each in joined.fields if way.fields.get(each, NOTHING).is_nothing()}
    ):
        part = joined.fields[selector]
        if selector.startswith('["') and not part.labels and part.const is None and (part.refs or part.objects):
            joined = joined.with_field(
                selector, Value(part.labels, part.objects, part.refs, part.const, part.opaque, may_be_none=True)
            )
    return joined


def join_objects(name: ObjectId, one: Object, other: Object, join: Callable[[Value, Value], Value] = join) -> Object:
    """The object when it is either; what one of them doesn't list of a caller's object is the caller's. Parts are joined
    by `join`, or `widened`."""
    if one is other or other.kind == "absent":
        return one
    if one.kind == "absent":
        return other
    if (WIPED in one.fields) != (WIPED in other.fields) and one.kind == other.kind == "symbol":
        one, other = _filled(name, one, other), _filled(name, other, one)
    mine, theirs = one.fields, other.fields
    fields: dict[str, Value] | None = None
    for selector, value in theirs.items():
        old = mine.get(selector)
        if old is value:
            continue
        new = join(_part(name, one, selector) if old is None else old, value)
        if new is not old:
            fields = dict(mine) if fields is None else fields
            fields[selector] = new
    for selector, value in mine.items():
        if selector not in theirs:
            new = join(value, _part(name, other, selector))
            if new is not value:
                fields = dict(mine) if fields is None else fields
                fields[selector] = new
    if any(map(_is_unknown, mine)) or any(map(_is_unknown, theirs)):
        ordered = _in_order(mine if fields is None else fields, (mine, theirs))
        fields = fields if ordered is mine else ordered
    grows = one.kind == "list" or (one.kind == "tuple" and name[0] == "p")
    if grows and one.kind == other.kind and mine.keys() != theirs.keys():
        fields = dict(mine) if fields is None else fields
        fields.setdefault("[*]", NOTHING)  # of one length or the other
    kind = (
        one.kind
        if one.kind == other.kind or other.kind == "symbol"
        else other.kind
        if one.kind == "symbol"
        else min(one.kind, other.kind)
    )
    cls = one.cls if one.cls is not None else other.cls
    if fields is None and kind == one.kind and cls is one.cls:
        return one
    return Object(kind, cls, mine if fields is None else fields)


def _filled(name: ObjectId, held: Object, other: Object) -> Object:
    """A caller's container that holds nothing of the caller's on one of two ways: with all that it holds on the other."""
    if WIPED not in held.fields:
        return held
    fields = {selector: part for selector, part in held.fields.items() if selector != WIPED}
    for selector in other.fields:
        if selector.startswith("[") and selector not in fields:
            fields[selector] = fields.get("[*]", NOTHING)
    return Object(held.kind, held.cls, fields)


def _part(name: ObjectId, held: Object, selector: str) -> Value:
    found = held.fields.get(selector)
    if found is not None:
        return found
    if selector.startswith("[") and selector != "[*]":
        rest = held.fields.get("[*]")
        if rest is not None:
            return rest
    return symbol_child(name, selector) if held.kind == "symbol" else NOTHING
