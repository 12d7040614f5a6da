"""What functions share: module variables, class attributes, what instances hold, and all that is reachable from them.

Only what is concrete can be shared: a symbol means something to a caller only.
"""

from __future__ import annotations

from piilint.flow.collections.pairs import KEYS
from piilint.flow.domain.state import symbol_child
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Ref, Value, join
from piilint.flow.interpreter.activation import Activation


def concrete(act: Activation, value: Value) -> Value:
    """A value without what only a caller can tell; unknown in its place, with its class if that is declared."""
    if not _is_symbolic(value):
        return value
    labels = {key: label for key, label in value.labels.items() if not label.path}
    objects = frozenset(name if name[0] != "p" else typed for name in value.objects if (typed := _type_of(act, name)))
    return Value(labels, objects, value.refs - _told_of(act, value), value.const, value.opaque)


def _told_of(act: Activation, value: Value) -> frozenset[Ref]:
    """The class that stands for those below it in its `__init_subclass__`: which one, each of these tells itself."""
    function = act.function
    told = function.node.name == "__init_subclass__" and bool(function.node.params)
    is_told = told and ("p", function.node.params[0].name) in value.objects
    return frozenset((("class", str(function.cls)),)) if is_told else frozenset()


def concrete_only(value: Value) -> Value:
    """A value without what is spoken of in terms of parameters."""
    labels = {key: label for key, label in value.labels.items() if not label.path}
    return Value(labels, frozenset(oid for oid in value.objects if oid[0] != "p"), value.refs, None, value.opaque)


def _is_symbolic(value: Value) -> bool:
    """Whether only a caller can tell a part of it."""
    for name in value.objects:
        if name[0] == "p":
            return True
    return any(key[1] for key in value.labels)


def _type_of(act: Activation, name: ObjectId) -> ObjectId | None:
    """Itself for what is made in view; for the caller's object, any object of its declared class."""
    if name[0] != "p":
        return name
    cls = act.state.object(name).cls
    return ("t", cls[1]) if cls is not None and cls[0] == "class" else None


def share(act: Activation, name: ObjectId, value: Value) -> None:
    """Let a shared variable hold this, too."""
    fixed = concrete(act, value)
    exported: dict[ObjectId, Object] = {name: Object("cell", None, {".": fixed})}
    _reach(act, fixed, exported)
    if name[0] in "mcx":
        act.solver.root(part for part in exported if part[0] == "a")
    act.solver.export(exported.items())


def share_guard(act: Activation, name: ObjectId, guard: Value) -> None:
    """Attach a guard to a logger that the whole program shares."""
    fixed = concrete(act, guard)
    exported: dict[ObjectId, Object] = {name: Object("identity", None, {".guards": fixed})}
    _reach(act, fixed, exported)
    act.solver.root(part for part in exported if part[0] == "a")
    act.solver.export(exported.items())


def export_changes(act: Activation) -> None:
    """At a function's end: what it did to shared objects, and to objects that became shared on the way."""
    exported: dict[ObjectId, Object] = {}
    for name, held in list(act.state.heap.items()):
        if name[0] != "p" and act.solver.is_shared(name) and name not in exported:
            exported[name] = _concrete_object(act, held)
            for value in held.fields.values():
                _reach(act, concrete(act, value), exported)
    act.solver.export(sorted(exported.items(), key=lambda item: item[0]))


def share_instances(act: Activation) -> None:
    """At a function's end: what it wrote into the attributes of instances of classes in view."""
    for name, held in list(act.state.heap.items()):
        if held.cls is not None and held.cls[0] == "class" and held.kind in ("symbol", "instance", "typed"):
            for selector, value in held.fields.items():
                if selector.startswith(".") and value is not NOTHING and not concrete(act, value).is_nothing():
                    share(act, ("i", held.cls[1], selector[1:]), value)
        if name[0] == "p" and len(name) > 2 and held.fields:
            _share_parts(act, name, held)


def _share_parts(act: Activation, name: ObjectId, held: Object) -> None:
    """What was written into an object that instances hold (`self.cache[key] = …`)."""
    from piilint.flow.interpreter.finish import held_by_instances

    value = held_by_instances(act, name[1:])
    if value is None:
        return
    exported: dict[ObjectId, Object] = {}
    written = {
        selector: part
        for selector, part in held.fields.items()
        if not (part.alike(symbol_child(name, selector)) or part is act.fixed.get((name, selector)))
    }
    if not written:
        return
    fixed = _concrete_object(act, Object(held.kind, held.cls, written))
    for part in fixed.fields.values():
        _reach(act, part, exported)
    for target, known in act.objects(value):
        if target[0] == "a":
            exported[target] = Object(known.kind, known.cls, fixed.fields)
    act.solver.export(sorted(exported.items(), key=lambda item: item[0]))


def _concrete_object(act: Activation, held: Object) -> Object:
    """The object with concrete parts; what stands under a key that only a caller knows, the caller will enter, as the key."""
    fields: dict[str, Value] = {}
    for selector, value in held.fields.items():
        fixed = _without_captors(act, concrete(act, value))
        if selector == KEYS and _is_symbolic(value) and fixed.is_nothing() and _is_called(act):
            continue
        if not selector.startswith("[@"):
            fields[selector] = fixed
        elif fixed.labels or fixed.refs or (fixed := _instances(act, fixed)).objects:
            fields["[*]"] = join(fields["[*]"], fixed) if "[*]" in fields else fixed
    return Object(held.kind, held.cls, fields)


def _is_called(act: Activation) -> bool:
    """Whether there are callers in view who know what this function is given, or what is around it."""
    info = act.function
    while info.parent is not None:
        info = act.program.functions[info.parent]
    return act.program.is_called(info.node.name)


def _without_captors(act: Activation, value: Value) -> Value:
    """The value without functions that captured what only a caller knows, who will enter them as he knows them."""
    captors = frozenset(name for name, held in act.objects(value) if held.kind == "bound" and captures_given(act, held))
    return Value(value.labels, value.objects - captors, value.refs, value.const, value.opaque) if captors else value


def captures_given(act: Activation, held: Object) -> bool:
    """Whether a closure captured something of which nothing is known but that the caller passes it."""
    frames = act.objects(held.fields["frame"]) if "frame" in held.fields else []
    parts = (part for name, frame in frames if name[0] == "a" for part in frame.fields.values())
    return any(_is_symbolic(part) and not (known := concrete(act, part)).objects and not known.refs for part in parts)


def _instances(act: Activation, value: Value) -> Value:
    """The instances among what a value may be: they have names for their parts, so that nothing gets mixed up."""
    return Value(objects=frozenset(name for name, held in act.objects(value) if held.kind in ("instance", "typed")))


def _reach(act: Activation, value: Value, exported: dict[ObjectId, Object]) -> None:
    pending = list(value.objects)
    while pending:
        name = pending.pop()
        if name in exported or name[0] == "p" or name not in act.state.heap:
            continue
        fixed = _concrete_object(act, act.state.heap[name])
        exported[name] = fixed
        for part in fixed.fields.values():
            pending.extend(part.objects)
