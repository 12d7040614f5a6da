"""Members of enumerations in view that are more than constants: whose class has methods or a constructor of its own, or
whose value carries data.

class Part(Enum):
    FIRST = ("first", load())
    def __init__(self, title, body): ...

Part.FIRST.body, Part["FIRST"].value[1], [part.body for part in Part]     # what load() gives
print(Part.FIRST)                                                         # Part.FIRST, nothing of its value

A member whose value is a constant stays that constant besides, so that it goes on telling as a key which part is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from piilint.flow.domain.value import NOTHING, UNKNOWN, Value, constant, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, exact_items
from piilint.flow.objects.members import call_method_of
from piilint.flow.sources.naming import settled
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.domain.arguments import Arguments


def with_members(act: Activation, cls: ClassInfo, inner: dict[str, Value], stmt: ir.ClassDef) -> dict[str, Value]:
    """What a class's body binds; of an enumeration its members in place of what they are made of."""
    if cls.kind != "enum":
        return inner
    own = any(target in act.program.classes and act.program.classes[target].methods for _, target in cls.mro)
    made = {
        name: _member(act, cls, name, inner[name], stmt.at)
        for name in stmt.binds
        if name in inner and _is_member(act, cls, name, inner[name]) and (own or _carries(inner[name]))
    }
    return {**inner, **made}


def _is_member(act: Activation, cls: ClassInfo, name: str, value: Value) -> bool:
    """Whether a name that the body binds is a member's."""
    callable_kinds = any(held.kind == "bound" for _, held in act.objects(value))
    return name[0] != "_" and name not in cls.methods and not value.refs and not callable_kinds


def _carries(value: Value) -> bool:
    """Whether a value is more than a constant."""
    return bool(value.labels or value.objects)


def _member(act: Activation, cls: ClassInfo, name: str, value: Value, at: int) -> Value:
    from piilint.flow.domain.arguments import Arguments

    fields = {".value": value, "._value_": value, ".name": constant(name), "._name_": constant(name)}
    made = act.allocate(at, "instance", ("class", cls.id), fields, tag=f"member {cls.id}.{name}")
    init = act.program.find_method(cls.id, "__init__")
    if init is not None:
        objects = act.objects(value)
        parts = exact_items(objects[0][1]) if len(objects) == 1 and objects[0][1].kind == "tuple" else None
        args = Arguments([made, *([value] if parts is None else parts)])
        call_method_of(act, act.program.functions[init[1]], args, at)
    return Value(objects=made.objects, const=value.const if not _carries(value) else None)


def members(act: Activation, value: Value) -> dict[str, Value]:
    """The members of the enumerations in view that a value is, by name, as far as they are more than constants."""
    found: dict[str, Value] = {}
    for kind, target in sorted(value.refs):
        cls = act.program.classes[target] if kind == "class" else None
        if cls is None or cls.kind != "enum":
            continue
        for name in cls.node.binds:
            member = act.state.object(("c", target, name)).fields.get(".", NOTHING)
            if any(held.cls == ("class", target) for _, held in act.objects(member)):
                found[name] = member
    return found


def of_any_member(act: Activation, value: Value) -> Value | None:
    """`statement.account_type.value` of an enumeration in view whose members are constants, whichever it is: nobody's data.
    None for anything else."""
    known = [class_of(act, held) for _, held in act.objects(value)]
    if not known or value.refs or any(cls is None or cls.kind != "enum" for cls in known):
        return None
    if any(".value" in held.fields for _, held in act.objects(value)):
        return None  # one that is known tells its own
    refs = frozenset(("class", cls.id) for cls in known if cls is not None)
    carries = any(member.const is None for member in members(act, Value(refs=refs)).values())
    return None if carries else settled(UNKNOWN)


def listed_members(act: Activation, value: Value, at: int) -> Value | None:
    """An enumeration that is gone over: its members, one after the other; None for anything else."""
    found = members(act, value) if value.refs and not value.objects else {}
    found = found or (_constants(act, value) if value.refs and not value.objects else {})
    if not found:
        return None
    return act.allocate(at, "list", None, {f"[{i}]": member for i, member in enumerate(found.values())}, tag="members")


def _constants(act: Activation, value: Value) -> dict[str, Value]:
    """The members of an enumeration in view that are nothing but constants."""
    enums = [act.program.classes[target] for kind, target in sorted(value.refs) if kind == "class"]
    if len(enums) != 1 or len(value.refs) != 1 or enums[0].kind != "enum":
        return {}
    held = {name: act.state.object(("c", enums[0].id, name)).fields.get(".", NOTHING) for name in enums[0].node.binds}
    return {name: part for name, part in held.items() if part.const and name[0] != "_" and name not in enums[0].methods}


def member_by_name(act: Activation, value: Value, index: Value) -> Value | None:
    """`Part["FIRST"]`; any member where the name isn't known; None for what is no enumeration."""
    found = members(act, value) if value.refs and not value.objects else {}
    if not found:
        return None
    known = found.get(str(index.const[0])) if index.const else None
    return known if known is not None else join_all(found.values())


def member_by_value(act: Activation, cls: ClassInfo, args: Arguments) -> Value:
    """`Part("first")`: the member that has this value, any of them where that isn't known."""
    found = members(act, Value(refs=frozenset((("class", cls.id),))))
    asked = args.positional[0] if args.positional else NOTHING
    known = [member for member in found.values() if asked.const and member.const == asked.const and not asked.labels]
    return join_all(known or found.values())


def own_member(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, Any]:
    """The constant that a method's own instance is besides, where it is one member of an enumeration."""
    if info.cls is None or info.kind != "method" or act.program.classes[info.cls].kind != "enum":
        return {}
    name = info.node.params[0].name if info.node.params else ""
    parts = [held.fields.get(".value", NOTHING) for _, held in act.objects(roots.get(name, NOTHING))]
    const = parts[0].const if len(parts) == 1 and not _carries(parts[0]) else None
    return {name: const[0]} if const and isinstance(const[0], (str, int)) else {}


def known_parameter(act: Activation, name: str, value: object) -> Value:
    """A parameter that is this constant; a method's own instance of an enumeration goes on being one of its members."""
    info = act.function
    cls = act.program.classes[info.cls] if info.cls is not None and info.kind == "method" else None
    own = cls is not None and cls.kind == "enum" and info.node.params[0].name == name
    return Value(objects=frozenset((("p", name),)), const=(value,)) if own else constant(value)
