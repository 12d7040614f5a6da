"""Instances that keep one datum and hide it in their text: what a method gives of it is what their holder calls them.

class Sealed(Generic[T]):
    def __init__(self, value): self.__value = value
    def __repr__(self): return "Sealed[…]"
    def open(self): return self.__value
customer.salary.open()                   # the salary, which nothing in `Sealed` tells
customer.salary.derive(lambda s: s > 0)  # nothing of it

What keeps a digest or the end of what it was given keeps none of it, and what shows what it keeps protects nothing.
"""

from __future__ import annotations

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Object, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.objects.reflection import assigned_attributes
from piilint.flow.sources.class_words import class_company
from piilint.flow.sources.naming import own_text_of, with_match
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.program import ClassInfo
from piilint.model import ir
from piilint.model.walking import targets_of


def kept_datum(act: Activation, value: Value, selector: str, part: Value, at: int) -> Value:
    """A part of what the caller of a method has, with what its holder calls it, where that is all that it keeps."""
    known = any(label.element and label.confidence > 1 for label in part.labels.values())
    if selector[0] != "." or not part.opaque or known:
        return part
    for oid, held in act.objects(value):
        if oid[0] == "p" and _is_kept(act, oid, held, selector[1:]):
            part = _as_called(act, oid, part, at)
    return part


def _as_called(act: Activation, oid: ObjectId, part: Value, at: int) -> Value:
    """What the attribute, the key or the parameter that holds an instance is called."""
    name = selector_name(oid[-1]) if len(oid) > 2 else oid[-1]
    if not name or not act.names.speaks(name):
        return part
    match = act.names.classify(name, _owners(act, oid))
    if not act.names.follows(match) or act.catalogue.elements[match.element].record:
        return part
    return with_match(act, part, match, at, name, "read")


def _owners(act: Activation, oid: ObjectId) -> tuple[str, ...]:
    if len(oid) == 2:
        return ()
    cls = class_of(act, act.state.object(oid[:-1]))
    own = (*class_company(act, cls), cls.node.name) if cls is not None else ()
    name = selector_name(oid[-2]) if len(oid) > 3 else oid[-2]
    return (*own, name) if name and name != "self" else own


def _is_kept(act: Activation, oid: ObjectId, held: Object, name: str) -> bool:
    """Whether this is the one datum that an instance keeps, and its text hides it."""
    cls = class_of(act, held)
    kept = cls is not None and kept_by(act, cls) == name
    return kept and own_text_of(act, Value(objects=frozenset((oid,)))) == "masked"


def kept_by(act: Activation, cls: ClassInfo) -> str:
    """The one datum that instances of a class keep, "" if they keep several, or none."""
    learned = act.solver.learned
    return learned.once(learned.kept_by, cls.id, lambda: _only_datum(act, cls))


def _only_datum(act: Activation, cls: ClassInfo) -> str:
    """The one attribute of a class in view that may be somebody's, as its constructor was given it; "" if there are others,
    or if it is called a whole record, such as a `client`."""
    if cls.kind in ("exception", "enum", "orm"):
        return ""
    declared = act.program.all_fields(cls.id)
    fields = dict.fromkeys((*declared, *assigned_attributes(act, cls.id)))
    told = [name for name in fields if not act.names.describes(name)]
    if len(told) != 1 or act.names.record(told[0]) is not None:
        return ""
    return told[0] if told[0] in declared or _is_given(act, cls, told[0]) else ""


def _is_given(act: Activation, cls: ClassInfo, name: str) -> bool:
    """Whether a constructor takes what it assigns to an attribute, and changes nothing but its spaces and letters."""
    for kind, target in cls.mro:
        own = act.program.classes[target].methods.get("__init__") if kind == "class" else None
        init = act.program.functions[own].node if own is not None else None
        params = {param.name for param in init.params[1:]} if init is not None else set[str]()
        for node in nodes_within(init) if init is not None else ():
            given = list(targets_of(node))
            if any(isinstance(each, ir.Attr) and each.name == name for each in given):
                value = getattr(node, "value", None)
                return len(given) > 1 or (value is not None and _is_whole(value, params))
    return False


def _is_whole(expr: ir.Expr, params: set[str]) -> bool:
    """`value`, `str(value)`, `value.replace(" ", "").upper()`, `"".join(value.split())`, `value or ""`."""
    if isinstance(expr, ir.Bool):
        return any(_is_whole(each, params) for each in expr.operands)
    if isinstance(expr, ir.Call):
        func, args = expr.func, [arg.value for arg in expr.args]
        if isinstance(func, ir.Attr):
            owner = args[0] if func.name == "join" and args else func.value
            return func.name in _KEEPING and _is_whole(owner, params)
        return isinstance(func, ir.Name) and func.id == "str" and len(args) == 1 and _is_whole(args[0], params)
    return isinstance(expr, ir.Name) and expr.id in params


_KEEPING = frozenset(("join", "replace", "split", "strip", "lstrip", "rstrip", "upper", "lower", "casefold", "title"))
