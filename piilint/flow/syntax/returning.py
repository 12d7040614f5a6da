"""What a function's declaration says of its result, where its body doesn't."""

from __future__ import annotations

from piilint.catalogue.load import shared
from piilint.flow.domain.value import Path, Ref, Value, join, without_guesses
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, typed
from piilint.flow.syntax.annotations import annotation_class, says_flag, says_whole_number
from piilint.link.classes import resolve_expr
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
    if may_be_any(act, value):
        declared = annotation_class(act, stmt.annotation, act.function.module)
        if declared is not None and declared[0] in ("class", "list"):
            return declared_as(act, value, declared, stmt.at)
        if declared is not None:
            return Value(value.labels, value.objects, frozenset((declared,)), opaque=value.opaque)
    return value


def may_be_any(act: Activation, value: Value) -> bool:
    """Whether it is something that only the caller, or nobody, knows the class of."""
    own = all(oid[0] == "p" and not held.cls for oid, held in act.objects(value))
    return value.opaque and not value.refs and own


def declared_as(act: Activation, value: Value, cls: Ref, at: int) -> Value:
    """The value, declared to be an instance of a class in view, or a collection of such."""
    kind = "symbol" if cls[0] == "class" else "list"
    value = as_instance(act, value, cls) if kind == "symbol" else value
    return join(value, act.allocate(at, kind, cls if kind == "symbol" else None, {}, tag="declared"))


def as_instance(act: Activation, value: Value, cls: Ref) -> Value:
    """What is left of a value that is declared to be an instance of a class in view: an account that was looked up by its
    number isn't its number."""
    is_text = any(kind == "ext" and target in _TEXTS for kind, target in act.program.classes[cls[1]].mro)
    return value.text() if is_text else without_guesses(value.text())


_TEXTS = ("builtins.str", "builtins.bytes", "enum.Enum", "enum.StrEnum", "collections.UserString")


def gives_place(act: Activation, info: FunctionInfo) -> bool:
    """Whether it is declared to give a file's place, whatever its name says is in the file: `export_statement() -> Path`; or is
    one of those that make addresses: `URLS.balances()`."""
    owner = info.module if info.cls is None else info.cls
    if not shared().neutral.addresses.isdisjoint(act.names.words(owner.rpartition(".")[2])[-1:]):
        return True
    return _is_declared_place(act, info)


def _is_declared_place(act: Activation, info: FunctionInfo) -> bool:
    declared = annotation_class(act, info.node.returns, info.module)
    return declared is not None and declared[1] in _PLACES


def gives_number(info: FunctionInfo) -> bool:
    """Whether it is declared to give a whole number, which no statement is: `async def list_statements() -> int`."""
    return says_whole_number(info.node.returns) and not info.node.is_generator


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


def gives_flag(act: Activation, path: Path) -> bool:
    """Whether what a parameter is declared to be called for is a truth: `check: Callable[[Payment], Awaitable[bool]]`; of the
    function itself, or of the one around it."""
    info = act.function
    if path[0] == "^" and len(path) == 2 and info.parent is not None:
        info, path = act.program.functions[info.parent], (path[1][1:],)
    annotations = [param.annotation for param in info.node.params if (param.name,) == path]
    return bool(annotations) and _is_call_for_flag(act, annotations[0], info.module)


def _is_call_for_flag(act: Activation, annotation: ir.Expr | None, module: str) -> bool:
    """`Callable[[…], bool]`, itself or under a name that a module gives it."""
    if isinstance(annotation, ir.Sub):
        parts = annotation.index.elements if isinstance(annotation.index, ir.Seq) else ()
        result = parts[-1] if len(parts) == 2 else None
        if isinstance(result, ir.Sub) and _last(result.value) in ("Awaitable", "Coroutine"):
            result = result.index.elements[-1] if isinstance(result.index, ir.Seq) else result.index
        return _last(annotation.value) == "Callable" and says_flag(result)
    ref = resolve_expr(annotation, act.program.modules[module], act.program) if annotation is not None else None
    if ref is None or ref[0] != "var":
        return False
    owner, _, name = ref[1].partition(":")
    given = [stmt.value for stmt in act.program.assigned(owner, name)]
    return len(given) == 1 and isinstance(given[0], ir.Sub) and _is_call_for_flag(act, given[0], owner)


def _last(expr: ir.Expr) -> str:
    return expr.id if isinstance(expr, ir.Name) else expr.name if isinstance(expr, ir.Attr) else ""


def hands_nothing_on(act: Activation, receiver: Value, name: str) -> bool:
    """Whether a method is declared to give `bool` or a file's place: nobody's implementation hands on what it is given."""
    for _, held in act.objects(receiver):
        cls = class_of(act, held)
        found = act.program.find_method(cls.id, name) if cls is not None else None
        info = act.program.functions[found[1]] if found is not None else None
        if info is not None and (says_flag(info.node.returns) or _is_declared_place(act, info)):
            return True
    return False
