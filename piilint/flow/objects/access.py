"""Reading and writing parts of values: attributes, items, by field and key.

row = {"iban": x, "id": 7}
row["iban"]            # x
row["id"]              # 7: no cross-talk
row[unknown]           # x or 7
param.owner.iban       # symbol param.owner.iban, and {IBAN} by its name
statement.currency     # harmless part of a record
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.domain.selectors import EACH, key_selector, selector_name
from piilint.flow.domain.state import is_callers, symbol_child
from piilint.flow.domain.value import (
    NOTHING,
    SOMETHING,
    UNKNOWN,
    Labels,
    Object,
    ObjectId,
    Ref,
    Value,
    is_stand_in,
    join,
    join_all,
)
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.counts import number_in_table
from piilint.flow.objects.declared import conceals
from piilint.flow.objects.handles import asked_of_handle
from piilint.flow.objects.kept_properties import is_worked_out
from piilint.flow.objects.own_class import classes_of, without_callers
from piilint.flow.objects.projection import project
from piilint.flow.objects.views import classes_asked, is_column, seen_otherwise
from piilint.flow.sources.naming import named, owners_of, settled
from piilint.flow.sources.told import told_by_label
from piilint.link.program import ClassInfo


def read_part(act: Activation, value: Value, selector: str, speaking: bool = False) -> Value:
    """The part of a value, without what its name says. Attributes found in a class are `read_attribute`'s."""
    labels = project(act, value.labels, selector, value.objects, speaking) if value.labels else {}
    result = Value(labels, opaque=value.opaque and not value.objects)
    for name, held in act.objects(value):
        result = join(result, part_of(act, name, held, selector))
    return result


def exact_items(held: Object) -> list[Value] | None:
    """The elements of a list, a tuple or a generator expression whose length is known."""
    if held.kind not in ("list", "tuple") and not (held.kind == "generator" and "[0]" in held.fields):
        return None
    items = [held.fields[f"[{i}]"] for i in range(len(held.fields)) if f"[{i}]" in held.fields]
    named = sum(selector.startswith((".", '["')) for selector in held.fields)  # a row's columns, once more by name
    return items if len(items) + named == len(held.fields) and (items or not named) else None


def part_of(act: Activation, name: ObjectId, held: Object, selector: str) -> Value:
    """One object's part."""
    if selector == EACH:
        return _each(act, name, held)
    found = held.fields.get(selector)
    if selector == "[*]":
        return _any_item(act, name, held)
    if selector == "~":
        keys = symbol_child(name, "~") if is_callers(held) else NOTHING
        return held.fields.get("~") or (
            NOTHING if name in keys.objects else keys
        )  # so deep that it stands for its mapping
    if selector.startswith('["'):
        own = found
        for other, part in held.fields.items():
            if other == selector:
                found = own  # which was written later than those before it
            elif other.startswith("[@"):
                if found is not None:
                    found = join(found, part)
                elif held.kind != "symbol":
                    found = part
    if found is not None:
        return found
    rest = held.fields.get("[*]") if selector.startswith("[") else None
    if held.kind == "typed":
        return join(with_class(act, held, selector, UNKNOWN), _held_by_any(act, held, selector))
    if is_callers(held) or (held.kind == "symbol" and selector[0] != "["):
        child = symbol_child(name, selector)
        if name in child.objects and held.cls is not None and held.cls[0] == "class":
            child = Value(child.labels, opaque=True)  # so deep that it stands for its container, which is no such part
        child = with_class(act, held, selector, child)
        return child if rest is None else join(child, rest)
    if rest is not None:
        return rest
    if held.kind == "secret":
        return NOTHING
    if held.kind in ("bound", "absent", "library", "identity"):
        return UNKNOWN
    if selector.startswith(".@") or selector == ".*":
        return join_all(part for other, part in held.fields.items() if other.startswith("."))
    if selector.startswith(".") and ".*" in held.fields and not selector.startswith("._"):
        return held.fields[".*"].lowered(1).text()  # what a guessed part holds would be no guess any more
    if selector.startswith("[-"):
        items = exact_items(held)
        index = int(selector[1:-1])
        return items[index] if items is not None and -len(items) <= index else _any_item(act, name, held)
    if selector.startswith("[@") and name[0] == "p":  # a dict of the caller's whose keys are known: see `specialise`
        written = [part for other, part in held.fields.items() if part is not symbol_child(name, other)]
        return join_all([symbol_child(name, selector), *written])
    if selector.startswith("[@"):
        return _any_item(act, name, held)
    return NOTHING


