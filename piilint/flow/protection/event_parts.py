"""What filters and processors leave of what is logged by key, part by part: a mapping within the event, a list of mappings.

def scrub(value):
    if isinstance(value, dict): return {k: "***" if k in SECRET else scrub(v) for k, v in value.items()}
    return value

def redact(logger, method, event):
    return {k: scrub(v) for k, v in event.items()}

log.info("served", body={"iban": iban, "status": status})       # body is there, its IBAN isn't
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import NOTHING, ObjectId, Path, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_attribute, read_part
from piilint.flow.objects.sure_classes import KnownClass, known_class
from piilint.flow.sources.naming import named
from piilint.flow.syntax.walked import DEPTH, KEYS, KnownKeys, KnownList, KnownPlain, KnownText, Shape, shape_of
from piilint.flow.texts.serialised import returned_parts

_INSIDE = "in:"
_JOINT = "\x1f"
_ONLY = "only "
"""Begins the attributes of an instance that are left of it."""


def event_shape(act: Activation, given: dict[str, Value]) -> KnownKeys | None:
    """The shape of an event that is given these; None where none of them has parts that are known."""
    shapes = tuple(event_part(act, value) for value in given.values()) if len(given) <= KEYS else ()
    return KnownKeys(tuple(given), shapes) if any(shapes) else None


def event_part(act: Activation, value: Value) -> Shape | None:
    """The shape of what is given, with the class of an instance."""
    return shape_of(act, value, DEPTH, True) or known_class(act, value)


def hidden_inside(summary: Summary, param: str, shape: KnownKeys) -> set[str]:
    """The parts of an event's parts that a guard's function leaves out, where it is given an event of this shape; each as a
    key of its own kind, for `without_parts`."""
    kept = _Kept(summary, param)
    hidden: set[str] = set()
    for key, inner in zip(shape.keys, shape.inside, strict=True):
        for path, leaf in _leaves(inner):
            whole = (key_selector(key), *path)
            left = kept.parts(whole) if isinstance(leaf, KnownClass) else None
            if left is not None:
                hidden.add(_INSIDE + _JOINT.join((key, *path, _ONLY + " ".join(sorted(left)))))
            elif path and not kept.has(whole):
                hidden.add(_INSIDE + _JOINT.join((key, *path)))
    return hidden


def without_parts(act: Activation, given: dict[str, Value], keys: Iterable[str], at: int) -> dict[str, Value]:
    """What is given by key, without the parts that are hidden."""
    hidden = sorted(key[len(_INSIDE) :].split(_JOINT) for key in keys if key.startswith(_INSIDE))
    left = dict(given)
    for name, *path in hidden:
        if name in left:
            left[name] = _cut(act, left[name], tuple(path), at, name)
    return left


def _cut(act: Activation, value: Value, path: Path, at: int, whose: str) -> Value:
    """The value, made anew, without the part that a path leads to."""
    objects = act.objects(value)
    selector, *rest = path
    if selector.startswith(_ONLY):
        parts = {key_selector(each[1:]): _attribute(act, value, each[1:], at, whose) for each in selector.split()[1:]}
        return act.allocate(at, "dict", None, parts, tag=f"left of {whose}")
    if len(objects) != 1:
        return value
    held = objects[0][1]
    if selector == "[*]" and selector not in held.fields and rest:  # a caller's, by what it is declared to hold
        part = _cut(act, read_part(act, value, selector), tuple(rest), at, f"{whose}{selector}")
        return act.allocate(at, "list", None, {selector: part}, tag=f"left of {whose}")
    if selector not in held.fields:
        return value
    part = _cut(act, held.fields[selector], tuple(rest), at, f"{whose}{selector}") if rest else NOTHING
    made = act.allocate(at, held.kind, held.cls, {**held.fields, selector: part}, tag=f"left of {whose}")
    return Value(value.labels, made.objects, value.refs, value.const, value.opaque)


def _attribute(act: Activation, value: Value, name: str, at: int, whose: str) -> Value:
    """An attribute of an instance; where it isn't called anything, it is what the instance is called: a phone's `_raw`."""
    part = read_attribute(act, value, name, at, name)
    if any(label.element for label in part.labels.values()):
        return part
    told = Value({key: label for key, label in value.labels.items() if label.element and not label.path})
    return join(part, told) if told.labels else named(act, part, whose, (), at, whose)


def _leaves(shape: Shape | None) -> Iterator[tuple[Path, Shape | None]]:
    """The ways to the parts of what has this shape, and what each is."""
    if isinstance(shape, KnownClass):
        yield (), shape
        return
    if isinstance(shape, KnownKeys):
        parts = [(key_selector(key), shape.inside[i] if shape.inside else None) for i, key in enumerate(shape.keys)]
    else:
        known = shape if isinstance(shape, KnownList) else KnownList((), False)
        parts = [("[*]" if known.each else key_selector(i), item) for i, item in enumerate(known.items)]
    for selector, inner in parts:
        if inner is None or isinstance(inner, (KnownText, KnownPlain)):
            yield (selector,), inner
        else:
            yield from (((selector, *rest), leaf) for rest, leaf in _leaves(inner))


class _Kept:
    """What a function leaves of an event: in the event itself, changed or not, or in what it returns in its place."""

    def __init__(self, summary: Summary, param: str) -> None:
        self._event: ObjectId = ("p", param)
        self._changed: dict[ObjectId, dict[str, Value]] = {}
        for change in summary.changes.values():
            self._changed.setdefault(change.target, {})[change.selector] = change.value
        self._objects: set[ObjectId] = set()
        self._texts: set[Path] = set()
        self._look(summary, summary.returns)
        if not returned_parts(summary):
            self._look(summary, Value(objects=frozenset((self._event,))))

    def _look(self, summary: Summary, value: Value) -> None:
        """Note all that is reachable from a value."""
        pending = [value]
        while pending:
            value = pending.pop()
            own = {name[1:] for name in value.objects}
            clear = (label.path for label in value.labels.values() if label.path and not label.guard)
            self._texts.update(path for path in clear if path not in own)
            for name in value.objects - self._objects:
                self._objects.add(name)
                pending += summary.heap[name].fields.values() if name in summary.heap else ()
                pending += self._changed.get(name, {}).values()
                pending += self._unchanged(name)

    def _unchanged(self, name: ObjectId) -> list[Value]:
        """What was changed within the parts of the event that are still in their places."""
        inner = [target for target in self._changed if target[: len(name)] == name and len(target) > len(name)]
        return [Value(objects=frozenset((target,))) for target in inner if self._is_there(name, target[len(name) :])]

    def _is_there(self, name: ObjectId, path: Path) -> bool:
        """Whether a part of what was given is still where it was."""
        for selector in path:
            changed = self._changed.get(name, {})
            if selector in changed or "[*]" in changed:
                return False
            name = (*name, selector)
        return True

    def has(self, path: Path) -> bool:
        """Whether a part is left somewhere."""
        whole = (self._event[1], *path)
        if any(text[0] != whole[0] or _same_way(text, whole) for text in self._texts):
            return True
        owners = (name for name in self._objects if name[0] == "p" and ("p", *whole)[: len(name)] == name)
        return any(self._is_there(name, ("p", *whole)[len(name) :]) for name in owners)

    def parts(self, path: Path) -> set[str] | None:
        """The attributes of an instance that are left somewhere, if it isn't itself."""
        whole = (self._event[1], *path)
        left: set[str] = set()
        for text in (*self._texts, *(name[1:] for name in self._objects if name[0] == "p" and len(name) > len(whole))):
            if text[: len(whole)] == whole[: len(text)] and len(text) > len(whole) and text[len(whole)][0] == ".":
                left.add(text[len(whole)])
            elif text[0] != whole[0] or _same_way(text, whole):
                return None
        owners = (name for name in self._objects if name[0] == "p" and ("p", *whole)[: len(name)] == name)
        return None if any(self._is_there(name, ("p", *whole)[len(name) :]) for name in owners) else left


def _same_way(path: Path, other: Path) -> bool:
    """Whether one part is within the other."""
    length = min(len(path), len(other))
    return path[:length] == other[:length]
