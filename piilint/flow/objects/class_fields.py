"""Functions that go over the fields of what they are given: what they do with an instance, its class says.

def redact(obj):
    return {f.name: "***" if f.metadata.get("sensitive") else getattr(obj, f.name) for f in fields(obj)}

redact(account)         # Account.iban = field(metadata={"sensitive": True}): hidden
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from piilint.catalogue.classes import classes
from piilint.flow.calling.handed_on import wanted_parameters
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import UNKNOWN, Value, constant
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import class_of
from piilint.flow.objects.class_constants import declared_constant, is_overridden
from piilint.flow.objects.sure_classes import KnownClass, KnownDefinition, asked_parameters, sure_class
from piilint.flow.objects.told_fields import TOLD, field_made, told_of
from piilint.flow.sources.naming import last_word
from piilint.flow.syntax.deciding import deciding_places
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.link.classes import resolve_expr, written
from piilint.link.program import ClassInfo, FieldInfo, FunctionInfo
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.domain.arguments import Arguments

FIELD = ("field", "")
"""The mark of what describes a field."""
_METADATA = "metadata"
_NO_KEY = '["\x1f"]'
"""What metadata has that nobody asks for: so that a mapping without keys is known to have none."""


def known_classes(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """The classes of what is passed for parameters whose fields a function goes over, or whose class it asks."""
    sure = {name: cls.id for name, value in roots.items() if (cls := sure_class(act, value)) is not None}
    asked = asked_parameters(act, info) if sure else frozenset[str]()
    told: dict[str, object] = {name: KnownClass(sure[name]) for name in sorted(sure) if name in asked}
    return told | _gone_over(act, info, roots)


def classes_described(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """The classes themselves that are passed for parameters whose fields a function goes over: `fields(target)`."""
    passed = {name: sorted(value.refs) for name, value in roots.items() if value.refs and not value.objects}
    single = {name: refs[0][1] for name, refs in passed.items() if len(refs) == 1 and refs[0][0] == "class"}
    found = {name: cls for name, cls in single.items() if _has_fields(act, cls)}
    wanted = _described_parameters(act, info) if found else frozenset[str]()
    return {name: KnownDefinition(found[name]) for name in sorted(found) if name in wanted}


def _gone_over(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """Those of parameters whose fields a function goes over, with what the class declares."""
    found: dict[str, ClassInfo] = {}
    for name, value in roots.items():
        classes = [cls for _, held in act.objects(value) if (cls := class_of(act, held)) is not None]
        if len(classes) == 1 and len(value.objects) == 1 and _has_fields(act, classes[0].id):
            found[name] = classes[0]
    wanted = _described_parameters(act, info) if found else frozenset[str]()
    known: dict[str, object] = {name: KnownClass(found[name].id) for name in sorted(found) if name in wanted}
    for place in deciding_places(act.solver, info) if known else ():
        root, *steps = place.split(".")
        if root in known and len(steps) == 1 and not is_overridden(act, found[root].id, steps[0]):
            declared = declared_constant(act, found[root].id, steps[0])
            known |= {place: declared} if declared is not None else {}
    return known


def _has_fields(act: Activation, cls: str) -> bool:
    """Whether instances of a class have any, declared or given by its methods."""
    from piilint.flow.objects.reflection import assigned_attributes

    return bool(act.program.all_fields(cls)) or bool(assigned_attributes(act, cls))


def _described_parameters(act: Activation, info: FunctionInfo) -> frozenset[str]:
    """The parameters whose fields the function goes over, or hands on to one that does."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        """From the text."""
        names = {param.name for param in asked.node.params if param.kind not in ("vararg", "kwarg")}
        module = act.program.modules.get(asked.module)
        found = {name for node in nodes_within(asked.node) for name in _described(node)}
        for call in calls_within(asked.node):
            ref = resolve_expr(call.func, module, act.program) if module is not None else None
            called = act.program.functions.get(ref[1].replace(":", ".")) if ref is not None else None
            if called is not None and _dispatches(called):
                found |= {arg.value.id for arg in call.args[:1] if isinstance(arg.value, ir.Name)}
        return frozenset(found & names)

    return wanted_parameters(act.solver, info, "described", own)


def _dispatches(info: FunctionInfo) -> bool:
    """Whether which function is called depends on the class of the first argument."""
    return any(last_word(text_of(decorator)) == "singledispatch" for decorator in info.node.decorators)


_DESCRIBING = frozenset(("fields", "fields_dict", "asdict", "astuple", "vars"))


def _described(node: object) -> Iterator[str]:
    """The variable in `fields(obj)`, `asdict(obj)`, `fields(type(obj))`, `obj.__dict__`."""
    if isinstance(node, ir.Attr) and node.name == "__dict__" and isinstance(node.value, ir.Name):
        yield node.value.id
    if isinstance(node, ir.Attr) and node.name in classes().field_tables:
        owner = node.value.args[0].value if isinstance(node.value, ir.Call) and node.value.args else node.value
        if isinstance(owner, ir.Name):
            yield owner.id
    asked = node.func if isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) else None
    if asked is not None and asked.name in classes().dumps and isinstance(asked.value, ir.Name):
        yield asked.value.id
    if not isinstance(node, ir.Call) or len(node.args) != 1 or not isinstance(node.func, (ir.Name, ir.Attr)):
        return
    called = node.func.id if isinstance(node.func, ir.Name) else node.func.name
    given = node.args[0].value
    if isinstance(given, ir.Call) and len(given.args) == 1 and last_word(_name(given.func)) == "type":
        given = given.args[0].value
    if isinstance(given, ir.Attr) and given.name == "__class__":
        given = given.value
    if called in _DESCRIBING and isinstance(given, ir.Name):
        yield given.id


def _name(expr: ir.Expr) -> str:
    return expr.id if isinstance(expr, ir.Name) else ""


# ---- what describes a field --------------------------------------------------------------------------------------------


def class_fields(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`fields(account)`, `fields(Account)`: what describes each of the fields, one after the other."""
    value = args.get(0)
    classes = [class_of(act, held) for _, held in act.objects(value)] if value is not None else []
    classes += [act.program.classes[target] for kind, target in (value.refs if value else ()) if kind == "class"]
    if len(classes) != 1 or classes[0] is None:
        return None
    described = [description(act, classes[0], field, expr.at) for field in _declared_fields(act, classes[0])]
    items = {f"[{place}]": each for place, each in enumerate(described)}
    return act.allocate(expr.at, "items", None, items, tag="fields") if items else None


