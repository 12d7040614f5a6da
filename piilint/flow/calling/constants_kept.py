"""What functions are interpreted for, as it is kept beside their interpretations: kinds that stand in for a constant, too."""

from __future__ import annotations

from typing import Any, cast

from piilint.flow.calling.specialise import KnownFilled, KnownReference, LoggedRecord
from piilint.flow.calling.stepped import KnownLength
from piilint.flow.interpreter.slicing import SliceOf
from piilint.flow.objects.class_constants import KnownItems, KnownPattern
from piilint.flow.objects.known_functions import KnownFunction, Part
from piilint.flow.objects.sure_classes import KnownClass, KnownDefinition
from piilint.flow.solving.packing import constant_kept
from piilint.flow.solving.solver import Constants
from piilint.flow.syntax.walked import KnownKeys, KnownList, KnownPlain, KnownText, Shape
from piilint.flow.texts.composed import KnownPieces

_KEYS, _LIST, _ITEMS, _RECORD, _LENGTH, _CLASS, _SLICE = "keys", "list", "items", "record", "length", "class", "slice"
_PIECES, _PLAIN, _FILLED, _PATTERN, _REFERENCE = "pieces", "plain", "filled", "pattern", "reference"
_FUNCTION = "function"
_DEFINITION = "definition"


def kept_constants(constants: Constants) -> tuple[tuple[str, Any], ...]:
    """What parameters are fixed to, as it is kept; raises NotKept."""
    return tuple((name, _kept(value)) for name, value in constants.items())


def constants_of(kept: tuple[tuple[str, Any], ...]) -> Constants:
    """The same, as it was."""
    return {name: _as_it_was(value) for name, value in kept}


def _kept(value: object) -> object:
    if isinstance(value, KnownKeys):
        return [_KEYS, constant_kept(tuple(value.keys)), [_kept_shape(inner) for inner in value.inside]]
    if isinstance(value, KnownList):
        return [_LIST, [_kept_shape(inner) for inner in value.items], value.each, value.kind]
    if isinstance(value, KnownItems):
        return [_ITEMS, [_kept(item) for item in value.items]]
    if isinstance(value, LoggedRecord):
        inside = [_kept_shape(each) for each in value.inside]
        return [_RECORD, constant_kept(value.extras), constant_kept(value.keys), value.placed, inside]
    if isinstance(value, KnownLength):
        return [_LENGTH, value.length]
    if isinstance(value, SliceOf):
        return [_SLICE, list(value.parts)]
    if isinstance(value, KnownClass):
        return [_CLASS, value.cls]
    if isinstance(value, KnownFunction):
        return [_FUNCTION, value.kind, *(constant_kept(each) for each in value[1:])]
    if isinstance(value, KnownDefinition):
        return [_DEFINITION, value.cls]
    if isinstance(value, KnownPieces):
        return [_PIECES, list(value.constants)]
    if isinstance(value, KnownPattern):
        return [_PATTERN, constant_kept(value.pattern)]
    if isinstance(value, KnownReference):
        return [_REFERENCE, value.dotted]
    return [_FILLED] if isinstance(value, KnownFilled) else constant_kept(value)


def _as_it_was(kept: Any) -> object:
    if not isinstance(kept, list):
        return kept
    if kept[0] == _RECORD:
        inside = tuple(_shape_as_it_was(item) for item in kept[4])
        return LoggedRecord(tuple(kept[1]), tuple(kept[2]), kept[3], inside)
    if kept[0] == _LENGTH:
        return KnownLength(kept[1])
    if kept[0] == _SLICE:
        return SliceOf((kept[1][0], kept[1][1], kept[1][2]))
    if kept[0] == _CLASS:
        return KnownClass(kept[1])
    if kept[0] == _FUNCTION:
        parts, captured = (tuple((name, _part_as_it_was(part)) for name, part in each) for each in kept[3:])
        return KnownFunction(kept[1], (kept[2][0], kept[2][1]), parts, captured)
    if kept[0] == _DEFINITION:
        return KnownDefinition(kept[1])
    if kept[0] == _FILLED:
        return KnownFilled()
    if kept[0] == _PATTERN:
        return KnownPattern(kept[1])
    if kept[0] == _REFERENCE:
        return KnownReference(kept[1])
    if kept[0] == _PIECES:
        return KnownPieces(tuple(kept[1]))
    if kept[0] == _LIST:
        return KnownList(tuple(_shape_as_it_was(item) for item in kept[1]), kept[2], kept[3])
    if kept[0] == _KEYS:
        return KnownKeys(tuple(kept[1]), tuple(_shape_as_it_was(item) for item in kept[2]))
    return KnownItems(tuple(_as_it_was(item) for item in kept[1]))


def _part_as_it_was(kept: Any) -> Part:
    return (kept[0], kept[1]) if isinstance(kept, list) else cast(Part, kept)


def _kept_shape(shape: Shape | None) -> object:
    if isinstance(shape, KnownText):
        return constant_kept(shape.text)
    if isinstance(shape, KnownPlain):
        return [_PLAIN]
    return None if shape is None else _kept(shape)


def _shape_as_it_was(kept: Any) -> Shape | None:
    if isinstance(kept, (str, int)):
        return KnownText(kept)
    if kept == [_PLAIN]:
        return KnownPlain()
    shape = _as_it_was(kept) if kept is not None else None
    return shape if isinstance(shape, (KnownKeys, KnownList, KnownClass, KnownFunction)) else None
