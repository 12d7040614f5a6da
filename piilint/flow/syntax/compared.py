"""Variables that a function compares with texts of its own: what unknown code gives for one is a code.

reply = core_banking.debit(account, amount)
if reply == "SUCCESS": …
log.info("core banking said %s", reply)          # one of its words, not the account
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.load import shared
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir

_COMPARING = frozenset(("==", "!=", "in", "not in"))
_SAME = frozenset(("upper", "lower", "strip", "casefold"))
"""Methods that leave a code a code."""


def compared_with_texts(act: Activation) -> frozenset[str]:
    """The variables of the function at hand that are compared so."""
    learned, function = act.solver.learned, act.function
    return learned.once(learned.compared, function.id, lambda: frozenset(_compared(act, function.node)))


def _compared(act: Activation, function: ir.Function) -> Iterator[str]:
    for node in nodes_within(function):
        match node:
            case ir.Compare(left=left, ops=(op,), comparators=(right,)) if op in _COMPARING:
                swapped = ((right, left),) if op in ("==", "!=") else ()  # `"-" in memo` asks for a part of a text
                for one, other in ((left, right), *swapped):
                    if (name := _variable(one)) and _are_texts(act, other):
                        yield name
            case ir.Match(subject=subject, cases=cases):
                if (name := _variable(subject)) and any(_is_text_of(act, case.pattern) for case in cases):
                    yield name
            case _:
                pass


def _variable(expr: ir.Expr) -> str:
    """`reply`, `reply.strip()`, `(reply := …)`."""
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name in _SAME and not expr.args:
        return _variable(expr.func.value)
    if isinstance(expr, ir.Walrus):
        return expr.target.id
    return expr.id if isinstance(expr, ir.Name) else ""


def _is_text_of(act: Activation, pattern: ir.Pattern) -> bool:
    if isinstance(pattern, ir.MatchOr):
        return all(_is_text_of(act, each) for each in pattern.patterns)
    return isinstance(pattern, ir.MatchValue) and _is_text(act, pattern.value)


def _are_texts(act: Activation, expr: ir.Expr) -> bool:
    """Whether it is a text that is written out, or several: also in a constant of a module."""
    if _is_text(act, expr):
        return True
    if isinstance(expr, ir.Seq):
        return bool(expr.elements) and all(_is_text(act, each) for each in expr.elements)
    if isinstance(expr, ir.Call) and len(expr.args) == 1 and isinstance(expr.func, ir.Name):
        return expr.func.id in ("frozenset", "set") and _are_texts(act, expr.args[0].value)
    if not isinstance(expr, ir.Name) or expr.id in act.function.node.binds:
        return False
    ref = act.program.member(act.function.module, expr.id)
    if ref is None or ref[0] != "var":
        return False
    module, _, name = ref[1].partition(":")
    given = [stmt.value for stmt in act.program.assigned(module, name)]
    return len(given) == 1 and given[0] is not None and not isinstance(given[0], ir.Name) and _are_texts(act, given[0])


def _is_text(act: Activation, expr: ir.Expr | None) -> bool:
    """Whether it is a word, or a number, that is written out: a sign, `"-"`, or `"n/a"` only stands for what isn't there."""
    if not isinstance(expr, ir.Const) or not isinstance(expr.value, str) or not any(map(str.isalnum, expr.value)):
        return False
    return " ".join(act.names.words(expr.value)) not in shared().answers.placeholders