def _declared_fields(act: Activation, cls: ClassInfo) -> list[FieldInfo]:
    """The fields of a class: what it annotates, or makes fields without that."""
    fields = act.program.all_fields(cls.id).values()
    return [field for field in fields if field.annotation is not None or cls.kind == "attrs"]


def field_table(act: Activation, value: Value, at: int) -> Value | None:
    """`Account.model_fields`, `account.model_fields`: what describes each of the fields, by name; None for anything else."""
    found = [cls for _, held in act.objects(value) if (cls := class_of(act, held)) is not None]
    found += [act.program.classes[target] for kind, target in value.refs if kind == "class"]
    if len(found) != 1:
        return None
    described = {
        key_selector(each.name): description(act, found[0], each, at) for each in _declared_fields(act, found[0])
    }
    return act.allocate(at, "dict", None, described, tag="fields by name") if described else None


def description(act: Activation, cls: ClassInfo | None, field: FieldInfo, at: int) -> Value:
    given = {arg.keyword: (module, arg.value) for module, call in reversed(field.told) for arg in call.args}
    parts = {f".{name}": _stated(act, cls, given.get(name), name, field.name, at) for name in TOLD}
    parts |= {
        ".name": constant(field.name),
        ".repr": constant(field.shown),
        ".type": UNKNOWN,
        ".default": UNKNOWN,
    }
    return act.allocate(at, "namespace", FIELD, parts, tag=f"field {field.name}")


def _stated(
    act: Activation, cls: ClassInfo | None, stated: tuple[str, ir.Expr] | None, name: str, field: str, at: int
) -> Value:
    """What is told of a field by key: constants as they are written, or what the class's body makes there; nothing where
    nothing is said."""
    entries = list(_entries(act, *stated)) if stated is not None else []
    told: dict[str, Value] = {key_selector(entry[0]): entry[1] for entry in entries if entry is not None}
    if None in entries or any(entry is UNKNOWN for entry in told.values()):
        made = told_of(act, cls, field, name) if cls is not None else None
        parts = known_parts(act, made) if made is not None else None
        if parts is None and None in entries:
            return UNKNOWN
        told |= parts or {}
    return act.allocate(at, "dict", None, {_NO_KEY: constant(None), **told}, tag=f"{_METADATA} {name} of {field}")


def _entries(act: Activation, module: str, stated: ir.Expr | None) -> Iterator[tuple[str, Value] | None]:
    """The entries of `{"secret": True}`, `dict(secret=True)`, `SECRET`, `{**SECRET, OWNER: "ops"}`, `SECRET | OWNED`; None
    of what isn't written out."""
    module, shown = written(stated, module, act.program)
    if isinstance(shown, ir.Dict):
        for key, value in zip(shown.keys, shown.values, strict=True):
            if key is None:
                yield from _entries(act, module, value)
                continue
            _, name = written(key, module, act.program)
            _, told = written(value, module, act.program)
            known = isinstance(name, ir.Const) and isinstance(name.value, str)
            entry = constant(told.value) if isinstance(told, ir.Const) else UNKNOWN
            yield (str(name.value), entry) if known and isinstance(name, ir.Const) else None
    elif isinstance(shown, ir.Bin) and shown.op == "|":
        for part in shown.operands:
            yield from _entries(act, module, part)
    elif isinstance(shown, ir.Call) and _name(shown.func) == "dict" and all(arg.keyword for arg in shown.args):
        entries = tuple(ir.Const(shown.at, arg.keyword) for arg in shown.args)
        yield from _entries(act, module, ir.Dict(shown.at, entries, tuple(arg.value for arg in shown.args)))
    else:
        yield None


def is_described(act: Activation, owner: Value) -> bool:
    """Whether it is what describes a field, or its metadata: what is read of them is as the class declares it."""
    objects = act.objects(owner)
    return bool(objects) and all(
        held.cls == FIELD or (held.kind == "dict" and name[-1].startswith(f"{_METADATA} ")) for name, held in objects
    )


OPERATIONS = {"field": field_made, "fields": class_fields}
"""By what the catalogue says that a call does."""
