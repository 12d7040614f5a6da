"""What a function does, seen from outside: returns, changes, leaks, calls back. All in terms of its parameters.

def log_row(row, send):            # leaks: symbol row["iban"] -> logging.Logger.info
    logger.info(row["iban"])       # calls: symbol send, with symbol row
    row["done"] = True             # changes: row["done"]
    return send(row)               # returns: symbol call:…
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from piilint.flow.domain.passed import Passed
from piilint.flow.domain.state import join_objects
from piilint.flow.domain.value import NOTHING, Label, Object, ObjectId, Path, Value, join, widened
from piilint.model.facts import Flow, Step
from piilint.model.place import Spot
from piilint.model.stock import Entry, ProtectedFlow, Protection


class SinkUse(NamedTuple):
    """A sink as it stands in the code."""

    channel: str
    callee: str
    spot: Spot
    shows: str
    confidence: int


class Leak(NamedTuple):
    """A symbol that reaches a sink."""

    label: Label
    sink: SinkUse
    at: int = -1
    """The call here that leads to it."""

    @property
    def key(self) -> tuple[object, ...]:
        return (self.label.path, self.label.guard, self.sink.spot, self.sink.channel)


IN_TRY, RAISED = "!", "raised"
"""Ends the root of a call in a `try`; and that root's own, what the call raised."""


class DeferredCall(NamedTuple):
    """A call of something that only the caller knows."""

    result: str
    """The root under which its result is spoken of: "call:12"."""
    callee: Path
    spot: Spot
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    rest: Value
    """What was passed with `*` and `**`."""
    sequence: tuple[int, Value] | None = None
    """Where `*x` began, and x."""
    mapping: Value | None = None
    """The `**x`."""
    function: str = ""
    """The function that the call stands in."""
    own: bool = False
    """Whether it only counts where a class in view has the method: what containers do with it is known."""
    otherwise: Value = NOTHING
    """What is called where the caller passes nothing: `(sink or print)(text)`."""
    known: bool = False
    """Whether the callee itself has followed something that it may be: what a caller gets that passes nothing known is less
    than a guess."""
    is_code: bool = False
    """Whether the function takes what unknown code gives for a code: see `flow.syntax.compared`."""

    def values(self) -> list[Value]:
        """Everything that was passed."""
        starred = [self.sequence[1]] if self.sequence is not None else []
        mapped = [self.mapping] if self.mapping is not None else []
        return [*self.args, *(value for _, value in self.keywords), self.rest, *starred, *mapped, self.otherwise]


class Change(NamedTuple):
    """A part of the caller's (or a shared) object, overwritten."""

    target: ObjectId
    selector: str
    value: Value


class Summary:
    """See the module's docstring."""

    __slots__ = ("_ordered", "calls", "changes", "digest", "heap", "kept", "leaks", "raises", "reported", "returns")

    def __init__(self) -> None:
        self.returns: Value = NOTHING
        self.raises: Value = NOTHING
        self.heap: dict[ObjectId, Object] = {}
        """Objects made here that the results or changes speak of."""
        self.changes: dict[tuple[ObjectId, str], Change] = {}
        self.leaks: dict[tuple[object, ...], Leak] = {}
        self.calls: dict[str, DeferredCall] = {}
        self._ordered: list[Leak] | None = None
        self.reported: frozenset[tuple[Spot, str]] = frozenset()
        """(sink, element) that the function or its callees report themselves, since a name there says what it is."""
        self.kept: int | None = None
        """How much of each value was kept where it was cut to size: see `flow.domain.size`."""
        self.digest: bytes | None = None
        """As a value's."""

    def values(self) -> list[Value]:
        """Everything that it speaks of directly, the objects that these values hold aside."""
        passed = [value for call in self.calls.values() for value in call.values()]
        return [self.returns, self.raises, *(change.value for change in self.changes.values()), *passed]

    def ordered_leaks(self) -> list[Leak]:
        """The leaks in an order that doesn't depend on how they were found."""
        if self._ordered is None:
            self._ordered = [self.leaks[key] for key in sorted(self.leaks, key=repr)]
        return self._ordered

    def same(self, other: Summary) -> bool:
        """Whether a caller would see the same, traces aside."""
        return (
            self.returns.same(other.returns)
            and self.raises.same(other.raises)
            and self.leaks.keys() == other.leaks.keys()
            and self.changes.keys() == other.changes.keys()
            and self.heap.keys() == other.heap.keys()
            and self.calls.keys() == other.calls.keys()
            and all(change.value.same(other.changes[key].value) for key, change in self.changes.items())
            and all(held.same(other.heap[key]) for key, held in self.heap.items())
            and all(_same_call(call, other.calls[key]) for key, call in self.calls.items())
        )

    def joined(self, later: Summary) -> Summary:
        """What holds when the function does what either says; of too much, what this one says."""
        result = Summary()
        result.returns = widened(self.returns, later.returns)
        result.raises = widened(self.raises, later.raises)
        result.heap = dict(self.heap)
        for name, held in later.heap.items():
            old = self.heap.get(name)
            result.heap[name] = held if old is None else join_objects(name, old, held, widened)
        result.changes = dict(self.changes)
        for key, change in later.changes.items():
            before = self.changes.get(key)
            result.changes[key] = (
                change if before is None else change._replace(value=widened(before.value, change.value))
            )
        result.leaks = {**self.leaks, **later.leaks}
        result.calls = {key: joined_call(self.calls.get(key), call, widened) for key, call in later.calls.items()}
        result.calls = {**self.calls, **result.calls}
        result.reported = later.reported
        cuts = [kept for kept in (self.kept, later.kept) if kept is not None]
        result.kept = min(cuts) if cuts else None
        return result


