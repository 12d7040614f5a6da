"""What functions share: module variables, class attributes, what instances hold, and all that is reachable from them.

Only what is concrete can be shared: a symbol means something to a caller only.
"""

from __future__ import annotations

from piilint.flow.activation import Activation
from piilint.flow.value import NOTHING, Object, ObjectId, Value


def concrete(value: Value) -> Value:
    """A value without what only a caller can tell; unknown in its place."""
    symbolic = any(label.path for label in value.labels.values()) or any(name[0] == "p" for name in value.objects)
    if not symbolic:
        return value
    labels = {key: label for key, label in value.labels.items() if not label.path}
    objects = frozenset(name for name in value.objects if name[0] != "p")
    return Value(labels, objects, value.refs, value.const, opaque=True)


def share(act: Activation, name: ObjectId, value: Value) -> None:
    """Let a shared variable hold this, too."""
    fixed = concrete(value)
    exported: dict[ObjectId, Object] = {name: Object("cell", None, {".": fixed})}
    _reach(act, fixed, exported)
    act.solver.export(exported.items())


def export_changes(act: Activation) -> None:
    """At a function's end: what it did to shared objects, and to objects that became shared on the way."""
    shared = act.solver.shared
    exported: dict[ObjectId, Object] = {}
    for name, held in list(act.state.heap.items()):
        if name[0] != "p" and name in shared and name not in exported:
            exported[name] = _concrete_object(held)
            for value in held.fields.values():
                _reach(act, concrete(value), exported)
    act.solver.export(sorted(exported.items()))


def share_instances(act: Activation) -> None:
    """At a function's end: what it wrote into the attributes of instances of classes in view."""
    for name, held in list(act.state.heap.items()):
        if held.cls is not None and held.cls[0] == "class" and held.kind in ("symbol", "instance"):
            for selector, value in held.fields.items():
                if selector.startswith(".") and value is not NOTHING and not concrete(value).is_nothing():
                    share(act, ("i", held.cls[1], selector[1:]), value)


def _concrete_object(held: Object) -> Object:
    return Object(held.kind, held.cls, {selector: concrete(value) for selector, value in held.fields.items()})


def _reach(act: Activation, value: Value, exported: dict[ObjectId, Object]) -> None:
    pending = list(value.objects)
    while pending:
        name = pending.pop()
        if name in exported or name[0] == "p" or name not in act.state.heap:
            continue
        fixed = _concrete_object(act.state.heap[name])
        exported[name] = fixed
        for part in fixed.fields.values():
            pending.extend(part.objects)

