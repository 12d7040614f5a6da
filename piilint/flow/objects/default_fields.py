"""What a generated constructor puts into fields: what is passed, and containers of the instance's own where nothing is.

@dataclass
class Batch:
    rows: list[Row] = field(default_factory=list)

batch = Batch()
batch.rows.append(row)     # there is a list to append to; another batch has another
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from piilint.catalogue.classes import classes
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.selectors import key_selector, of_deferred
from piilint.flow.domain.value import NOTHING, UNKNOWN, Object, ObjectId, Value, join, join_all, without_guesses
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_attribute, read_part, typed, write_part
from piilint.flow.objects.converted import converted
from piilint.flow.objects.derived import KINDS
from piilint.flow.objects.known_functions import table_of
from piilint.flow.syntax.aliases import passed_as
from piilint.flow.syntax.annotations import annotation_class, is_relation
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.classes import resolve_expr
from piilint.link.kinds import BUILT
from piilint.link.program import ClassInfo, FieldInfo, Ref
from piilint.model import ir

if TYPE_CHECKING:
    from piilint.flow.domain.arguments import Arguments

_FACTORIES = frozenset(("default_factory", "factory"))


def fill_fields(act: Activation, cls: ClassInfo, instance: Value, args: Arguments, at: int) -> list[Value]:
    """A generated constructor: arguments by position and keyword become fields; returns what `__post_init__` is handed."""
    taken: dict[str, bool] = {}
    for kind, target in reversed(cls.mro):
        if kind == "class":
            taken.update(act.program.classes[target].taken)
    names = [*taken, *(name for name in act.program.all_fields(cls.id) if name not in taken)] if taken else []
    names = names or list(act.program.all_fields(cls.id))
    (oid,) = instance.objects
    fields: dict[str, Value] = {}
    for name, value in zip(names, args.positional, strict=False):
        fields[f".{name}"] = value
    aliases = passed_as(act, cls)
    for key, value in args.keywords.items():
        fields[f".{aliases.get(key, key)}"] = value
    rest = args.rest if args.mapping is not None else join(args.rest, args.rest_keywords)
    keys = {field: alias for alias, field in aliases.items()}
    for name in names:
        given = rest
        if args.mapping is not None and _is_unsaid_relation(act, cls, name, args.mapping):
            continue
        if args.mapping is not None:
            under = (f'["{key}"]' for key in dict.fromkeys((name, keys.get(name, name))))
            given = join_all([rest, *(read_part(act, args.mapping, selector) for selector in under)])
        if not given.is_nothing():
            fields.setdefault(f".{name}", given)
    fields = {selector: converted(act, cls, selector[1:], value, at) for selector, value in fields.items()}
    if cls.kind == "pydantic":
        fields = {selector: _validated(act, cls, selector[1:], value, at) for selector, value in fields.items()}
    else:
        fields = {selector: _as_declared(act, cls, selector[1:], value) for selector, value in fields.items()}
    if cls.kind == "namedtuple":
        from piilint.flow.objects.named_tuples import by_position

        fields |= by_position(act, cls, fields)
    handed = [fields.pop(f".{name}", NOTHING) for name, is_handed in taken.items() if is_handed]
    held = act.state.object(oid)
    missing = [name for name in names if f".{name}" not in fields]
    own = _made_containers(act, cls, missing, at) | _from_environment(act, cls, missing)
    act.state.heap[oid] = Object(held.kind, held.cls, {**own, **held.fields, **fields})
    for name in missing:
        _call_factory(act, cls, instance, name, at)
    share_fields(act, cls, fields)
    return handed


def _is_unsaid_relation(act: Activation, cls: ClassInfo, name: str, mapping: Value) -> bool:
    """Whether rows of another table stand there, `records = relationship("Record")`, which `Account(**data)` isn't known to
    give."""
    declared = act.program.all_fields(cls.id).get(name) if cls.kind == "orm" else None
    if declared is None or not is_relation(declared.default):
        return False
    return not any(key_selector(name) in held.fields for _, held in act.objects(mapping))


def _validated(act: Activation, cls: ClassInfo, name: str, value: Value, at: int) -> Value:
    """What a model's validation makes of data for a field that is declared to be of a class in view: an instance of that, of
    the parts of a dict that is written out."""
    from piilint.flow.calling.calls import construct
    from piilint.flow.domain.arguments import Arguments

    declared = act.program.all_fields(cls.id).get(name)
    if declared is None or value.refs or not (value.opaque or value.objects):
        return value
    ref = annotation_class(act, declared.annotation, cls.module)
    if ref is None or ref[0] not in ("class", "list") or ref[1] not in act.program.classes:
        return value
    if act.program.classes[ref[1]].kind == "enum":
        return value
    if all(name[0] == "p" and _is_unknown(act, name) for name in value.objects):
        if _is_model(act, ref[1]):
            return _made_of_unknown(act, value, ref, name, at)
        return value if value.objects or ref[0] == "list" else Value(value.labels, frozenset((("t", ref[1]),)))
    if ref[0] == "list":
        return value
    known = known_parts(act, value) if act.program.classes[ref[1]].kind == "pydantic" else None
    if not known or any(held.kind != "dict" for _, held in act.objects(value)):
        return value
    return construct(act, act.program.classes[ref[1]], Arguments([], {s[2:-2]: part for s, part in known.items()}), at)


def _is_model(act: Activation, cls: str) -> bool:
    """Whether a class holds its data in fields of their own names, and is no text (`class Iban(str)`), nor a model of a
    single value (`RootModel[str]`)."""
    fields = act.program.all_fields(cls)
    return act.program.classes[cls].kind in BUILT and bool(fields) and classes().single_values.isdisjoint(fields)


def _made_of_unknown(act: Activation, value: Value, ref: Ref, field: str, at: int) -> Value:
    """The instance, or the list of some, that validation makes of what isn't known; its name tells nothing of its parts."""
    if value.objects and all(name[-1] != "[*]" for name in value.objects):
        return Value(objects=typed(act, value, ref).objects)
    one = Value(objects=frozenset((("t", ref[1]),)))
    return one if ref[0] == "class" else act.allocate(at, "list", None, {"[*]": one}, tag=field)


