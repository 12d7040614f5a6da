"""Mappings whose keys are all known: a dict as it is written out, and what a TypedDict declares.

class Payment(TypedDict): iban: str; ccy: str
def show(payment: Payment):
    for key, value in payment.items():      # "iban" and "ccy", one after the other
        if key not in SECRET: log.info(value)
"""

from __future__ import annotations

from collections.abc import Iterable

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import EACH, key_selector
from piilint.flow.domain.state import is_callers, symbol_child
from piilint.flow.domain.value import NOTHING, UNKNOWN, Object, ObjectId, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import read_part
from piilint.flow.sources.naming import last_word, named, owners_of
from piilint.flow.syntax.used_as_mapping import is_used_as_mapping
from piilint.link.kinds import MAPPINGS
from piilint.model import ir


def known_parts(act: Activation, value: Value) -> dict[str, Value] | None:
    """What a mapping holds, by selector, if it is one object and all of its keys are known; else None."""
    objects = act.objects(value)
    if len(objects) != 1:
        return None
    name, held = objects[0]
    declared = declared_keys(act, held)
    if declared:
        if _has_more(value, name) or any(s.startswith("[") and not s.startswith('["') for s in held.fields):
            return None
        return {selector: read_part(act, value, selector) for selector in declared}
    if value.labels or held.kind != "dict" or held.cls is not None:
        return None
    return dict(held.fields) if held.fields and all(selector.startswith('["') for selector in held.fields) else None


def _has_more(value: Value, name: ObjectId) -> bool:
    """Whether a value carries more than that it is the caller's object, or a record by its name."""
    return any(label.path and ("p", *label.path) != name for label in value.labels.values())


def declared_keys(act: Activation, held: Object) -> tuple[str, ...]:
    """The selectors of a TypedDict's keys, those declared and those written besides; () of anything else."""
    cls = act.program.classes.get(held.cls[1]) if held.cls is not None and held.cls[0] == "class" else None
    if cls is None or cls.kind != "typeddict":
        return ()
    declared = (key_selector(field) for field in act.program.all_fields(cls.id))
    return tuple(dict.fromkeys((*declared, *(selector for selector in held.fields if selector.startswith('["')))))


def is_declared_mapping(act: Activation, name: ObjectId, held: Object) -> bool:
    """Whether a parameter is a dict by its annotation, or one of the many dicts that it has: `rows: Iterator[dict]`; or
    what the caller has is used as one."""
    if name[0] != "p" or held.kind != "symbol" or held.cls is not None:
        return False
    if is_used_as_mapping(act, name):
        return True
    annotation = next((param.annotation for param in act.function.node.params if param.name == name[1]), None)
    for step in name[2:]:
        several = step in (EACH, "[*]") and isinstance(annotation, ir.Sub) and _outer(annotation) in _SEVERAL
        annotation = annotation.index if several and isinstance(annotation, ir.Sub) else None
    return annotation is not None and _outer(annotation) in MAPPINGS


_SEVERAL = frozenset(
    ("list", "List", "Sequence", "Iterable", "Iterator", "Collection", "AsyncIterator", "AsyncIterable")
)


def _outer(annotation: ir.Expr) -> str:
    """The last name of a type: "dict" of `dict[str, Any]` and of `dict | None`."""
    if isinstance(annotation, ir.Bin):
        return _outer(annotation.operands[0])
    return last_word(text_of(annotation.value if isinstance(annotation, ir.Sub) else annotation))


def named_part(act: Activation, owner: Value, selector: str, part: Value, at: int) -> Value:
    """What stands under a key, with what the key says; a TypedDict and its other keys say whose it is."""
    key = selector[2:-2]
    owners = owners_of(act, owner, "") if part.opaque and any(h.cls is not None for _, h in act.objects(owner)) else ()
    return named(act, part, key, owners, at, key)


def pair_by_pair(act: Activation, receiver: Value, other: Value, at: int, most: int) -> Value | None:
    """The items of a dict, pair by pair: those under known keys, and a pair with any `other` key for the rest, if it may have
    more than those: `{**defaults, "iban": iban}.items()`. None where no key is known, or more than so many."""
    fields, rest = known_parts(act, receiver), None
    if fields is None:
        fields, rest = _written_parts(act, receiver)
    if not fields or len(fields) > most:
        return None
    pairs: dict[str, Value] = {}
    if rest is not None and not rest.is_nothing():
        pairs["[*]"] = act.allocate(at, "tuple", None, {"[0]": other, "[1]": rest}, tag="any other pair")
    for number, (selector, part) in enumerate(fields.items()):
        key = selector[2:-2]
        value = named_part(act, receiver, selector, part, at)
        pairs[f"[{number}]"] = act.allocate(at, "tuple", None, {"[0]": constant(key), "[1]": value}, tag=f"pair {key}")
    return act.allocate(at, "items", None, pairs, tag="items")


