"""Statements in the concrete evaluation; a block says how it was left."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from piilint.flow.concrete.expressions import evaluate, item, iterated
from piilint.flow.concrete.machine import Machine
from piilint.flow.concrete.operations import attempt, binary
from piilint.flow.concrete.values import Class, External, Frame, Function, Instance, NotShown, Opaque, Thrown
from piilint.model import ir

Left = tuple[str, Any] | None
"""How a block was left early: ("return", value), ("break", None), ("continue", None)."""

_ROUNDS = 2_000


def run_function(machine: Machine, callee: Function, args: list[Any], keywords: dict[str, Any]) -> Any:
    """Run a function's body with these arguments."""
    frame = Frame(callee.module, {}, callee.closure, frozenset(callee.node.globals))
    _bind_parameters(machine, frame, callee, list(args), dict(keywords))
    left = run_block(machine, frame, callee.node.body)
    if callee.node.is_generator:
        return frame.yields
    return left[1] if left is not None else None


def _bind_parameters(
    machine: Machine, frame: Frame, callee: Function, args: list[Any], keywords: dict[str, Any]
) -> None:
    home = Frame(callee.module, {}, callee.closure)
    for param in callee.node.params:
        if param.kind == "vararg":
            frame.locals[param.name], args = tuple(args), []
        elif param.kind == "kwarg":
            frame.locals[param.name], keywords = keywords, {}
        elif args and param.kind != "kwonly":
            frame.locals[param.name] = args.pop(0)
        elif param.name in keywords:
            frame.locals[param.name] = keywords.pop(param.name)
        elif param.default is not None:
            frame.locals[param.name] = evaluate(machine, home, param.default)
        else:
            raise Thrown(TypeError(f"missing argument {param.name}"))
    if args or keywords:
        raise Thrown(TypeError("too many arguments"))


def run_block(machine: Machine, frame: Frame, body: tuple[ir.Stmt, ...]) -> Left:
    """Run statements in order until one leaves the block."""
    for stmt in body:
        machine.tick()
        left = _RUNNERS[type(stmt)](machine, frame, stmt)
        if left is not None:
            return left
    return None


def bind(machine: Machine, frame: Frame, target: ir.Expr, value: Any) -> None:
    """`target = value`."""
    if isinstance(target, ir.Name):
        if target.id in frame.shared:
            raise NotShown(f"it changes the global {target.id}")
        frame.locals[target.id] = value
    elif isinstance(target, ir.Seq):
        _unpack(machine, frame, target, iterated(machine, value))
    elif isinstance(target, ir.Attr):
        owner = evaluate(machine, frame, target.value)
        if not isinstance(owner, Instance):
            raise NotShown(f"it changes the attribute {target.name} of something that isn't known")
        owner.fields[target.name] = value
    elif isinstance(target, ir.Sub):
        owner, index = evaluate(machine, frame, target.value), evaluate(machine, frame, target.index)
        if not isinstance(owner, (dict, list, bytearray)):
            raise (
                NotShown("it changes a part of an object")
                if not isinstance(owner, (str, bytes, tuple))
                else Thrown(TypeError("no item assignment"))
            )
        attempt(owner.__setitem__, index, value)
    else:
        raise NotShown("of an assignment")


def _unpack(machine: Machine, frame: Frame, target: ir.Seq, items: list[Any]) -> None:
    stars = [place for place, element in enumerate(target.elements) if isinstance(element, ir.Star)]
    if (not stars and len(items) != len(target.elements)) or len(items) < len(target.elements) - 1:
        raise Thrown(ValueError("wrong number of values"))
    for place, element in enumerate(target.elements):
        if isinstance(element, ir.Star):
            after = len(target.elements) - place - 1
            bind(machine, frame, element.value, items[place : len(items) - after])
        else:
            bind(
                machine, frame, element, items[place if not stars or place < stars[0] else place - len(target.elements)]
            )


def _expr(machine: Machine, frame: Frame, stmt: ir.ExprStmt) -> Left:
    evaluate(machine, frame, stmt.value)
    return None


