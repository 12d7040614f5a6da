"""What a class, a module or a library's object has under a name."""

from __future__ import annotations

import string
import sys
from typing import TYPE_CHECKING

from piilint.catalogue.classes import classes
from piilint.flow.domain.value import (
    NOTHING,
    UNKNOWN,
    Object,
    ObjectId,
    Ref,
    Value,
    constant,
    join,
    join_all,
    reference,
)
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.derived import CONTENTS
from piilint.flow.objects.descriptors import (
    is_made_by_descriptor,
    keeps_protected,
    made_by_class,
    read_descriptor,
)
from piilint.flow.objects.intercepted import read_by_fallback
from piilint.flow.objects.kept_properties import keep_given
from piilint.flow.objects.metaclasses import of_metaclass
from piilint.flow.sources.naming import with_declared, without_records
from piilint.link.kinds import BUILT
from piilint.link.program import ClassInfo, FunctionInfo

if TYPE_CHECKING:
    from piilint.flow.domain.arguments import Arguments


def reference_member(act: Activation, ref: Ref, name: str, at: int) -> Value:
    """`ref.name` of a function, class, module or library object."""
    kind, target = ref
    if kind == "module":
        return module_member(act, target, name, at)
    if kind in ("ext", "inst"):
        return external(act, f"{target}.{name}")
    if kind == "class":
        cls = act.program.classes[target]
        member = class_attribute(act, cls, name, Value(refs=frozenset((ref,))), at)
        if cls.kind == "enum":
            member = member if member is not None else NOTHING
            return Value(member.labels, member.objects, member.refs, member.const)  # a key, not what it is called
        member = member if member is not None else of_metaclass(act, cls, name, at)
        if member is None and name == "__name__":
            return constant(cls.node.name)
        return member if member is not None else _library_member(act, cls, name)
    if name == "__wrapped__":
        return reference(kind, target)  # of a decorator that only keeps what it gave
    return act.state.object(("m", target, name)).fields.get(".", UNKNOWN)  # set on the function, as on a module


def _library_member(act: Activation, cls: ClassInfo, name: str) -> Value:
    """What a class in view has from a library's: its manager of rows, where the catalogue knows one."""
    from piilint.flow.objects.mapped import query

    for kind, target in cls.mro:
        known = act.catalogue.calls.type_of_path(f"{target}.{name}") if kind == "ext" else None
        if known is not None:
            rows = query(reference("class", cls.id)) or UNKNOWN
            return Value(objects=rows.objects, refs=frozenset((("inst", known),)), opaque=True)
    return UNKNOWN


_CHARACTERS = {
    f"string.{name}": text
    for name, text in vars(string).items()
    if name.isidentifier() and name[0] != "_" and isinstance(text, str)
}


def external(act: Activation, dotted: str) -> Value:
    """A library's thing; an instance where the catalogue knows its type. A module in view where a package without a file
    of its own has one of this name; the characters that `string` lists."""
    if dotted in _CHARACTERS:
        return constant(_CHARACTERS[dotted])
    if dotted in act.program.modules:
        return reference("module", dotted)
    known = act.catalogue.calls.type_of_path(dotted)
    return reference("inst", known) if known is not None else reference("ext", dotted)


def module_member(act: Activation, module: str, name: str, at: int) -> Value:
    """`module.name` for a module in view."""
    patched = act.state.heap.get(("m", module, name))
    if patched is not None and "." in patched.fields:
        return patched.fields["."]
    ref = act.program.member(module, name)
    return _made_on_request(act, module, name) if ref is None else resolve_ref(act, ref, at)


def _made_on_request(act: Activation, module: str, name: str) -> Value:
    """What a module's own `__getattr__` gives for a name that it doesn't have."""
    from piilint.flow.calling.calls import call_function

    getter = f"{module}.__getattr__"
    if getter not in act.program.functions or name == "__getattr__":
        return UNKNOWN
    return join(call_function(act, getter, [constant(name)], {}, -1), NOTHING)


def resolve_ref(act: Activation, ref: Ref, at: int) -> Value:
    """The value of what a name was linked to; a declared source is one under whatever name it is imported."""
    kind, target = ref
    if kind == "ext":
        return _as_declared(act, external(act, target), target.rpartition(".")[2], at)
    if kind == "var":
        module, _, name = target.partition(":")
        return _as_declared(act, module_variable(act, module, name), name, at)
    return reference(kind, target)


