"""What a validated model gives of itself: fields that are left out, fields and models with serializers of their own.

class Account(BaseModel):
    iban: str
    pin: str = Field(exclude=True)                # not in the dump
    @field_serializer("iban")
    def _mask(self, value): return value[-4:]     # what this returns is
    card: Annotated[str, PlainSerializer(mask)]   # as is what mask() returns

account.model_dump()
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.classes import classes
from piilint.flow.collections.containers import CONTAINERS
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector, selector_name
from piilint.flow.domain.value import NOTHING, Object, Value, constant, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import class_of, read_attribute
from piilint.flow.objects.chosen_fields import Chooser
from piilint.flow.objects.declared import function_of
from piilint.flow.objects.members import call_method_of
from piilint.flow.objects.reflection import INNER, as_mapping
from piilint.flow.sources.naming import last_word
from piilint.link.kinds import PAIRED, SHOWING
from piilint.link.program import ClassInfo, FieldInfo, FunctionInfo
from piilint.model import ir

_DEEP = 4
"""Instances within instances that become dicts with them."""


def dumped_fields(
    act: Activation,
    receiver: Value,
    at: int,
    include: frozenset[str] | None = None,
    exclude: frozenset[str] = frozenset(),
    depth: int = _DEEP,
    tag: str = "",
    as_json: bool = False,
    chooser: Chooser | None = None,
) -> Value:
    """The fields as a dict, as serializers in view make them, which may be meant for JSON only; what hides itself stays
    hidden."""
    cls = next((found for _, held in act.objects(receiver) if (found := class_of(act, held)) is not None), None)
    if cls is None or len(receiver.objects) != 1:
        mapping = as_mapping(act, receiver, at, include, exclude, tag)
        return with_inner(act, mapping, at, depth, as_json, chooser)
    methods = methods_of(act, cls)
    whole = next((info for info in methods if named_fields(info, classes().model_serializers) is not None), None)
    if whole is not None:
        return call_method_of(act, whole, Arguments([receiver]), at)
    left_out = {name for name, field in act.program.all_fields(cls.id).items() if _is_excluded(field)}
    mapping = as_mapping(act, receiver, at, include, exclude | left_out, tag)
    mapping = mapping if chooser is None else chooser.among(act, receiver, mapping)
    made = with_inner(act, mapping, at, depth, as_json, chooser)
    for oid, held in act.objects(made):
        fields = dict(held.fields)
        for info in methods:
            for name in named_fields(info, classes().serializers, as_json) or ():
                for selector in fields if name == "*" else fields.keys() & {key_selector(name)}:
                    fields[selector] = call_method_of(act, info, Arguments([receiver, fields[selector]]), at)
            wanted = info.node.name not in exclude and (include is None or info.node.name in include)
            if wanted and info.is_property and named_fields(info, classes().computed) is not None:
                fields[key_selector(info.node.name)] = read_attribute(act, receiver, info.node.name, at, "")
        for name, function in _serialized(act, cls, as_json):
            if key_selector(name) in fields:
                args = Arguments([fields[key_selector(name)]])
                fields[key_selector(name)] = call_method_of(act, function, args, at)
        act.state.heap[oid] = Object(held.kind, held.cls, fields)
    return made


def _serialized(act: Activation, cls: ClassInfo, as_json: bool) -> Iterator[tuple[str, FunctionInfo]]:
    """The fields whose type says what makes their part of a dump: `iban: Annotated[str, PlainSerializer(mask)]`."""
    for name, field in act.program.all_fields(cls.id).items():
        for module, call in field.told:
            if last_word(text_of(call.func)) in classes().type_serializers and call.args and _is_used(call, as_json):
                function = function_of(act, module, call.args[0].value)
                if function is not None:
                    yield name, act.program.functions[function]


def _is_used(call: ir.Call, as_json: bool) -> bool:
    """Whether a serializer is for this kind of dump: not `when_used="json"` for one of Python's own objects."""
    told = [arg.value.value for arg in call.args if arg.keyword == "when_used" and isinstance(arg.value, ir.Const)]
    return as_json or not told or not str(told[0]).startswith("json")


def with_inner(
    act: Activation, made: Value, at: int, depth: int = _DEEP, as_json: bool = False, chooser: Chooser | None = None
) -> Value:
    """A dict of fields in which instances are dicts, too, alone or in containers: what their own `repr` leaves out is there."""
    for name, held in act.objects(made):
        if name[0] == "a" and held.kind == "dict" and depth:
            fields = {s: _inner(act, part, at, depth - 1, as_json, chooser) for s, part in held.fields.items()}
            act.state.heap[name] = Object(held.kind, held.cls, fields)
    return made


def field_pairs(act: Activation, value: Value, at: int) -> Value:
    """What is gone over in an instance that gives its fields' names with what they hold; the value itself if it is no such."""
    found = [class_of(act, held) for _, held in act.objects(value)]
    if not found or not all(
        cls and cls.kind in PAIRED and not act.program.find_method(cls.id, "__iter__") for cls in found
    ):
        return value
    parts = [held.fields for _, held in act.objects(as_mapping(act, value, at, tag="fields")) if held.kind == "dict"]
    pairs: dict[str, Value] = {}
    for number, (selector, part) in enumerate(item for fields in parts for item in fields.items()):
        fields = {"[0]": constant(selector_name(selector)), "[1]": part}
        pairs[f"[{number}]"] = act.allocate(at, "tuple", None, fields, tag=f"field {selector}")
    return act.allocate(at, "items", None, pairs, tag="fields and names") if pairs else value


