"""`super().name(…)`: the next class that has it, by the MRO of the instance's class, which may be a subclass.

class Audited:                        # a mixin
    def save(self, text):
        super().save(text)            # Row's next is Store
class Row(Audited, Store): ...
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_value
from piilint.flow.calling.deferred import can_defer, defer
from piilint.flow.calling.hooks import inherited
from piilint.flow.calling.library import call_library
from piilint.flow.calling.methods import METHODS
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Path, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_part
from piilint.flow.objects.derived import KINDS, contents, fill
from piilint.flow.objects.descriptors import read_descriptor
from piilint.flow.objects.intercepted import PAST
from piilint.flow.objects.making import MADE, bare_instance, instances_of
from piilint.flow.objects.members import bind_method, call_method_of
from piilint.flow.objects.sharing import concrete_only
from piilint.flow.protection.adapters import keep_parts, makes_messages
from piilint.flow.protection.kept_records import keep_record, makes_records
from piilint.link.program import ClassInfo
from piilint.model import ir

SUPER = ".super "
"""Begins the selector of a method that is next after a class, in the MRO of whatever class the instance has."""


def call_super(act: Activation, receiver: Value, owner: str, name: str, args: Arguments, at: int) -> Value:
    """`super().name(…)` in a class; which class is next, whoever made the instance may know better."""
    this = Value(receiver.labels, receiver.objects, opaque=True)
    symbols = sorted(label.path for label in receiver.labels.values() if label.path)
    makes = name == "__call__" and _is_metaclass(act, owner)  # whose `cls` is whatever class is called
    if not symbols or not can_defer(act, symbols[0], at) or not (makes or _depends(act, owner, name)):
        return _call_next(act, this, owner, name, args, at)
    deferred = defer(act, (*symbols[0], f"{SUPER}{owner} {name}"), args, at, name, own=True)
    outer, act.only_concrete = act.only_concrete, True
    result = _call_next(act, this, owner, name, args, at)
    act.only_concrete = outer
    return join(deferred, concrete_only(result).as_unasked())


def makes_instance(act: Activation, callee: Path) -> bool:
    """Whether a call that is left to the caller is a metaclass's `super().__call__`: the class makes an instance."""
    owner, _, name = callee[-1].removeprefix(SUPER).rpartition(" ")
    return len(callee) == 2 and name == "__call__" and _is_metaclass(act, owner)


def _depends(act: Activation, owner: str, name: str) -> bool:
    """Whether a subclass has another method next than the class itself."""
    cls = act.program.classes.get(owner)
    if cls is None:
        return False
    own = _next_method(act, cls, owner, name)
    return any(_next_method(act, act.program.classes[below], owner, name) != own for below in cls.subclasses)


def _is_metaclass(act: Activation, owner: str) -> bool:
    """Whether instances of a class in view are classes."""
    cls = act.program.classes.get(owner)
    return cls is not None and ("ext", "builtins.type") in cls.mro


def _next_method(act: Activation, cls: ClassInfo, owner: str, name: str) -> str | None:
    """The method that comes after the owner's in the MRO of a class."""
    names = [target for kind, target in cls.mro if kind == "class"]
    after = names[names.index(owner) + 1 :] if owner in names else []
    return next((found for target in after if (found := act.program.classes[target].methods.get(name))), None)


def next_in_view(act: Activation, value: Value, selector: str, at: int) -> Value:
    """The method that a selector `.super …` means for these instances, bound to each."""
    owner, _, name = selector.removeprefix(SUPER).rpartition(" ")
    result = NOTHING
    for oid, held in act.objects(value):
        cls = act.program.classes.get(held.cls[1]) if held.cls is not None and held.cls[0] == "class" else None
        method = _next_method(act, cls, owner, name) if cls is not None else None
        if method is not None:
            info = act.program.functions[method]
            result = join(result, bind_method(act, info, Value(objects=frozenset((oid,)), opaque=True), at))
    if name == "__call__" and value.refs and _is_metaclass(act, owner):
        result = join(result, instances_of(act, value, at))
    return result


