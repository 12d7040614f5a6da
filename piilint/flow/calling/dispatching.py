"""`functools.singledispatch`: which of the functions behind one name is called, by the class of what it is given.

@singledispatch
def show(obj): return str(obj)
@show.register
def _(obj: Account): return obj.iban[-4:]
show(account)                                  # the last four
"""

from __future__ import annotations

from dataclasses import replace

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.asked import without_texts
from piilint.flow.objects.access import class_of
from piilint.flow.objects.derived import has_own_text
from piilint.flow.objects.sure_classes import choices
from piilint.flow.protection.guards import is_one_text
from piilint.flow.syntax.nodes import calls_within
from piilint.flow.syntax.written_classes import written_class
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir

DISPATCH = ("dispatch", "")
_FOR = "call "
"""Begins the part of a dispatcher with the function for a class; "call" is the one for any other."""


def new_dispatcher(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`singledispatch(f)`: a callable that is f, or what is registered with it."""
    if not args.positional:
        return None
    return act.allocate(expr.at, "bound", DISPATCH, {"call": args.positional[0]})


def register(act: Activation, dispatcher: Value, args: Arguments, expr: ir.Call, types: Value = NOTHING) -> Value:
    """`f.register(type)` and `@f.register`: one more callable behind f, for one class."""
    functions = [
        v
        for v in args.positional
        if any(k == "func" for k, _ in v.refs) or any(h.kind == "bound" for _, h in act.objects(v))
    ]
    if not functions:
        fields = {"target": dispatcher, "type": args.get(0) or NOTHING}
        return act.allocate(expr.at, "bound", ("register", ""), fields)
    if len(args.positional) > len(functions):
        types = args.positional[0]
    classes = [target for kind, target in types.refs if kind in ("class", "ext")]
    classes = classes or _annotated(act, functions[-1])
    for name, held in act.objects(dispatcher):
        if held.cls == DISPATCH:
            for part in sorted(f"{_FOR}{cls}" for cls in classes) or ["call"]:
                act.state.add(name, part, functions[-1])
    return functions[-1]


def _annotated(act: Activation, function: Value) -> list[str]:
    """The class that the annotation of a function's first parameter names."""
    targets = [target for kind, target in function.refs if kind == "func"]
    targets += [held.cls[1] for _, held in act.objects(function) if held.cls is not None and held.cls[0] == "func"]
    found: list[str] = []
    modules = act.program.modules
    for info in (act.program.functions[target] for target in targets):
        place = _place(info)
        params = info.node.params
        annotation = params[place].annotation if place < len(params) else None
        refs = [resolve_expr(each, modules[info.module], act.program) for each in choices(annotation)]
        found += [ref[1] for ref in refs if ref is not None]
    return found


def _place(info: FunctionInfo) -> int:
    """The position of what is dispatched on: behind `self`."""
    return int(info.cls is not None and info.kind != "staticmethod")


_ABOVE = {
    "dict": ("dict", "MutableMapping", "Mapping", "Collection", "Iterable"),
    "list": ("list", "MutableSequence", "Sequence", "Collection", "Iterable"),
    "tuple": ("tuple", "Sequence", "Collection", "Iterable"),
    "set": ("set", "MutableSet", "Set", "Collection", "Iterable"),
    "str": ("str", "Sequence", "Collection", "Iterable"),
    "bytes": ("bytes", "Sequence", "Collection", "Iterable"),
    "bool": ("bool", "int", "Number"),
    "int": ("int", "Number"),
    "float": ("float", "Number"),
}
"""Classes of the language and what they may be registered as, the nearest first."""


def _for_language(value: Value, objects: list[tuple[ObjectId, Object]], special: dict[str, Value]) -> str | None:
    """The registered class of a container made in view, or of a constant: "" where none fits; None where its class isn't
    known."""
    if value.labels or value.refs or value.opaque:
        return None
    if value.const and not objects:
        name = type(value.const[0]).__name__
    elif len(objects) == 1 and objects[0][1].cls is None and value.const is None:
        name = objects[0][1].kind
    else:
        return None
    above = _ABOVE.get(name)
    if above is None:
        return None
    asked = {target.rpartition(".")[2]: target for target in special}
    return next((asked[each] for each in above if each in asked), "")


_CONTAINERS = frozenset(("dict", "list", "tuple", "set", "frozenset", "MutableMapping", "Mapping", "MutableSequence"))


def _is_scalar(value: Value) -> bool:
    """Whether it is a text or a number, as far as it is known at all: data that holds nothing else."""
    labels = value.labels.values()
    return bool(labels) and not (
        value.objects or value.refs or any(label.path or label.record or label.many for label in labels)
    )


def _may_be_text(act: Activation, target: str, elements: set[str]) -> bool:
    """Whether what is called as texts are may be of a class: one of the language, or in view and a text or called so, too."""
    cls = act.program.classes.get(target)
    if cls is None:
        return target.rpartition(".")[2] not in _CONTAINERS
    called = act.names.classify(cls.node.name, ())
    return has_own_text(cls) or (called is not None and called.element in elements)


def _written(act: Activation, at: int, place: int) -> str:
    """The class of the language that a call's argument is written to have."""
    call = next((call for call in calls_within(act.function.node) if call.at == at), None)
    plain = call is not None and place < len(call.args) and not any(arg.star for arg in call.args[: place + 1])
    return written_class(act, call.args[place].value) if call is not None and plain else ""


def function_for(act: Activation, dispatcher: Value, args: Arguments) -> Value | None:
    """`show.dispatch(cls)`: the function for a class of the language or in view."""
    for _, held in act.objects(dispatcher):
        for kind, target in sorted((args.get(0, "cls") or NOTHING).refs) if held.cls == DISPATCH else ():
            mro = act.program.classes[target].mro if kind == "class" else ()
            names = [name for _, name in mro] or list(_ABOVE.get(target.rpartition(".")[2], ()))
            special = {part[len(_FOR) :]: value for part, value in held.fields.items() if part.startswith(_FOR)}
            asked = special if mro else {each.rpartition(".")[2]: value for each, value in special.items()}
            return next((asked[name] for name in names if name in asked), held.fields.get("call"))
    return None


def call_chosen(act: Activation, held: Object, args: Arguments, at: int, text: str) -> Value | None:
    """A call of a bound callable: of what is behind it. A dispatcher's functions for numbers are given none of the texts
    that a value may be whose class isn't known."""
    from piilint.flow.calling.calls import call_value

    inner = _chosen(act, held, args, at)
    if inner is None or held.cls != DISPATCH:
        return None if inner is None else call_value(act, inner, args, at, text)
    special = {part[len(_FOR) :]: value for part, value in held.fields.items() if part.startswith(_FOR)}
    numbers = frozenset(ref for target, each in special.items() if target in _NUMBERS for ref in each.refs)
    numbers -= {ref for target, each in special.items() if target not in _NUMBERS for ref in each.refs}
    place, several = _dispatched(act, held), len(inner.refs) > 1
    if not several or numbers.isdisjoint(inner.refs) or place >= len(args.positional):
        return call_value(act, inner, args, at, text)
    others = Value(inner.labels, inner.objects, inner.refs - numbers, inner.const, inner.opaque)
    number = without_texts(act, args.positional[place])
    passed = replace(args, positional=[*args.positional[:place], number, *args.positional[place + 1 :]])
    of_number = call_value(act, Value(refs=numbers & inner.refs), passed, at, text)
    return join(of_number, call_value(act, others, args, at, text))


_NUMBERS = frozenset(f"builtins.{name}" for name in ("int", "float", "bool", "NoneType", "complex"))


def _dispatched(act: Activation, held: Object) -> int:
    """The position of what a dispatcher chooses by."""
    refs = held.fields.get("call", NOTHING).refs
    infos = [act.program.functions[target] for kind, target in refs if kind == "func"]
    return _place(infos[0]) if infos else 0


def _chosen(act: Activation, held: Object, args: Arguments, at: int) -> Value | None:
    """What is called behind a bound callable: of a dispatcher that for the class of what is passed, of all that it has where
    that isn't known."""
    default = held.fields.get("call")
    special = {part[len(_FOR) :]: value for part, value in held.fields.items() if part.startswith(_FOR)}
    if held.cls != DISPATCH or not special:
        return default
    place = _dispatched(act, held)
    value = args.positional[place] if place < len(args.positional) else NOTHING
    of_language = _for_language(value, act.objects(value), special)
    if of_language is not None:
        return special.get(of_language, default)
    if not value.refs and (written := _written(act, at, place)) in _ABOVE:
        asked = {target.rpartition(".")[2]: each for target, each in special.items()}
        return next((asked[each] for each in _ABOVE[written] if each in asked), default)
    if _is_scalar(value):
        special = {target: each for target, each in special.items() if target.rpartition(".")[2] not in _CONTAINERS}
    told = {label.element for label in value.labels.values() if not label.path}
    if told and all(label.path or is_one_text(act, label, value.objects) for label in value.labels.values()):
        special = {target: each for target, each in special.items() if _may_be_text(act, target, told)}
    found: list[Value] = []
    for _, thing in act.objects(value):
        cls = class_of(act, thing)
        if cls is None:
            found = []
            break
        found.append(next((special[target] for _, target in cls.mro if target in special), default or NOTHING))
        if thing.kind != "instance":
            found += [special[below] for below in sorted(cls.subclasses) if below in special]
    return join_all(found) if found else join_all([default or NOTHING, *special.values()])
