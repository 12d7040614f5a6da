"""What a callee changes, done to what its caller passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from piilint.flow.activation import Activation
from piilint.flow.selectors import WIPED
from piilint.flow.state import MAYBE
from piilint.flow.summary import Change
from piilint.flow.value import NOTHING, Object, ObjectId, Value

if TYPE_CHECKING:
    from piilint.flow.instantiate import Instantiation


class Write(NamedTuple):
    """A change that a callee makes, in the caller's terms."""

    target: ObjectId
    owner: Value
    """What the caller passed that is changed; nothing for an object that all share."""
    selector: str
    value: Value
    surely: bool = False
    """Whether the callee sets a variable that all share on all its ways."""


def resolved(this: Instantiation, change: Change) -> Write:
    """A change as things stand before any is made: symbols are what the callee was given."""
    owner = this.at_path(change.target[1:]) if change.target[0] == "p" else NOTHING
    surely = change.target[0] in "mc" and (change.target, MAYBE) not in this.summary.changes
    return Write(change.target, owner, this.selector(change.selector), this.value(change.value), surely)


def told_class(this: Instantiation, change: Change) -> list[Write]:
    """What `__init_subclass__` writes to its `cls`, written to the class that it is told of, besides the one it stands in."""
    info, target = this.info, change.target
    if info.node.name != "__init_subclass__" or target[:2] != ("c", info.cls) or not info.node.params:
        return []
    passed = this.at_path((info.node.params[0].name,)).refs
    told = [name for kind, name in passed if kind == "class" and name != info.cls]
    value = this.value(change.value)
    return [Write(("c", told[0], target[2]), NOTHING, change.selector, value)] if len(told) == 1 else []


def carry_out(act: Activation, write: Write) -> None:
    """Make a change to what the caller passed, or to what all share."""
    from piilint.flow.access import write_part
    from piilint.flow.sharing import share
    from piilint.flow.wiping import wipe

    target, owner, selector, new, surely = write
    if target[0] == "p" and selector == WIPED:
        wipe(act, owner)
    elif target[0] == "p":
        write_part(act, owner, selector, new)
        if selector.startswith("."):
            for _, held in act.objects(owner):
                if held.cls is not None and held.cls[0] == "class":
                    share(act, ("i", held.cls[1], selector[1:]), new)
    if target[0] == "p":
        return
    if target[0] == "c" and selector == ".":
        share(act, target, new)
    held = act.state.object(target)
    if surely and selector == "." and not (act.alternatives or act.guessed or act.only_concrete):
        if target[0] == "m":
            share(act, target, new)  # functions that are called meanwhile see it, whatever is there in the end
        act.state.heap[target] = Object("cell", None, {".": new})
        return
    if held.kind != "absent":
        act.state.add(target, selector, new)
    else:
        act.state.heap[target] = Object("cell", None, {selector: new})
    if target[0] in "mc":
        act.state.write(target, MAYBE, NOTHING)
