"""Comprehensions: their targets bind in a scope of their own, which the IR leaves to `flow`."""

from __future__ import annotations

import libcst as cst

from piilint.lower.walk import HandlerByType, Lowering
from piilint.model import ir


def list_comp(low: Lowering, node: cst.ListComp) -> ir.Expr:
    return ir.Comp(low.number(node), "list", low.expr(node.elt), None, clauses(low, node.for_in))


def set_comp(low: Lowering, node: cst.SetComp) -> ir.Expr:
    return ir.Comp(low.number(node), "set", low.expr(node.elt), None, clauses(low, node.for_in))


def generator_exp(low: Lowering, node: cst.GeneratorExp) -> ir.Expr:
    return ir.Comp(low.number(node), "generator", low.expr(node.elt), None, clauses(low, node.for_in))


def dict_comp(low: Lowering, node: cst.DictComp) -> ir.Expr:
    at = low.number(node)
    return ir.Comp(at, "dict", low.expr(node.key), low.expr(node.value), clauses(low, node.for_in))


def starred_dict_comp(low: Lowering, node: cst.StarredDictComp) -> ir.Expr:
    """`{**d for d in dicts}` (PEP 798) merges dicts: a dict comprehension of one `Star` without value."""
    at = low.number(node)
    merged = ir.Star(low.number(node.value), low.expr(node.value))
    return ir.Comp(at, "dict", merged, None, clauses(low, node.for_in))


def clauses(low: Lowering, node: cst.CompFor | None) -> tuple[ir.CompFor, ...]:
    """Lower `for … in … if …` clauses from the outermost to the innermost."""
    lowered = []
    while node is not None:
        source = low.expr(node.iter)
        target = low.expr(node.target)
        ifs = tuple([low.expr(condition.test) for condition in node.ifs])
        lowered.append(ir.CompFor(target, source, ifs, node.asynchronous is not None))
        node = node.inner_for_in
    return tuple(lowered)


COMPREHENSIONS: HandlerByType = {
    cst.ListComp: list_comp,
    cst.SetComp: set_comp,
    cst.GeneratorExp: generator_exp,
    cst.DictComp: dict_comp,
    cst.StarredDictComp: starred_dict_comp,
}
