"""Mappings that are made of pairs, and counters, whose keys are the data."""

from __future__ import annotations

from piilint.flow.domain.selectors import key_selector, of_deferred
from piilint.flow.domain.value import NOTHING, Object, Value, constant, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items

KEYS = "~"
"""Where a mapping holds what its keys are."""

COUNTER = ("counter", "")
"""The class of a counter: its keys are the data, its values are counts."""


def _exact_pairs(held: Object) -> list[Value] | None:
    """The pairs one by one: of a list, or of what a dict whose keys are known gives as its `items()`."""
    return list(held.fields.values()) if held.kind == "items" else exact_items(held)


def fields_of_pairs(act: Activation, value: Value) -> dict[str, Value] | None:
    """What `[("iban", x), ("ccy", y)]` says by key; None where a key or the number of pairs isn't known."""
    objects = act.objects(value)
    pairs = _exact_pairs(objects[0][1]) if len(objects) == 1 else None
    fields: dict[str, Value] = {}
    for pair in pairs if pairs is not None else ():
        held = act.objects(pair)
        parts = exact_items(held[0][1]) if len(held) == 1 else None
        if parts is None or len(parts) != 2 or not parts[0].const:
            return None
        fields[key_selector(parts[0].const[0])] = parts[1]
    return None if pairs is None else fields


def as_key(act: Activation, index: Value, *owners: Value) -> Value:
    """A key of one of these dicts by which it finds its part: a tuple of constants is a constant like any other."""
    if index.const is not None or index.labels or len(index.objects) != 1:
        return index
    if any(held.kind != "dict" for owner in owners for _, held in act.objects(owner)):
        return index
    items = [exact_items(held) for _, held in act.objects(index) if held.kind == "tuple"]
    parts = items[0] if items else None
    if not parts or not all(part.const and not part.labels for part in parts):
        return index
    return constant(tuple(part.const[0] for part in parts if part.const))


def key_held(act: Activation, key: Value) -> Value:
    """What a mapping holds of a key: a number, or what holds one, such as `(iban, currency)`, a future, or what a function
    that the caller passes gives for one. An instance of a class in view is a key by what it is, not by what it shows."""
    if not key.objects:
        return Value(key.labels)
    plain = (
        name
        for name, held in act.objects(key)
        if held.kind not in ("instance", "symbol", "typed")
        or (held.kind == "symbol" and held.cls is None and of_deferred(name[1:]))
    )
    return Value(key.labels, frozenset(plain))


def with_key(act: Activation, fields: dict[str, Value], key: Value) -> dict[str, Value]:
    """The part of a mapping that holds its keys, once it has this one, too; nothing for what carries none."""
    held = key_held(act, key)
    if not held.labels and not held.objects:
        return {}
    return {KEYS: join(fields.get(KEYS, NOTHING), held)}
