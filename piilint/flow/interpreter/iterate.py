"""What iterating over a value gives, one element at a time."""

from __future__ import annotations

from piilint.flow.collections.known_keys import declared_keys, is_declared_mapping, key_by_key, known_parts
from piilint.flow.domain.selectors import EACH, EACH_KEY
from piilint.flow.domain.value import Label, Object, ObjectId, Value, constant, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.abstract import item_after_item
from piilint.flow.objects.access import class_of, exact_items, part_of, read_part
from piilint.flow.objects.company import language_refs
from piilint.flow.objects.places import fields_by_place
from piilint.flow.objects.sharing import concrete_only
from piilint.flow.sources.naming import last_word
from piilint.model.facts import Step


def element_of(act: Activation, value: Value, at: int, text: str) -> Value:
    """An element of what is iterated: of a class in view through its `__iter__`; of many rows, one of many."""
    from piilint.flow.calling.methods import call_dunder

    value = _members(act, value, at)
    own = call_dunder(act, value, "__iter__", [], at)
    own = own if own is not None else call_dunder(act, value, "__aiter__", [], at)
    if own is not None:
        following = call_dunder(act, own, "__next__", [], at)
        following = following if following is not None else call_dunder(act, own, "__anext__", [], at)
        value = own if following is None else following
        if following is not None:
            return following
    looked_up = item_after_item(act, value, at) if own is None and value.objects else None
    if looked_up is not None:
        return looked_up
    value = gone_over(act, value, at)
    objects = act.objects(value)
    if objects and all(_is_mapping(act, name, held) for name, held in objects):
        return keys_of(act, value)
    element = read_part(act, value, EACH)
    if value.refs:
        element = join(element, Value(refs=language_refs(value.refs)))
    if not value.objects:
        element = join(element, Value(value.labels, opaque=value.opaque))
    step = Step(act.spot(at), "iterated", last_word(text))
    return element.with_labels({key: label.then(step)._replace(many=True) for key, label in element.labels.items()})


def element_passed(act: Activation, value: Value, at: int) -> Value:
    """An element of what is passed to a callee that goes over it: of instances in view what their `__iter__` gives, which
    the callee couldn't tell."""
    own = frozenset(name for name, held in act.objects(value) if _says_itself(act, held))
    if not own:
        return read_part(act, value, EACH, speaking=True)
    element = element_of(act, Value(objects=own), at, "")
    others = Value(value.labels, value.objects - own, value.refs, opaque=value.opaque)
    return join(element, read_part(act, others, EACH, speaking=True)) if others.objects else element


def _own_iterator(act: Activation, value: Value, at: int) -> Value | None:
    """What `__iter__` of classes in view gives; None if there is none. Where the caller knows which thing it is, that is
    left to the caller, and what any instance holds there is a guess."""
    from piilint.flow.calling.methods import call_dunder

    callers = frozenset(name for name, held in act.objects(value) if name[0] == "p" and not _says_itself(act, held))
    own = call_dunder(act, value, "__iter__", [], at)
    if own is None or not callers:
        following = call_dunder(act, own, "__next__", [], at) if own is not None else None
        return own if following is None else act.allocate(at, "list", None, {"[*]": following}, tag="one by one")
    known = concrete_only(read_part(act, own, EACH))
    known = known.as_guess() if act.function.node.name == "__iter__" else known.as_unasked()
    made = act.allocate(at, "list", None, {"[*]": known}, tag="of any instance")
    return Value(value.labels, callers | made.objects, opaque=value.opaque)


def _exactly_given(act: Activation, value: Value, at: int) -> Value | None:
    """What the `__iter__` of an instance made here gives, where it is known one by one."""
    from piilint.flow.calling.methods import call_dunder

    objects = act.objects(value)
    if (
        value.labels
        or not objects
        or not all(held.kind == "instance" and _says_itself(act, held) for _, held in objects)
    ):
        return None
    own = call_dunder(act, value, "__iter__", [], at)
    given = act.objects(own) if own is not None else []
    return own if len(given) == 1 and exact_items(given[0][1]) is not None else None


def _says_itself(act: Activation, held: Object) -> bool:
    """Whether it is an instance whose class in view says what going over it gives."""
    cls = class_of(act, held) if held.kind in ("instance", "symbol", "typed") else None
    return cls is not None and act.program.find_method(cls.id, "__iter__") is not None


def gone_over(act: Activation, value: Value, at: int) -> Value:
    """What a loop goes over: of a model its fields, pair by pair, of an enumeration its members, of a table's groups their
    keys and rows, of a mapping in view its keys, of an instance whose `__iter__` gives so many what that gives, else the value
    itself."""
    value = _members(act, value, at)
    exact = _exactly_given(act, value, at)
    if exact is not None:
        return exact
    if any(EACH_KEY in held.fields for _, held in act.objects(value)):
        from piilint.flow.tabular.grouping import group_by_group

        return group_by_group(act, value, at)
    if not any(held.cls is not None and held.cls[0] == "class" for _, held in act.objects(value)):
        return value
    from piilint.flow.objects.abstract import known_keys
    from piilint.flow.objects.derived import contents
    from piilint.flow.objects.dumping import field_pairs

    keys = known_keys(act, value, at)
    if keys is not None:
        return act.allocate(at, "list", None, {f"[{i}]": key for i, key in enumerate(keys)}, tag="keys")
    return field_pairs(act, contents(act, value), at)