def _each(act: Activation, name: ObjectId, held: Object) -> Value:
    """What iterating over an object gives: a mapping's keys, anything else's items."""
    if held.kind == "dict" or (held.cls is not None and held.cls[0] in ("mapping", "counts")):
        return join(part_of(act, name, held, "~"), UNKNOWN)
    if is_callers(held) and held.cls is None:
        return join(symbol_child(name, EACH), _any_item(act, name, held) if "[*]" in held.fields else NOTHING)
    return _any_item(act, name, held)


def _held_by_any(act: Activation, held: Object, selector: str) -> Value:
    """What any function in view put into this attribute of instances of the class."""
    from piilint.flow.objects.members import attribute_elsewhere

    cls = class_of(act, held)
    return attribute_elsewhere(act, cls, selector[1:]) if cls is not None and selector.startswith(".") else NOTHING


def _any_item(act: Activation, name: ObjectId, held: Object) -> Value:
    whole = UNKNOWN if held.kind in ("bound", "absent", "library", "identity", "typed") else NOTHING
    items = [part for selector, part in held.fields.items() if selector.startswith("[")]
    unseen = not items and held.kind in ("dict", "list", "set")  # filled where it can't be seen
    result = UNKNOWN if unseen else join_all([whole, *items])
    if is_callers(held) and "[*]" not in held.fields:
        result = join(result, with_class(act, held, "[*]", symbol_child(name, "[*]")))
    if held.kind == "typed" and "[*]" not in held.fields:
        result = join(result, with_class(act, held, "[*]", UNKNOWN))
    return result


def with_class(act: Activation, held: Object, selector: str, child: Value) -> Value:
    """A caller's part, with its class where the owner's class declares or assigns it."""
    if held.cls is None:
        return child
    from piilint.flow.syntax.attributes import attribute_class

    if held.cls[0] in ("list", "mapping"):
        return typed(act, child, ("class", held.cls[1])) if selector.startswith("[") else child
    if held.cls[0] == "counts":
        return number_in_table(act, held.cls, selector, child)
    if held.cls[0] in ("tuple", "tuples"):
        return _member(act, held.cls, selector, child)
    if held.cls[0] != "class" or not selector.startswith(_declares(act, held.cls[1])):
        return child
    field = act.program.all_fields(held.cls[1]).get(selector_name(selector))
    cls = act.program.classes[held.cls[1]]
    if field is not None and conceals(act, cls, field):
        return hidden(act, child, field.at)
    return typed(act, child, attribute_class(act, cls, selector_name(selector)))


def _declares(act: Activation, cls: str) -> str:
    """How selectors of what a class declares begin."""
    return '["' if act.program.classes[cls].kind == "typeddict" else "."


def _member(act: Activation, cls: Ref, selector: str, child: Value) -> Value:
    """A part of a tuple of known classes, or a tuple of a collection of those."""
    if cls[0] == "tuples":
        return typed(act, child, ("tuple", cls[1])) if selector.startswith("[") else child
    position, members = selector[1:-1], cls[1].split("|")
    known = selector[0] == "[" and position.isdigit() and int(position) < len(members)
    return typed(act, child, ("class", members[int(position)])) if known and members[int(position)] else child


def _is_protocol(act: Activation, cls: Ref) -> bool:
    """Whether a declaration only says what something can do: what does it may be of any class."""
    known = act.program.classes.get(cls[1]) if cls[0] == "class" else None
    return known is not None and any(target == "typing.Protocol" for _, target in known.mro)


def hidden(act: Activation, value: Value, at: int, field: str = "") -> Value:
    """A value in a type that hides it: nothing shows until it is opened."""
    if not value.labels and any(held.kind == "secret" for _, held in act.objects(value)):
        return value
    return act.allocate(at, "secret", None, {".secret": value}, tag=f"hidden {field}".rstrip())


def typed(act: Activation, value: Value, cls: Ref | None) -> Value:
    """A symbolic value whose class is known from a declaration."""
    if cls is None or not cls[1] or _is_protocol(act, cls):
        return value
    if cls[0] in _ANY_OF and not value.objects:
        return join(value, Value(objects=frozenset(((_ANY_OF[cls[0]], cls[1]),))))
    if cls[0] == "inst":
        return Value(value.labels, value.objects, value.refs | {cls}, value.const, value.opaque)
    objects = value.objects
    for name in value.objects:
        if name[0] != "p":
            continue
        held = act.state.heap.get(name)
        if held is None:
            act.state.heap[name] = Object("symbol", cls)
        elif cls[0] == "class" and held.cls is not None and held.cls != cls:  # so deep that it stands for its container
            objects = (objects - {name}) | {("t", cls[1])}
    return value if objects is value.objects else Value(value.labels, objects, value.refs, value.const, value.opaque)


