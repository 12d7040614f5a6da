"""Functions that a table has under its keys, as what a function is interpreted for: a redactor's rules, a handler by kind.

    Redactor({"iban": mask_iban, "name": keep(1), "card": Hidden("*")})

What a closure captured and an instance or `partial` holds is a constant, or is left to the caller, who has the table.
"""

from __future__ import annotations

from typing import NamedTuple

from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.state import symbol_child
from piilint.flow.domain.value import Object, ObjectId, Ref, Value, constant
from piilint.flow.interpreter.activation import Activation

_CALLED = ("func", "class", "ext")
_BOUND = ("func", "partial")
_FRAME = "frame"
MOST_KEYS = 40
"""Keys of a table of functions, at most."""
_PARTS = 8
"""Parts that such a callable has, at most."""

OPEN = "\\open"
"""Stands for a part that is no constant."""

Part = str | int | bool | Ref | None
Parts = tuple[tuple[str, Part], ...]
"""By field of a callable's object the constant that stands there, or the function."""


class KnownFunction(NamedTuple):
    """Instead of a shape: what stands there is this function, class or library's function; or an object that is called."""

    kind: str
    """That of the object; "" of what is no object; "any" where it is only known that it is called, "none" where None stands:
    `{"iban": mask, "ccy": None}`."""
    target: Ref
    parts: Parts = ()
    captured: Parts = ()
    """Those of a closure's frame."""


_ANY = KnownFunction("any", ("", ""))
_NONE = KnownFunction("none", ("", ""))


def table_of(act: Activation, value: Value) -> tuple[tuple[str, ...], tuple[KnownFunction, ...]] | None:
    """The keys of a dict in which functions stand under known keys, and nothing else, and these: a redactor's rules."""
    parts = known_parts(act, value) if len(value.objects) == 1 and not (value.opaque or value.refs) else None
    if not parts or len(parts) > MOST_KEYS:
        return None
    found: list[KnownFunction] = []
    for part in parts.values():
        known = known_function(act, part)
        if known is None:
            return None
        found.append(known)
    if all(each == _NONE for each in found):
        return None
    return tuple(selector[2:-2] for selector in parts), tuple(found)


def known_function(act: Activation, value: Value) -> KnownFunction | None:
    """What is called where a value is; None where it is something else, or may be."""
    if value.const == (None,) and not (value.labels or value.objects or value.refs or value.opaque):
        return _NONE
    if value.labels or value.const is not None or value.may_be_none:
        return None
    if not value.objects:
        refs = sorted(value.refs)
        several = value.opaque and len(refs) > 1  # of one, opaque says that a parameter was passed it: `add(key, str)`
        if not refs or several or any(kind not in _CALLED for kind, _ in refs):
            return None
        return KnownFunction("", refs[0]) if len(refs) == 1 else _ANY
    objects = act.objects(value)
    if value.refs or value.opaque or not all(_is_called(act, held) for _, held in objects):
        return None
    held = objects[0][1]
    if len(objects) > 1 or held.cls is None or objects[0][0][0] != "a" or len(held.fields) > _PARTS:
        return _ANY
    frames = act.objects(held.fields[_FRAME]) if _FRAME in held.fields else []
    if len(frames) > 1:
        return _ANY
    return KnownFunction(held.kind, held.cls, _parts(held), _parts(frames[0][1]) if frames else ())


def function_given(act: Activation, oid: ObjectId, known: KnownFunction) -> Value:
    """A caller's function, wherever it stands in what he passes."""
    if not known.kind:
        return Value(refs=frozenset((known.target,)))
    if known == _NONE:
        return constant(None)
    if known == _ANY:
        act.filled.add((oid, ""))
        return symbol_child(oid[:-1], oid[-1])
    act.filled.add((oid, ""))
    act.state.heap[oid] = Object("symbol" if known.kind == "instance" else known.kind, known.target)
    for selector, part in known.parts:
        frame = Value(objects=frozenset(((*oid, selector),)))
        _fix(act, oid, selector, frame if selector == _FRAME else _part(oid, selector, part))
    for selector, part in known.captured:
        _fix(act, (*oid, _FRAME), selector, _part((*oid, _FRAME), selector, part))
    return Value(objects=frozenset((oid,)))


def _part(oid: ObjectId, selector: str, part: Part) -> Value:
    if isinstance(part, tuple):
        return Value(refs=frozenset((part,)))
    return symbol_child(oid, selector) if part == OPEN else constant(part)


def _fix(act: Activation, oid: ObjectId, selector: str, value: Value) -> None:
    act.fixed[oid, selector] = value
    act.state.write(oid, selector, value)


def _parts(held: Object) -> Parts:
    """The parts of a callable's object, or of a frame, each with the constant or function that it is."""
    return tuple((selector, _constant(part)) for selector, part in sorted(held.fields.items()))


def _constant(part: Value) -> Part:
    if part.labels or part.objects or len(part.refs) > 1:
        return OPEN
    for ref in part.refs:
        return ref if ref[0] in _CALLED and not part.opaque else OPEN
    held = part.const[0] if part.const else OPEN
    return held if held is None or isinstance(held, (str, int, bool)) else OPEN


def _is_called(act: Activation, held: Object) -> bool:
    """Whether it is a bound callable, or an instance of a class in view that can be called."""
    if held.kind == "bound":
        return held.cls is not None and held.cls[0] in _BOUND
    in_view = held.kind == "instance" and held.cls is not None and held.cls[0] == "class"
    return in_view and held.cls is not None and act.program.find_method(held.cls[1], "__call__") is not None