def one_by_one(act: Activation, value: Value, at: int) -> Value:
    """What a loop goes over, in its own steps: of a mapping of which some keys are known, each of these and any other."""
    found = gone_over(act, value, at)
    keys = key_by_key(act, found, at, UNROLLED)
    return found if keys is None else keys


def iterated(act: Activation, value: Value, at: int) -> Value:
    """What is gone over: of an instance in view with an `__iter__` what that gives, of a dict its keys, of a named tuple
    its fields by place, else the value itself."""
    from piilint.flow.objects.derived import contents

    value = _members(act, value, at)
    values = act.objects(value)
    if values and all(_is_plain_dict(act, name, held) for name, held in values):
        known = unrolled(act, value)
        keys = {"[*]": keys_of(act, value)} if known is None else {f"[{i}]": key for i, key in enumerate(known)}
        return act.allocate(at, "list", None, keys, tag="keys")
    if not any(held.cls is not None and held.cls[0] == "class" for _, held in values):
        return value
    own = _own_iterator(act, value, at)
    if own is not None:
        return own
    entry = fields_by_place(act, value, at, "")
    return contents(act, value) if entry is None else act.allocate(at, "tuple", None, entry, tag="entry")


def _members(act: Activation, value: Value, at: int) -> Value:
    """An enumeration's members in its place."""
    from piilint.flow.objects.enumerations import listed_members

    listed = listed_members(act, value, at) if value.refs else None
    return value if listed is None else listed


def _is_plain_dict(act: Activation, name: ObjectId, held: Object) -> bool:
    return (held.kind == "dict" and held.cls is None) or is_declared_mapping(act, name, held)


def _is_mapping(act: Activation, name: ObjectId, held: Object) -> bool:
    from piilint.flow.objects.derived import kind_of

    return (
        kind_of(act, held) == "dict"
        or (held.cls is not None and held.cls[0] in ("mapping", "counts"))
        or bool(declared_keys(act, held))
        or is_declared_mapping(act, name, held)
    )


def keys_of(act: Activation, value: Value) -> Value:
    """Any of a mapping's keys."""
    result = Value(
        {key: label for key, label in value.labels.items() if not label.path} if not value.objects else {}, opaque=True
    )
    for name, held in act.objects(value):
        result = join(result, part_of(act, name, held, "~"))
    return result


def key_of(act: Activation, mapping: Value) -> Value:
    """Any key of what is asked for its keys: of one record, or of what a query gives, that is the name of a field, of
    `accounts` it may be a number."""
    key = keys_of(act, mapping)
    several = {k: v for k, v in key.labels.items() if not (v.record and _has_fields(v))}
    return key if len(several) == len(key.labels) else key.with_labels(several)


def _has_fields(label: Label) -> bool:
    """Whether it is said of one record, or of the rows of a query."""
    if any(step.kind == "queried" for step in label.trace):
        return True
    return not label.many and not last_word(label.text).endswith("s")


UNROLLED = 32
"""Loops over so many known constants are run one by one."""

FEW = 6
"""Loops over so many known values of any kind are, too."""


def unrolled(act: Activation, value: Value) -> list[Value] | None:
    """The elements one by one: a few values of a display, or the items of a dict whose keys are all known; else None."""
    objects = act.objects(value)
    keys = known_parts(act, value) if len(objects) == 1 else None
    if keys is not None:
        return [constant(selector[2:-2]) for selector in keys] if len(keys) <= UNROLLED else None
    if len(objects) != 1 or value.labels:
        return None
    held = objects[0][1]
    if held.kind == "items":
        return [held.fields[s] for s in held.fields] if len(held.fields) <= UNROLLED else None
    items = exact_items(held) or exact_members(held)
    if not items or len(items) > UNROLLED:
        return None
    constants = all(item.const and isinstance(item.const[0], (str, int)) for item in items)
    return items if constants or len(items) <= FEW else None


def exact_members(held: Object) -> list[Value] | None:
    """The members of a set, where all of them are known."""
    if held.kind != "set" or "[*]" in held.fields:
        return None
    return [part for selector, part in held.fields.items() if selector.startswith("[")]


def known_constants(act: Activation, value: Value) -> dict[str, Value] | None:
    """The elements by position, where they are known constants: of a display, a set, a dict's keys."""
    items = unrolled(act, value)
    if not items or not all(item.const and not item.labels for item in items):
        return None
    return {f"[{position}]": item for position, item in enumerate(items)}