def _as_declared(act: Activation, value: Value, name: str, at: int) -> Value:
    declared = with_declared(act, value, name, at, name)
    return value if declared is None else declared


def module_variable(act: Activation, module: str, name: str) -> Value:
    """A variable of a module, as far as the program is known to set it."""
    held = act.state.object(("m", module, name))
    if held.kind == "absent" and f"{module}.<module>" in act.program.functions:
        act.solver.summary(f"{module}.<module>")  # what is imported runs first
        held = act.state.object(("m", module, name))
    return held.fields.get(".", UNKNOWN)


def container_method(act: Activation, oid: ObjectId, held: Object, name: str, at: int) -> Value:
    """`rows.append` as a value: a method of a container, to be called later; `rows.data` of a `UserList` is the list."""
    from piilint.flow.collections.containers import CONTAINER_METHODS, CONTAINERS

    if held.kind in ("list", "dict") and f".{name}" == CONTENTS and oid[0] == "a":
        return Value(objects=frozenset((oid,)))
    if held.kind not in CONTAINERS or name not in CONTAINER_METHODS:
        return NOTHING
    owner = Value(objects=frozenset((oid,)))
    return act.allocate(at, "bound", ("container", name), {"self": owner}, tag=f"method {name}")


def class_member(act: Activation, cls: ClassInfo, oid: ObjectId, held: Object, name: str, at: int) -> Value | None:
    """`instance.name` where the class, not the instance, has it: property, method, class attribute; and what other
    methods put into the attribute, where this instance's own isn't known."""
    instance = Value(objects=frozenset((oid,)), opaque=held.kind == "symbol")
    found = class_attribute(act, cls, name, instance, at)
    if found is not None and not _is_sealed_column(act, cls, name, found):
        if held.kind in ("symbol", "typed") and act.program.find_method(cls.id, name) is None:
            from piilint.flow.objects.access import part_of

            told = keeps_protected(act, cls, name) or is_made_by_descriptor(act, cls, name, found)
            if told or _is_settled(act, cls, name, found):
                return found
            return join(part_of(act, oid, held, f".{name}"), Value(found.labels, found.objects, found.refs))
        return found
    from piilint.flow.calling.hooks import inherited

    given = inherited(act, cls, name, instance, at)
    if given is not None:
        return given
    elsewhere = _elsewhere(act, cls, oid, name)
    fallback = read_by_fallback(act, cls, instance, name, at) if elsewhere.is_nothing() else None
    if held.kind in ("symbol", "typed"):
        from piilint.flow.objects.access import class_of, part_of

        own = part_of(act, oid, held, f".{name}")
        if held.kind == "symbol" and any(class_of(act, part) for _, part in act.objects(own)):
            return own
        return join(own, without_labels(act, elsewhere) if fallback is None else fallback)
    if fallback is not None:
        return fallback
    declared = name in act.program.all_fields(cls.id)
    return elsewhere if not elsewhere.is_nothing() or declared else UNKNOWN


def _is_sealed_column(act: Activation, cls: ClassInfo, name: str, found: Value) -> bool:
    """Whether a class's attribute is a column that something encrypts, `number = encrypt(CharField())`: of a row it is read
    in the clear."""
    if cls.kind != "orm" or name not in act.program.all_fields(cls.id):
        return False
    return any(held.kind == "secret" for _, held in act.objects(found))


def _is_settled(act: Activation, cls: ClassInfo, name: str, declared: Value) -> bool:
    """Whether an attribute is a text that the class declares and nothing in view declares or sets otherwise, such as an
    address; or a display, such as a table of masks. A flag or a number is somebody's to set, what is empty to fill."""
    from piilint.flow.objects.class_constants import is_display

    text = declared.const[0] if declared.const else None
    if not (isinstance(text, str) and text) and not is_display(act, declared):
        return False
    if cls.kind in BUILT and name in act.program.all_fields(cls.id):  # only what it is where nobody passes another
        return False
    owners = [*(target for kind, target in cls.mro if kind == "class"), *cls.subclasses]
    set_on_instances = any(act.state.object(("i", owner, name)).fields for owner in owners)
    return not set_on_instances and not any(act.state.object(("c", below, name)).fields for below in cls.subclasses)


