"""Method calls: which of the things that a receiver may be says what its method does.

logger.info(x)        # a library's object: what the catalogue says
account.show()        # an instance of a class in view: its method, by the MRO
row.get("iban")       # a container: see `containers`
param.save(x)         # the caller's: left to whoever knows the object
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.calling.calls import call_value
from piilint.flow.calling.coroutines import awaited, is_coroutine, is_task, raised_by
from piilint.flow.calling.deferred import defer
from piilint.flow.collections.containers import CONTAINER_METHODS, CONTAINERS
from piilint.flow.collections.mappings import new_dict, of_chain
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, SOMETHING, UNKNOWN, Object, Value, join, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.abstract import asked
from piilint.flow.objects.access import class_of, read_attribute
from piilint.flow.objects.collaborators import (
    call_collaborator,
    call_either,
    call_member,
    called_refs,
    is_overridden,
    may_be_another,
)
from piilint.flow.objects.derived import contents, kind_of, without_text
from piilint.flow.objects.making import object_new, subclasses
from piilint.flow.objects.members import call_method_of
from piilint.flow.protection.opened import given_back
from piilint.flow.tabular.column_expressions import as_made
from piilint.flow.tabular.tables import TABLE_METHODS
from piilint.flow.texts.serialised import KIND as SERIALISED
from piilint.flow.texts.strings import TEXT_METHODS, as_filled, folded
from piilint.model import ir

_OPENERS = frozenset(("get_secret_value", "reveal", "unwrap"))
"""Methods that give back what a protected value holds."""

METHODS = {**TABLE_METHODS, **CONTAINER_METHODS}


def call_method(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value:
    """`receiver.name(args)`: by what the receiver is known to be, in the order of how well that is known."""
    for step in (_of_special, _of_references, _of_class_in_view, _of_library_base, _of_abstract, _of_container):
        done = step(act, receiver, func, args, expr)
        if done is not None:
            return done
    from piilint.flow.calling.library import call_unknown_method

    result = call_unknown_method(act, receiver, func, args, expr.at)
    carries = not (receiver.is_nothing() or receiver.same(SOMETHING))  # `df.isna().sum()`
    if not carries and result.opaque and not result.refs:
        return Value(result.labels, result.objects, const=result.const)
    return result


def _of_special(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value | None:
    """`singledispatch` functions, protected values, named tuples, exceptions."""
    from piilint.flow.calling.builtins import call_library_builtin
    from piilint.flow.calling.dispatching import DISPATCH, function_for, register

    name = func.name
    held = [thing for _, thing in act.objects(receiver)]
    if name in ("register", "dispatch") and any(thing.cls == DISPATCH for thing in held):
        return function_for(act, receiver, args) if name == "dispatch" else register(act, receiver, args, expr)
    if any(thing.kind == "secret" for thing in held):
        return given_back(act, receiver, text_of(func.value), func.at) if name in _OPENERS else receiver
    if name in ("_asdict", "_replace") and any(thing.kind == "namedtuple" for thing in held):
        return call_library_builtin(act, f"typing.NamedTuple.{name}", receiver, args, expr) or NOTHING
    if name == "__await__" and is_coroutine(act, func.value):
        return act.allocate(expr.at, "generator", None, {".result": awaited(act, receiver)}, tag="awaited")
    if name == "exception" and any(map(is_task, held)):
        return raised_by(act, receiver)
    if name == "new_child" and held:
        return of_chain(act, receiver, name, args.get(0, "m") or act.allocate(expr.at, "dict", tag="child"), expr.at)
    if name == "_asdict" and any(thing.kind == "tuple" and _has_columns(thing) for thing in held):
        return new_dict(act, Arguments([receiver]), expr)
    if name == "_make" and any(thing.cls is not None and thing.cls[0] == "namedtuple" for thing in held):
        return call_value(act, read_attribute(act, receiver, name, func.at, ""), args, expr.at, name)
    if name == "add_note" and (held or act.caught.opaque):
        noted = METHODS[name](act, receiver, args, expr) or NOTHING
        known = any(thing.kind != "symbol" for thing in held)  # not what a callback of the caller's raises
        return noted if known or not act.reraises else None
    return None


def _has_columns(held: Object) -> bool:
    """Whether it is a row whose columns are known by name."""
    return any(selector.startswith('["') for selector in held.fields)


def _of_references(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value | None:
    """Libraries' objects, classes, modules, `super()`."""
    from piilint.flow.calling.supers import call_super

    if not receiver.refs.isdisjoint(classes().expressions):
        return _of_expression(act, receiver, func, args, expr)
    has_own = bool(receiver.refs) and any(_has_own(act, held, func.name) for _, held in act.objects(receiver))
    refs = called_refs(act, receiver, func.name, has_own)
    above = next((target for kind, target in refs if kind == "super"), None)
    if above is not None:
        return call_super(act, receiver, above, func.name, args, expr.at)
    if not refs and not has_own:
        return None

    def call() -> Value:
        """Of each thing that it may be."""
        results = [_of_reference(act, kind, target, receiver, func, args, expr) for kind, target in refs]
        if has_own:
            own = Value(receiver.labels, receiver.objects, opaque=receiver.opaque)
            results.append(call_member(act, own, func, args, expr))
        return join_all(results)

    return call_collaborator(act, receiver, func, args, expr, call)


