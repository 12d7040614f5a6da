"""Instances of classes in view that are containers or texts themselves.

class Lines(list): ...          # the instance holds the items
class Row(UserDict): ...        # its contents stand in `data`, whoever asks by key, goes over it or shows it

Lines([iban])[0]
Row(iban=iban)["iban"]          # row.data["iban"]
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, SOMETHING, Object, Value, constant, join, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, part_of, write_part
from piilint.flow.syntax.nodes import calls_within
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir

KINDS = {
    "builtins.dict": "dict",
    "collections.OrderedDict": "dict",
    "collections.defaultdict": "dict",
    "builtins.list": "list",
    "collections.deque": "list",
    "builtins.tuple": "tuple",
    "builtins.set": "set",
    "builtins.frozenset": "set",
}
"""The language's containers, with what kind of object one is."""

_SCALARS = ("builtins.str", "builtins.int", "builtins.float")

_WRAPPERS = {
    "collections.UserDict": "builtins.dict",
    "collections.UserList": "builtins.list",
    "collections.UserString": "builtins.str",
}
"""Classes whose instances hold one of these, and pass on to it what they are asked."""

CONTENTS = ".data"
"""Where it stands."""


def kind_of(act: Activation, held: Object) -> str:
    """The kind of an object, or of the container that its class in view is derived from."""
    cls = class_of(act, held) if held.kind == "instance" else None
    return _base(cls, KINDS) if cls is not None and _base(cls, KINDS) else held.kind


def _base(cls: ClassInfo, table: dict[str, str]) -> str:
    return next((table[target] for kind, target in cls.mro if kind == "ext" and target in table), "")


def has_own_text(cls: ClassInfo) -> bool:
    """Whether `str` of an instance is the text that it is, whatever its `__repr__`."""
    return any(kind == "ext" and target in ("builtins.str", "collections.UserString") for kind, target in cls.mro)


def shows_items(cls: ClassInfo) -> bool:
    """Whether the text of an instance shows what it holds."""
    return bool(_base(cls, KINDS) or _base(cls, _WRAPPERS)) or ("ext", "builtins.str") in cls.mro


def contents(act: Activation, value: Value) -> Value:
    """The value with what instances hold in place of those that only wrap it."""
    if not any(held.cls is not None and held.cls[0] == "class" for _, held in act.objects(value)):
        return value
    result, inside = Value(refs=value.refs, const=value.const, opaque=value.opaque), NOTHING
    labels = value.labels
    for name, held in act.objects(value):
        cls = class_of(act, held)
        if cls is None or not _base(cls, _WRAPPERS):
            result = join(result, Value(objects=frozenset((name,))))
            continue
        inside = join(inside, part_of(act, name, held, CONTENTS))
        labels = {key: label for key, label in labels.items() if ("p", *label.path) != name}
    return value if inside.is_nothing() else join(Value(labels, result.objects, result.refs, result.const), inside)


def new_derived(act: Activation, cls: ClassInfo, args: Arguments, at: int) -> Value | None:
    """An instance of a class derived from a container or text, without a constructor of its own: what it is given."""
    from piilint.flow.calling.builtins import build_builtin
    from piilint.flow.calling.calls import call_info

    if act.program.find_method(cls.id, "__init__") is not None:
        return None
    base = next((target for kind, target in cls.mro if kind == "ext"), "")
    if base not in KINDS and base not in _SCALARS and base not in _WRAPPERS:
        return None
    new = act.program.find_method(cls.id, "__new__")
    if new is not None:
        first = reference("class", cls.id)
        given = call_info(act, act.program.functions[new[1]], args.after([first]), at, None, cls.node.name)
    else:
        given = build_builtin(act, _WRAPPERS.get(base, base), args, at)
    instance = act.allocate(at, "instance", ("class", cls.id), {}, tag=cls.id)
    (name,) = instance.objects
    if base in _WRAPPERS:
        _wrap(act, instance, given, at)
        return instance
    for _, held in act.objects(given):
        act.state.heap[name] = Object("instance", ("class", cls.id), dict(held.fields))
    if given.labels:
        act.state.write(name, _ITSELF, Value(given.labels, opaque=given.opaque))
    return Value(given.labels, instance.objects, opaque=given.opaque)


