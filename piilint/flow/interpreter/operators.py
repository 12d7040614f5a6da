"""What operators make of their operands: a class's own methods, texts that are known, containers joined by key.

"IBAN " + iban            # both
{**row} | {"iban": mask}  # by key
total - fee               # `__sub__` of the left one, or `__rsub__` of the right one, where that is in view
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.calling.deferred import defer
from piilint.flow.calling.methods import call_dunder
from piilint.flow.collections.merging import merged, sifted
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, SOMETHING, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.derived import contents
from piilint.flow.objects.protocols import call_binary
from piilint.flow.protection.guards import guarded
from piilint.flow.protection.opened import still_sealed
from piilint.flow.sources.naming import without_records
from piilint.flow.tabular.sql_templates import is_template, with_template
from piilint.flow.texts.composed import composed
from piilint.flow.texts.render import render
from piilint.model import ir


def combine(act: Activation, expr: ir.Bin | ir.AugAssign, values: list[Value]) -> Value:
    """The result of an operator; of what the caller passes also what the caller's class makes of it."""
    result, method = _combined(act, expr, values), _OPERATORS.get(expr.op, "")
    if len(values) != 2 or not method:
        return result
    left, right = values
    own = _left_to_caller(act, left, method, [right], expr)
    return join(result, _left_to_caller(act, right, f"__r{method[2:]}", [left], expr) if own is NOTHING else own)


def _left_to_caller(
    act: Activation, operand: Value, method: str, others: list[Value], expr: ir.Bin | ir.AugAssign | ir.Unary
) -> Value:
    """What the method of a class in view would give, where only the caller knows whether it is of one."""
    if not operand.objects or not act.program.has_method(method):
        return NOTHING
    paths = sorted(label.path for label in operand.labels.values() if ("p", *label.path) in operand.objects)
    if not paths or len(paths[0]) > _NEAR or act.state.object(("p", *paths[0])).cls is not None:
        return NOTHING
    return defer(act, (*paths[0], f".{method}"), Arguments(others), expr.at, method, own=True)


_NEAR = 2
"""So long are the paths of what is passed whose operators are left to the caller."""


def _combined(act: Activation, expr: ir.Bin | ir.AugAssign, values: list[Value]) -> Value:
    """The result of an operator: numbers and text carry, containers are joined by key."""
    if any(value.objects and not is_template(act, value) for value in values):
        values = _with_own(act, expr, values)
        if len(values) == 1:
            return values[0]
        values = [contents(act, value) for value in values]
        result = call_operator(act, _OPERATORS.get(expr.op, ""), values, expr.at)
        result = result or sifted(act, expr.op, values, expr.at) or merged(act, expr.op, values, expr.at)
        if result is not None:
            return result
    if all(value.const for value in values):
        return _of_constants(expr.op, [value.const[0] for value in values if value.const])
    if expr.op == "*" and any(value.const and isinstance(value.const[0], str) for value in values):
        return NOTHING  # "#" * int(amount / 100): so many signs, a bar
    labels = join_all(Value(render(act, value, "contents", expr.at)) for value in values).labels
    opaque = any(value.opaque for value in values)
    if expr.op in ("+", "-") and (_counts(expr) or any(map(_is_known_number, values))):
        counted = isinstance(expr, ir.AugAssign)  # `rejected["iban"] += 1`, `self.transactions += len(found)`
        in_table = isinstance(expr, ir.AugAssign) and isinstance(expr.target, ir.Sub)
        is_table = any(
            value.refs & classes().tables for value in values
        )  # a whole frame, each of whose cells is added to
        added = labels if is_table else without_records(labels)
        number = guarded(act, Value(added), "no-text" if in_table else "number").labels
        return Value(number, const=() if counted else None, opaque=opaque and not counted)
    if expr.op == "+" and len(values) > 1:
        text = Value(labels, opaque=opaque).then(act.spot(expr.at), "concatenated")
        exprs = expr.operands if isinstance(expr, ir.Bin) else (expr.target, expr.value)
        text = with_template(act, expr.at, values, text, exprs)
        return still_sealed(act, values, composed(act, values, text, expr.at))
    return Value(labels, opaque=opaque)


def _is_known_number(value: Value) -> bool:
    return value.const is not None and any(isinstance(each, (int, float)) for each in value.const)


def _counts(expr: ir.Bin | ir.AugAssign) -> bool:
    """Whether it is the number of something that is added: `len(found)`."""
    added = expr.operands if isinstance(expr, ir.Bin) else (expr.value,)
    return any(isinstance(each, ir.Call) and isinstance(each.func, ir.Name) and each.func.id == "len" for each in added)


def _with_own(act: Activation, expr: ir.Bin | ir.AugAssign, operands: list[Value]) -> list[Value]:
    """The operands, from the left, with what classes in view make of them taken together."""
    method = _OPERATORS.get(expr.op, "")
    left, rest = operands[0], operands[1:]
    while rest and method:
        at = expr.operands[-len(rest)].at if isinstance(expr, ir.Bin) and len(rest) > 1 else expr.at
        own = call_binary(act, method, left, rest[0], at)
        if own is None:
            break
        left, rest = own, rest[1:]
    return [left, *rest]


def changed_in_place(act: Activation, expr: ir.AugAssign, old: Value, new: Value) -> Value | None:
    """`total += amount` where the class of what stands there says what that does; None where it doesn't."""
    method = _OPERATORS.get(expr.op, "")
    return call_dunder(act, old, f"__i{method[2:]}", [new], expr.at) if method and old.objects else None


def call_operator(act: Activation, method: str, values: list[Value], at: int) -> Value | None:
    """`folder / name`: the operator of a library's object, where the catalogue knows it as `__truediv__`, or from the
    other side as `__rtruediv__`."""
    from piilint.flow.calling.library import call_library

    for place, value in enumerate(values):
        asked = f"__r{method[2:]}" if place else method
        for kind, target in sorted(value.refs):
            if kind == "inst" and not act.catalogue.calls.exact(f"{target}.{asked}").empty:
                others = [other for other in values if other is not value]
                return call_library(act, f"{target}.{asked}", value, Arguments(others), at, asked)
    return None


_OPERATORS = {
    "+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "//": "__floordiv__", "%": "__mod__",
    "|": "__or__", "&": "__and__", ">>": "__rshift__", "<<": "__lshift__", "^": "__xor__", "@": "__matmul__", "**": "__pow__",
}  # fmt: skip


_FOLDED = 64
"""Characters of a text that is known although it is repeated."""


def _of_constants(op: str, operands: list[object]) -> Value:
    """`"a" + "b"`, `"*" * 10`: a text that is known; anything else of constants carries nothing."""
    texts = [operand for operand in operands if isinstance(operand, str)]
    if len(texts) == len(operands):
        return constant("".join(texts))
    times = [operand for operand in operands if isinstance(operand, int)]
    if op == "*" and len(texts) == len(times) == 1 and len(texts[0]) * times[0] <= _FOLDED:
        return constant(texts[0] * times[0])
    return SOMETHING  # a number that another round may make another: `count += 1`


def negated(act: Activation, expr: ir.Unary, value: Value) -> Value:
    """The result of an operator with one operand."""
    if expr.op == "not":
        return NOTHING
    own = call_dunder(act, value, _UNARY.get(expr.op, ""), [], expr.at) if value.objects else None
    if own is not None:
        return own
    if expr.op == "-" and value.const and isinstance(value.const[0], (int, float)):
        return constant(-value.const[0])
    return join(value.text(), _left_to_caller(act, value, _UNARY.get(expr.op, ""), [], expr))


_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
