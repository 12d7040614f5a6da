"""Of which class in view something surely is, and what a test for a class says of that.

    def clean(value):
        if isinstance(value, Account): return value.account_id
        return value

    clean(account)          # the id
    clean(account.iban)     # the IBAN

What may be something else besides, as it is declared, is of no class for sure: `account: Account | str`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piilint.flow.calling.handed_on import wanted_parameters
from piilint.flow.domain.state import symbol
from piilint.flow.domain.value import Object, ObjectId, Ref, Value, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FunctionInfo, ModuleInfo
from piilint.model import ir


class KnownClass(NamedTuple):
    """Instead of a constant: an instance of the caller's of this class."""

    cls: str


class KnownDefinition(NamedTuple):
    """Instead of a constant: this class itself."""

    cls: str


OWN_CLASS = ".__class__"
"""Under which this interpretation is for a parameter's class."""
_TEXTS = frozenset(("str", "bytes", "int", "float", "Decimal"))
_CONTAINERS = frozenset(("dict", "list", "tuple", "set", "frozenset", "bytearray", "Mapping", "Sequence"))
_HARMLESS = ("builtins.object", "typing.", "abc.", "collections.abc.", "enum.", "dataclasses.")
"""Begins what has none of them above it."""


def sure_class(act: Activation, value: Value) -> ClassInfo | None:
    """The class in view that a value is an instance of, of it or of one below; None if it may be anything else."""
    if not value.objects or value.refs or value.const is not None or value.may_be_none:
        return None
    classes = [class_of(act, held) for _, held in act.objects(value)]
    common = [ref for ref in (classes[0].mro if classes[0] is not None else ()) if ref[0] == "class"]
    for other in classes[1:]:
        common = [ref for ref in common if other is not None and ref in other.mro]
    cls = act.program.classes[common[0][1]] if common else None
    if cls is None or cls.kind in ("typeddict", "protocol"):
        return None
    called = {
        name[-1] for name in value.objects if name[0] == "p" and len(name) == 2
    }  # what it is called isn't another
    if not _is_text(cls) and not all(each.path or each.record or each.text in called for each in value.labels.values()):
        return None
    return cls if all(_is_sure(act, name) for name in value.objects) else None


def _is_sure(act: Activation, name: ObjectId) -> bool:
    """Whether what stands there has the one class that it is declared to have, or was made with."""
    if name[0] != "p" or (name, OWN_CLASS) in act.fixed:
        return True
    if len(name) == 2 or name[-1][0] != ".":
        annotation = next((p.annotation for p in act.function.node.params if p.name == name[1]), None)
        return not may_be_several(act, act.function.module, annotation)
    owner = class_of(act, act.state.object(name[:-1]))
    field = act.program.all_fields(owner.id).get(name[-1][1:]) if owner is not None and name[-1][0] == "." else None
    return field is None or owner is None or not may_be_several(act, owner.module, field.annotation)


def may_be_several(act: Activation, module: str, annotation: ir.Expr | None, aliases: int = 4) -> bool:
    """Whether an annotation lets a value, or what it contains, be of one class or of another: `Effect = Union[Say, Keep]`."""
    found = choices(annotation)
    ref = resolve_expr(found[0], act.program.modules[module], act.program) if len(found) == 1 else None
    if ref is not None and ref[0] == "var" and aliases:
        place, _, name = ref[1].partition(":")
        meant = [stmt.value for stmt in act.program.assigned(place, name)]
        return len(meant) != 1 or may_be_several(act, place, meant[0], aliases - 1)
    inner = found[0].index if len(found) == 1 and isinstance(found[0], ir.Sub) else None
    elements = inner.elements if isinstance(inner, ir.Seq) else () if inner is None else (inner,)
    return len(found) > 1 or any(may_be_several(act, module, each, aliases) for each in elements)


def choices(annotation: ir.Expr | None) -> list[ir.Expr]:
    """The classes that an annotation lets a value be of: `A | B | None`, `Union[A, B]`, `Optional[A]`."""
    if isinstance(annotation, ir.Bin) and annotation.op == "|":
        return [found for each in annotation.operands for found in choices(each)]
    if isinstance(annotation, ir.Sub) and isinstance(annotation.value, (ir.Name, ir.Attr)):
        outer = annotation.value.id if isinstance(annotation.value, ir.Name) else annotation.value.name
        inner = annotation.index.elements if isinstance(annotation.index, ir.Seq) else (annotation.index,)
        return [found for each in inner for found in choices(each)] if outer in ("Union", "Optional") else [annotation]
    none = annotation is None or (isinstance(annotation, ir.Const) and annotation.value is None)
    return [] if none or annotation is None else [annotation]


def known_class(act: Activation, value: Value) -> KnownClass | None:
    """The same, to interpret a function for."""
    cls = sure_class(act, value) if value.objects else None
    return KnownClass(cls.id) if cls is not None else None


def instance_given(act: Activation, oid: ObjectId, known: KnownClass) -> Value:
    """A caller's instance of a class, wherever it stands in what he passes."""
    act.state.heap[oid] = Object("symbol", ("class", known.cls))
    act.fixed[oid, OWN_CLASS] = reference("class", known.cls)
    whole = symbol(oid[1:], act.spot(-1), "".join(oid[1:]))
    return Value(whole.labels, whole.objects, opaque=True)


