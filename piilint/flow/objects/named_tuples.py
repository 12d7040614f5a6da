"""Named tuples: fields by name and position, and what every named tuple has.

Entry = namedtuple("Entry", "kind iban")     # in a function; at the top of a module it is a class: see `link.made_classes`
entry._replace(iban="hidden")                # entry.kind, and no IBAN
Entry._make(["pay", iban]).kind              # "pay"
entry._fields                                # ("kind", "iban")
"""

from __future__ import annotations

from collections.abc import Callable

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, exact_items
from piilint.flow.objects.removal import put_instead
from piilint.link.program import ClassInfo
from piilint.model import ir

Method = Callable[[Activation, Value, Arguments, ir.Call], "Value | None"]


NAMED_TUPLES = frozenset(("_make", "_asdict", "_replace", "_fields"))
"""What every named tuple has."""


def new_class(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`namedtuple("Entry", "iban kind")`: a class whose fields are known by name and position."""
    if len(args.positional) < 2:
        return None
    given = args.positional[1]
    if given.const and isinstance(given.const[0], str):
        names = given.const[0].replace(",", " ").split()
    else:
        parts = [part.const for _, held in act.objects(given) for part in held.fields.values()]
        names = [str(part[0]) for part in parts if part]
    return act.allocate(expr.at, "bound", ("namedtuple", " ".join(names)), {}) if names else None


def new_dataclass(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`make_dataclass("Entry", ["kind", ("iban", str)])`: a class whose fields are known by name; that nobody asks for one by
    position doesn't matter."""
    names: list[str] = []
    for field in (exact_items(held) for _, held in act.objects(args.get(1, "fields") or NOTHING)):
        for item in field or ():
            parts = [inner for _, held in act.objects(item) for inner in exact_items(held) or ()]
            name = (parts[0] if parts else item).const
            names += [str(name[0])] if name else []
    return act.allocate(expr.at, "bound", ("namedtuple", " ".join(names)), {}, tag="dataclass") if names else None


def new_namedtuple(act: Activation, names: list[str], args: Arguments, at: int) -> Value:
    """An instance of a class that `namedtuple` made."""
    fields: dict[str, Value] = {}
    for position, name in enumerate(names):
        value = args.get(position, name)
        if value is not None:
            fields[f"[{position}]"] = fields[f".{name}"] = value
    return act.allocate(at, "namedtuple", None, fields, tag="entry")


def of_named_tuple(act: Activation, value: Value, name: str, at: int) -> Value | None:
    """What every named tuple or class of such has, as a value: `Entry._make`, `entry._replace`, `entry._fields`."""
    classes = {cls for kind, cls in value.refs if kind == "class" and act.program.classes[cls].kind == "namedtuple"}
    held = [thing for _, thing in act.objects(value)]
    if name == "_make":
        made = any(thing.cls is not None and thing.cls[0] == "namedtuple" for thing in held)
        return act.allocate(at, "bound", ("make", ""), {"call": value}, tag="make") if classes or made else None
    instances = [(thing, class_of(act, thing)) for thing in held]
    if not all(cls.kind == "namedtuple" if cls else thing.kind == "namedtuple" for thing, cls in instances):
        return None
    if any(act.program.find_method(cls.id, name) for _, cls in instances if cls is not None):
        return None
    if name != "_fields":
        return act.allocate(at, "bound", ("named tuple", name), {"self": value}, tag=f"method {name}") if held else None
    listed = {tuple(act.program.all_fields(cls)) for cls in classes}
    listed |= {tuple(act.program.all_fields(cls.id)) if cls else _own_fields(thing) for thing, cls in instances}
    if len(listed) != 1:
        return None
    fields = {f"[{place}]": constant(field) for place, field in enumerate(listed.pop())}
    return act.allocate(at, "tuple", None, fields, tag="names of fields")


def by_position(act: Activation, cls: ClassInfo, given: dict[str, Value]) -> dict[str, Value]:
    """What stands at each position of a new instance, and in the fields that have their default."""
    fields: dict[str, Value] = {}
    for place, (name, field) in enumerate(act.program.all_fields(cls.id).items()):
        part = given.get(f".{name}")
        if part is None and isinstance(field.default, ir.Const):
            part = fields[f".{name}"] = constant(field.default.value)
        if part is not None:
            fields[f"[{place}]"] = part
    return fields


def items_of_entry(act: Activation, held: Object) -> list[Value] | None:
    """What a named tuple that was made here has at each of its positions; None of anything else."""
    cls = class_of(act, held)
    if cls.kind != "namedtuple" if cls is not None else held.kind != "namedtuple":
        return None
    width = len(act.program.all_fields(cls.id)) if cls is not None else len(_own_fields(held))
    items = [held.fields[f"[{place}]"] for place in range(width) if f"[{place}]" in held.fields]
    return items if items and len(items) == width else None


def _own_fields(held: Object) -> tuple[str, ...]:
    return tuple(selector[1:] for selector in held.fields if selector.startswith("."))


def _as_dict(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    from piilint.flow.objects.reflection import as_mapping

    return as_mapping(act, receiver, expr.at)


def _with_fields(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """A named tuple's `_replace(field=new)`."""
    from piilint.flow.collections.containers import copied

    result = copied(act, receiver, expr.at)
    for name in result.objects:
        for key, value in args.keywords.items():
            _set_field(act, name, key, put_instead(value))
    return result


def _set_field(act: Activation, name: ObjectId, key: str, value: Value) -> None:
    """A named tuple's field stands under its name and its position."""
    held = act.state.object(name)
    names = [selector for selector in held.fields if selector.startswith(".")]
    act.state.write(name, f".{key}", value)
    if f".{key}" in names and f"[{names.index(f'.{key}')}]" in held.fields:
        act.state.write(name, f"[{names.index(f'.{key}')}]", value)


_BASES = ("typing.NamedTuple", "typing_extensions.NamedTuple", "collections.namedtuple")

METHODS: dict[str, Method] = {
    **dict.fromkeys((f"{base}._asdict" for base in _BASES), _as_dict),
    **dict.fromkeys((f"{base}._replace" for base in _BASES), _with_fields),
}
"""By the class that has them."""


def call_bound(act: Activation, name: str, entry: Value, args: Arguments, at: int) -> Value | None:
    """A call of a method that was read as a value."""
    return METHODS[f"{_BASES[0]}.{name}"](act, entry, args, ir.Call(at, ir.Name(at, name), ()))
