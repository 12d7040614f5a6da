"""What an object that a callee made is called in its caller's heap: by the call, and by where it was first made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from piilint.flow.domain.summary import DeferredCall
from piilint.flow.domain.value import STAND_IN, Object, ObjectId, Value, is_stand_in

_DEEPER = "'"
_DEEPEST = _DEEPER * 3
_CLOSURES = ("bound", "frame")
"""What a function that is made by another is, with what it captured."""


def _is_exact(held: Object) -> bool:
    """Whether all parts stand under keys that are known."""
    return bool(held.fields) and all(selector.startswith('["') or selector[1:-1].isdigit() for selector in held.fields)


def givers(calls: Mapping[str, DeferredCall], roots: Mapping[str, Value], name: ObjectId) -> set[str]:
    """By the last word of what is called: which of the calls that a callee left have given this object."""
    return {calls[root].callee[-1] for root, value in roots.items() if root in calls and name in value.objects}


def name_in_caller(
    name: ObjectId,
    call: tuple[str, str],
    held: Object,
    renamed: dict[ObjectId, ObjectId],
    is_given: Callable[[ObjectId], bool],
) -> ObjectId:
    """The object's name after a call at this path and node, another one than those of objects that were made or given by
    calls within it."""
    new: ObjectId = ("a", *call, origin(name))
    while new in renamed.values() and (_is_exact(held) or held.kind in _CLOSURES) and not new[3].endswith(_DEEPEST):
        new = (
            *new[:3],
            f"{new[3]}{_DEEPER}",
        )  # made by a call within the call: a dict within a dict, `keep(4)`, `keep(2)`
    while is_given(new) and not new[3].endswith(_DEEPEST):
        new = (*new[:3], f"{new[3]}{_DEEPER}")  # what a function that calls itself was given by that call
    return new


def is_copy(name: ObjectId) -> bool:
    """Whether a callee made the object, and this is what it is called in a caller's heap."""
    return len(name) > 3 and name[3].startswith(("@", f"{STAND_IN}@"))


def origin(name: ObjectId) -> str:
    """Where an object was first made, so that names don't grow along call chains."""
    if is_copy(name):
        return name[3]
    where = f"@{name[1]}:{name[2]}:{name[3].removeprefix(STAND_IN)}"
    return f"{STAND_IN}{where}" if is_stand_in(name) else where
