"""What a callee changes, done to what its caller passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from piilint.flow.domain.selectors import WIPED
from piilint.flow.domain.state import MAYBE
from piilint.flow.domain.summary import Change
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Path, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.calling.instantiate import Instantiation


class Write(NamedTuple):
    """A change that a callee makes, in the caller's terms."""

    target: ObjectId
    owner: Value
    """What the caller passed that is changed; nothing for an object that all share."""
    selector: str
    value: Value
    surely: bool = False
    """Whether the callee sets a variable that all share on all its ways."""
    made: tuple[tuple[ObjectId, Object], ...] = ()
    """The containers that the callee makes for that variable each time it is called, as it leaves them."""
    above: Value = NOTHING
    """Where nothing is known of what is changed: what the caller passed that it is in."""
    between: Path = ()
    """And where it is in that."""


def resolved(this: Instantiation, change: Change) -> Write:
    """A change as things stand before any is made: symbols are what the callee was given."""
    owner = this.at_path(change.target[1:]) if change.target[0] == "p" else NOTHING
    surely = change.target[0] in "mc" and (change.target, MAYBE) not in this.summary.changes
    made = tuple(_made_anew(this, change)) if surely and change.selector == "." else ()
    selector = this.selector(change.selector)
    above, between = _container_of(this, change.target[1:]) if _is_missing(change, owner) else (NOTHING, ())
    return Write(change.target, owner, selector, this.value(change.value), surely, made, above, between)


def _is_missing(change: Change, owner: Value) -> bool:
    """Whether the callee puts something into a container of which its caller knows nothing."""
    deep = change.target[0] == "p" and len(change.target) > _PART_OF_PARAMETER
    return deep and change.selector[0] == "[" and not (owner.objects or owner.labels or change.value.is_nothing())


_PART_OF_PARAMETER = 2


def _container_of(this: Instantiation, path: Path) -> tuple[Value, Path]:
    """The nearest thing around a place that the caller knows, and the way from there."""
    if any(selector[0] not in ".[" or ":" in selector for selector in path[1:]):
        return NOTHING, ()
    for length in range(len(path) - 1, 0, -1):
        above = this.at_path(path[:length])
        if above.objects:
            between = tuple(this.selector(selector) for selector in path[length:])
            return (above, between) if all(selector[0] == "[" for selector in between) else (NOTHING, ())
    return NOTHING, ()


def _made_anew(this: Instantiation, change: Change) -> Iterator[tuple[ObjectId, Object]]:
    """What the callee sets a variable to that all share, if that is one container that it makes itself."""
    if len(change.value.objects) != 1 or change.value.labels:
        return
    (name,) = change.value.objects
    held = this.summary.heap.get(name)
    own = held is not None and name[:2] == ("a", this.info.path) and held.kind in _CONTAINERS
    if held is not None and own and this.object(name) == name:  # all share it, as what any call made
        fields = {this.selector(selector): this.value(part) for selector, part in held.fields.items()}
        yield name, Object(held.kind, held.cls, fields)


_CONTAINERS = frozenset(("list", "dict", "set"))


def writes_of(this: Instantiation, change: Change) -> list[Write]:
    """What a change comes to here, as things stand before any is made."""
    told = told_class(this, change)
    if told and _assigns_only_to(this.info.node, change.target[2]):
        return told
    return [resolved(this, change), *told]


def _assigns_only_to(function: ir.Function, name: str) -> bool:
    """Whether a function assigns an attribute to its first parameter, and to nothing else: `cls.kind = kind`."""
    targets = [target for node in nodes_within(function) if isinstance(node, ir.Assign) for target in node.targets]
    owners = [target.value for target in targets if isinstance(target, ir.Attr) and target.name == name]
    return bool(owners) and all(isinstance(each, ir.Name) and each.id == function.params[0].name for each in owners)


def told_class(this: Instantiation, change: Change) -> list[Write]:
    """What `__init_subclass__` writes to its `cls`, written to the class that it is told of, besides the one it stands in."""
    info, target = this.info, change.target
    if info.node.name != "__init_subclass__" or target[:2] != ("c", info.cls) or not info.node.params:
        return []
    passed = this.at_path((info.node.params[0].name,)).refs
    told = [name for kind, name in passed if kind == "class" and name != info.cls]
    value = this.value(change.value)
    return [Write(("c", told[0], target[2]), NOTHING, change.selector, value)] if len(told) == 1 else []


def _made_on_the_way(act: Activation, write: Write, at: int) -> Value:
    """The container that the callee found or made where its caller knows of none: `self.rows[kind].append(row)` of a
    `defaultdict(list)`."""
    from piilint.flow.objects.access import read_part, write_part

    value = write.above
    for place, selector in enumerate(write.between):
        inside = read_part(act, value, selector)
        if not inside.objects:
            following = [*write.between[place + 1 :], write.selector][0]
            tag = f"on the way {''.join((*write.target[1:], *write.between[: place + 1]))}"
            made = act.allocate(at, "list" if following[1].isdigit() or following == "[*]" else "dict", tag=tag)
            inside = join(inside, made)
            write_part(act, value, selector, inside)
        value = inside
    return value


def carry_out(act: Activation, write: Write, at: int) -> None:
    """Make a change to what the caller passed, or to what all share."""
    from piilint.flow.collections.wiping import wipe
    from piilint.flow.objects.access import write_part
    from piilint.flow.objects.sharing import share

    target, owner, selector, new, surely, made, _, between = write
    owner = _made_on_the_way(act, write, at) if between else owner
    if target[0] == "p" and selector == WIPED:
        wipe(act, owner)
    elif target[0] == "p":
        write_part(act, owner, selector, new)
        if selector.startswith("."):
            for kind, name in owner.refs:
                if kind == "class":  # a class that was passed: `def register(cls): cls.kind = …`
                    share(act, ("c", name, selector[1:]), new)
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
        _renew(act, target, made)
        act.state.heap[target] = Object("cell", None, {".": new})
        _rebind(act, target, new)
        return
    if held.kind != "absent":
        act.state.add(target, selector, new)
    else:
        act.state.heap[target] = Object("cell", None, {selector: new})
    if target[0] in "mc":
        act.state.write(target, MAYBE, NOTHING)
        _rebind(act, target, act.state.object(target).fields.get(".", new))


def _rebind(act: Activation, target: ObjectId, value: Value) -> None:
    """What a function itself set a variable of its module to isn't there any more once a callee has set it."""
    own = target[0] == "m" and target[1] == act.function.module and target[2] in act.state.env
    if own and (target[2] in act.globals or act.function.node.name == "<module>"):
        act.state.env[target[2]] = value


def _renew(act: Activation, target: ObjectId, made: tuple[tuple[ObjectId, Object], ...]) -> None:
    """A container that is made again has nothing of what the one before held, unless that is still at hand."""
    for name, held in made:
        known = act.state.heap.get(name)
        if known is None:
            continue
        others = [
            *act.state.env.values(),
            *(p for n, o in act.state.heap.items() if n != target for p in o.fields.values()),
        ]
        if not any(name in value.objects for value in others):
            act.state.heap[name] = held