def _assign(machine: Machine, frame: Frame, stmt: ir.Assign) -> Left:
    value = evaluate(machine, frame, stmt.value)
    for target in stmt.targets:
        bind(machine, frame, target, value)
    return None


def _annotated(machine: Machine, frame: Frame, stmt: ir.AnnAssign) -> Left:
    if stmt.value is not None:
        bind(machine, frame, stmt.target, evaluate(machine, frame, stmt.value))
    return None


def _augmented(machine: Machine, frame: Frame, stmt: ir.AugAssign) -> Left:
    old, new = evaluate(machine, frame, stmt.target), evaluate(machine, frame, stmt.value)
    bind(machine, frame, stmt.target, binary(stmt.op.removesuffix("="), old, new))
    return None


def _delete(machine: Machine, frame: Frame, stmt: ir.Delete) -> Left:
    for target in stmt.targets:
        if isinstance(target, ir.Name):
            frame.locals.pop(target.id, None)
        elif isinstance(target, ir.Sub):
            owner, index = evaluate(machine, frame, target.value), evaluate(machine, frame, target.index)
            attempt(lambda base, key: base.__delitem__(key), owner, index)
        else:
            raise NotShown("of a deletion")
    return None


def _return(machine: Machine, frame: Frame, stmt: ir.Return) -> Left:
    return ("return", None if stmt.value is None else evaluate(machine, frame, stmt.value))


def _if(machine: Machine, frame: Frame, stmt: ir.If) -> Left:
    chosen = stmt.body if machine.truth(evaluate(machine, frame, stmt.test)) else stmt.orelse
    return run_block(machine, frame, chosen)


def _while(machine: Machine, frame: Frame, stmt: ir.While) -> Left:
    for _ in range(_ROUNDS):
        if not machine.truth(evaluate(machine, frame, stmt.test)):
            return run_block(machine, frame, stmt.orelse)
        left = run_block(machine, frame, stmt.body)
        if left is not None and left[0] != "continue":
            return left if left[0] == "return" else None
    raise NotShown("its loops are too long")


def _for(machine: Machine, frame: Frame, stmt: ir.For) -> Left:
    for element in iterated(machine, evaluate(machine, frame, stmt.iter)):
        bind(machine, frame, stmt.target, element)
        left = run_block(machine, frame, stmt.body)
        if left is not None and left[0] != "continue":
            return left if left[0] == "return" else None
    return run_block(machine, frame, stmt.orelse)


def _raise(machine: Machine, frame: Frame, stmt: ir.Raise) -> Left:
    if stmt.exc is None:
        raise Thrown(frame.caught or RuntimeError("nothing to raise"))
    raised: Any = evaluate_exception(machine, frame, stmt.exc)
    raise Thrown(raised)


def evaluate_exception(machine: Machine, frame: Frame, expr: ir.Expr) -> Any:
    """The exception that `raise expr` raises: an instance of a class in view, or one of Python's own."""
    if isinstance(expr, ir.Call):
        callee = evaluate(machine, frame, expr.func)
        if isinstance(callee, Class):
            return Instance(callee.id)
    else:
        callee = evaluate(machine, frame, expr)
    if isinstance(callee, Class):
        return Instance(callee.id)
    if isinstance(callee, External):
        kind = getattr(builtins, callee.dotted.rpartition(".")[2], ValueError)
        if isinstance(kind, type) and issubclass(kind, Exception):
            return kind()
    return callee if isinstance(callee, (Instance, BaseException)) else ValueError()


def _assert(machine: Machine, frame: Frame, stmt: ir.Assert) -> Left:
    if not machine.truth(evaluate(machine, frame, stmt.test)):
        raise Thrown(AssertionError())
    return None


def _try(machine: Machine, frame: Frame, stmt: ir.Try) -> Left:
    try:
        left = run_block(machine, frame, stmt.body)
        if left is None:
            left = run_block(machine, frame, stmt.orelse)
    except Thrown as thrown:
        handler = next((each for each in stmt.handlers if _catches(machine, frame, each, thrown)), None)
        if handler is None:
            run_block(machine, frame, stmt.final)
            raise
        if handler.name is not None:
            frame.locals[handler.name] = Opaque(handler.name)
        before, frame.caught = frame.caught, thrown.error
        left = run_block(machine, frame, handler.body)
        frame.caught = before
    final = run_block(machine, frame, stmt.final)
    return final if final is not None else left


