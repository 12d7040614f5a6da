"""Values without some of their parts: what a callee had overwritten, what a filter or an encrypted column takes out.

row = drop(row, "iban")       # the caller's row, but for ["iban"]
"""

from __future__ import annotations

from collections.abc import Iterable

from piilint.flow.domain.selectors import WIPED, key_selector, selector_name
from piilint.flow.domain.value import NOTHING, SOMETHING, Labels, Object, ObjectId, Value
from piilint.flow.interpreter.activation import Activation

JOINT = "\x1f"

MAPPING = "**"
"""Among the parts that are gone: nothing is left of what is no mapping, as `case {"kind": _, **rest}` doesn't match that."""

_NO_MAPPINGS = frozenset(("list", "tuple", "set", "generator", "namedtuple"))


def _may_be_mapping(act: Activation, held: Object) -> bool:
    if held.kind == "instance" and held.cls is not None and held.cls[0] == "class":
        return any(kind == "ext" for kind, _ in act.program.classes[held.cls[1]].mro)
    return held.kind not in _NO_MAPPINGS


def without(act: Activation, value: Value, selector: str) -> Value:
    """The value without the parts (`\\` and their selectors) that are gone."""
    parts = selector[1:].split(JOINT)
    if MAPPING in parts:
        parts.remove(MAPPING)
        mappings = frozenset(name for name, held in act.objects(value) if _may_be_mapping(act, held))
        value = Value(value.labels, mappings, opaque=value.opaque)
    if WIPED in parts:
        held_now = {part for _, held in act.objects(value) for part in held.fields if part[0] in "[~"}
        parts = [*(part for part in parts if part != WIPED), *sorted(held_now)]
    objects: set[ObjectId] = set()
    labels = remaining(act, value.labels, [selector_name(part) for part in parts])
    for name, held in act.objects(value):
        if name[0] == "p":
            for key in [k for k, label in labels.items() if ("p", *label.path) == name]:
                cut = labels.pop(key)
                cut = cut._replace(path=(*cut.path, selector))
                labels[cut.key] = cut
            if any(part not in parts for part in held.fields):  # what was put there in the meantime
                rest: ObjectId = (*name, f"={selector[1:]}")
                act.state.heap[rest] = Object(held.kind, held.cls, {**held.fields, **dict.fromkeys(parts, NOTHING)})
                objects.add(rest)
        elif _are_rows(act, held) and all(part.startswith('["') for part in parts):
            rows = {place: without(act, row, selector) for place, row in held.fields.items()}
            objects.add(_again(act, name, selector, Object(held.kind, held.cls, rows)))
        elif any(part in held.fields for part in parts):
            for part in parts:
                held = held.without(part)
            objects.add(_again(act, name, selector, held))
        else:
            objects.add(name)
    return Value(labels, frozenset(objects), opaque=value.opaque)


def _are_rows(act: Activation, held: Object) -> bool:
    """Whether it is a list of dicts, of which a key that is gone is gone from each."""
    inside = [row.kind for part in held.fields.values() for _, row in act.objects(part)]
    return held.kind in ("list", "tuple") and bool(inside) and all(kind == "dict" for kind in inside)


def _again(act: Activation, name: ObjectId, selector: str, held: Object) -> ObjectId:
    """What is left of an object, beside it; in its place where it is such a rest already."""
    is_rest = len(name) <= 3 or name[3].endswith(selector)
    copy: ObjectId = name if is_rest else ("a", name[1], name[2], f"{name[3]}{selector}")
    act.state.heap[copy] = held
    return copy


def without_keys(act: Activation, value: Value, keys: Iterable[str]) -> Value:
    """A mapping without what stands under these keys."""
    selectors = JOINT.join(key_selector(key) for key in sorted(keys))
    return without(act, value, f"\\{selectors}") if selectors else value


_SEVERAL = 2


def remaining(act: Activation, labels: Labels, columns: list[str]) -> Labels:
    """What a table's own name says that it holds, where columns are gone that were that: `balances`. What a table of
    transactions has besides several such columns is a guess."""
    told = [match for name in columns if (match := act.names.classify(name)) is not None and act.names.follows(match)]
    gone = {match.element for match in told}
    kept = {key: label for key, label in labels.items() if label.path or label.element not in gone}
    if len(told) < _SEVERAL:
        return kept
    return {key: label._replace(confidence=1) if label.record else label for key, label in kept.items()}


def put_instead(value: Value) -> Value:
    """What a copy is given instead of what it would hold, `replace(customer, iban="")`: an empty text stays empty, rather
    than to be filled elsewhere."""
    return SOMETHING if value.const and value.const[0] in ("", b"", None) else value
