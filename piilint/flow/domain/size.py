"""How large a summary may be, so that applying it at a call costs no more than so much.

What a function does to a program's own caches, or to a tree that it walks, can be said at any length. Beyond a size only
the shortest ways in are kept of each value: `row` and `row["iban"]` rather than what a part of a part of it may hold.
"""

from __future__ import annotations

from collections import deque

from piilint.flow.domain.summary import Change, DeferredCall, Summary
from piilint.flow.domain.value import Labels, Object, ObjectId, Value

SUMMARY_LABELS = 300
"""Symbolic labels of all values of one summary; nearly every function in banking code stays below a hundred."""

SMALL = 60
"""So many where a program costs more than it may: see `flow.solving.limits`."""

CHANGES = 40
"""Parts of what it was given that one function is known to overwrite."""

REACHED = 32
"""Objects that a result brings along, the nearest first; what is further away is unknown to the caller."""

_STEPS = (8, 4, 2, 1)
"""So many symbolic labels, and objects, are kept of each value: the first step at which the summary fits."""


def bounded(summary: Summary, labels: int = SUMMARY_LABELS) -> Summary:
    """The summary itself where it has no more symbolic labels than that, otherwise what is kept of it."""
    if summary.kept is None and len(summary.changes) <= CHANGES and _labels(summary) <= labels:
        return summary
    for most in _STEPS:
        if summary.kept is not None and most > summary.kept:
            continue
        result = _trimmed(summary, most)
        if _labels(result) <= labels:
            break
    return result


def _labels(summary: Summary) -> int:
    count = sum(_symbolic(value) for value in summary.values())
    return count + sum(_symbolic(part) for held in summary.heap.values() for part in held.fields.values())


def _symbolic(value: Value) -> int:
    """Labels that only a caller can tell; of what is known there are never many."""
    return sum(1 for key in value.labels if key[1])


def _trimmed(summary: Summary, most: int) -> Summary:
    result = Summary()
    result.kept = most
    result.leaks, result.reported = summary.leaks, summary.reported
    result.returns, result.raises = summary.returns, _shortest(summary.raises, most)
    for change in sorted(summary.changes.values(), key=_weight)[:CHANGES]:
        value = _shortest(change.value, most)
        result.changes[change.target, change.selector] = Change(change.target, change.selector, value)
    for root, call in summary.calls.items():
        result.calls[root] = _call(call, most)
    pending = deque(name for value in result.values() for name in sorted(value.objects))
    while pending and len(result.heap) < REACHED:
        name = pending.popleft()
        held = summary.heap.get(name)
        if held is None or name in result.heap:
            continue
        fields = {selector: _shortest(part, most) for selector, part in held.fields.items()}
        result.heap[name] = Object(held.kind, held.cls, fields)
        for part in fields.values():
            pending.extend(sorted(part.objects))
    return result


def _weight(change: Change) -> tuple[bool, int, ObjectId, str]:
    """What is known to be sensitive comes first, then what is near."""
    known = any(not label.path for label in change.value.labels.values())
    return (not known, len(change.target), change.target, change.selector)


def _call(call: DeferredCall, most: int) -> DeferredCall:
    return call._replace(
        args=tuple(_shortest(value, most) for value in call.args),
        keywords=tuple((name, _shortest(value, most)) for name, value in call.keywords),
        rest=_shortest(call.rest, most),
    )


def _shortest(value: Value, most: int) -> Value:
    """The value with so many of its symbolic labels, the shortest paths, and of its objects; concrete labels stay."""
    symbolic = [key for key in value.labels if key[1]]
    if len(symbolic) <= most and len(value.objects) <= most:
        return value
    symbolic.sort(key=lambda key: (len(key[1]), key))
    dropped = set(symbolic[most:])
    labels: Labels = {key: label for key, label in value.labels.items() if key not in dropped}
    objects: list[ObjectId] = sorted(value.objects, key=lambda name: (name[0] != "p", len(name), name))[:most]
    return Value(labels, frozenset(objects), value.refs, value.const, value.opaque, value.may_be_none)