def _inner(act: Activation, part: Value, at: int, depth: int, as_json: bool, chooser: Chooser | None) -> Value:
    """One field of such a dict."""
    result = Value(part.labels, refs=part.refs, const=part.const, opaque=part.opaque)
    for name, held in act.objects(part):
        this, cls = Value(objects=frozenset((name,))), class_of(act, held)
        if cls is not None and cls.kind in _DUMPED:
            left = {key: label for key, label in result.labels.items() if ("p", *label.path) != name}
            tag = f"{INNER}{'.'.join(name[1:])}"
            this = dumped_fields(act, this, at, depth=depth, tag=tag, as_json=as_json, chooser=chooser)
            result = result.with_labels(left)
        elif name[0] == "a" and held.kind in CONTAINERS and held.cls is None and depth:
            fields = {s: _inner(act, each, at, depth - 1, as_json, chooser) for s, each in held.fields.items()}
            if any(fields[selector] is not each for selector, each in held.fields.items()):
                this = act.allocate(at, held.kind, None, fields, tag=f"dicts of {name[-1]}")
        result = join(result, this)
    return part if result.objects == part.objects else result


_DUMPED = SHOWING - {"namedtuple", "typeddict"}
"""Kinds of classes whose instances become dicts within a dict."""


def methods_of(act: Activation, cls: ClassInfo) -> list[FunctionInfo]:
    """The methods that a class has, its own first."""
    found: dict[str, FunctionInfo] = {}
    for kind, target in cls.mro:
        for name, function in act.program.classes[target].methods.items() if kind == "class" else ():
            found.setdefault(name, act.program.functions[function])
    return list(found.values())


def named_fields(info: FunctionInfo, decorators: frozenset[str], as_json: bool = False) -> list[str] | None:
    """The fields that a decorator names, where the method has one of these for this kind of dump; else None."""
    for decorator in info.node.decorators:
        if last_word(_text(decorator)) in decorators:
            if isinstance(decorator, ir.Call) and not _is_used(decorator, as_json):
                return None
            args = decorator.args if isinstance(decorator, ir.Call) else ()
            values = (arg.value for arg in args if arg.keyword is None)
            return [str(value.value) for value in values if isinstance(value, ir.Const)]
    return None


def _text(expr: ir.Expr) -> str:
    if isinstance(expr, ir.Call):
        return _text(expr.func)
    return expr.id if isinstance(expr, ir.Name) else expr.name if isinstance(expr, ir.Attr) else ""


def pruned(act: Activation, dumped: Value, chosen: Value | None, at: int, keep: bool) -> Value:
    """A dump without what is chosen within its fields (`exclude={"debtor": {"iban"}}`), or with that only."""
    inner = {
        selector: part
        for _, held in act.objects(chosen if chosen is not None else NOTHING)
        for selector, part in held.fields.items()
        if held.kind == "dict" and part.objects
    }
    if not inner:
        return dumped
    made = NOTHING
    for name, held in act.objects(dumped):
        fields = dict(held.fields)
        for selector, part in inner.items():
            for each in [s for s in fields if s == selector or selector in ('["__all__"]', "[*]")]:
                fields[each] = _without_chosen(act, fields[each], part, at, keep)
        made = join(made, act.allocate(at, held.kind, held.cls, fields, tag=f"chosen of {name[-1]}"))
    return made


def _without_chosen(act: Activation, part: Value, chosen: Value, at: int, keep: bool) -> Value:
    names = chosen_names(act, chosen, whole=not keep) or frozenset()
    made = Value(part.labels, refs=part.refs, const=part.const, opaque=part.opaque)
    for name, held in act.objects(part):
        if held.kind not in CONTAINERS:
            made = join(made, Value(objects=frozenset((name,))))
            continue
        listed = held.kind != "dict"
        fields = {s: v for s, v in held.fields.items() if listed or (selector_name(s) in names) is keep}
        made = join(made, act.allocate(at, held.kind, held.cls, fields, tag=f"chosen in {name[-1]}"))
    return pruned(act, made, chosen, at, keep)


def chosen_names(act: Activation, chosen: Value | None, whole: bool = False) -> frozenset[str] | None:
    """The names in a set, a list or the keys of a dict; with `whole` of a dict's only those that stand for all of a field."""
    if chosen is None:
        return None
    names: set[str] = set()
    for _, held in act.objects(chosen):
        for selector, part in held.fields.items():
            if selector.startswith('["'):
                if not (whole and part.objects):
                    names.add(selector_name(selector))
            elif part.const:
                names.add(str(part.const[0]))
    return frozenset(names)


def _is_excluded(field: FieldInfo) -> bool:
    """`Field(exclude=True)`."""
    return any(
        arg.keyword in classes().left_out and isinstance(arg.value, ir.Const) and arg.value.value is True
        for _, call in field.told
        for arg in call.args
    )