# ---- what a test says --------------------------------------------------------------------------------------------------


def is_instance(act: Activation, value: Value, asked: ir.Expr) -> bool | None:
    """Whether what is surely of a class in view is an instance of one of the classes that a test names; None where that
    isn't told."""
    cls = sure_class(act, value)
    if cls is None:
        return None
    refs = list(classes_named(act, asked, act.module))
    if any(ref in cls.mro for ref in refs) or (cls.kind == "namedtuple" and ("ext", "builtins.tuple") in refs):
        return True
    is_made = len(value.objects) == 1 and all(name[0] == "a" for name in value.objects)
    below = [] if is_made else [act.program.classes[each] for each in cls.subclasses]
    return False if all(ref is not None and _surely_not(act, ref, [cls, *below]) for ref in refs) else None


def _surely_not(act: Activation, ref: Ref, classes: list[ClassInfo]) -> bool:
    """Whether no instance of any of the classes is one of another."""
    if any(ref in cls.mro or len(cls.bases) < len(cls.node.bases) for cls in classes):
        return False
    if ref[0] == "class":
        other = act.program.classes[ref[1]]
        return other.kind != "protocol" and act.program.find_method(other.id, "__subclasshook__") is None
    if ref[0] != "ext" or ref[1].rpartition(".")[2] not in _TEXTS | _CONTAINERS:
        return False
    above = {target for cls in classes for kind, target in cls.mro if kind == "ext"}
    texts = {target for target in above if target.rpartition(".")[2] in _TEXTS}
    return all(target in texts or target.startswith(_HARMLESS) for target in above) and (
        ref[1].rpartition(".")[2] != "Sequence" or not texts
    )


def _is_text(cls: ClassInfo) -> bool:
    """Whether an instance is a text or a number itself, whose labels are those of what it was made of."""
    return any(kind == "ext" and target.rpartition(".")[2] in _TEXTS for kind, target in cls.mro)


def classes_named(act: Activation, asked: ir.Expr, module: ModuleInfo) -> Iterator[Ref | None]:
    """The classes that the second argument of `isinstance` names: one, several, or a name for several."""
    if isinstance(asked, ir.Seq) or (isinstance(asked, ir.Bin) and asked.op == "|"):
        for each in asked.elements if isinstance(asked, ir.Seq) else asked.operands:
            yield from classes_named(act, each, module)
        return
    ref = resolve_expr(asked, module, act.program) if isinstance(asked, (ir.Name, ir.Attr)) else None
    if ref is None or ref[0] != "var":
        yield ref
        return
    place, _, name = ref[1].partition(":")
    assigned = act.program.assigned(place, name)
    several = assigned[0].value if len(assigned) == 1 else None
    if isinstance(several, (ir.Seq, ir.Bin)):
        yield from classes_named(act, several, act.program.modules[place])
    else:
        yield None


def asked_parameters(act: Activation, info: FunctionInfo) -> frozenset[str]:
    """The parameters of which a function asks whether they are of a class in view, or hands them on to one that does."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        """From the text."""
        module = act.program.modules[asked.module]
        names = {param.name for param in asked.node.params if param.kind not in ("vararg", "kwarg")}
        found = {each.id for each in _asked(act, asked.node, module) if isinstance(each, ir.Name)}
        return frozenset(found & names)

    return wanted_parameters(act.solver, info, "asked", own)


def _asked(act: Activation, function: ir.Function, module: ModuleInfo) -> Iterator[ir.Expr]:
    """Of what a function's text asks whether it is of a class in view."""
    for call in calls_within(function):
        if isinstance(call.func, ir.Name) and call.func.id == "isinstance" and len(call.args) == 2:
            named = classes_named(act, call.args[1].value, module)
            if any(ref is not None and ref[0] == "class" for ref in named):
                yield call.args[0].value


def asks_classes(act: Activation, info: FunctionInfo) -> bool:
    """Whether a function, or one that its text names, asks of anything whether it is of a class in view."""
    learned = act.solver.learned

    def look() -> bool:
        seen, waiting = {info.id}, [info]
        while waiting and len(seen) <= _FUNCTIONS:
            asked = waiting.pop()
            if any(_asked(act, asked.node, act.program.modules[asked.module])):
                return True
            found = [each for each in _functions_named(act, asked) if each not in seen]
            seen.update(found)
            waiting += [act.program.functions[each] for each in found]
        return False

    return learned.once(learned.asks_classes, info.id, look)


_FUNCTIONS = 30
"""Functions that are looked at for this, at most."""


def _functions_named(act: Activation, info: FunctionInfo) -> list[str]:
    """The functions in view, and the methods of the own instance, that a function's text calls or passes."""
    module = act.program.modules[info.module]
    this = info.node.params[0].name if info.cls is not None and info.node.params else ""
    found: list[str] = []
    for node in nodes_within(info.node):
        if isinstance(node, ir.Attr) and info.cls is not None and isinstance(node.value, ir.Name):
            method = act.program.find_method(info.cls, node.name) if node.value.id == this else None
            found += [method[1]] if method is not None else []
        elif isinstance(node, ir.Name):
            ref = resolve_expr(node, module, act.program)
            found += [ref[1]] if ref is not None and ref[0] == "func" else []
    return sorted(set(found))