def key_by_key(act: Activation, receiver: Value, at: int, most: int) -> Value | None:
    """The keys of a mapping that may have more than those that are known: any other one, and each of these."""
    fields, rest = _written_parts(act, receiver)
    if not fields or len(fields) > most or rest.is_nothing():
        return None
    name, held = act.objects(receiver)[0]
    other = symbol_child(name, "~") if is_callers(held) else held.fields.get("~", UNKNOWN)
    keys = {f"[{number}]": constant(selector[2:-2]) for number, selector in enumerate(fields)}
    return act.allocate(at, "items", None, {"[*]": join(other, UNKNOWN), **keys}, tag="key by key")


def _written_parts(act: Activation, value: Value) -> tuple[dict[str, Value], Value]:
    """What was put under known keys into a dict of the caller's, or into one that was filled otherwise before; and what
    may stand under others."""
    objects = act.objects(value)
    if len(objects) != 1 or objects[0][1].cls is not None or _has_more(value, objects[0][0]):
        return {}, NOTHING
    name, held = objects[0]
    others = [selector for selector in held.fields if selector.startswith("[") and not selector.startswith('["')]
    if held.kind != "dict" and not (is_callers(held) and not others):
        return {}, NOTHING
    rest = join_all(held.fields[selector] for selector in others)
    rest = join(rest, symbol_child(name, "[*]")) if is_callers(held) else rest
    if rest.refs or any(thing.kind == "bound" for _, thing in act.objects(rest)):
        return {}, NOTHING  # a registry: any of its functions may be called
    return {selector: part for selector, part in held.fields.items() if selector.startswith('["')}, rest


def or_default(act: Activation, found: Value, default: Value) -> Value:
    """What is found, or what stands in for it; an empty display adds nothing to what has parts, `row.get("extra", {})`, nor
    anything to a function that is there: `MASKS.get(key, str)`."""
    functions = bool(found.refs) and all(kind == "func" for kind, _ in found.refs)
    if functions and not (found.labels or found.opaque or found.objects or found.may_be_none):
        return found
    held = act.objects(default)
    plain = not default.labels and not default.refs and default.const is None and not default.opaque
    empty = plain and bool(held) and all(each.kind in ("dict", "list", "tuple") and not each.fields for _, each in held)
    unknown = found.opaque and not found.objects and not found.refs and found.const is None
    if empty and unknown and [each.kind for _, each in held] == ["dict"]:
        act.state.write(held[0][0], "[*]", UNKNOWN)  # which may have any key: `answer.json().get("data", {})`
    return found if empty and found.objects else join(found, default)


def is_called(act: Activation, value: Value) -> bool:
    """Whether it is something that is called where a key would be looked up: `["iban", str, lambda row: row["kind"]]`."""
    held = [thing.kind for _, thing in act.objects(value)]
    kinds = [kind for kind, _ in value.refs]
    return bool(held or kinds) and all(kind == "bound" for kind in held) and set(kinds) <= {"func", "class", "ext"}


def surely_has(act: Activation, value: Value, selector: str) -> bool:
    """Whether a dict was written out here with this key, which nothing took away since."""
    objects = act.objects(value)
    own = [selector in act.displayed.get(name, ()) and selector in held.fields for name, held in objects]
    return not value.labels and own == [True]


def are_patterns(act: Activation, values: Iterable[Value]) -> bool:
    """Whether all of these are regular expressions that were compiled: a table of what is to be hidden."""
    held = [act.objects(value) for value in values]
    return bool(held) and all([each.kind for _, each in objects] == ["pattern"] for objects in held)


def keys_given(act: Activation, args: Arguments) -> dict[str, Value]:
    """What `update` puts under which key, where all keys are known."""
    keys = {key_selector(key): value for key, value in args.keywords.items()}
    for other in args.positional:
        known = known_parts(act, other)
        if known is None:
            return {}
        keys.update(known)
    return keys
