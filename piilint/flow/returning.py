"""What a function's declaration says of its result, where its body doesn't."""

from __future__ import annotations

from piilint.flow.access import class_of, typed
from piilint.flow.activation import Activation
from piilint.flow.annotations import annotation_class, says_flag
from piilint.flow.value import Ref, Value, join, without_guesses
from piilint.link.program import FunctionInfo
from piilint.model import ir


def as_declared(act: Activation, result: Value, info: FunctionInfo, returns: Value) -> Value:
    """A result of which nothing better is known than what the function declares, of what it returns or of the parameter that
    it gives back (`returns`); a flag is nobody's data."""
    if says_flag(info.node.returns) and not info.node.is_generator:
        return Value(const=result.const)
    declared = annotation_class(act, info.node.returns, info.module)
    if any(name[0] != "p" or held.cls is not None for name, held in act.objects(result)):
        return result
    if declared is None:
        return typed(act, result, _given_back(act, info, returns))
    return typed(act, result if declared[0] != "class" else as_instance(act, result, declared), declared)


def _given_back(act: Activation, info: FunctionInfo, returns: Value) -> Ref | None:
    """The class in view of the parameter that a function returns, if it declares one and returns that parameter only."""
    paths = {label.path for label in returns.labels.values()}
    if len(paths) != 1 or len(path := paths.pop()) != 1:
        return None
    annotations = [param.annotation for param in info.node.params if param.name == path[0]]
    declared = annotation_class(act, annotations[0], info.module) if annotations else None
    return declared if declared is not None and declared[0] == "class" else None


def as_annotated(act: Activation, value: Value, stmt: ir.AnnAssign) -> Value:
    """What is assigned to a variable that is declared to be something: `row: Row = load(key)`."""
    if says_flag(stmt.annotation):
        value = Value(value.labels, value.objects, value.refs, value.const)
    if value.opaque and not value.refs and all(oid[0] == "p" and not held.cls for oid, held in act.objects(value)):
        declared = annotation_class(act, stmt.annotation, act.function.module)
        if declared is not None and declared[0] in ("class", "list"):
            kind = "symbol" if declared[0] == "class" else "list"
            value = as_instance(act, value, declared) if kind == "symbol" else value
            made = act.allocate(stmt.at, kind, declared if kind == "symbol" else None, {}, tag="declared")
            value = join(value, made)
        elif declared is not None:
            value = Value(value.labels, value.objects, frozenset((declared,)), opaque=value.opaque)
    return value


def as_instance(act: Activation, value: Value, cls: Ref) -> Value:
    """What is left of a value that is declared to be an instance of a class in view: an account that was looked up by its
    number isn't its number."""
    is_text = any(kind == "ext" and target in _TEXTS for kind, target in act.program.classes[cls[1]].mro)
    return value.text() if is_text else without_guesses(value.text())


_TEXTS = ("builtins.str", "builtins.bytes", "enum.Enum", "enum.StrEnum", "collections.UserString")


def gives_place(act: Activation, info: FunctionInfo) -> bool:
    """Whether it is declared to give a file's place, whatever its name says is in the file: `export_statement() -> Path`."""
    declared = annotation_class(act, info.node.returns, info.module)
    return declared is not None and declared[1] in _PLACES


_PLACES = frozenset(("pathlib.Path", "pathlib.PurePath"))


def is_stub(info: FunctionInfo) -> bool:
    """Whether the function is only declared here, and written elsewhere: `raise NotImplementedError`, `...`."""
    body = info.node.body
    while body and isinstance(body[0], ir.ExprStmt) and isinstance(body[0].value, ir.Const):
        body = body[1:]
    if not body:
        return True
    raised = body[0].exc if isinstance(body[0], ir.Raise) else None
    raised = raised.func if isinstance(raised, ir.Call) else raised
    return isinstance(raised, ir.Name) and raised.id == "NotImplementedError"


def is_declared_a_flag(act: Activation, receiver: Value, name: str) -> bool:
    """Whether a method is declared to give `bool`: nobody's implementation hands on what it is given."""
    for _, held in act.objects(receiver):
        cls = class_of(act, held)
        found = act.program.find_method(cls.id, name) if cls is not None else None
        returns = act.program.functions[found[1]].node.returns if found is not None else None
        if isinstance(returns, ir.Name) and returns.id == "bool":
            return True
    return False