def _is_unknown(act: Activation, name: ObjectId) -> bool:
    """Whether nothing is known of a caller's object but that it is one."""
    held = act.state.heap.get(name)
    return held is None or (held.cls is None and not held.fields)


def _as_declared(act: Activation, cls: ClassInfo, name: str, value: Value) -> Value:
    """What is given for a field that is declared to be of an enumeration in view: no data that unknown code might only have
    handed on, as it would be one of the members."""
    declared = act.program.all_fields(cls.id).get(name) if value.opaque and value.labels else None
    ref = annotation_class(act, declared.annotation, cls.module) if declared is not None else None
    if ref is None or ref[0] != "class" or act.program.classes[ref[1]].kind != "enum":
        return value
    sure = {key: label for key, label in without_guesses(value).labels.items() if not of_deferred(label.path)}
    kept = frozenset(oid for oid in value.objects if oid[0] != "p" or not of_deferred(oid[1:]))
    return Value(sure, kept, value.refs, value.const, value.opaque)


def share_fields(act: Activation, cls: ClassInfo, fields: dict[str, Value]) -> None:
    """Remember for all instances what this one's fields were given."""
    from piilint.flow.objects.sharing import share

    for selector, value in fields.items():
        if selector.startswith("."):
            share(act, ("i", cls.id, selector[1:]), value)


def _made_containers(act: Activation, cls: ClassInfo, missing: Iterable[str], at: int) -> dict[str, Value]:
    """The fields, of those that nobody passes, that hold a container or a library's object of the instance's own, by
    selector."""
    declared = act.program.all_fields(cls.id)
    found: dict[str, Value] = {}
    for name in missing:
        factory = _factory(act, cls, declared[name]) if name in declared else ""
        if factory in KINDS:
            found[f".{name}"] = act.allocate(at, KINDS[factory], None, {}, tag=f"{cls.id}.{name}")
        elif factory.rpartition(".")[2][:1].isupper():
            ref = ("inst", act.catalogue.calls.type_of_instance(factory) or factory)
            made = act.allocate(at, "library", ref, {}, tag=f"{cls.id}.{name}")
            found[f".{name}"] = Value(objects=made.objects, refs=frozenset((ref,)), opaque=True)
    return found


