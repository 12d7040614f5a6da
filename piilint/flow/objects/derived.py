"""Instances of classes in view that are containers or texts themselves.

class Lines(list): ...          # the instance holds the items
class Row(UserDict): ...        # its contents stand in `data`, whoever asks by key, goes over it or shows it

Lines([iban])[0]
Row(iban=iban)["iban"]          # row.data["iban"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from piilint.flow.domain.value import NOTHING, Object, Value, join, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, part_of, write_part
from piilint.link.program import ClassInfo
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.domain.arguments import Arguments

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
        act.state.write(name, CONTENTS, given)
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


_ITSELF = "itself"
"""Where an instance that is a text or a number remembers which, whoever holds it."""


def fill(act: Activation, instance: Value, base: str, args: Arguments, at: int) -> bool:
    """`super().__init__(items)` in a class derived from a container; whether it is one."""
    from piilint.flow.calling.builtins import build_builtin
    from piilint.flow.calling.methods import METHODS

    if base in _WRAPPERS:
        write_part(act, instance, CONTENTS, build_builtin(act, _WRAPPERS[base], args, at))
    elif base in KINDS:
        method = "update" if KINDS[base] == "dict" else "extend"
        METHODS[method](act, instance, args, ir.Call(at, ir.Name(at, method), ()))
    return base in KINDS or base in _WRAPPERS
