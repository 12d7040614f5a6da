"""Statements, but for definitions, imports and `match`."""

from __future__ import annotations

import libcst as cst

from piilint.lower.walk import HandlerByType, Lowering, spelled
from piilint.model import ir

AUGMENTED: dict[type[cst.CSTNode], str] = {
    cst.AddAssign: "+",
    cst.SubtractAssign: "-",
    cst.MultiplyAssign: "*",
    cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//",
    cst.ModuloAssign: "%",
    cst.MatrixMultiplyAssign: "@",
    cst.PowerAssign: "**",
    cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>",
    cst.BitAndAssign: "&",
    cst.BitOrAssign: "|",
    cst.BitXorAssign: "^",
}


def expr_statement(low: Lowering, node: cst.Expr) -> ir.Stmt:
    return ir.ExprStmt(low.number(node), low.expr(node.value))


def assign(low: Lowering, node: cst.Assign) -> ir.Stmt:
    at = low.number(node)
    targets = tuple([low.target(target.target) for target in node.targets])
    return ir.Assign(at, targets, low.expr(node.value))


def aug_assign(low: Lowering, node: cst.AugAssign) -> ir.Stmt:
    at = low.number(node)
    target = low.target(node.target)
    return ir.AugAssign(at, target, AUGMENTED[type(node.operator)], low.expr(node.value))


def ann_assign(low: Lowering, node: cst.AnnAssign) -> ir.Stmt:
    at = low.number(node)
    target = low.target(node.target)
    return ir.AnnAssign(at, target, low.expr(node.annotation.annotation), low.maybe(node.value))


def delete(low: Lowering, node: cst.Del) -> ir.Stmt:
    """`del a, b` and `del (a, b)` delete the same."""
    at = low.number(node)
    target = low.target(node.target)
    return ir.Delete(at, target.elements if isinstance(target, ir.Seq) else (target,))


def return_(low: Lowering, node: cst.Return) -> ir.Stmt:
    return ir.Return(low.number(node), low.maybe(node.value))


def raise_(low: Lowering, node: cst.Raise) -> ir.Stmt:
    cause = node.cause
    return ir.Raise(low.number(node), low.maybe(node.exc), None if cause is None else low.expr(cause.item))


def assert_(low: Lowering, node: cst.Assert) -> ir.Stmt:
    return ir.Assert(low.number(node), low.expr(node.test), low.maybe(node.msg))


def pass_(low: Lowering, node: cst.Pass) -> None:
    return None


def break_(low: Lowering, node: cst.Break) -> ir.Stmt:
    return ir.Break(low.number(node))


def continue_(low: Lowering, node: cst.Continue) -> ir.Stmt:
    return ir.Continue(low.number(node))


def global_(low: Lowering, node: cst.Global) -> ir.Stmt:
    names = tuple([spelled(item.name) for item in node.names])
    low.scope.globals += names
    return ir.Global(low.number(node), names)


def nonlocal_(low: Lowering, node: cst.Nonlocal) -> ir.Stmt:
    names = tuple([spelled(item.name) for item in node.names])
    low.scope.nonlocals += names
    return ir.Nonlocal(low.number(node), names)


def type_alias(low: Lowering, node: cst.TypeAlias) -> ir.Stmt:
    name = spelled(node.name)
    low.scope.bound.add(name)
    return ir.TypeAlias(low.number(node), name, low.expr(node.value))


def if_(low: Lowering, node: cst.If) -> ir.Stmt:
    """An `elif` nests in LibCST; a ladder of them is climbed down and built up without recursion."""
    ladder: list[tuple[int, ir.Expr, tuple[ir.Stmt, ...]]] = []
    rung: cst.If | cst.Else | None = node
    while type(rung) is cst.If:
        ladder.append((low.number(rung), low.expr(rung.test), low.block(rung.body)))
        rung = rung.orelse
    orelse = or_else(low, rung)
    while ladder:
        orelse = (ir.If(*ladder.pop(), orelse),)
    return orelse[0]


def or_else(low: Lowering, node: cst.Else | cst.Finally | cst.CSTNode | None) -> tuple[ir.Stmt, ...]:
    """Lower the block of an `else:` or `finally:` that may be missing."""
    return low.block(node.body) if isinstance(node, (cst.Else, cst.Finally)) else ()


def while_(low: Lowering, node: cst.While) -> ir.Stmt:
    return ir.While(low.number(node), low.expr(node.test), low.block(node.body), or_else(low, node.orelse))


def for_(low: Lowering, node: cst.For) -> ir.Stmt:
    at = low.number(node)
    source = low.expr(node.iter)
    target = low.target(node.target)
    body = low.block(node.body)
    return ir.For(at, target, source, body, or_else(low, node.orelse), node.asynchronous is not None)


def try_(low: Lowering, node: cst.Try | cst.TryStar) -> ir.Stmt:
    at = low.number(node)
    body = low.block(node.body)
    handlers = tuple([handler(low, each) for each in node.handlers])
    return ir.Try(at, body, handlers, or_else(low, node.orelse), or_else(low, node.finalbody))


def handler(low: Lowering, node: cst.ExceptHandler | cst.ExceptStarHandler) -> ir.Handler:
    at = low.number(node)
    caught = low.maybe(node.type)
    name = None
    if node.name is not None:
        target = low.target(node.name.name)
        name = target.id if isinstance(target, ir.Name) else None
    return ir.Handler(at, caught, name, low.block(node.body), isinstance(node, cst.ExceptStarHandler))


def with_(low: Lowering, node: cst.With) -> ir.Stmt:
    at = low.number(node)
    items = tuple([with_item(low, item) for item in node.items])
    return ir.With(at, items, low.block(node.body), node.asynchronous is not None)


def with_item(low: Lowering, node: cst.WithItem) -> ir.WithItem:
    context = low.expr(node.item)
    return ir.WithItem(context, None if node.asname is None else low.target(node.asname.name))


STATEMENTS: HandlerByType = {
    cst.Expr: expr_statement,
    cst.Assign: assign,
    cst.AugAssign: aug_assign,
    cst.AnnAssign: ann_assign,
    cst.Del: delete,
    cst.Return: return_,
    cst.Raise: raise_,
    cst.Assert: assert_,
    cst.Pass: pass_,
    cst.Break: break_,
    cst.Continue: continue_,
    cst.Global: global_,
    cst.Nonlocal: nonlocal_,
    cst.TypeAlias: type_alias,
    cst.If: if_,
    cst.While: while_,
    cst.For: for_,
    cst.Try: try_,
    cst.TryStar: try_,
    cst.With: with_,
}