def read_next(act: Activation, value: Value, owner: str, name: str, at: int) -> Value | None:
    """`super().name` where that is a property: what the next one gives, or in a mixin any that comes next in a class that
    has it; None for anything else."""
    cls = act.program.classes.get(owner)
    if cls is None:
        return None
    found = [_next_method(act, cls, owner, name)]
    if found == [None]:
        found = [_next_method(act, act.program.classes[below], owner, name) for below in cls.subclasses]
    infos = [act.program.functions[method] for method in dict.fromkeys(found) if method is not None]
    this = Value(value.labels, value.objects, opaque=True)
    given = [call_method_of(act, info, Arguments([this]), at) for info in infos if info.is_property]
    return join_all(given) if given else _declared_next(act, cls, name, this, at)


def _declared_next(act: Activation, cls: ClassInfo, name: str, this: Value, at: int) -> Value | None:
    """What the next class declares under a name: `super().kind`, `super(Last, Last).kind`."""
    own = _made_here(act, this) or cls
    above = own.mro[own.mro.index(("class", cls.id)) + 1 :] if ("class", cls.id) in own.mro else ()
    for kind, target in above:
        held = act.state.object(("c", target, name)).fields.get(".") if kind == "class" else None
        if held is not None:
            return read_descriptor(act, held, name, this, at)
    return None


def _made_here(act: Activation, this: Value) -> ClassInfo | None:
    """The class of an instance that is one and in view: `super(Middle, Last()).show()`."""
    objects = act.objects(this)
    is_one = len(objects) == 1 and objects[0][0][0] == "a" and objects[0][1].kind == "instance"
    return class_of(act, objects[0][1]) if is_one else None


def _call_next(act: Activation, this: Value, owner: str, name: str, args: Arguments, at: int) -> Value:
    """The next class by the MRO of the class in which `super()` stands, or of that of an instance that is made here."""
    cls = act.program.classes.get(owner)
    full = args.after([this])
    results: list[Value] = []
    own = _made_here(act, this)
    known = _next_method(act, own, owner, name) if own is not None else None
    if known is not None:
        return call_method_of(act, act.program.functions[known], full, at)
    if name == "__call__" and this.refs and _is_metaclass(act, owner):
        return call_value(act, instances_of(act, this, at), args, at, name)
    if name in PAST and cls is not None and _next_method(act, cls, owner, name) is None:
        return PAST[name](act, full, ir.Call(at, ir.Name(at, name), ())) or NOTHING
    for kind, target in cls.mro[1:] if cls is not None else ():
        if kind == "class":
            method = act.program.classes[target].methods.get(name)
            if method is not None:
                return call_method_of(act, act.program.functions[method], full, at)
        elif kind == "ext" and target != "builtins.object":
            if name == "__init__" and fill(act, this, target, args, at):
                continue
            if name == "__init__":
                for oid in this.objects:
                    passed = act.allocate(
                        at, "tuple", None, {f"[{i}]": v for i, v in enumerate(args.positional)}, tag="args"
                    )
                    act.state.write(oid, ".args", passed)
            if name == "__init__" and makes_records(cls):
                keep_record(act, this, args)
                continue
            if name == "__init__" and makes_messages(act, cls):
                keep_parts(act, this, args)
                continue
            if not (target in KINDS and name in METHODS):  # else a container's own: see below
                results.append(call_library(act, f"{target}.{name}", this, args, at, name))
    if name == "__new__" and len(args.positional) == 4:  # of a metaclass: what it is given of the class's body
        made = read_part(act, args.positional[3], MADE)
        return made if not made.is_nothing() else join_all(results)
    if name == "__new__" and not results and cls is not None:
        return bare_instance(act, owner, at)
    given = inherited(act, cls, name, this, at, args) if cls is not None else None
    if given is not None:
        return given
    if name in METHODS:
        done = METHODS[name](act, contents(act, this), args, ir.Call(at, ir.Name(at, name), ()))
        if done is not None:
            results.append(done)
    return join_all(results)
