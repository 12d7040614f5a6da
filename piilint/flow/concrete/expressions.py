"""Expressions in the concrete evaluation, one small function per kind of node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from piilint.flow.concrete.library import is_result, text_of_result
from piilint.flow.concrete.machine import Machine
from piilint.flow.concrete.operations import attempt, binary, compare
from piilint.flow.concrete.values import External, Frame, Function, Instance, NotShown, Opaque, Thrown
from piilint.flow.interpreter.activation import text_of
from piilint.model import ir


def evaluate(machine: Machine, frame: Frame, expr: ir.Expr) -> Any:
    """The expression's value."""
    machine.tick()
    return _EVALUATORS[type(expr)](machine, frame, expr)


def iterated(machine: Machine, value: Any) -> list[Any]:
    """What a loop over the value goes through."""
    if isinstance(value, Opaque):
        raise NotShown(f"it goes through {value.text}, which isn't known")
    if isinstance(value, (Instance, External, Function)):
        raise NotShown("it goes through an object")
    items: list[Any] = attempt(list, value)
    return items


def _name(machine: Machine, frame: Frame, expr: ir.Name) -> Any:
    at: Frame | None = frame if expr.id not in frame.shared else None
    while at is not None:
        if expr.id in at.locals:
            return at.locals[expr.id]
        at = at.parent
    return machine.global_name(frame.module, expr.id)


def _const(machine: Machine, frame: Frame, expr: ir.Const) -> Any:
    if expr.kind == "bytes":
        return str(expr.value).encode("latin-1")
    if expr.kind == "other":
        raise NotShown("of a constant")
    return expr.value


def _attr(machine: Machine, frame: Frame, expr: ir.Attr) -> Any:
    return machine.read(evaluate(machine, frame, expr.value), expr.name)


def _sub(machine: Machine, frame: Frame, expr: ir.Sub) -> Any:
    value, index = evaluate(machine, frame, expr.value), evaluate(machine, frame, expr.index)
    return item(machine, value, index)


def item(machine: Machine, value: Any, index: Any) -> Any:
    """`value[index]`."""
    if isinstance(value, Opaque):
        return Opaque(f"{value.text}[…]")
    if is_result(value):
        return value
    if isinstance(value, (Instance, External, Function)):
        raise NotShown("of a part of an object")
    return attempt(lambda base, key: base[key], value, index)


def _slice(machine: Machine, frame: Frame, expr: ir.Slice) -> Any:
    parts = [None if part is None else evaluate(machine, frame, part) for part in (expr.lower, expr.upper, expr.step)]
    return attempt(slice, *parts)


def _call(machine: Machine, frame: Frame, expr: ir.Call) -> Any:
    if isinstance(expr.func, ir.Attr) and isinstance(expr.func.value, ir.Call):
        inner = expr.func.value.func
        if isinstance(inner, ir.Name) and inner.id == "super":
            raise NotShown("it calls super()")
    callee = evaluate(machine, frame, expr.func)
    args: list[Any] = []
    keywords: dict[str, Any] = {}
    for arg in expr.args:
        value = evaluate(machine, frame, arg.value)
        if arg.star == 1:
            args += iterated(machine, value)
        elif arg.star == 2:
            keywords.update(attempt(dict, value))
        elif arg.keyword is not None:
            keywords[arg.keyword] = value
        else:
            args.append(value)
    if isinstance(callee, Opaque):
        callee = Opaque(text_of(expr.func))
        if any(isinstance(value, (str, bytes, dict, list)) for value in (*args, *keywords.values()) if value) and not (
            args and all(isinstance(node.value, ir.Const) for node in expr.args)
        ):
            raise NotShown(f"it calls {callee.text}(), which isn't in view")
    return machine.call(callee, args, keywords)


def _bin(machine: Machine, frame: Frame, expr: ir.Bin) -> Any:
    result = _plain(evaluate(machine, frame, expr.operands[0]))
    for operand in expr.operands[1:]:
        result = binary(expr.op, result, _plain(evaluate(machine, frame, operand)))
    return result


def _plain(value: Any) -> Any:
    return text_of_result(value) if is_result(value) else value


def _bool(machine: Machine, frame: Frame, expr: ir.Bool) -> Any:
    value: Any = None
    for operand in expr.operands:
        value = evaluate(machine, frame, operand)
        if machine.truth(value) == (expr.op == "or"):
            return value
    return value


def _compare(machine: Machine, frame: Frame, expr: ir.Compare) -> Any:
    left = evaluate(machine, frame, expr.left)
    result: Any = True
    for op, comparator in zip(expr.ops, expr.comparators, strict=True):
        right = evaluate(machine, frame, comparator)
        result = compare(op, left, right)
        if isinstance(result, Opaque):
            return Opaque(f"{text_of(expr.left)} {op} {text_of(comparator)}" if len(expr.ops) == 1 else result.text)
        if not result:
            return False
        left = right
    return result