INSTANCES = frozenset(("symbol", "instance", "typed"))
"""Kinds of objects whose class may be in view."""
_ANY_OF = {"class": "t", "list": "tl"}
"""What a declaration is of, and how the name begins of what stands for any such instance, or for many."""
_HAVE_ATTRIBUTES = INSTANCES | {"bound", "frame", "absent", "namespace"}


def read_attribute(act: Activation, value: Value, name: str, at: int, text: str, by_name: bool = True) -> Value:
    """`value.name`: fields, class attributes, properties, methods, modules' members."""
    from piilint.flow.objects.collaborators import member_of_each
    from piilint.flow.objects.intercepted import read_by_method
    from piilint.flow.objects.members import container_method, reference_member
    from piilint.flow.objects.told_constants import holds_functions, is_told_constants

    selector, value = f".{name}", without_callers(value)
    special = _special(act, value, name, at)
    if special is not None:
        return special
    seen = seen_otherwise(act, value, name, at)
    if seen is not None:
        return seen
    value = asked_of_handle(act, value, name, text)
    members = [reference_member(act, ref, name, at) for ref in classes_asked(act, value, selector)]
    typed = any(kind == "inst" for member in members for kind, _ in member.refs)
    result = Value(
        value.labels if typed else project(act, value.labels, selector, value.objects),
        opaque=value.opaque and not value.objects and not value.refs,
    )
    result = join(result, join_all(members))
    if typed:
        result = join(result, _seen_as(act, value, at))
        if any(kind == "inst" and act.catalogue.calls.is_part(f"{each}.{name}") for kind, each in value.refs):
            result = join(result, Value(objects=library_objects(act, value)))
    for oid, held in act.objects(value):
        cls = class_of(act, held)
        if is_column(held, name):
            result = join(result, held.fields[key_selector(name)])
            continue
        given = read_by_method(act, cls, oid, name, at) if cls is not None else None
        if given is not None:
            result = join(result, given)
            continue
        if selector in held.fields and not is_worked_out(act, cls, name):
            field = act.program.all_fields(cls.id).get(name) if cls is not None else None
            protects = cls is not None and field is not None and conceals(act, cls, field)
            part = _placeheld(held.fields[selector])
            result = join(result, hidden(act, part, at) if protects else part)
            continue
        member = member_of_each(act, cls, (oid, held), name, at, result) if cls is not None else None
        if member is not None:
            result = join(result, member)
        elif cls is None and held.kind not in _HAVE_ATTRIBUTES and ".*" not in held.fields:
            result = join(result, container_method(act, oid, held, name, at))
        else:
            result = join(result, part_of(act, oid, held, selector))
    if any(held.kind == "secret" for _, held in act.objects(result)):
        if by_name:
            name_inside(act, result, name, owners_of(act, value, text), at, f"{text}.{name}")
        return result
    owners = owners_of(act, value, text) if by_name and act.names.speaks(name) else ()
    if by_name and act.names.describes(name) and not act.names.follows(act.names.classify(name, owners)):
        return settled(result)
    if not by_name or holds_functions(act, value, result, name):
        return result
    told = told_by_label(act, value, result, name, at, f"{text}.{name}")
    result = told if told is not None else named(act, result, name, owners, at, f"{text}.{name}")
    return SOMETHING if result.labels and is_told_constants(act, value, name) else result


def _is_text(act: Activation, value: Value) -> bool:
    """Whether it is somebody's text, as far as its labels tell."""
    if value.refs or any(h.kind not in ("symbol", "serialised") or h.cls is not None for _, h in act.objects(value)):
        return False
    return any(label.element and not label.record for label in value.labels.values())


