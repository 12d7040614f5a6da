"""What operators make of their operands: a class's own methods, texts that are known, containers joined by key.

"IBAN " + iban            # both
{**row} | {"iban": mask}  # by key
total - fee               # `__sub__` of the left one, or `__rsub__` of the right one, where that is in view
"""

from __future__ import annotations

from piilint.flow.activation import Activation
from piilint.flow.merging import merged, sifted
from piilint.flow.methods import call_dunder, call_operator
from piilint.flow.render import render
from piilint.flow.value import NOTHING, Value, constant, join_all
from piilint.model import ir


def combine(act: Activation, expr: ir.Bin | ir.AugAssign, values: list[Value]) -> Value:
    """The result of an operator: numbers and text carry, containers are joined by key."""
    if any(value.objects for value in values):
        own = _own_operator(act, expr, values)
        if own is not None:
            return own
        result = call_operator(act, _OPERATORS.get(expr.op, ""), values, expr.at)
        result = result or sifted(act, expr.op, values, expr.at) or merged(act, expr.op, values, expr.at)
        if result is not None:
            return result
    if all(value.const for value in values):
        return _of_constants(expr.op, [value.const[0] for value in values if value.const])
    labels = join_all(Value(render(act, value, "text", expr.at)) for value in values).labels
    opaque = any(value.opaque for value in values)
    if expr.op == "+" and len(values) > 1:
        return Value(labels, opaque=opaque).then(act.spot(expr.at), "concatenated")
    return Value(labels, opaque=opaque)


def _own_operator(act: Activation, expr: ir.Bin | ir.AugAssign, values: list[Value]) -> Value | None:
    """What a class in view makes of an operator: the left operand's, or the right one's for what stands before it."""
    method = _OPERATORS.get(expr.op, "")
    own = call_dunder(act, values[0], method, values[1:2], expr.at)
    if own is None and len(values) == 2 and values[1].objects and method:
        own = call_dunder(act, values[1], f"__r{method[2:]}", values[:1], expr.at)
    return own


_OPERATORS = {
    "+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__", "//": "__floordiv__", "%": "__mod__",
    "|": "__or__", "&": "__and__", ">>": "__rshift__", "<<": "__lshift__", "^": "__xor__", "@": "__matmul__",
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
    return NOTHING


def negated(act: Activation, expr: ir.Unary, value: Value) -> Value:
    """The result of an operator with one operand."""
    if expr.op == "not":
        return NOTHING
    own = call_dunder(act, value, _UNARY.get(expr.op, ""), [], expr.at) if value.objects else None
    if own is not None:
        return own
    if expr.op == "-" and value.const and isinstance(value.const[0], (int, float)):
        return constant(-value.const[0])
    return value.text()


_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