def joined_call(
    one: DeferredCall | None, later: DeferredCall, join: Callable[[Value, Value], Value] = join
) -> DeferredCall:
    """One call that is seen more than once: in rounds of a loop, in interpretations."""
    if one is None or one.callee != later.callee or len(one.args) != len(later.args):
        return later
    known = dict(one.keywords)
    return later._replace(
        args=tuple(join(a, b) for a, b in zip(one.args, later.args, strict=True)),
        keywords=tuple((name, join(known.get(name, NOTHING), value)) for name, value in later.keywords),
        rest=join(one.rest, later.rest),
        otherwise=join(one.otherwise, later.otherwise),
        known=one.known or later.known,
        is_code=one.is_code and later.is_code,
    )


def _same_call(one: DeferredCall, other: DeferredCall) -> bool:
    return (
        one.callee == other.callee
        and len(one.args) == len(other.args)
        and len(one.keywords) == len(other.keywords)
        and all(a.same(b) for a, b in zip(one.args, other.args, strict=True))
        and all(a[0] == b[0] and a[1].same(b[1]) for a, b in zip(one.keywords, other.keywords, strict=True))
        and one.rest.same(other.rest)
        and one.otherwise.same(other.otherwise)
        and one.known == other.known
        and one.is_code == other.is_code
        and (one.sequence is None) == (other.sequence is None)
        and (one.mapping is None) == (other.mapping is None)
    )


EMPTY = Summary()


Noted = frozenset[Entry | Protection | ProtectedFlow]


class Analysis:
    """The outcome of interpreting one function once."""

    __slots__ = ("_flows", "_stock", "_summary", "passed")

    def __init__(
        self,
        summary: Summary,
        flows: tuple[Flow, ...],
        stock: Noted = frozenset(),
        passed: tuple[Passed, ...] = (),
    ) -> None:
        self._summary = summary
        self._flows = flows
        self._stock = stock
        self.passed = passed
        """What it passes for parameters whose names callees report."""

    @property
    def summary(self) -> Summary:
        return self._summary

    @property
    def flows(self) -> tuple[Flow, ...]:
        return self._flows

    @property
    def stock(self) -> Noted:
        """What was noted besides leaks, if that was asked for."""
        return self._stock

    def with_summary(self, summary: Summary) -> Analysis:
        return Analysis(summary, self._flows, self._stock, self.passed)

    def with_flows(self, flows: Iterable[Flow]) -> Analysis:
        """The same with these flows besides."""
        return Analysis(self._summary, (*self._flows, *flows), self._stock, self.passed)


NO_ANALYSIS = Analysis(EMPTY, ())
"""What is known of a function that wasn't interpreted for lack of time."""


def own_sources(summary: Summary, call: DeferredCall) -> frozenset[tuple[str, Spot]]:
    """(element, source) of what a function itself puts into a call that it leaves to its caller."""
    found: set[tuple[str, Spot]] = set()
    seen: set[ObjectId] = set()
    pending = call.values()
    while pending:
        value = pending.pop()
        found.update((label.element, label.source) for label in value.labels.values() if not label.path)
        for name in value.objects - seen:
            seen.add(name)
            held = summary.heap.get(name)
            pending.extend(held.fields.values() if held is not None else ())
    return frozenset(found)


class Outcome(NamedTuple):
    """What came out of an interpretation."""

    analysis: Analysis
    """With the summary as it is kept."""
    trimmed: bool
    """Whether that was cut to size."""
    same: bool
    """Whether it says what was known before."""


LONG, VERY_LONG = 14, 17
"""Steps of a trace above which it counts as medium, and as low."""

GUESSES = 2
"""Calls of unknown code that a trace may go through before it counts as low."""


def sureness(trace: tuple[Step, ...]) -> int:
    """The longer the way, the less sure: what a reviewer can't follow isn't worth an alarm."""
    if len(trace) > VERY_LONG:
        return 1
    if len(trace) > GUESSES and [step.kind for step in trace].count("given back") > GUESSES:
        return 1
    return 3 if len(trace) <= LONG else 2