def without_others(act: Activation, receiver: Value) -> Value:
    """A library's object but for the instances of classes in view that it may be instead: what a table writes isn't what the
    statement holds that is given where no table is asked for. Where there are only such, it is made of them."""
    objects = act.objects(receiver)
    others = [name for name, held in objects if held.kind in ("instance", "typed") and _is_of_project(act, held)]
    if not others or len(others) == len(objects):
        return receiver
    return Value(receiver.labels, receiver.objects.difference(others), receiver.refs, receiver.const, receiver.opaque)


def _is_of_project(act: Activation, held: Object) -> bool:
    """Whether an instance's class is in view with all that it is derived from, but for what makes data classes."""
    cls = class_of(act, held)
    if cls is None:
        return False
    return cls.kind in _DATA_CLASSES or all(kind == "class" or target == "builtins.object" for kind, target in cls.mro)


_DATA_CLASSES = ("dataclass", "attrs", "namedtuple", "pydantic")


def _of_expression(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value:
    """A method of a column's expression (`col("iban").str.slice(-4)`): an expression of the same column."""
    from piilint.flow.calling.library import call_library, call_unknown_method

    columns = [part for _, held in act.objects(receiver) if held.kind == "list" for part in held.fields.values()]
    if columns and act.objects(receiver)[0][1].cls is None:  # `col("iban", "name")`: each of them
        each = [Value(part.labels, refs=receiver.refs, const=part.const, opaque=part.opaque) for part in columns]
        made_of = [_of_expression(act, part, func, args, expr) for part in each]
        listed = act.allocate(expr.at, "list", None, {f"[{i}]": part for i, part in enumerate(made_of)}, tag=func.name)
        return Value(objects=listed.objects, refs=made_of[0].refs)
    plain = Value(receiver.labels, receiver.objects, opaque=receiver.opaque)
    owner = min(target for _, target in receiver.refs)
    known = not act.catalogue.calls.exact(f"{owner}.{func.name}").empty
    if known or not act.catalogue.calls.method(func.name).empty:
        passed = plain if not known else Value(receiver.labels, receiver.objects, const=receiver.const)
        made = call_library(act, f"{owner}.{func.name}", passed, args, expr.at, text_of(func))
    elif func.name in TEXT_METHODS:
        made = TEXT_METHODS[func.name](act, plain, args, expr) or NOTHING
    else:
        made = call_unknown_method(act, plain, func, args, expr.at)
    first = min(classes().expressions & receiver.refs)
    root = min((ref for ref in classes().expressions if first[1].startswith(ref[1])), key=lambda ref: len(ref[1]))
    name = made.const or (as_made(receiver) if receiver.labels else receiver.const)  # else the table says what it is
    return Value(made.labels, made.objects, frozenset((root,)), name, made.opaque)


def _of_reference(
    act: Activation, kind: str, target: str, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call
) -> Value:
    from piilint.flow.calling.builtins import call_library_builtin
    from piilint.flow.calling.library import call_library

    name, text = func.name, text_of(func)
    if kind in ("ext", "inst"):
        dotted = f"{target}.{name}"
        receiver = without_others(act, receiver) if kind == "inst" else receiver
        done = call_library_builtin(act, dotted, receiver, args, expr)
        pipes = any(each.does == "pipe" for each in act.catalogue.calls.exact(dotted).propagators)
        is_table = (
            name in TABLE_METHODS
            and not pipes
            and any(held.kind in ("dict", "symbol") for _, held in act.objects(receiver))
        )
        unknown = is_table or act.catalogue.calls.exact(dotted).empty
        if done is None and name in METHODS and unknown and (kind == "inst" or _asks_by_key(name, target, args)):
            done = METHODS[name](act, receiver if kind == "inst" else UNKNOWN, args, expr)
        return done if done is not None else call_library(act, dotted, receiver, args, expr.at, text)
    if kind == "class":
        below = act.program.classes[target].subclasses
        paths = sorted(label.path for label in receiver.labels.values() if ("p", *label.path) in receiver.objects)
        if paths and any(
            name in act.program.classes[each].methods for each in below
        ):  # whose `cls` it is, callers know
            return call_either(act, receiver, (*paths[0], f".{name}"), func, args, expr, frozenset(((kind, target),)))
        found = act.program.find_method(target, name) if paths and below else None
        info = act.program.functions[found[1]] if found is not None else None
        if info is not None and info.kind == "classmethod":  # what it makes, too
            own = Value(receiver.labels, receiver.objects, frozenset(((kind, target),)), opaque=True)
            return call_method_of(act, info, args.after([own]), expr.at)
        made = _class_builtin(act, target, func, receiver, args, expr)
        made = subclasses(act, target, expr.at) if made is None and name == "__subclasses__" else made
        if made is not None:
            return made
        base = _library_base_with(act, target, name)
        if base:
            return call_library(act, f"{base}.{name}", receiver, args, expr.at, text)
    if kind == "func" and not act.catalogue.calls.exact(f"types.FunctionType.{name}").empty:
        return call_library(act, f"types.FunctionType.{name}", NOTHING, args, expr.at, text)
    if kind == "func" and not act.catalogue.calls.method(name).empty:
        from piilint.flow.calling.library import call_unknown_method

        return call_unknown_method(act, Value(refs=frozenset(((kind, target),))), func, args, expr.at)
    return call_member(act, Value(refs=frozenset(((kind, target),))), func, args, expr)


def _of_class_in_view(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value | None:
    """Instances of classes in view that have the method; which one, the caller may know better."""
    objects = act.objects(receiver)
    if not any(_has_own(act, held, func.name) for _, held in objects):
        return None
    receiver = without_text(act, receiver)
    symbols = sorted(label.path for label in receiver.labels.values() if label.path)
    several = len(objects) > 1 and any(oid[0] != "p" for oid, _ in objects)
    if symbols and (
        several or any(held.kind == "symbol" and may_be_another(act, o, held, func.name) for o, held in objects)
    ):
        return call_either(act, receiver, (*symbols[0], f".{func.name}"), func, args, expr)
    return call_member(act, Value(receiver.labels, receiver.objects, opaque=receiver.opaque), func, args, expr)


def _of_library_base(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value | None:
    """Instances of classes in view that have the method from a library's class."""
    from piilint.flow.calling.builtins import call_library_builtin
    from piilint.flow.calling.hooks import inherited
    from piilint.flow.calling.library import call_library
    from piilint.flow.protection.adapters import processed, without_own

    results: list[Value] = []
    for oid, held in act.objects(receiver):
        cls, this = class_of(act, held), Value(objects=frozenset((oid,)))
        given = inherited(act, cls, func.name, this, expr.at, args) if cls is not None else None
        results += [given] if given is not None else []
    for base in sorted({target for _, held in act.objects(receiver) for target in _library_bases(act, held)}):
        dotted = f"{base}.{func.name}"
        done = call_library_builtin(act, dotted, receiver, args, expr)
        if done is not None:
            return done
        if not act.catalogue.calls.exact(dotted).empty:
            passed = processed(act, base, receiver, func.name, args, expr.at)
            made = call_library(act, dotted, without_own(act, base, receiver), passed, expr.at, text_of(func))
            results += [] if results and made.opaque and not made.objects else [made]
    return join_all(results) if results else None


def _of_abstract(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value | None:
    """What abstract collections make of the methods of a class in view."""
    return asked(act, receiver, func.name, args, expr.at) if receiver.objects else None


def _of_container(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value | None:
    """Containers, tables, text, and what may be one."""
    receiver = as_filled(act, contents(act, receiver), func.name, expr.at)
    kinds = {kind_of(act, held) for _, held in act.objects(receiver)} - {SERIALISED}
    method = METHODS.get(func.name)
    if method is not None and (not kinds or kinds & CONTAINERS or "symbol" in kinds or "absent" in kinds):
        done = method(act, receiver, args, expr)
        if done is not None:
            if not kinds & CONTAINERS:
                from piilint.flow.calling.library import sink_by_name

                sink_by_name(act, func.name, receiver, text_of(func.value), args, expr.at)
            return join(done, _of_callers_own(act, receiver, func, args, expr))
    told = _of_text_by_name(act, receiver, func, args, expr) if func.name in TEXT_METHODS else None
    if told is not None and (func.name != "find" or receiver.opaque):
        return told
    if func.name in TEXT_METHODS and not kinds & CONTAINERS and not _asks_for(receiver, func.name, args):
        if func.name == "find" and receiver.opaque and not receiver.const:  # in a text, or the child of a node
            return join(TEXT_METHODS[func.name](act, receiver, args, expr) or NOTHING, UNKNOWN)
        known = folded(receiver, func.name, args)
        return known if known is not None else TEXT_METHODS[func.name](act, receiver, args, expr)
    return None


def _of_text_by_name(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value | None:
    """What looks like a text's method, but is another's by the receiver's name: `df["iban"].str.replace(…, regex=True)`;
    of `find`, a node's at a path."""
    from piilint.flow.calling.library import for_receiver
    from piilint.flow.calling.standard import operate
    from piilint.flow.interpreter.conditions import applies

    loose = act.catalogue.calls.method(func.name)
    asking = for_receiver(loose, receiver, text_of(func.value), typed=False).propagators if loose.propagators else ()
    for said in asking:
        if said.does and (said.receiver or func.name == "find") and applies(act, said.when, {}, args, receiver):
            done = operate(act, said, receiver, args, expr.at, text_of(func))
            if done is not None:
                return done
    return None


def _of_callers_own(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value:
    """What looks like a container's method may be one of a class in view: `sink.put(text)`, `repository.add(row)`.
    Whoever passes the instance knows."""
    if all(value.const or value.is_nothing() for value in args.everything()):
        return NOTHING
    if not act.program.has_method(func.name):
        return NOTHING
    paths = sorted(label.path for label in receiver.labels.values() if ("p", *label.path) in receiver.objects)
    if not paths or len(paths[0]) > 3 or act.state.object(("p", *paths[0])).cls is not None:
        return NOTHING
    return defer(act, (*paths[0], f".{func.name}"), args, expr.at, text_of(func), own=True)


def _asks_by_key(name: str, owner: str, args: Arguments) -> bool:
    """Whether `owner.get("iban")` reads a key of a library's object, such as a web framework's current request."""
    key = args.positional[0].const if args.positional else None
    is_key = key is not None and key != () and isinstance(key[0], str) and key[0].replace("-", "_").isidentifier()
    return name in ("get", "pop") and is_key and owner.rpartition(".")[2][:1].islower() and "." in owner


def _asks_for(receiver: Value, name: str, args: Arguments) -> bool:
    """Whether `x.find(what)` asks a collection for a thing (`repository.find(key)`) rather than a text for a place."""
    is_text = any(label.element and not label.record for label in receiver.labels.values())
    is_text = is_text or bool(receiver.const and isinstance(receiver.const[0], str))
    return name == "find" and not is_text and (not args.positional or not args.positional[0].const)


def _class_builtin(
    act: Activation, cls: str, func: ir.Attr, receiver: Value, args: Arguments, expr: ir.Call
) -> Value | None:
    """A class method that a class in view has from a library's base."""
    from piilint.flow.calling.builtins import call_library_builtin

    if act.program.find_method(cls, func.name) is not None:
        return None
    for kind, base in act.program.classes[cls].mro:
        if kind == "ext":
            done = call_library_builtin(act, f"{base}.{func.name}", receiver, args, expr)
            if done is not None:
                return done
    derived = any(kind == "ext" and base != "builtins.object" for kind, base in act.program.classes[cls].mro)
    return object_new(act, args, expr) if func.name == "__new__" and not derived else None


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
        return any(
            act.state.object((kind, target, name)).fields for kind in "ci" for ref, target in cls.mro if ref == "class"
        )
    return False


def _library_bases(act: Activation, held: Object) -> list[str]:
    """The library classes that an object's class in view is derived from."""
    if held.cls is None or held.cls[0] != "class" or held.kind not in ("instance", "symbol", "typed"):
        return []
    return [target for kind, target in act.program.classes[held.cls[1]].mro if kind == "ext"]


def call_dunder(act: Activation, value: Value, name: str, args: list[Value], at: int) -> Value | None:
    """Call a special method that a class in view defines, of each instance that it may be; None if there is none. Of
    somebody's instance whose class may be one below, the caller knows which."""
    from piilint.flow.objects.protocols import class_asked

    results: list[Value] = []
    for oid, held in act.objects(value):
        if held.cls is None or held.cls[0] != "class" or held.kind not in ("instance", "symbol", "typed"):
            continue
        method = act.program.find_method(held.cls[1], name)
        this = Value(objects=frozenset((oid,)), opaque=held.kind != "instance")
        if held.kind != "instance" and is_overridden(act, held, name):
            func = ir.Attr(at, ir.Name(at, ""), name)
            call = ir.Call(at, func, ())
            if oid[0] == "p":
                results.append(call_either(act, this, (*oid[1:], f".{name}"), func, Arguments(args), call))
            else:
                results.append(call_member(act, this, func, Arguments(args), call))
        elif method is not None:
            results.append(call_method_of(act, act.program.functions[method[1]], Arguments([this, *args]), at))
    for kind, target in sorted(value.refs):
        asked = class_asked(act, target, name, args, at) if kind == "class" else None
        results += [asked] if asked is not None else []
    return join_all(results) if results else None
