"""Instances that keep one datum, which only their holder names: what a method gives of it is what the instance is called.

class Sealed(Generic[T]):
    def __init__(self, value): self.__value = value
    def __repr__(self): return "Sealed[…]"
    def open(self): return self.__value
customer.salary.open()                   # the salary, which nothing in `Sealed` tells
customer.salary.derive(lambda s: s > 0)  # nothing of it
"""

from __future__ import annotations

from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.value import Object, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.objects.reflection import assigned_attributes
from piilint.flow.sources.class_words import class_company
from piilint.flow.sources.naming import with_match
from piilint.link.program import ClassInfo

_TEXTS = ("__str__", "__repr__", "__format__")


def kept_datum(act: Activation, value: Value, selector: str, part: Value, at: int) -> Value:
    """A part of what the caller of a method has, with what its holder calls it, where that is all that it keeps."""
    known = any(label.element and label.confidence > 1 for label in part.labels.values())
    if selector[0] != "." or not part.opaque or known:
        return part
    for oid, held in act.objects(value):
        if oid[0] == "p" and _is_kept(act, held, selector[1:]):
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


def _is_kept(act: Activation, held: Object, name: str) -> bool:
    """Whether an instance says itself how it is shown, and this is the one datum that it keeps."""
    cls = class_of(act, held)
    return cls is not None and _kept_by(act, cls) == name


def _kept_by(act: Activation, cls: ClassInfo) -> str:
    learned = act.solver.learned
    return learned.once(learned.kept_by, cls.id, lambda: _only_datum(act, cls))


def _only_datum(act: Activation, cls: ClassInfo) -> str:
    """The one attribute of a class in view with a text of its own that may be somebody's, "" if there are others, or if it
    is called a whole record, such as a `client`."""
    texts = cls.generated_repr or any(act.program.find_method(cls.id, name) is not None for name in _TEXTS)
    if not texts or cls.kind in ("exception", "enum", "orm"):
        return ""
    fields = dict.fromkeys((*act.program.all_fields(cls.id), *assigned_attributes(act, cls.id)))
    told = [name for name in fields if not act.names.describes(name)]
    return told[0] if len(told) == 1 and act.names.record(told[0]) is None else ""
