"""Attributes of classes that say themselves what reading them gives: properties made by a call, partial methods, instances of
classes in view with a `__get__`, and methods that a decorator turned into one.

class Page:
    title = property(lambda self: self._title)
    @Lazy
    def body(self): return load()      # `page.body`: what Lazy's `__get__` makes of it
"""

from __future__ import annotations

from piilint.flow.concrete.values import Opaque
from piilint.flow.domain.value import UNKNOWN, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.functions_held import as_method
from piilint.flow.protection.guards import guarded
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir


def read_descriptor(act: Activation, held: Value, name: str, owner: Value, at: int) -> Value:
    """A class attribute that is a descriptor in view is read through its `__get__`."""
    for _, thing in act.objects(held):
        if thing.cls == ("property", "") and owner.objects:
            from piilint.flow.calling.calls import call_value
            from piilint.flow.domain.arguments import Arguments

            return call_value(act, thing.fields["get"], Arguments([owner]), at, "property")
        if thing.cls == ("partialmethod", "") and owner.objects:
            given = {f"[{i + 1}]": thing.fields[f"[{i}]"] for i in range(len(thing.fields)) if f"[{i}]" in thing.fields}
            others = {selector: part for selector, part in thing.fields.items() if selector[:2] == '["'}
            fields = {"call": thing.fields["call"], "[0]": owner, **given, **others}
            return act.allocate(at, "bound", ("bound", name), fields, tag=f"bound {name}")
        if thing.cls is not None and thing.cls[0] == "class" and thing.kind == "instance":
            getter = act.program.find_method(thing.cls[1], "__get__")
            if getter is not None:
                from piilint.flow.calling.calls import call_function

                got = call_function(act, getter[1], [held, owner, UNKNOWN], {}, at)
                made_here = all(name[0] not in ("p", "t") for name in owner.objects)
                return got if made_here else as_set(act, got, thing.cls[1])
    if owner.refs and held.objects:
        from piilint.flow.objects.mapped import as_query

        held = as_query(act, held, owner, at)
    return as_method(act, held, name, owner, at)


def made_by_class(act: Activation, made: Value, name: str, owner: Value, at: int) -> Value | None:
    """What a decorator that is a class with a `__get__` gives in place of the method."""
    held = [thing.cls for _, thing in act.objects(made) if thing.kind == "instance" and thing.cls is not None]
    classes = [target for kind, target in held if kind == "class"]
    is_one = len(classes) == 1 and act.program.find_method(classes[0], "__get__") is not None
    return read_descriptor(act, made, name, owner, at) if is_one else None


def as_set(act: Activation, given: Value, cls: str) -> Value:
    """What a descriptor gives of an instance that was made elsewhere: as protected as its `__set__` keeps whatever is set."""
    guard = _guard_of_setter(act, cls)
    if not guard:
        return given
    return Value(guarded(act, given, guard).labels, given.objects, given.refs, given.const)  # whatever its name says


def keeps_protected(act: Activation, cls: ClassInfo, name: str) -> bool:
    """Whether an attribute of a class is a descriptor that keeps only what is protected, so that instances have nothing else."""
    things = _classes_declared(act, cls, name)
    return bool(things) and all(_guard_of_setter(act, target) for target in things)


def is_made_by_descriptor(act: Activation, cls: ClassInfo, name: str, found: Value) -> bool:
    """Whether what was found is what a descriptor with a `__get__` and a `__set__` leaves of what the instance holds: that says
    what is read, whatever the instance has under the name itself (Python's data model, 3.3.2.3)."""
    if not found.labels or not all(label.guard for label in found.labels.values()):
        return False  # nothing that is known, or the instance's own as it is
    things = _classes_declared(act, cls, name)
    hooks = ("__get__", "__set__")
    return bool(things) and all(act.program.find_method(each, hook) is not None for each in things for hook in hooks)


def _classes_declared(act: Activation, cls: ClassInfo, name: str) -> list[str]:
    """The classes in view of what a class attribute is; [] where any isn't in view."""
    held = next(
        (held for kind, target in cls.mro if kind == "class" and (held := _declared(act, target, name))), Value()
    )
    things = [thing.cls[1] for _, thing in act.objects(held) if thing.kind == "instance" and thing.cls is not None]
    return things if all(target in act.program.classes for target in things) else []


def _declared(act: Activation, cls: str, name: str) -> Value | None:
    return act.state.object(("c", cls, name)).fields.get(".")


def _guard_of_setter(act: Activation, cls: str) -> str:
    setter = act.program.find_method(cls, "__set__")
    if setter is None:
        return ""
    learned = act.solver.learned
    return learned.once(learned.kept_by_setters, setter[1], lambda: _kept_by(act, act.program.functions[setter[1]]))


def _kept_by(act: Activation, setter: FunctionInfo) -> str:
    """What protects a text that a `__set__` keeps: `instance.__dict__[self.name] = mask(value)`."""
    from piilint.flow.texts.characters import guard_of_body

    names = [param.name for param in setter.node.params]
    kept = [(place, _stored(stmt, names)) for place, stmt in enumerate(setter.node.body)]
    stores = [(place, value) for place, value in kept if value is not None]
    if len(names) != 3 or len(stores) != 1 or sum(map(_stores, nodes_within(setter.node))) > 1:
        return ""
    place, value = stores[0]
    body = (*setter.node.body[:place], ir.Return(value.at, value))
    others: dict[str, object] = {name: Opaque(name) for name in names[:2]}
    return guard_of_body(act, body, names[2], others, setter.module) or ""


def _stores(node: ir.Node) -> bool:
    """Whether a piece of a `__set__` keeps anything anywhere, on whatever condition: `instance._raw = value`."""
    if isinstance(node, ir.Assign):
        return not all(isinstance(target, ir.Name) for target in node.targets)
    return isinstance(node, ir.Call) and text_of(node.func) in _SETTERS


_SETTERS = ("setattr", "object.__setattr__")


def _stored(stmt: ir.Stmt, names: list[str]) -> ir.Expr | None:
    """What a statement of a `__set__` keeps in the instance."""
    if isinstance(stmt, ir.Assign) and isinstance(stmt.targets[0], ir.Sub):
        return stmt.value if text_of(stmt.targets[0].value) == f"{names[1]}.__dict__" else None
    call = stmt.value if isinstance(stmt, ir.ExprStmt) else None
    if isinstance(call, ir.Call) and text_of(call.func) in _SETTERS and len(call.args) == 3:
        return call.args[2].value if text_of(call.args[0].value) == names[1] else None
    return None
