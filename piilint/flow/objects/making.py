"""Instances and classes that code makes by hand.

class Entry:
    def __new__(cls, target):
        made = super().__new__(cls)          # an instance without anything
        made.target = target
        return made

Record = type("Record", (), {"target": iban})    # a class with this attribute
"""

from __future__ import annotations

from piilint.flow.calling.calls import call_info
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Labels, Object, Value, join, join_all, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.declared import imported_as
from piilint.flow.objects.own_class import classes_of
from piilint.link.kinds import BUILT
from piilint.link.program import ClassInfo
from piilint.model import ir

CLASS = ("made class", "")
"""What a class that `type` made is as an object: its fields are its attributes, and what calling it gives has them, too."""


MADE = ".class"
"""Where, in what a metaclass is given of a class's body, the class itself stands."""


def declared_labels(act: Activation, cls: ClassInfo, args: Arguments, at: int) -> Labels:
    """What the project declares of making an instance: a sink takes the arguments, a source is in what is made."""
    from piilint.flow.calling.library import call_library

    for dotted in imported_as(act, cls.id) if act.catalogue.calls.own_heads else ():
        known = act.catalogue.calls.exact(dotted)
        if known.sinks or known.sources:
            given = call_library(act, dotted, NOTHING, args, at, cls.node.name)
            return {key: label for key, label in given.labels.items() if label.source == act.spot(at)}
    return {}


def made_by_new(act: Activation, cls: ClassInfo, args: Arguments, at: int) -> Value | None:
    """The instance that a class's own `__new__` makes, or the text that it gives instead; None where it has none, or what that
    gives is somebody else's."""
    new = act.program.find_method(cls.id, "__new__")
    if new is None or cls.kind in BUILT or cls.kind == "exception":
        return None
    given = args.after([reference("class", cls.id)])
    made = call_info(act, act.program.functions[new[1]], given, at, None, cls.node.name)
    if not (made.objects or made.refs or made.may_be_none) and (made.labels or made.const is not None):
        return made
    own = {target for kind, target in cls.mro if kind == "class"}
    names = [
        name
        for name, held in act.objects(made)
        if held.kind == "instance" and held.cls is not None and held.cls[0] == "class" and held.cls[1] in own
    ]
    if len(names) != 1 or names[0][0] != "a" or _keeps(act, new[1]):
        return None
    act.state.heap[names[0]] = Object("instance", ("class", cls.id), act.state.object(names[0]).fields)
    return Value(objects=frozenset(names))


def _keeps(act: Activation, function: str) -> bool:
    """Whether a `__new__` writes to its class: the instance may be one that is kept there, with what others set."""
    params = act.program.functions[function].node.params
    return (
        any(name[:2] == ("p", params[0].name) for name, _ in act.solver.summary(function).changes) if params else True
    )


def bare_instance(act: Activation, cls: str | None, at: int) -> Value:
    """`object.__new__(cls)` in a method of a class in view: an instance of it; of which subclass, its caller knows."""
    return act.allocate(at, "instance", ("class", cls), {}, tag=f"new {cls}") if cls is not None else NOTHING


def subclasses(act: Activation, cls: str, at: int) -> Value:
    """`Base.__subclasses__()`."""
    refs = frozenset(("class", below) for below in act.program.classes[cls].subclasses)
    return act.allocate(at, "list", None, {"[*]": Value(refs=refs)}, tag="subclasses")


def object_new(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`object.__new__(cls)`."""
    asked = [target for value in args.positional[:1] for kind, target in value.refs if kind == "class"]
    return bare_instance(act, asked[0] if len(asked) == 1 else act.function.cls, expr.at)


def type_of(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`type(x)`, or a class that is made."""
    if not args.positional:
        return NOTHING
    if len(args.positional) == 3:
        return _new_class(act, args, expr)
    return classes_of(act, args.positional[0])


def _new_class(act: Activation, args: Arguments, expr: ir.Call) -> Value:
    """`type(name, bases, attributes)`: a class with these attributes, and whatever its bases in view are."""
    fields: dict[str, Value] = {}
    for _, held in act.objects(args.positional[2]):
        fields |= {f".{s[2:-2]}": part for s, part in held.fields.items() if s.startswith('["')}
    made = act.allocate(expr.at, "bound", CLASS, fields, tag="class")
    bases = [part for _, held in act.objects(args.positional[1]) for part in held.fields.values()]
    refs = frozenset(ref for part in bases for ref in part.refs if ref[0] == "class")
    return Value(objects=made.objects, refs=refs)


def instance_of_made(act: Activation, cls: Object, at: int) -> Value:
    """An instance of such a class: it has the class's attributes, and its functions are its methods."""
    made = act.allocate(at, "bound", CLASS, dict(cls.fields), tag="instance")
    (name,) = made.objects
    for selector, part in cls.fields.items():
        if not part.refs and any(held.kind == "bound" and held.cls is not None for _, held in act.objects(part)):
            methods = [held for _, held in act.objects(part) if held.cls is not None and held.cls[0] == "func"]
        else:
            methods = [Object("bound", (kind, target)) for kind, target in sorted(part.refs) if kind == "func"]
        if len(methods) == 1:
            bound = {**methods[0].fields, "self": made}
            act.state.write(name, selector, act.allocate(at, "bound", methods[0].cls, bound, tag=f"method {selector}"))
    return made


def made_by_metaclass(act: Activation, cls: ClassInfo, args: Arguments, at: int) -> Value | None:
    """What the `__call__` of a class's metaclass in view gives; None where it has none of its own."""
    from piilint.flow.calling.calls import instantiate
    from piilint.flow.objects.members import call_method_of
    from piilint.flow.objects.metaclasses import metaclass

    meta = metaclass(act, cls)
    found = act.program.find_method(meta, "__call__") if meta else None
    if found is None:
        return None
    full = args.after([reference("class", cls.id)])
    made = call_method_of(act, act.program.functions[found[1]], full, at)
    if any(held.cls == ("class", cls.id) for _, held in act.objects(made)):
        return made
    return join(made, instantiate(act, cls, args, at))  # kept under a key that isn't known


def instances_of(act: Activation, classes: Value, at: int) -> Value:
    """`type.__call__` of classes in view, to be called: it makes an instance."""
    made = [
        act.allocate(at, "bound", ("instances of", target), {}, tag=f"instances of {target}")
        for kind, target in sorted(classes.refs)
        if kind == "class"
    ]
    return join_all(made)