def _from_environment(act: Activation, cls: ClassInfo, missing: Iterable[str]) -> dict[str, Value]:
    """The fields, of those that nobody passes, that a class of settings reads from somewhere, by selector."""
    if classes().filled.isdisjoint(target for kind, target in cls.mro if kind == "ext"):
        return {}
    declared = act.program.all_fields(cls.id)
    required = (declared[name] for name in missing if name in declared and declared[name].default is None)
    return {
        f".{field.name}": typed(act, UNKNOWN, annotation_class(act, field.annotation, cls.module)) for field in required
    }


def _call_factory(act: Activation, cls: ClassInfo, instance: Value, name: str, at: int) -> None:
    """`field(default_factory=load_iban)`: what the function gives, in each instance; or a table of functions."""
    declared = act.program.all_fields(cls.id).get(name)
    if declared is None or not isinstance(declared.default, ir.Call) or _factory(act, cls, declared) in KINDS:
        return
    if not any(arg.keyword in _FACTORIES for arg in declared.default.args):
        return
    made = join(read_attribute(act, instance, name, at, "", by_name=False), _given_by_library(act, cls, declared, at))
    if any(label.element for label in made.labels.values()):
        write_part(act, instance, f".{name}", made)
    elif (table := _table(act, cls, declared.default, at)) is not None:
        write_part(act, instance, f".{name}", table)


def _given_by_library(act: Activation, cls: ClassInfo, declared: FieldInfo, at: int) -> Value:
    """`field(default_factory=client.account)`: what the catalogue, or the project's own configuration, says of that call."""
    from piilint.flow.calling.library import call_library
    from piilint.flow.domain.arguments import Arguments

    dotted = _factory(act, cls, declared)
    known = bool(dotted) and bool(act.catalogue.calls.exact(dotted).sources)
    return call_library(act, dotted, NOTHING, Arguments(), at, dotted.rpartition(".")[2]) if known else NOTHING


def _table(act: Activation, cls: ClassInfo, default: ir.Call, at: int) -> Value | None:
    """`field(default_factory=lambda: {"iban": mask})`: the table of functions that a function in view gives."""
    from piilint.flow.calling.calls import call_function

    factory = next(arg.value for arg in default.args if arg.keyword in _FACTORIES)
    if isinstance(factory, ir.Lambda):
        found = act.program.function_by_spot.get((act.program.modules[cls.module].path, factory.function.at))
    else:
        ref = resolve_expr(factory, act.program.modules[cls.module], act.program)
        found = ref[1] if ref is not None and ref[0] == "func" else None
    info = act.program.functions.get(found or "")
    if info is None or info.node.params or not any(map(_makes_dict, nodes_within(info.node))):
        return None
    made = call_function(act, info.id, [], {}, at)
    return made if table_of(act, made) is not None else None


def _makes_dict(node: object) -> bool:
    """`{"iban": mask}`, `dict(MASKS)`, `MASKS.copy()`."""
    name = node.id if isinstance(node, ir.Name) else node.name if isinstance(node, ir.Attr) else ""
    return name in ("dict", "copy") or isinstance(node, ir.Dict)


def _factory(act: Activation, cls: ClassInfo, field: FieldInfo) -> str:
    """The dotted name of what the field's declaration says makes its value; "" where that isn't a library's."""
    if not isinstance(field.default, ir.Call):
        return ""
    given = next((arg.value for arg in field.default.args if arg.keyword in _FACTORIES), None)
    if not isinstance(given, (ir.Name, ir.Attr)):
        return ""
    made = resolve_expr(given, act.program.modules[cls.module], act.program)
    return made[1] if made is not None and made[0] == "ext" else ""
