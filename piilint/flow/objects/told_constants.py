"""Attributes that only the bodies of classes in view give, and only constants: they say how the program is made, and hold
nobody's data, whatever they are called.

class Sealed(TypeDecorator):
    def __init__(self, memo): self.memo = memo
    def process_result_value(self, value, dialect): raise Broken(self.memo)      # "loan.principal"

class Loan(Base):
    principal = mapped_column(Sealed("loan.principal"))

Nor do functions that an attribute always is, `self.iban = sealed(iban)`, show what they captured.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.objects.members import attribute_elsewhere
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FunctionInfo, Program
from piilint.model import ir
from piilint.model.walking import targets_of


def is_told_constants(act: Activation, owner: Value, name: str) -> bool:
    """Whether an attribute of a method's own instance is only ever one of the constants that classes' bodies give it."""
    objects = act.objects(owner)
    own = objects[0][1] if len(objects) == 1 and len(objects[0][0]) == 2 and objects[0][0][0] == "p" else None
    cls = class_of(act, own) if own is not None else None
    return cls is not None and cls.id == act.function.cls and is_told(act, cls, name)


def is_told(act: Activation, cls: ClassInfo, name: str) -> bool:
    """Whether an attribute of a class's instances is only ever one of these constants."""
    learned = act.solver.learned
    return learned.once(learned.told_constants, (cls.id, name), lambda: _is_told(act, cls, name))


def holds_functions(act: Activation, owner: Value, held: Value, name: str) -> bool:
    """Whether functions in view, and nothing else, ever get into an attribute of instances of a class: the function shows
    nothing of what it captured, whatever the attribute is called (`self.iban = sealed(iban)`)."""
    made = [thing for oid, thing in act.objects(held) if oid[0] != "p"]
    if not made or any(thing.kind != "bound" or not thing.cls or thing.cls[0] != "func" for thing in made):
        return False
    classes = [class_of(act, thing) for _, thing in act.objects(owner)]
    elsewhere = [attribute_elsewhere(act, cls, name) for cls in classes if cls is not None]
    given = all(each.objects and not (each.labels or each.opaque) for each in elsewhere)
    return bool(elsewhere) and given and not any(label.element for label in held.labels.values())


def _is_told(act: Activation, cls: ClassInfo, name: str) -> bool:
    program = act.program
    found = program.find_method(cls.id, "__init__")
    if found is None or cls.subclasses:
        return False
    init = program.functions[found[1]].node
    param = _assigned_once(program, cls, init, name)
    place = next((place for place, each in enumerate(init.params) if each.name == param and place), 0)
    if not place or init.params[place].kind not in ("posonly", "pos", "kwonly"):
        return False
    if program.is_used(cls.node.name) or program.is_written(name):
        return False
    calls = program.called_in_classes(cls.node.name)
    if not calls or any(_makes_own(program.functions[each]) for each in cls.methods.values()):
        return False
    constants = (_is_constant(call, init.params[place], place - 1) for _, call in calls)
    return all(constants) and all(_makes(program, module, call, cls) for module, call in calls)


def _assigned_once(program: Program, cls: ClassInfo, init: ir.Function, name: str) -> str:
    """The constructor's parameter that is assigned to the attribute, if nothing else is; else ""."""
    given: list[ir.Expr] = []
    methods = [target for kind, each in cls.mro if kind == "class" for target in program.classes[each].methods.values()]
    for method in methods:
        for node in nodes_within(program.functions[method].node):
            targets = list(targets_of(node))
            if any(isinstance(each, ir.Attr) and each.name == name for each in targets):
                alone = len(targets) == 1 and node in nodes_within(init)  # not one of several, `self.memo, _ = pair`
                given.append((getattr(node, "value", None) if alone else None) or ir.Name(-1, ""))
    return given[0].id if len(given) == 1 and isinstance(given[0], ir.Name) else ""


def _makes_own(method: FunctionInfo) -> bool:
    """`return cls(entry.memo)`."""
    this = method.node.params[0].name if method.node.params else ""
    return any(isinstance(call.func, ir.Name) and call.func.id == this for call in calls_within(method.node))


def _makes(program: Program, module: str, call: ir.Call, cls: ClassInfo) -> bool:
    return resolve_expr(call.func, program.modules[module], program) == ("class", cls.id)


def _is_constant(call: ir.Call, param: ir.Param, position: int) -> bool:
    """Whether a call gives a parameter a constant."""
    return all(isinstance(value, ir.Const) for value in _given(call, param, position))


def _given(call: ir.Call, param: ir.Param, position: int) -> Iterator[ir.Expr]:
    """What a call gives a parameter: one thing, or, where that can't be told, the call itself."""
    if any(arg.star for arg in call.args):
        yield call
        return
    named = next((arg.value for arg in call.args if arg.keyword == param.name), None)
    placed = [arg.value for arg in call.args if arg.keyword is None]
    if named is not None:
        yield named
    elif param.kind != "kwonly" and position < len(placed):
        yield placed[position]
    elif param.default is not None:
        yield param.default