def _catches(machine: Machine, frame: Frame, handler: ir.Handler, thrown: Thrown) -> bool:
    if handler.type is None:
        return True
    wanted = evaluate(machine, frame, handler.type)
    for each in wanted if isinstance(wanted, tuple) else (wanted,):
        if isinstance(each, Class):
            if (
                isinstance(thrown.error, Instance)
                and ("class", each.id) in machine.program.classes[thrown.error.cls].mro
            ):
                return True
            continue
        name = each.dotted.rpartition(".")[2] if isinstance(each, External) else ""
        kind = getattr(builtins, name, None)
        if name in ("Exception", "BaseException"):
            return True
        if isinstance(kind, type) and isinstance(thrown.error, kind):
            return True
    return False


def _define(machine: Machine, frame: Frame, stmt: ir.FunctionDef) -> Left:
    frame.locals[stmt.function.name] = machine.decorated(Function(stmt.function, frame.module, frame), frame)
    return None


def _import(machine: Machine, frame: Frame, stmt: ir.Import | ir.ImportFrom) -> Left:
    from piilint.link.collect import import_refs

    for name, ref in import_refs(stmt, machine.program.modules[frame.module], machine.program.index):
        frame.locals[name] = machine.value_of(machine.program.follow(ref))
    return None


def _nothing(machine: Machine, frame: Frame, stmt: ir.Stmt) -> Left:
    return None


def _break(machine: Machine, frame: Frame, stmt: ir.Break) -> Left:
    return ("break", None)


def _continue(machine: Machine, frame: Frame, stmt: ir.Continue) -> Left:
    return ("continue", None)


def _with(machine: Machine, frame: Frame, stmt: ir.With) -> Left:
    raise NotShown("it uses with")


def _match(machine: Machine, frame: Frame, stmt: ir.Match) -> Left:
    """Cases that are plain values, alternatives of them, captures or the wildcard."""
    subject = evaluate(machine, frame, stmt.subject)
    for case in stmt.cases:
        if _fits(machine, frame, case.pattern, subject) and (
            case.guard is None or machine.truth(evaluate(machine, frame, case.guard))
        ):
            return run_block(machine, frame, case.body)
    return None


def _fits(machine: Machine, frame: Frame, pattern: ir.Pattern, subject: Any) -> bool:
    if isinstance(pattern, ir.MatchValue):
        return bool(attempt(lambda one, other: one == other, subject, evaluate(machine, frame, pattern.value)))
    if isinstance(pattern, ir.MatchOr):
        return any(_fits(machine, frame, each, subject) for each in pattern.patterns)
    if isinstance(pattern, ir.MatchAs):
        if pattern.pattern is not None and not _fits(machine, frame, pattern.pattern, subject):
            return False
        if pattern.name is not None:
            frame.locals[pattern.name] = subject
        return True
    raise NotShown("of a pattern")


def _refuse(machine: Machine, frame: Frame, stmt: ir.Stmt) -> Left:
    raise NotShown("it defines a class")


_RUNNERS: dict[type, Callable[[Machine, Frame, Any], Left]] = {
    ir.ExprStmt: _expr, ir.Assign: _assign, ir.AnnAssign: _annotated, ir.AugAssign: _augmented, ir.Delete: _delete,
    ir.Return: _return, ir.Raise: _raise, ir.Assert: _assert, ir.If: _if, ir.While: _while, ir.For: _for, ir.Try: _try,
    ir.With: _with, ir.FunctionDef: _define, ir.ClassDef: _refuse, ir.Import: _import, ir.ImportFrom: _import,
    ir.Global: _nothing, ir.Nonlocal: _nothing, ir.Break: _break, ir.Continue: _continue, ir.Match: _match,
    ir.TypeAlias: _nothing,
}  # fmt: skip

__all__ = ["bind", "evaluate_exception", "item", "run_block", "run_function"]
