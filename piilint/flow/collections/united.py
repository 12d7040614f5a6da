"""Mappings that are made of others: `{**row, "iban": masked}`, `row | extra`. What comes later overwrites.

{"iban": x, **{"id": 7}}           # a new dict: both keys are known
{**row, "iban": mask(x)}           # the caller's row, but for what stands under "iban"
"""

from __future__ import annotations

from piilint.flow.collections.containers import copied
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.value import NOTHING, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import part_of, read_part
from piilint.flow.syntax.reads import names_read

Fields = dict[str, Value]


def united(act: Activation, pieces: list[Value | Fields], at: int) -> Value:
    """The mapping that has what these have: mappings, and keys as they are written out."""
    fields: Fields = {}
    callers = NOTHING
    for piece in pieces:
        known = piece if isinstance(piece, dict) else known_parts(act, piece)
        if known is not None:
            fields.update(_over(fields, known))
        elif isinstance(piece, Value) and is_callers(act, piece):
            copy = copied(act, piece, at)
            fields = {key: or_callers(act, value, piece, key) for key, value in fields.items()}
            callers = join(callers, copy)
        elif isinstance(piece, Value):
            fields.update(_over(fields, _parts(act, piece)))
    if callers is NOTHING:
        return act.allocate(at, "dict", None, fields)
    for name in callers.objects:
        for selector, value in fields.items():
            more = selector in ("[*]", "~")
            old = part_of(act, name, act.state.object(name), selector) if more else NOTHING
            act.state.write(name, selector, join(old, value))
    return callers


def _over(before: Fields, later: Fields) -> Fields:
    """What comes later, with what was there before of keys that nobody knows."""
    return {
        key: join(before[key], value) if key in ("[*]", "~") and key in before else value
        for key, value in later.items()
    }


def or_callers(act: Activation, value: Value, mapping: Value, key: str) -> Value:
    """What was written under a key before the caller's mapping, which may have another: its name says no more than before,
    but where the mapping is known to have the key, as a record or because the key is read of it in the same function."""
    if not key.startswith('["'):
        return value
    other = read_part(act, mapping, key)
    if has_key(act, mapping, key[2:-2]):
        return join(value, other)
    return join(value, Value(other.labels, other.objects, other.refs, other.const, value.opaque))


def has_key(act: Activation, mapping: Value, key: str) -> bool:
    """Whether a caller's mapping is known to have a key that says something."""
    if any(label.record for label in mapping.labels.values()):
        return True
    return any(key in names for name in mapping.objects for _, names in names_read(act, name, by_key=True))


def is_callers(act: Activation, value: Value) -> bool:
    """Whether it is one thing that only the caller knows."""
    objects = act.objects(value)
    return len(objects) == 1 and objects[0][0][0] == "p" and objects[0][1].kind == "symbol"


def _parts(act: Activation, mapping: Value) -> Fields:
    """What is known of a mapping that has unknown keys, too."""
    fields: Fields = {}
    objects = act.objects(mapping)
    for _, held in objects:
        fields.update({selector: part for selector, part in held.fields.items() if selector[0] in "[~"})
    if any(held.kind == "symbol" for _, held in objects) or (mapping.labels and not mapping.objects):
        fields["[*]"] = join(fields.get("[*]", NOTHING), read_part(act, mapping, "[*]"))
    return fields
