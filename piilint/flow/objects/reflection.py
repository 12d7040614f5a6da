"""Attributes by names that are values: `getattr`, `setattr`, `delattr`, `vars`, `asdict`."""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import attribute_selector, selector_name
from piilint.flow.domain.value import NOTHING, UNKNOWN, Object, Value, join, join_all, reference
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import set_attribute
from piilint.flow.objects.access import (
    class_of,
    hidden,
    name_inside,
    part_of,
    read_attribute,
    read_part,
    remove_part,
    write_part,
)
from piilint.flow.objects.chosen_fields import Chooser
from piilint.flow.objects.company import of_account
from piilint.flow.objects.declared import conceals
from piilint.flow.sources.naming import named, owners_of
from piilint.flow.sources.told import told_by_label
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir
from piilint.model.private_names import unmangled
from piilint.model.walking import targets_of


def get_attribute(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if len(args.positional) < 2:
        return None
    name = args.positional[1].const
    default = args.positional[2] if len(args.positional) > 2 else NOTHING
    owner = args.positional[0]
    if not name or not isinstance(name[0], str):
        selector = attribute_selector(args.positional[1])
        part = read_part(act, owner, selector) if selector != ".*" else NOTHING
        return join_all([part, _any_attribute(act, owner), default, UNKNOWN])
    text = text_of(expr.args[0].value) if expr.args else ""
    return join(read_attribute(act, owner, unmangled(name[0]), expr.at, text), default)


def _any_attribute(act: Activation, owner: Value) -> Value:
    """Any attribute or method: of a library's object any (`getattr(logger, level)`), of one in view what it holds."""
    result = Value(owner.labels)
    for kind, target in sorted(owner.refs):
        if kind in ("ext", "inst"):
            result = join(result, Value(refs=frozenset(((kind if kind == "ext" else "ext", f"{target}.*"),))))
    for _, held in act.objects(owner):
        result = join(result, join_all(v for s, v in held.fields.items() if s.startswith(".")))
    return result


def set_attribute_by_name(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if len(args.positional) >= 3:
        name = args.positional[1].const
        if name and isinstance(name[0], str):
            set_attribute(act, args.positional[0], unmangled(name[0]), args.positional[2], expr.at, name[0])
        else:
            write_part(act, args.positional[0], attribute_selector(args.positional[1]), args.positional[2])
    return NOTHING


def delete_attribute(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    name = args.positional[1].const if len(args.positional) > 1 else None
    if name:
        remove_part(act, args.positional[0], f".{name[0]}")
    return NOTHING


def variables(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`asdict(x)`: fields as keys; with a filter, some of them."""
    if not args.positional:
        return None
    from piilint.flow.objects.dumping import with_inner

    mapping = as_mapping(act, args.positional[0], expr.at)
    chooser = _chooser(args, 2, expr)
    mapping = mapping if chooser is None else chooser.among(act, args.positional[0], mapping)
    return with_inner(act, mapping, expr.at, chooser=chooser)


def _chooser(args: Arguments, place: int, expr: ir.Call) -> Chooser | None:
    given = args.get(place, "filter")
    return None if given is None else Chooser(given, expr.at)


def own_variables(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`vars(x)`; `vars()` is `locals()`."""
    return attributes_of(act, args.positional[0], expr.at) if args.positional else local_variables(act, args, expr)


def local_variables(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`locals()`: the function's variables by name, as they are now; a module's are the module's."""
    if act.function.node.name == "<module>" or act.scope:
        return None
    fields = {f'["{name}"]': value for name, value in act.state.env.items() if name.isidentifier()}
    return act.allocate(expr.at, "dict", None, fields, tag="locals")


def attributes_of(act: Activation, value: Value, at: int) -> Value:
    """`x.__dict__`: the attributes themselves, so that what is written there is written to the object."""
    made = as_mapping(act, value, at)
    if len(value.objects) == 1 and made.objects != value.objects:
        act.state.views |= dict.fromkeys(made.objects, next(iter(value.objects)))
    return made


def own_attribute(act: Activation, owner: Value, name: Value, at: int, text: str) -> Value | None:
    """`self.__dict__["iban"]` of an instance whose class is in view: the attribute, whatever its class says of the name."""
    key = name.const[0] if name.const else None
    if not isinstance(key, str) or owner.refs or not owner.objects:
        return None
    if any(class_of(act, held) is None for _, held in act.objects(owner)):
        return None
    classes = [class_of(act, held) for _, held in act.objects(owner)]
    if not any(cls is not None and act.program.find_method(cls.id, key) is not None for cls in classes):
        return read_attribute(act, owner, key, at, text)
    part = read_part(act, owner, attribute_selector(name))
    return named(act, part, key, owners_of(act, owner, text), at, f"{text}.{key}")


def module_variables(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`globals()`: the module's variables by name, as the module itself has them."""
    return Value(refs=frozenset((("module", act.function.module),)))


def as_tuple(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`astuple(x)`: the fields by position, and those of the instances within."""
    if not args.positional:
        return None
    from piilint.flow.objects.dumping import with_inner

    mapping, chooser = as_mapping(act, args.positional[0], expr.at), _chooser(args, 2, expr)
    mapping = mapping if chooser is None else chooser.among(act, args.positional[0], mapping)
    objects = act.objects(mapping)
    if len(objects) != 1 or objects[0][1].kind != "dict":
        return mapping
    owners = owners_of(act, args.positional[0], text_of(expr.args[0].value) if expr.args else "")
    return _by_position(act, with_inner(act, mapping, expr.at, chooser=chooser), owners, expr.at, "fields")


def _by_position(act: Activation, mapping: Value, owners: tuple[str, ...], at: int, tag: str) -> Value:
    """A dict of fields as a tuple, and the dicts that were made of instances within it, too."""
    fields: dict[str, Value] = {}
    for held in (held for _, held in act.objects(mapping) if held.kind == "dict"):
        for position, (selector, part) in enumerate(held.fields.items()):
            name = selector_name(selector)
            placed = Value(part.labels, refs=part.refs, const=part.const, opaque=part.opaque)
            for oid, inner in act.objects(part):
                this = Value(objects=frozenset((oid,)))
                is_made = inner.kind == "dict" and oid[-1].startswith(INNER)
                placed = join(placed, _by_position(act, this, (), at, f"{tag} {oid[-1]}") if is_made else this)
            fields[f"[{position}]"] = named(act, placed, name, owners, at, name)
    return act.allocate(at, "tuple", None, fields, tag=tag)


INNER = "of "
"""Begins the tag of a dict that is made of an instance within another one."""


def assigned_attributes(act: Activation, cls: str) -> tuple[str, ...]:
    """The attributes that methods in view give their own instance (`self.iban = iban`), in the order of the text."""
    learned = act.solver.learned
    return learned.once(learned.assigned, cls, lambda: _assigned_in_methods(act, cls))


def _assigned_in_methods(act: Activation, cls: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for kind, target in reversed(act.program.classes[cls].mro):
        methods = act.program.classes[target].methods.values() if kind == "class" else ()
        for function in methods:
            node = act.program.functions[function].node
            first = node.params[0].name if node.params else ""
            for stmt in nodes_within(node):
                for each in targets_of(stmt):
                    if isinstance(each, ir.Attr) and isinstance(each.value, ir.Name) and each.value.id == first:
                        found[each.name] = None
    return tuple(found)


def as_mapping(
    act: Activation,
    value: Value,
    at: int,
    include: frozenset[str] | None = None,
    exclude: frozenset[str] = frozenset(),
    tag: str = "",
) -> Value:
    """An object's fields as a dict, all or only these."""
    fields: dict[str, Value] = {}
    for name, held in act.objects(value):
        names = [s[1:] for s in held.fields if s.startswith(".")]
        owners: tuple[str, ...] = ()
        if held.cls is not None and held.cls[0] == "class":
            names = [*act.program.all_fields(held.cls[1]), *assigned_attributes(act, held.cls[1]), *names]
            owners = of_account(act.names, tuple(names), (act.program.classes[held.cls[1]].node.name,))
        for field in dict.fromkeys(names):
            if field not in exclude and (include is None or field in include):
                part = part_of(act, name, held, f".{field}")
                told = told_by_label(act, Value(objects=frozenset((name,))), part, field, at, field)
                part = told if told is not None else named(act, part, field, owners, at, field) if owners else part
                fields[f'["{field}"]'] = _hidden_if_declared(act, held, field, part, at)
        if held.kind == "symbol" and not names:
            return value
    if any(held.kind in ("namedtuple", "namespace") for _, held in act.objects(value)):
        for _, held in act.objects(value):
            fields.update({f'["{s[1:]}"]': v for s, v in held.fields.items() if s.startswith(".")})
    if not value.objects:
        modules = frozenset(ref for ref in value.refs if ref[0] == "module")
        return Value(value.labels, refs=modules, opaque=value.opaque)
    return act.allocate(at, "dict", None, fields, tag=tag)


def _hidden_if_declared(act: Activation, held: Object, field: str, part: Value, at: int) -> Value:
    """A field as its class declares it: in a type that hides it, it is still hidden in a dict."""
    cls = class_of(act, held)
    declared = act.program.all_fields(cls.id).get(field) if cls is not None else None
    if cls is None or declared is None or not conceals(act, cls, declared):
        return part
    made = hidden(act, part, at, field)
    name_inside(act, made, field, (cls.node.name,), at, field)
    return made


def part_of_partial(act: Activation, value: Value, name: str, at: int) -> Value:
    """`partial(f, iban).args`: what the callable has already, by position or by name; `.func` is f."""
    held = next(held for _, held in act.objects(value) if held.cls == ("partial", ""))
    if name == "func":
        return held.fields.get("call", UNKNOWN)
    keywords = {s: part for s, part in held.fields.items() if s.startswith('["')}
    if name == "keywords":
        return act.allocate(at, "dict", None, keywords, tag="partial keywords")
    given = {s: part for s, part in held.fields.items() if s.startswith("[") and s not in keywords}
    return act.allocate(at, "tuple", None, given, tag="partial args")


def part_of_method(act: Activation, value: Value, name: str) -> Value:
    """What a bound method is bound to, and the function that it is: `send.__self__`, `send.__func__`."""
    methods = [held for _, held in act.objects(value) if "self" in held.fields]
    if name == "__self__":
        return join_all(held.fields["self"] for held in methods)
    found = (held.cls for held in methods if held.cls is not None and held.cls[0] == "func")
    return join_all(reference(*cls) for cls in found)