def attribute_elsewhere(act: Activation, cls: ClassInfo, name: str) -> Value:
    """What any function put into this attribute of any instance; no record where it is called an id or a kind, and where it
    is the key that a database made up, at most a number that somebody is known by."""
    from piilint.flow.objects.access import numbers_only

    elsewhere = NOTHING
    for kind, target in cls.mro:
        if kind == "class":
            shared = act.state.object(("i", target, name)).fields.get(".")
            if shared is not None:
                elsewhere = join(elsewhere, shared.as_shared())
    if elsewhere.labels and act.names.is_key(name):
        return elsewhere.with_labels(numbers_only(act, elsewhere.labels))
    if elsewhere.labels and act.names.describes(name):
        return elsewhere.with_labels(without_records(elsewhere.labels))
    return elsewhere


def _elsewhere(act: Activation, cls: ClassInfo, oid: ObjectId, name: str) -> Value:
    """The same; in an instance that a method's own instance holds, what is there in those that any such instance holds."""
    held = held_by_owner(act, oid)
    parts = [thing.fields.get(f".{name}", NOTHING) for _, thing in act.objects(held)] if held is not None else []
    known = [part.as_shared() for part in parts if not part.is_nothing()]
    return join_all(known) if known and len(known) == len(parts) else attribute_elsewhere(act, cls, name)


def held_by_owner(act: Activation, oid: ObjectId) -> Value | None:
    """What any instance of a method's class holds in the attribute in which this symbol of its own instance stands, where
    nothing but instances that are made in view ever get there."""
    from piilint.flow.objects.access import class_of

    if oid[0] != "p" or len(oid) != 3 or oid[2][0] != ".":
        return None
    owner = class_of(act, act.state.object(oid[:2]))
    held = attribute_elsewhere(act, owner, oid[2][1:]) if owner is not None else NOTHING
    made = bool(held.objects) and all(class_of(act, thing) is not None for _, thing in act.objects(held))
    return held if made and not (held.opaque or held.refs) and held.const is None else None


def without_labels(act: Activation, value: Value) -> Value:
    """What can be called or has methods in a value, without data: what data this instance has, its maker knows.

    Containers and queues are seen through views ("v", …) that hold only what can be called, one level deep.
    """
    objects: set[ObjectId] = set()
    for name, held in act.objects(value):
        is_queue = held.cls in classes().queues and held.fields.keys() == {"[*]"}
        if held.kind not in _CONTAINERS and not is_queue:
            objects.add(name)
        elif (view := _view(act, name, held)) is not None:
            objects.add(view)
    return Value(objects=frozenset(objects), refs=value.refs)


_CONTAINERS = frozenset(("dict", "list", "tuple", "set"))


def _view(act: Activation, name: ObjectId, held: Object) -> ObjectId | None:
    """The view of a container; None if nothing in it can be called."""
    view: ObjectId = ("v", *name)
    if view in act.state.heap:
        return view
    fields: dict[str, Value] = {}
    for selector, part in held.fields.items():
        callables = frozenset(oid for oid, inner in act.objects(part) if inner.kind not in _CONTAINERS)
        if part.refs or callables:
            fields[selector] = Value(objects=callables, refs=part.refs)
    if not fields:
        return None
    act.state.heap[view] = Object(held.kind, held.cls, fields)
    return view