def _unary(machine: Machine, frame: Frame, expr: ir.Unary) -> Any:
    value = evaluate(machine, frame, expr.operand)
    if expr.op == "not":
        return not machine.truth(value)
    return attempt(lambda each: {"-": lambda: -each, "+": lambda: +each, "~": lambda: ~each}[expr.op](), value)


def _ifexp(machine: Machine, frame: Frame, expr: ir.IfExp) -> Any:
    chosen = expr.body if machine.truth(evaluate(machine, frame, expr.test)) else expr.orelse
    return evaluate(machine, frame, chosen)


def _formatted(machine: Machine, frame: Frame, expr: ir.Formatted) -> str:
    value = _plain(evaluate(machine, frame, expr.value))
    if isinstance(value, Opaque):
        raise NotShown(f"it depends on {value.text}, which isn't known")
    if isinstance(value, (Instance, External, Function)):
        raise NotShown("it formats an object")
    spec = "" if expr.spec is None else str(evaluate(machine, frame, expr.spec))
    if any(char.isdigit() for char in spec) and len(spec) > 6:
        raise NotShown("of its format")
    if expr.conversion:
        conversions: dict[str, Callable[[Any], str]] = {"r": repr, "s": str, "a": ascii}
        value = conversions[expr.conversion.lstrip("!")](value)
    return str(attempt(format, value, spec))


def _fstring(machine: Machine, frame: Frame, expr: ir.FString) -> str:
    return "".join(str(evaluate(machine, frame, part)) for part in expr.parts)


def _seq(machine: Machine, frame: Frame, expr: ir.Seq) -> Any:
    items: list[Any] = []
    for element in expr.elements:
        if isinstance(element, ir.Star):
            items += iterated(machine, evaluate(machine, frame, element.value))
        else:
            items.append(evaluate(machine, frame, element))
    return attempt({"tuple": tuple, "list": list, "set": set}[expr.kind], items)


def _dict(machine: Machine, frame: Frame, expr: ir.Dict) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for key, value in zip(expr.keys, expr.values, strict=True):
        if key is None:
            made.update(attempt(dict, evaluate(machine, frame, value)))
        else:
            made[_hashable(evaluate(machine, frame, key))] = evaluate(machine, frame, value)
    return made


def _hashable(value: Any) -> Any:
    attempt(hash, value)
    return value


def _comp(machine: Machine, frame: Frame, expr: ir.Comp) -> Any:
    inner = Frame(frame.module, {}, frame)
    found: list[Any] = []
    for _ in _rounds(machine, inner, expr.clauses):
        element = evaluate(machine, inner, expr.element)
        found.append(element if expr.value is None else (_hashable(element), evaluate(machine, inner, expr.value)))
    return attempt({"list": list, "set": set, "dict": dict, "generator": list}[expr.kind], found)


def _rounds(machine: Machine, frame: Frame, clauses: tuple[ir.CompFor, ...]) -> Iterator[None]:
    from piilint.flow.concrete.statements import bind

    if not clauses:
        yield
        return
    clause = clauses[0]
    for element in iterated(machine, evaluate(machine, frame, clause.iter)):
        bind(machine, frame, clause.target, element)
        if all(machine.truth(evaluate(machine, frame, test)) for test in clause.ifs):
            yield from _rounds(machine, frame, clauses[1:])


def _lambda(machine: Machine, frame: Frame, expr: ir.Lambda) -> Function:
    return Function(expr.function, frame.module, frame)


def _yield(machine: Machine, frame: Frame, expr: ir.Yield) -> None:
    frame.yields.append(None if expr.value is None else evaluate(machine, frame, expr.value))


def _yield_from(machine: Machine, frame: Frame, expr: ir.YieldFrom) -> None:
    frame.yields += iterated(machine, evaluate(machine, frame, expr.value))


def _walrus(machine: Machine, frame: Frame, expr: ir.Walrus) -> Any:
    frame.locals[expr.target.id] = value = evaluate(machine, frame, expr.value)
    return value


def _refuse(machine: Machine, frame: Frame, expr: ir.Expr) -> Any:
    raise NotShown("it is asynchronous" if isinstance(expr, ir.Await) else "of a star")


_EVALUATORS: dict[type, Callable[[Machine, Frame, Any], Any]] = {
    ir.Name: _name, ir.Const: _const, ir.Attr: _attr, ir.Sub: _sub, ir.Slice: _slice, ir.Call: _call, ir.Bin: _bin,
    ir.Bool: _bool, ir.Compare: _compare, ir.Unary: _unary, ir.IfExp: _ifexp, ir.Formatted: _formatted,
    ir.FString: _fstring, ir.Seq: _seq, ir.Dict: _dict, ir.Comp: _comp, ir.Lambda: _lambda, ir.Await: _refuse,
    ir.Yield: _yield, ir.YieldFrom: _yield_from, ir.Star: _refuse, ir.Walrus: _walrus,
}  # fmt: skip

__all__ = ["Thrown", "evaluate", "item", "iterated"]
