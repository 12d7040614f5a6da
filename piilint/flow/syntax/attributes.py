"""The class of an attribute that no declaration describes: what the constructor assigns to it says so.

class Service:
    def __init__(self, repo: Repo, settings=None):
        self.repo = repo                             # Repo
        self.cache: dict[str, Row] = {}              # a mapping of Row
        self.settings = settings or Settings()       # Settings
        self.clock = repo.clock                      # what Repo's constructor assigns to `clock`
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.domain.value import Ref
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.annotations import annotation_class, related_class
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir

_CONSTRUCTORS = ("__init__", "__post_init__")


def attribute_class(act: Activation, cls: ClassInfo, name: str) -> Ref | None:
    """The class of `instance.name` by its field's declaration or by the class's constructors, where they agree."""
    learned = act.solver.learned  # meanwhile None, for what is assigned to itself
    return learned.once(learned.attribute_classes, (cls.id, name), lambda: _attribute_class(act, cls, name), None)


def _attribute_class(act: Activation, cls: ClassInfo, name: str) -> Ref | None:
    field = act.program.all_fields(cls.id).get(name)
    if field is not None:
        if field.annotation is not None:
            return annotation_class(act, field.annotation, cls.module)
        related = related_class(act, field.default, cls.module)
        if related is not None:
            return related
    for kind, target in cls.mro:
        if kind == "class":
            found = {ref for ref in _assigned(act, act.program.classes[target], name) if ref is not None}
            if found:
                return found.pop() if len(found) == 1 else None
    return None


def _assigned(act: Activation, cls: ClassInfo, name: str) -> Iterator[Ref | None]:
    for constructor in _CONSTRUCTORS:
        function = cls.methods.get(constructor)
        if function is None:
            continue
        info = act.program.functions[function]
        owner = info.node.params[0].name if info.node.params else ""
        for node in nodes_within(info.node):
            if isinstance(node, ir.AnnAssign) and _is_attribute(node.target, owner, name):
                yield annotation_class(act, node.annotation, info.module)
            elif isinstance(node, ir.Assign):
                for target, value in _pairs(node):
                    if _is_attribute(target, owner, name):
                        yield _class_of(act, info, value)


def _pairs(node: ir.Assign) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """What an assignment gives to what: `self.repo, self.clock = repo, clock` is two."""
    for target in node.targets:
        if isinstance(target, ir.Seq) and isinstance(node.value, ir.Seq):
            if len(target.elements) == len(node.value.elements):
                yield from zip(target.elements, node.value.elements, strict=True)
        else:
            yield target, node.value


def _is_attribute(target: ir.Expr, owner: str, name: str) -> bool:
    return (
        isinstance(target, ir.Attr)
        and target.name == name
        and isinstance(target.value, ir.Name)
        and target.value.id == owner
    )


def _class_of(act: Activation, info: FunctionInfo, expr: ir.Expr) -> Ref | None:
    """The class in view that an expression in a constructor is an instance of."""
    if isinstance(expr, ir.Call):
        made = resolve_expr(expr.func, act.program.modules[info.module], act.program)
        return made if made is not None and made[0] == "class" else None
    if isinstance(expr, ir.Name):
        param = next((param for param in info.node.params if param.name == expr.id), None)
        if param is None or param.kind in ("vararg", "kwarg"):
            return None
        return annotation_class(act, param.annotation, info.module)
    if isinstance(expr, ir.Attr):
        first = info.node.params[0].name
        is_self = isinstance(expr.value, ir.Name) and expr.value.id == first and info.cls is not None
        owner = ("class", str(info.cls)) if is_self else _class_of(act, info, expr.value)
        if owner is None or owner[0] != "class" or owner[1] not in act.program.classes:
            return None
        return attribute_class(act, act.program.classes[owner[1]], expr.name)
    if isinstance(expr, (ir.Bool, ir.IfExp)):
        choices = expr.operands if isinstance(expr, ir.Bool) else (expr.body, expr.orelse)
        found = {ref for choice in choices if (ref := _class_of(act, info, choice)) is not None}
        return found.pop() if len(found) == 1 else None
    return None
