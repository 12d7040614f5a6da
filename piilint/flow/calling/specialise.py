"""Summaries for a constant: what a function does when a caller passes this key, flag or mode.

    def part(row, key): return row[key]
    part(row, "ccy")                  # row["ccy"], not any part of row

    def show(account, full=False): return account.iban if full else account.iban[-4:]
    show(account)                     # the last four

    def redact(event): return {k: "***" if k in SECRET else v for k, v in event.items()}
    redact({"iban": iban, "ccy": ccy})    # the iban is hidden

    def last(n): return lambda text: text[-n:]
    last(4)(account.iban)                 # the last four

A function is interpreted once more for a constant that decides something in it: a key, a name of an attribute, a test,
passed to it, captured by it or held by its instance; and for a dict whose keys are all known, where the function goes
over them; for the functions of a table in which it looks something up; and for the length of a sequence whose members it
calls.
"""

from __future__ import annotations

from typing import NamedTuple

from piilint.flow.calling.chosen_columns import columns_passed
from piilint.flow.calling.stepped import KnownLength, lengths, sequence_of
from piilint.flow.calling.tables import has_functions, has_open_functions, held_tables, is_known, passed_tables
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.state import symbol, symbol_child
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import Object, ObjectId, Value, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.slicing import SliceOf
from piilint.flow.objects.access import read_part
from piilint.flow.objects.class_constants import (
    KnownItems,
    KnownPattern,
    constant_of_class,
    constants_in,
    known_pattern,
    own_constants,
    value_of,
)
from piilint.flow.objects.class_fields import classes_described, known_classes
from piilint.flow.objects.enumerations import own_member
from piilint.flow.objects.sure_classes import KnownClass, KnownDefinition, asked_parameters, instance_given
from piilint.flow.protection.kept_records import LOG_RECORD
from piilint.flow.syntax.deciding import CONSTRUCTORS, deciding_parameters, deciding_places
from piilint.flow.syntax.matched import matched_shapes
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.flow.syntax.tested import tested_parameters, tested_places
from piilint.flow.syntax.walked import (
    DEPTH,
    KEYS,
    KnownKeys,
    KnownList,
    Shape,
    may_have_shape,
    nested_parameters,
    shape_of,
    shaped,
    walked_parameters,
    walked_places,
)
from piilint.flow.texts.composed import KnownPieces, as_passed, pieces_passed
from piilint.link.program import FunctionInfo
from piilint.model import ir

VARIANTS = 12
"""Constants that one function is interpreted for; what comes later is any of them."""

RECORDS = 40
"""Dicts, by their keys, that one function is interpreted for."""

LOOKED_UP = 120
"""Keys, each of some dict that is logged, for which a small function is interpreted that looks them up in a table."""

VARIED_TEXT, LEAST_VARIANTS = 1500, 2
"""Nodes of text that are interpreted for constants of one function, at most, but for the first two of them: a mask or a reader
of keys has ten to a hundred nodes, what has a thousand is one of a machine's modes times its others."""

FILLED_TEXT = 120
"""Nodes of a function that is interpreted for whether something is there, at most."""


class LoggedRecord(NamedTuple):
    """Instead of a constant: a log record of the caller's, with what the logging call put into it."""

    extras: tuple[str, ...]
    keys: tuple[str, ...]
    placed: int
    """How many arguments it has by position."""
    inside: tuple[Shape | None, ...] = ()
    """The shapes of the message and of its arguments, where any has one."""


class KnownFilled(NamedTuple):
    """Instead of a constant: what stands there is an instance that was made in view, or a function, and so isn't None."""

    filled: bool = True


class KnownReference(NamedTuple):
    """Instead of a constant: a library's function or class that a closure captured."""

    dotted: str