def _special(act: Activation, value: Value, name: str, at: int) -> Value | None:
    """What has a meaning whatever the object: `__dict__`, `__class__`, an enum's value, a class's `_make`, a method of a text."""
    from piilint.flow.texts.strings import TEXT_METHODS

    if name == "__dict__":
        from piilint.flow.objects.reflection import attributes_of

        return attributes_of(act, value, at)
    if name == "__class__" and value.objects:
        found = classes_of(act, value)
        return found if found.refs else None
    if name in ("value", "name"):
        from piilint.flow.objects.enumerations import of_any_member

        return value if value.const and not value.objects else of_any_member(act, value)
    above = next((target for kind, target in value.refs if kind == "super"), None)
    if above is not None:
        from piilint.flow.calling.supers import read_next

        return read_next(act, value, above, name, at)
    if name in _OF_PARTIAL and any(held.cls == ("partial", "") for _, held in act.objects(value)):
        from piilint.flow.objects.reflection import part_of_partial

        return part_of_partial(act, value, name, at)
    if name in _OF_METHOD and any("self" in held.fields for _, held in act.objects(value)):
        from piilint.flow.objects.reflection import part_of_method

        return part_of_method(act, value, name)
    if name in ("maps", "parents"):
        from piilint.flow.collections.mappings import of_chain

        return of_chain(act, value, name, NOTHING, at)
    if name in classes().field_tables:
        from piilint.flow.objects.class_fields import field_table

        return field_table(act, value, at)
    if name.startswith("_") and value.objects | value.refs:
        from piilint.flow.objects.named_tuples import NAMED_TUPLES, of_named_tuple

        return of_named_tuple(act, value, name, at) if name in NAMED_TUPLES else None
    if name in TEXT_METHODS and _is_text(act, value):
        return act.allocate(at, "bound", ("text", name), {"self": value}, tag=f"method {name}")
    return None


_OF_PARTIAL = frozenset(("args", "keywords", "func"))
_OF_METHOD = frozenset(("__self__", "__func__"))


def name_inside(act: Activation, value: Value, name: str, owners: tuple[str, ...], at: int, text: str) -> None:
    """What a value in a hiding type holds is what it is called; it shows once it is opened."""
    for oid, held in act.objects(value):
        inner = held.fields.get(".secret")
        if held.kind == "secret" and inner is not None:
            act.state.write(oid, ".secret", named(act, inner, name, owners, at, text))


def library_objects(act: Activation, value: Value) -> frozenset[ObjectId]:
    """The library's objects that a value may be."""
    return frozenset(name for name, held in act.objects(value) if held.kind == "library")


def _seen_as(act: Activation, value: Value, at: int) -> Value:
    """The data of a table in something that it gives of itself, such as its writer."""
    from piilint.flow.texts.render import render

    tables = frozenset(oid for oid, held in act.objects(value) if held.cls == ("list", "") and held.kind == "dict")
    return Value(render(act, Value(objects=tables), "data", at)) if tables else NOTHING


def _placeheld(value: Value) -> Value:
    """An attribute that was made empty is filled elsewhere: its name says with what."""
    empty = value.const and not value.const[0] and value.const[0] is not False
    return Value(value.labels, value.objects, value.refs, None, opaque=True) if empty else value


def numbers_only(act: Activation, labels: Labels) -> Labels:
    """Of labels those of numbers that a program may well use as a key: an IBAN, no secret and no text."""
    elements = {key: act.catalogue.elements.get(label.element) for key, label in labels.items()}
    return {key: labels[key] for key, it in elements.items() if it is None or (it.identifier and not it.secret)}


def class_of(act: Activation, held: Object) -> ClassInfo | None:
    """The class in view of an object, if it has one."""
    if held.cls is not None and held.cls[0] == "class" and held.kind in INSTANCES:
        return act.program.classes.get(held.cls[1])
    return None


def write_part(act: Activation, value: Value, selector: str, new: Value) -> None:
    """Overwrite a part of what a value refers to; if it may be several objects, each may have it."""
    objects = act.objects(value)
    is_one = len(objects) == 1 or _made_at_once(objects)
    for name, held in objects:
        if selector in act.displayed.get(name, ()) and new.is_nothing():
            act.displayed[name] -= {selector}
        if held.kind != "absent" and is_one and selector != "[*]":
            act.state.write(name, selector, new)
        elif held.kind != "absent":
            old = held.fields[selector] if selector in held.fields else part_of(act, name, held, selector)
            act.state.heap[name] = held.with_field(selector, join(old, new))


def _made_at_once(objects: list[tuple[ObjectId, Object]]) -> bool:
    """Whether it is one thing, of whatever class of several: `KINDS[kind].from_row(row)`."""
    made = [(name, held) for name, held in objects if not is_stand_in(name)]
    places = {name[:3] for name, held in made if name[0] == "a" and held.kind == "instance"}
    return len(made) == 1 or (len(places) == 1 and all(name[:3] in places for name, _ in made))


def remove_part(act: Activation, value: Value, selector: str) -> None:
    """`del value[key]`, `value.pop(key)`: from here on there is nothing."""
    write_part(act, value, selector, NOTHING)
