"""Method calls: which of the things that a receiver may be says what its method does.

    logger.info(x)        # a library's object: what the catalogue says
    account.show()        # an instance of a class in view: its method, by the MRO
    row.get("iban")       # a container: see `containers`
    param.save(x)         # the caller's: left to whoever knows the object
"""

from __future__ import annotations

from piilint.flow.access import read_attribute, read_part
from piilint.flow.activation import Activation, text_of
from piilint.flow.calls import Arguments, call_info, call_value, defer
from piilint.flow.containers import CONTAINER_METHODS, CONTAINERS
from piilint.flow.strings import TEXT_METHODS
from piilint.flow.tables import TABLE_METHODS
from piilint.flow.value import NOTHING, Object, Value, join, join_all
from piilint.model import ir

_OPENERS = frozenset(("get_secret_value", "reveal", "unwrap"))
"""Methods that give back what a protected value holds."""

METHODS = {**TABLE_METHODS, **CONTAINER_METHODS}


def call_method(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value:
    """`receiver.name(args)`."""
    from piilint.flow.builtins import call_library_builtin, register
    from piilint.flow.library import call_library, call_unknown_method

    name, at = func.name, expr.at
    text = text_of(func)
    if name == "register" and any(held.cls == ("dispatch", "") for _, held in act.objects(receiver)):
        return register(act, receiver, args, expr) or NOTHING
    if any(held.kind == "secret" for _, held in act.objects(receiver)):
        return read_part(act, receiver, ".secret") if name in _OPENERS else receiver
    results: list[Value] = []
    handled = False
    for kind, target in sorted(receiver.refs):
        if kind in ("ext", "inst"):
            dotted = f"{target}.{name}"
            done = call_library_builtin(act, dotted, receiver, args, expr)
            tabular = name in TABLE_METHODS
            if done is None and kind == "inst" and name in METHODS and (tabular or act.catalogue.calls.exact(dotted).empty):
                done = METHODS[name](act, receiver, args, expr)
            results.append(done if done is not None else call_library(act, dotted, receiver, args, at, text))
            handled = True
        elif kind == "class" and (made := _class_builtin(act, target, func, receiver, args, expr)) is not None:
            return made
        elif kind == "class" and (base := _library_base_with(act, target, name)):
            results.append(call_library(act, f"{base}.{name}", receiver, args, at, text))
            handled = True
        elif kind in ("module", "class", "func"):
            results.append(_call_member(act, Value(refs=frozenset(((kind, target),))), func, args, expr))
            handled = True
        elif kind == "super":
            return _call_super(act, receiver, target, name, args, at)
    symbols = sorted(label.path for label in receiver.labels.values() if label.path)
    elsewhere = symbols and (
        (len(receiver.objects) > 1 and any(oid[0] != "p" for oid in receiver.objects))
        or any(held.kind == "symbol" and _is_overridden(act, held, name) for _, held in act.objects(receiver))
    )
    if elsewhere and any(_has_own(act, held, name) for _, held in act.objects(receiver)):
        return _call_either(act, receiver, (*symbols[0], f".{name}"), func, args, expr)
    if any(_has_own(act, held, name) for _, held in act.objects(receiver)):
        results.append(_call_member(act, Value(receiver.labels, receiver.objects, opaque=receiver.opaque), func, args, expr))
        return join_all(results)
    for base in sorted({t for _, held in act.objects(receiver) for t in _library_bases(act, held)}):
        done = call_library_builtin(act, f"{base}.{name}", receiver, args, expr)
        if done is not None:
            return done
        if not act.catalogue.calls.exact(f"{base}.{name}").empty:
            results.append(call_library(act, f"{base}.{name}", receiver, args, at, text))
            handled = True
    if handled:
        return join_all(results)
    if name in ("_asdict", "_replace") and any(held.kind == "namedtuple" for _, held in act.objects(receiver)):
        done = call_library_builtin(act, f"typing.NamedTuple.{name}", receiver, args, expr)
        return done if done is not None else NOTHING
    method = METHODS.get(name)
    kinds = {held.kind for _, held in act.objects(receiver)}
    if method is not None and name == "add_note":
        return method(act, receiver, args, expr) or NOTHING
    if method is not None and (not kinds or kinds & CONTAINERS or "symbol" in kinds or "absent" in kinds):
        done = method(act, receiver, args, expr)
        if done is not None:
            return join_all([*results, done])
    if name in TEXT_METHODS and not kinds & CONTAINERS:
        return TEXT_METHODS[name](act, receiver, args, expr)
    results.append(call_unknown_method(act, receiver, func, args, at))
    return join_all(results)


def _is_overridden(act: Activation, held: Object, name: str) -> bool:
    """Whether which method runs depends on the instance's class."""
    if held.cls is None or held.cls[0] != "class":
        return False
    return any(name in act.program.classes[below].methods for below in act.program.classes[held.cls[1]].subclasses)


def _call_either(
    act: Activation, receiver: Value, path: tuple[str, ...], func: ir.Attr, args: Arguments, expr: ir.Call
) -> Value:
    """A method of what the caller's instance holds. The caller knows which object that is; for what is sensitive here
    already, any object that any instance was given counts."""
    deferred = defer(act, path, args, expr.at, text_of(func))
    outer, act.only_concrete = act.only_concrete, True
    others = frozenset(oid for oid in receiver.objects if oid[0] != "p")
    known = Value(objects=others or receiver.objects)
    result = _call_member(act, known, func, args, expr)
    act.only_concrete = outer
    return join(deferred, Value({k: v for k, v in result.labels.items() if not v.path}, result.objects, result.refs, None, result.opaque))


def _class_builtin(
    act: Activation, cls: str, func: ir.Attr, receiver: Value, args: Arguments, expr: ir.Call
) -> Value | None:
    """A class method that a class in view has from a library's base."""
    from piilint.flow.builtins import call_library_builtin

    if act.program.find_method(cls, func.name) is not None:
        return None
    for kind, base in act.program.classes[cls].mro:
        if kind == "ext":
            done = call_library_builtin(act, f"{base}.{func.name}", receiver, args, expr)
            if done is not None:
                return done
    return None


def _library_base_with(act: Activation, cls: str, name: str) -> str:
    """The library's class that a class in view has a class method from, "" if the catalogue knows of none."""
    if act.program.find_method(cls, name) is not None:
        return ""
    bases = [target for kind, target in act.program.classes[cls].mro if kind == "ext"]
    return next((base for base in bases if not act.catalogue.calls.exact(f"{base}.{name}").empty), "")


def _has_own(act: Activation, held: Object, name: str) -> bool:
    """Whether the object's own field or its class in view says what the method is."""
    if f".{name}" in held.fields:
        return True
    if held.cls is not None and held.cls[0] == "class" and held.kind in ("instance", "symbol", "typed"):
        cls = act.program.classes[held.cls[1]]
        if act.program.find_method(cls.id, name) or act.program.find_method(cls.id, "__getattr__"):
            return True
        if any(name in act.program.classes[below].methods for below in cls.subclasses):
            return True
        return any(act.state.object((kind, target, name)).fields for kind in "ci" for ref, target in cls.mro if ref == "class")
    return False


def _library_bases(act: Activation, held: Object) -> list[str]:
    """The library classes that an object's class in view is derived from."""
    if held.cls is None or held.cls[0] != "class" or held.kind not in ("instance", "symbol", "typed"):
        return []
    return [target for kind, target in act.program.classes[held.cls[1]].mro if kind == "ext"]


def _call_member(act: Activation, owner: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value:
    from piilint.flow.builtins import call_builtin

    callee = read_attribute(act, owner, func.name, func.at, text_of(func.value), by_name=False)
    done = call_builtin(act, callee, args, expr)
    return done if done is not None else call_value(act, callee, args, expr.at, text_of(func))


def _call_super(act: Activation, receiver: Value, owner: str, name: str, args: Arguments, at: int) -> Value:
    """`super().name(…)`: the next class in the MRO that has it."""
    from piilint.flow.library import call_library

    this = Value(receiver.labels, receiver.objects, opaque=True)
    cls = act.program.classes.get(owner)
    full = args.after([this])
    results: list[Value] = []
    for kind, target in cls.mro[1:] if cls is not None else ():
        if kind == "class":
            method = act.program.classes[target].methods.get(name)
            if method is not None:
                return call_info(act, act.program.functions[method], full, at, None, name)
        elif kind == "ext" and target != "builtins.object":
            if name == "__init__":
                for oid in this.objects:
                    passed = act.allocate(at, "tuple", None, {f"[{i}]": v for i, v in enumerate(args.positional)}, tag="args")
                    act.state.write(oid, ".args", passed)
            results.append(call_library(act, f"{target}.{name}", this, args, at, name))
    if name in METHODS:
        done = METHODS[name](act, this, args, ir.Call(at, ir.Name(at, name), ()))
        if done is not None:
            results.append(done)
    return join_all(results)


def call_dunder(act: Activation, value: Value, name: str, args: list[Value], at: int) -> Value | None:
    """Call a special method that a class in view defines; None if there is none."""
    for oid, held in act.objects(value):
        if held.cls is not None and held.cls[0] == "class" and held.kind in ("instance", "symbol", "typed"):
            method = act.program.find_method(held.cls[1], name)
            if method is not None:
                this = Value(objects=frozenset((oid,)), opaque=held.kind != "instance")
                return call_info(act, act.program.functions[method[1]], Arguments([this, *args]), at, None, name)
    return None