def summary_for(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> Summary:
    """The function's summary, as exactly as the constants among what is passed tell."""
    constants: dict[str, object] = {
        name: value.const[0]
        for name, value in roots.items()
        if value.const and not value.labels and isinstance(value.const[0], (str, bool, int, type(None), SliceOf))
    }
    constants |= own_member(act, info, roots)
    constants |= {
        name: known for name, value in roots.items() if value.objects and (known := known_pattern(act, value))
    }
    held = held_constants(act, info, roots) | lengths(act, info, roots)
    shapes = {name: shape_of(act, value, 0) for name, value in roots.items() if may_have_shape(act, value)}
    if shapes:
        nested = sorted(nested_parameters(act, info) & shapes.keys())
        asked = asked_parameters(act, info) if nested else ()
        shapes |= {name: shape_of(act, roots[name], DEPTH, name in asked) for name in nested}
    records = {name: shape for name, shape in shapes.items() if shape is not None}
    gathered = _gathered_constants(act, info, roots) | (known_classes(act, info, roots) if shapes else {})
    tables = passed_tables(act, info, roots) if shapes else {}
    gathered |= pieces_passed(act, info, roots) | columns_passed(act, info, roots) | tables
    gathered |= classes_described(act, info, roots)
    matched = matched_shapes(act, info, roots) if shapes else {}
    filled = [name for name, value in roots.items() if "." not in name and is_filled(act, value)]
    if not (constants or records or held or gathered or matched or filled):
        return act.solver.summary(info.id)
    deciding = deciding_parameters(act.solver, info)
    fixed: dict[str, object] = {name: constants[name] for name in sorted(constants) if name in deciding}
    fixed |= gathered | held  # what stands in a parameter comes after what it is
    if records:
        walked = walked_parameters(act, info)
        fixed |= {name: records[name] for name in sorted(records) if name in walked - gathered.keys()}
    fixed |= {name: matched[name] for name in sorted(matched) if name not in fixed}
    tested = tested_parameters(act.solver, info) if filled and _size(act, info) <= FILLED_TEXT else ()
    fixed |= {name: KnownFilled() for name in sorted(filled) if name in tested and name not in fixed}
    if not fixed:
        return act.solver.summary(info.id)
    most = min(RECORDS if shapes else VARIANTS, _most_variants(act, info))
    if (tables or any(map(has_functions, held.values()))) and _size(act, info) <= FILLED_TEXT:
        most = LOOKED_UP
    return act.solver.variant(info.id, fixed, most)


def _most_variants(act: Activation, info: FunctionInfo) -> int:
    """For how many constants a function of this size is interpreted."""
    return max(LEAST_VARIANTS, VARIED_TEXT // max(_size(act, info), 1))


def _size(act: Activation, info: FunctionInfo) -> int:
    learned = act.solver.learned
    return learned.once(learned.sizes, info.id, lambda: len(nodes_within(info.node)))


def _gathered_constants(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """The displays of constants that a constructor makes a collection of its own from: `self.keys = frozenset(keys)`; and
    those that a function goes over, or looks for something in: `for column in columns: df[column] = "***"`."""
    passed = {name: value for name, value in roots.items() if value.objects and not value.labels and not value.refs}
    if not passed:
        return {}
    if info.node.name not in CONSTRUCTORS:
        listed = {name: held for name, value in passed.items() if (held := constants_in(act, value)) and _is_flat(held)}
        walked = walked_parameters(act, info) if listed else frozenset[str]()
        return {name: listed[name] for name in sorted(listed) if name in walked}
    taken = {
        call.args[0].value.id
        for call in calls_within(info.node)
        if isinstance(call.func, ir.Name) and call.func.id in _COLLECTIONS and len(call.args) == 1
        if isinstance(call.args[0].value, ir.Name)
    }
    known = {name: constants_in(act, passed[name]) for name in sorted(taken & passed.keys())}
    return {name: items for name, items in known.items() if items is not None}


def _is_flat(known: KnownItems) -> bool:
    """Whether they are texts, such as names of keys."""
    return all(isinstance(item, str) for item in known.items)


_COLLECTIONS = frozenset(("tuple", "frozenset", "set", "list", "sorted"))


def held_constants(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """Constants of the frame that a closure reads, and of the instance that a method is called on, by dotted place:
    "^.n", "self.keep"."""
    found: dict[str, object] = {}
    tested = tested_places(act.solver, info) if _size(act, info) <= FILLED_TEXT else frozenset()
    for place in deciding_places(act.solver, info):
        root, *steps = place.split(".")
        value = roots.get(root)
        if value is not None and root != "^" and len(steps) == 1:
            declared = constant_of_class(act, value, steps[0])
            if declared is not None:
                found[place] = declared
                continue
        if value is None or (root != "^" and not is_known(act, value, f".{steps[0]}")):
            continue
        for step in steps:
            value = read_part(act, value, f".{step}") if len(value.objects) == 1 else Value()
        if value.const and _decides(value.const[0], root):
            found[place] = value.const[0]
        elif value.objects and (known := constants_in(act, value) or known_pattern(act, value)) is not None:
            found[place] = known
        elif root != "^" and place in tested and is_filled(act, value):
            found[place] = KnownFilled()
    return found | _held_shapes(act, info, roots)


def _held_shapes(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """The dicts with known keys that a method's instance, which was made in view, holds and that the method goes over; or
    that a closure captured and goes over."""
    found: dict[str, object] = {}
    for place in walked_places(act, info):
        root, _, attribute = place.partition(".")
        this = roots.get(root)
        if this is not None and (root == "^" or is_known(act, this, f".{attribute}")):
            shape = shape_of(act, read_part(act, this, f".{attribute}"), 0)
            found |= {place: shape} if shape is not None else {}
    tables = held_tables(act, info, roots)
    return found | {
        place: table for place, table in tables.items() if place not in found or not has_open_functions(table)
    }


def _decides(held: object, root: str) -> bool:
    """Whether it is a constant to interpret for; an attribute that was made empty is filled elsewhere."""
    return isinstance(held, (bool, int, str)) and (root == "^" or isinstance(held, bool) or bool(held))


def is_filled(act: Activation, value: Value) -> bool:
    """Whether it is a function or an instance that was made in view, and nothing else; one that doesn't say itself when it
    is false."""
    if act.filled and len(value.objects) == 1 and value.opaque:  # what a caller is known to pass, handed on
        (name,) = value.objects
        return (name, "") in act.filled or (name[:-1], name[-1]) in act.filled
    if value.labels or value.opaque or value.may_be_none or value.const is not None:
        return False
    if not (value.objects or value.refs):
        return False
    if value.refs and (value.objects or not all(kind == "func" for kind, _ in value.refs)):
        return False
    find = act.program.find_method
    for name, held in act.objects(value):
        if name[0] != "a" or held.kind not in ("instance", "bound"):
            return False
        if held.kind == "instance" and (held.cls is None or held.cls[0] != "class"):
            return False
        if held.kind == "instance" and held.cls and any(find(held.cls[1], says) for says in ("__bool__", "__len__")):
            return False
    return True


def fix(act: Activation, place: str, held: object) -> None:
    """Let what stands at a dotted place be a constant, or a sequence of known length; or let something be there."""
    root, *steps = place.split(".")
    oid: ObjectId = ("p", root, *(f".{step}" for step in steps[:-1]))
    if isinstance(held, KnownFilled):
        act.filled.add((oid, f".{steps[-1]}" if steps else ""))
        return
    if isinstance(held, KnownReference):
        value = reference("ext", held.dotted)
    elif isinstance(held, KnownKeys):
        value = shaped(act, ("p", root, *(f".{step}" for step in steps)), held)
    else:
        value = sequence_of(act, place, held) if isinstance(held, KnownLength) else value_of(act, held, place)
    act.fixed[oid, f".{steps[-1]}"] = value
    act.state.write(oid, f".{steps[-1]}", value)


def record_of(act: Activation, name: str, known: object) -> Value | None:
    """A parameter that is a dict with just these keys, a log record with just these parts, a display of these constants,
    a sequence of this length; None if it is none of them."""
    oid = ("p", name)
    if isinstance(known, LoggedRecord):
        return _logged(act, oid, known)
    if isinstance(known, (KnownItems, KnownPattern)):
        return value_of(act, known, name)
    if isinstance(known, KnownClass):
        return instance_given(act, oid, known)
    if isinstance(known, KnownDefinition):
        return reference("class", known.cls)
    if isinstance(known, KnownPieces):
        return as_passed(act, name, known)
    if isinstance(known, KnownLength):
        return sequence_of(act, name, known)
    return shaped(act, oid, known) if isinstance(known, (KnownKeys, KnownList)) else None


def _logged(act: Activation, oid: ObjectId, known: LoggedRecord) -> Value:
    inside = (*oid, ".args")
    items = [key_selector(key) for key in (known.keys or range(known.placed))]
    kind = "dict" if known.keys else "tuple"
    shapes = known.inside or (None,) * (len(items) + 1)

    def part(owner: ObjectId, selector: str, shape: Shape | None) -> Value:
        return symbol_child(owner, selector) if shape is None else shaped(act, (*owner, selector), shape)

    held = {selector: part(inside, selector, shape) for selector, shape in zip(items, shapes[1:], strict=True)}
    act.state.heap[inside] = Object(kind, None, held)
    act.fixed.update({(inside, selector): value for selector, value in held.items()})
    parts = {f".{key}": symbol_child(oid, f".{key}") for key in known.extras}
    parts[".msg"] = part(oid, ".msg", shapes[0])
    parts[".args"] = Value(objects=frozenset((inside,)))
    act.fixed.update({(oid, selector): part for selector, part in parts.items()})
    act.state.heap[oid] = Object("symbol", None, parts)
    whole = symbol(oid[1:], act.spot(-1), oid[1])
    return Value(whole.labels, whole.objects, frozenset((("inst", LOG_RECORD),)), None, True)


def summary_for_keys(
    act: Activation,
    info: FunctionInfo,
    param: str,
    keys: tuple[str, ...],
    instance: Value | None,
    frame: Value | None = None,
) -> Summary:
    """The function's summary where it is given a dict with these keys, if it goes over them, as a method of the instance or
    with what it captured; else that for anything."""
    if not keys or len(keys) > KEYS or param not in walked_parameters(act, info):
        return act.solver.summary(info.id)
    return summary_for_shape(act, info, param, KnownKeys(keys), instance, frame)


def summary_for_shape(
    act: Activation,
    info: FunctionInfo,
    param: str,
    shape: KnownKeys,
    instance: Value | None,
    frame: Value | None = None,
) -> Summary:
    """The function's summary where it is given a dict of this shape, as a method of the instance or with what it captured."""
    fixed: dict[str, object] = {param: shape}
    if instance is not None:
        fixed |= held_constants(act, info, {info.node.params[0].name: instance}) | own_constants(act, info, instance)
    elif frame is not None:
        fixed |= held_constants(act, info, {"^": frame})
    return act.solver.variant(info.id, fixed, RECORDS)
