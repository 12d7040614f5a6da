"""Expressions, but for literals, comprehensions and lambdas.

    log.info(a + b + c)     # Call(Attr(Name("log"), "info"), [Arg(Bin("+", [a, b, c]))])

Runs of one operator become flat, so that a sum of a thousand terms doesn't nest a thousand deep.
"""

from __future__ import annotations

from typing import Any

import libcst as cst

from piilint.lower.walk import HandlerByType, Lowering, spelled
from piilint.model import ir
from piilint.model.private_names import unmangled

SINGLETONS: dict[str, bool | None] = {"True": True, "False": False, "None": None}

OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.MatrixMultiply: "@",
    cst.Power: "**",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.BitAnd: "&",
    cst.BitOr: "|",
    cst.BitXor: "^",
    cst.And: "and",
    cst.Or: "or",
    cst.Not: "not",
    cst.Minus: "-",
    cst.Plus: "+",
    cst.BitInvert: "~",
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}


def name(low: Lowering, node: cst.Name) -> ir.Expr:
    value = spelled(node)
    if value in SINGLETONS:
        return ir.Const(low.number(node), SINGLETONS[value])
    return ir.Name(low.number(node), value)


def attribute(low: Lowering, node: cst.Attribute) -> ir.Expr:
    return ir.Attr(low.number(node), low.expr(node.value), unmangled(spelled(node.attr)))


def call(low: Lowering, node: cst.Call) -> ir.Expr:
    at = low.number(node)
    func = low.expr(node.func)
    return ir.Call(at, func, tuple([argument(low, arg) for arg in node.args]))


def argument(low: Lowering, node: cst.Arg) -> ir.Arg:
    keyword = node.keyword
    return ir.Arg(low.expr(node.value), None if keyword is None else spelled(keyword), len(node.star))


def subscript(low: Lowering, node: cst.Subscript) -> ir.Expr:
    at = low.number(node)
    value = low.expr(node.value)
    elements = node.slice
    only = elements[0]
    if len(elements) == 1 and type(only.comma) is cst.MaybeSentinel and not getattr(only.slice, "star", None):
        return ir.Sub(at, value, low.expr(only.slice))
    index = ir.Seq(low.number((only, elements[-1])), "tuple", tuple([low.expr(element.slice) for element in elements]))
    return ir.Sub(at, value, index)


def index(low: Lowering, node: cst.Index) -> ir.Expr:
    if node.star:
        return ir.Star(low.number(node), low.expr(node.value))
    return low.expr(node.value)


def slice_(low: Lowering, node: cst.Slice) -> ir.Expr:
    return ir.Slice(low.number(node), low.maybe(node.lower), low.maybe(node.upper), low.maybe(node.step))


def binary_operation(low: Lowering, node: cst.BinaryOperation) -> ir.Expr:
    """Flatten `a + b + c`, which LibCST nests from the left, without recursion."""
    at = low.number(node)
    operator = type(node.operator)
    rights = [node.right]
    left = node.left
    while type(left) is cst.BinaryOperation and type(left.operator) is operator:
        rights.append(left.right)
        left = left.left
    rights.append(left)
    rights.reverse()
    return ir.Bin(at, OPERATORS[operator], tuple([low.expr(operand) for operand in rights]))


def boolean_operation(low: Lowering, node: cst.BooleanOperation) -> ir.Expr:
    """Flatten `a or b or c`, however it is nested, without recursion."""
    at = low.number(node)
    operator = type(node.operator)
    operands: list[ir.Expr] = []
    waiting: list[cst.BaseExpression] = [node.right, node.left]
    while waiting:
        operand = waiting.pop()
        if type(operand) is cst.BooleanOperation and type(operand.operator) is operator:
            waiting += (operand.right, operand.left)
        else:
            operands.append(low.expr(operand))
    return ir.Bool(at, OPERATORS[operator], tuple(operands))


def unary_operation(low: Lowering, node: cst.UnaryOperation) -> ir.Expr:
    return ir.Unary(low.number(node), OPERATORS[type(node.operator)], low.expr(node.expression))


def comparison(low: Lowering, node: cst.Comparison) -> ir.Expr:
    at = low.number(node)
    left = low.expr(node.left)
    targets = node.comparisons
    ops = tuple([OPERATORS[type(target.operator)] for target in targets])
    return ir.Compare(at, left, ops, tuple([low.expr(target.comparator) for target in targets]))


def if_exp(low: Lowering, node: cst.IfExp) -> ir.Expr:
    return ir.IfExp(low.number(node), low.expr(node.test), low.expr(node.body), low.expr(node.orelse))


def elements(low: Lowering, nodes: Any) -> tuple[ir.Expr, ...]:
    """Lower the elements of a display; `*x` is a `Star`."""
    return tuple([low.expr(node if type(node) is cst.StarredElement else node.value) for node in nodes])


def tuple_(low: Lowering, node: cst.Tuple) -> ir.Expr:
    return ir.Seq(low.number(node), "tuple", elements(low, node.elements))


def list_(low: Lowering, node: cst.List) -> ir.Expr:
    return ir.Seq(low.number(node), "list", elements(low, node.elements))


def set_(low: Lowering, node: cst.Set) -> ir.Expr:
    return ir.Seq(low.number(node), "set", elements(low, node.elements))


def starred_element(low: Lowering, node: cst.StarredElement) -> ir.Expr:
    return ir.Star(low.number(node), low.expr(node.value))


def dict_(low: Lowering, node: cst.Dict) -> ir.Expr:
    at = low.number(node)
    keys: list[ir.Expr | None] = []
    values = []
    for element in node.elements:
        keys.append(low.expr(element.key) if isinstance(element, cst.DictElement) else None)
        values.append(low.expr(element.value))
    return ir.Dict(at, tuple(keys), tuple(values))


def await_(low: Lowering, node: cst.Await) -> ir.Expr:
    return ir.Await(low.number(node), low.expr(node.expression))


def yield_(low: Lowering, node: cst.Yield) -> ir.Expr:
    low.scope.is_generator = True
    value = node.value
    if isinstance(value, cst.From):
        return ir.YieldFrom(low.number(node), low.expr(value.item))
    return ir.Yield(low.number(node), low.maybe(value))


def named_expr(low: Lowering, node: cst.NamedExpr) -> ir.Expr:
    at = low.number(node)
    target = spelled(node.target) if isinstance(node.target, cst.Name) else ""
    low.scope.bound.add(target)
    return ir.Walrus(at, ir.Name(low.number(node.target), target), low.expr(node.value))


EXPRESSIONS: HandlerByType = {
    cst.Name: name,
    cst.Attribute: attribute,
    cst.Call: call,
    cst.Subscript: subscript,
    cst.Index: index,
    cst.Slice: slice_,
    cst.BinaryOperation: binary_operation,
    cst.BooleanOperation: boolean_operation,
    cst.UnaryOperation: unary_operation,
    cst.Comparison: comparison,
    cst.IfExp: if_exp,
    cst.Tuple: tuple_,
    cst.List: list_,
    cst.Set: set_,
    cst.StarredElement: starred_element,
    cst.Dict: dict_,
    cst.Await: await_,
    cst.Yield: yield_,
    cst.NamedExpr: named_expr,
}
