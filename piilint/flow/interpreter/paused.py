"""What a `@contextmanager` changes for the time of the body and takes back after its `yield`.

@contextmanager
def lent(row, iban):
    row["iban"] = iban
    yield row                 # so it is inside of the `with`
    row["iban"] = None        # and so after it
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piilint.flow.domain.selectors import ARGUMENT, HELD
from piilint.flow.domain.state import State, symbol_child
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part

_JOINT = "\x1f"
_LIMIT = 8
"""Parts that are told apart in one context manager."""


class Kept(NamedTuple):
    """What a part is once the body is over."""

    owner: ObjectId
    selector: str
    after: Value | None


def held_at_yield(act: Activation) -> dict[str, Value]:
    """Parts of what was passed, and of what all share, that were otherwise at the `yield` than in the end."""
    if not act.pauses or not act.exits:
        return {}
    paused = act.pauses[0]
    for other in act.pauses[1:]:
        paused = paused.joined(other)
    found: dict[str, Value] = {}
    for name in sorted(paused.heap.keys() | act.state.heap.keys()):
        if (
            (name[0] == "p" and name[1] in act.params)
            or (name[0] in "mc" and len(name) == len(("m", "module", "name")))
            or act.solver.is_rooted(name)  # such as a context variable
        ):
            for selector, value in _otherwise(name, paused, act.state):
                found[HELD + _JOINT.join((*name, selector))] = value
    return found if len(found) <= _LIMIT else {}


def _otherwise(name: ObjectId, paused: State, end: State) -> Iterator[tuple[str, Value]]:
    """The parts of an object that differ, as they are in the first state."""
    before, after = paused.heap.get(name), end.heap.get(name)
    if before is after or (before is None and name[0] != "p"):
        return
    for selector in sorted({*(before.fields if before else ()), *(after.fields if after else ())}):
        if selector[0] in ".[" and selector[1:2] != "@":
            mine, theirs = _part(name, before, selector), _part(name, after, selector)
            if not mine.same(theirs):
                yield selector, mine


def _part(name: ObjectId, held: Object | None, selector: str) -> Value:
    known = held.fields.get(selector) if held is not None else None
    return known if known is not None else symbol_child(name, selector) if name[0] == "p" else NOTHING


def begin_body(act: Activation, manager: Value) -> list[Kept]:
    """Make things as they are inside; returns what they are after it."""
    objects = act.objects(manager)
    if len(objects) != 1 or objects[0][1].kind != "generator":
        return []
    kept: list[Kept] = []
    fields = objects[0][1].fields
    for place, value in fields.items():
        if place.startswith(HELD):
            *target, selector = place.removeprefix(HELD).split(_JOINT)
            for owner in _owners(act, fields, tuple(target)):
                kept.append(Kept(owner, selector, act.state.object(owner).fields.get(selector)))
                _set(act, owner, selector, value)
    return kept


def end_body(act: Activation, kept: list[Kept]) -> None:
    """Make things as they are after the body."""
    for owner, selector, after in reversed(kept):
        if after is not None:
            _set(act, owner, selector, after)
        else:
            act.state.heap[owner] = act.state.object(owner).without(selector)


def _owners(act: Activation, fields: dict[str, Value], target: ObjectId) -> list[ObjectId]:
    """What is changed, in the caller's terms, if that is one thing."""
    if target[0] != "p":
        return [target]
    owner = fields.get(f"{ARGUMENT}{target[1]}", NOTHING)
    for selector in target[2:]:
        owner = read_part(act, owner, selector)
    return list(owner.objects) if len(owner.objects) == 1 else []


def _set(act: Activation, owner: ObjectId, selector: str, value: Value) -> None:
    act.state.write(owner, selector, value)
    own = owner[0] == "m" and owner[1] == act.function.module and owner[2] in act.state.env
    if own and (owner[2] in act.globals or act.function.node.name == "<module>"):
        act.state.env[owner[2]] = value
