"""Definitions that will leak wherever they are used: a generated `repr`, or a plaintext column, of a critical element."""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.catalogue.match import NameMatch
from piilint.flow.calling.calls import call_function
from piilint.flow.domain.value import SAFE, UNKNOWN
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.declared import hides, repr_function
from piilint.flow.protection.guards import protects
from piilint.flow.solving.solver import Solver
from piilint.flow.sources.class_words import class_company
from piilint.flow.sources.naming import with_match
from piilint.flow.sources.told import declared_meaning
from piilint.flow.syntax.annotations import annotation_class, is_flag, is_relation
from piilint.flow.texts.render import render
from piilint.flow.texts.scalars import SCALARS
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo, Program
from piilint.model import ir
from piilint.model.facts import Definition
from piilint.model.place import Spot


def showing_fields(solver: Solver) -> list[Definition]:
    """Every such field, by class and in order."""
    found: list[Definition] = []
    for name in sorted(solver.program.classes):
        cls = solver.program.classes[name]
        if cls.kind == "orm":
            found += _fields(solver, cls, "plaintext-column")
        elif cls.generated_repr and cls.kind != "typeddict" and not _own_repr(cls):
            found += _fields(solver, cls, "showing-repr")
    return found


def _own_repr(cls: ClassInfo) -> bool:
    return "__repr__" in cls.methods or ("__str__" in cls.methods and cls.kind == "pydantic")


def _beside(act: Activation, cls: ClassInfo, field: FieldInfo, company: tuple[str, ...]) -> NameMatch | None:
    """What the fields beside say that a field is, `pan` beside `cvv`; no record, `cards` beside `ibans`."""
    match = act.names.classify(field.name, (*company, cls.node.name)) if company else None
    return None if match is None or act.catalogue.elements[match.element].record else match


def _fields(solver: Solver, cls: ClassInfo, kind: str) -> list[Definition]:
    module = solver.program.functions[f"{cls.module}.<module>"]
    act = Activation(solver, module)
    found: list[Definition] = []
    company = class_company(act, cls)
    for field in cls.fields.values():
        if kind == "showing-repr" and (not field.shown or _shows_itself(act, cls, field)):
            continue
        if not _holds_data(field, kind, solver.program, cls.module) or hides(act, cls, field):
            continue
        match = solver.catalogue.names.classify(field.name, (cls.node.name,)) or _beside(act, cls, field, company)
        match = match or declared_meaning(act, cls, field)
        if match is not None and match.level == "critical" and match.confidence != "low":
            if _only_given_hidden(act, cls, field.name) or (
                kind == "showing-repr" and _is_masked(act, cls, field, match)
            ):
                continue
            spot = Spot(cls.path, field.at)
            found.append(
                Definition(
                    kind=kind,
                    element=match.element,
                    spot=spot,
                    owner=cls.id,
                    name=field.name,
                    confidence=match.confidence,
                )
            )
    return found


def _only_given_hidden(act: Activation, cls: ClassInfo, name: str) -> bool:
    """Whether all that the program puts into a field was hashed or encrypted before, and it puts something there:
    `User(password=generate_password_hash(password))`."""
    cells = [act.state.object(("i", each, name)).fields.get(".") for each in (cls.id, *cls.subclasses)]
    given = [value for value in cells if value is not None]
    return bool(given) and all(
        bool(value.objects)
        and not value.opaque
        and all(label.guard.startswith(SAFE) or label.confidence == 1 for label in value.labels.values())
        and all(held.kind == "secret" for _, held in act.objects(value))
        for value in given
    )


def _is_masked(act: Activation, cls: ClassInfo, field: FieldInfo, match: NameMatch) -> bool:
    """Whether a function in view makes what a repr shows of the field, and leaves no more than a mask: `repr=last_four`."""
    shower = repr_function(act, cls, field)
    if shower is None:
        return False
    given = with_match(act, UNKNOWN, match, field.at, field.name, "read")
    made = call_function(act, shower, [given], {}, field.at)
    left = [label for label in render(act, made, "repr", field.at).values() if label.element]
    return all(label.guard and protects(act, label.element, label.guard) for label in left)


def _shows_itself(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Whether what a repr shows of the field, the field's own class in view says, or that of each of several; a text's or
    number's shows it all."""
    ref = annotation_class(act, field.annotation, cls.module)
    inner = act.program.classes.get(ref[1]) if ref is not None and ref[0] in ("class", "list") else None
    if inner is None:
        return False
    if act.program.find_method(inner.id, "__repr__") is not None:
        return True
    if ref is not None and ref[0] == "list":  # `biometrics: list[Item]`, of whose fields none says anything, are that
        fields = act.program.all_fields(inner.id)
        return any(act.names.follows(act.names.classify(name, (inner.node.name,))) for name in fields)
    return not any(target in SCALARS for _, target in inner.mro)


def _holds_data(field: FieldInfo, kind: str, program: Program, module: str) -> bool:
    """Whether it is a field: annotated, or in a mapped class a column made by a call; not rows of another class, nor its
    own by a manager."""
    if is_flag(field):
        return False
    if kind == "plaintext-column" and (is_relation(field.default) or _is_manager(program, module, field.default)):
        return False
    return field.annotation is not None or (kind == "plaintext-column" and field.default is not None)


def _is_manager(program: Program, module: str, default: ir.Expr | None) -> bool:
    """`numbers = CardManager()`, of a class in view that is a library's query or manager."""
    ref = resolve_expr(default.func, program.modules[module], program) if isinstance(default, ir.Call) else None
    cls = program.classes.get(ref[1]) if ref is not None and ref[0] == "class" else None
    return cls is not None and any(target in classes().queries for _, target in cls.mro)