def class_attribute(act: Activation, cls: ClassInfo, name: str, owner: Value, at: int) -> Value | None:
    """A method (bound to `owner`), a property's value or a class variable, by the MRO and what subclasses override."""
    result: Value | None = None
    functions: dict[str, str] = {}
    found = act.program.find_method(cls.id, name)
    if found is not None:
        functions[found[1]] = ""
    if found is None or act.program.functions[found[1]].is_abstract or not _exact(act, owner):
        for below in cls.subclasses:
            override = act.program.find_method(below, name)  # its own, or that of a mixin before the class
            if override is not None:
                functions.setdefault(override[1], override[0] if override[0] in cls.subclasses else below)
    for function, below in functions.items():
        info = act.program.functions[function]
        if info.is_abstract and len(functions) > 1:
            continue
        this = owner
        if below or len(functions) > 1:
            whose = below or cls.id
            this = join(owner, Value(objects=frozenset((("t", whose),))))  # what instances of that class hold
        value = bind_method(act, info, this, at)
        result = value if result is None else join(result, value)
    if result is not None:
        return result
    for kind, target in cls.mro:
        if kind == "class":
            held = act.state.object(("c", target, name)).fields.get(".")
            if held is None and owner.refs and act.program.classes[target].module != act.module.name:
                act.solver.summary(f"{act.program.classes[target].module}.<module>")  # what is imported runs first
                held = act.state.object(("c", target, name)).fields.get(".")
            if held is not None:
                return read_descriptor(act, held, name, owner, at)
    return None


def _exact(act: Activation, owner: Value) -> bool:
    """Whether the instance was made in view, so that its class is exactly known."""
    return all(name[0] not in ("p", "t") for name in owner.objects)


def bind_method(act: Activation, info: FunctionInfo, owner: Value, at: int) -> Value:
    """A function found in a class, as an attribute of an instance or of the class."""
    made = decorated(act, info)
    if info.is_property and owner.objects:
        from piilint.flow.domain.arguments import Arguments

        given = call_method_of(act, info, Arguments([owner]), at)
        if info.is_kept and not (act.alternatives or act.only_concrete):
            keep_given(act, owner, info.node.name, given)
        return given
    if made is not None and owner.objects and (own := made_by_class(act, made, info.node.name, owner, at)) is not None:
        return own
    if info.kind == "staticmethod" or (info.kind in ("method", "function") and not owner.objects):
        return made if made is not None else reference("func", info.id)
    if info.kind == "classmethod" and owner.objects:
        owner = _class_as_value(act, owner)
    if made is not None:
        return act.allocate(at, "bound", ("bound", info.id), {"call": made, "[0]": owner}, tag=f"bound {info.id}")
    return act.allocate(at, "bound", ("func", info.id), {"self": owner}, tag=f"bound {info.id}")


def _class_as_value(act: Activation, instance: Value) -> Value:
    """What a class method is given that is asked of an instance: its class; of a caller's, whoever knows it knows more."""
    own = {held.cls for _, held in act.objects(instance) if held.cls is not None and held.cls[0] == "class"}
    refs = instance.refs | own
    return Value(refs=refs) if own and _exact(act, instance) else Value(instance.labels, instance.objects, refs)


def decorated(act: Activation, info: FunctionInfo) -> Value | None:
    """What decorators in view made of a method, or of a module's function; None where it is what it is."""
    return act.state.object(("x", info.id)).fields.get(".") if info.node.decorators else None


def call_method_of(act: Activation, info: FunctionInfo, args: Arguments, at: int) -> Value:
    """Call a method that was found in a class, or what its decorators made of it; the instance comes first."""
    from piilint.flow.calling.calls import call_info, call_value

    made = decorated(act, info) if info.cls is not None else None
    if made is not None:
        return call_value(act, made, args, at, info.node.name)
    return call_info(act, info, args, at, None, info.node.name)


def without_strangers(act: Activation, callee: Value, member: str = "") -> list[Ref]:
    """What may be called, in order; of a library that nobody knows and something in view, the latter, which does the same:
    `try: import fast_text as text` · `except ImportError: from bank import text`."""
    refs = sorted(callee.refs)
    if len(refs) < 2 or all(kind not in ("func", "class", "module") for kind, _ in refs):
        return refs
    return [ref for ref in refs if ref[0] != "ext" or not _is_strange(act, f"{ref[1]}.{member}".rstrip("."))]


def _is_strange(act: Activation, dotted: str) -> bool:
    """Whether nothing is known of a function or method, not even by its name that it leads out (`logger.info`)."""
    calls, word = act.catalogue.calls, dotted.rpartition(".")[2]
    leads_out = bool(calls.method(word).sinks or calls.named(word).sinks)
    return not leads_out and calls.exact(dotted).empty and dotted.partition(".")[0] not in sys.stdlib_module_names