def with_text(act: Activation, instance: Value) -> Value:
    """The instance that a method is called on, with the text that it is: `self + "!"` in a `class Iban(str)`."""
    for _, held in act.objects(instance):
        itself = held.fields.get(_ITSELF)
        if itself is not None:
            instance = join(instance, itself)
    return instance


def without_text(act: Activation, instance: Value) -> Value:
    """The instance without the text or items that it is: what its methods in view are asked of isn't asked of these."""
    own = {key for _, held in act.objects(instance) if _ITSELF in held.fields for key in held.fields[_ITSELF].labels}
    if not own or not all(name[0] == "a" for name in instance.objects):
        return instance
    return instance.with_labels({key: label for key, label in instance.labels.items() if key not in own})


_ITSELF = "itself"
"""Where an instance that is a text or a number remembers which, whoever holds it."""


def fill(act: Activation, instance: Value, base: str, args: Arguments, at: int) -> bool:
    """`super().__init__(items)` in a class derived from a container; whether it is one."""
    from piilint.flow.calling.builtins import build_builtin
    from piilint.flow.calling.methods import METHODS

    if base in _WRAPPERS:
        _wrap(act, instance, build_builtin(act, _WRAPPERS[base], args, at), at)
    elif base in KINDS:
        method = "update" if KINDS[base] == "dict" else "extend"
        METHODS[method](act, instance, args, ir.Call(at, ir.Name(at, method), ()))
    return base in KINDS or base in _WRAPPERS


def _wrap(act: Activation, instance: Value, given: Value, at: int) -> None:
    """Let an instance hold a container or text; a mapping in view that has its own way to put something in has it put in
    key by key."""
    from piilint.flow.calling.methods import call_dunder

    classes = [class_of(act, held) for _, held in act.objects(instance)]
    own = any(cls is not None and act.program.find_method(cls.id, "__setitem__") for cls in classes)
    parts = [(s, part) for _, held in act.objects(given) for s, part in held.fields.items() if s[0] == "["]
    if not own or given.labels or any(held.kind != "dict" for _, held in act.objects(given)):
        write_part(act, instance, CONTENTS, given)
        return
    write_part(act, instance, CONTENTS, act.allocate(at, "dict", None, {}, tag="wrapped"))
    for selector, part in parts:
        key = constant(selector[2:-2]) if selector.startswith('["') else SOMETHING
        call_dunder(act, instance, "__setitem__", [key, part], at)


def fill_as_handed_on(
    act: Activation, cls: ClassInfo, init: FunctionInfo, instance: Value, args: Arguments, at: int
) -> None:
    """What a constructor that hands its `*args` and `**kwargs` on to a container's has that hold, as its caller knows it."""
    base = next((target for kind, target in cls.mro if kind == "ext"), "")
    if (base in KINDS or base in _WRAPPERS) and _hands_on(init):
        own = [param for param in init.node.params[1:] if param.kind in ("posonly", "pos")]
        named = {param.name for param in init.node.params if param.kind in ("pos", "kwonly")}
        others = {key: value for key, value in args.keywords.items() if key not in named}
        passed = Arguments(args.positional[len(own) :], others)
        if passed.positional or others:
            fill(act, instance, base, passed, at)


def _hands_on(init: FunctionInfo) -> bool:
    """Whether it says `super().__init__(*args, **kwargs)` with all that it gathers."""
    gathered = {param.name for param in init.node.params if param.kind in ("vararg", "kwarg")}
    for call in calls_within(init.node) if gathered else ():
        if isinstance(call.func, ir.Attr) and call.func.name == "__init__":
            starred = {arg.value.id for arg in call.args if arg.star and isinstance(arg.value, ir.Name)}
            above = call.func.value.func if isinstance(call.func.value, ir.Call) else None
            if isinstance(above, ir.Name) and above.id == "super" and gathered <= starred:
                return len(starred) == len(call.args)
    return False
