"""Tables in which a function looks something up by key, or that it goes over, to call it: a redactor's rules.

    class Redact:
        def __init__(self, rules): self._rules = rules
        def show(self, key, value):
            rule = self._rules.get(key)             # the instance's "self._rules"
            return rule(value) if rule is not None else value

Which functions stand there, whoever made the instance or the closure knows: see `flow.objects.known_functions`.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.calling.handed_on import rebound, wanted_parameters
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.deciding import methods_called, place_of
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.program import FunctionInfo
from piilint.model import ir

_GIVE = frozenset(("get", "pop", "items", "values"))
"""What a dict gives what stands in it by."""


def table_parameters(solver: Solver, info: FunctionInfo) -> frozenset[str]:
    """The parameters in which the function looks something up, or one in view that it hands them to."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        names = frozenset(param.name for param in asked.node.params if param.kind not in ("vararg", "kwarg"))
        return names.intersection(_tables(asked)) - rebound(asked)

    return wanted_parameters(solver, info, "tables", own)


def table_places(solver: Solver, info: FunctionInfo) -> tuple[str, ...]:
    """Where else such tables stand, by dotted place: captured ones ("^.rules"), and those of the instance, those of methods
    that it calls on it included ("self._rules")."""
    learned = solver.learned

    def look() -> tuple[str, ...]:
        found = {place_of(solver, info, name) for name in _tables(info)}
        if info.cls is not None and info.kind == "method" and info.node.params:
            this = info.node.params[0].name
            for called in methods_called(solver, info):
                names = (name.partition(".") for name in _tables(called) if called.node.params)
                found.update(f"{this}.{name[2]}" for name in names if name[2] and name[0] == called.node.params[0].name)
        return tuple(sorted(found - {""}))

    return learned.once(learned.table_places, info.id, look)


def _tables(info: FunctionInfo) -> frozenset[str]:
    """What it looks up in by a key that isn't written there, or goes over: "rules", "self._rules"."""
    asked = (expr for node in nodes_within(info.node) for expr in _asked(node))
    return frozenset(name for expr in asked for each in _either(expr) if (name := _dotted(each)))


def _asked(node: object) -> Iterator[ir.Expr]:
    if isinstance(node, ir.Sub) and not isinstance(node.index, ir.Slice):
        yield node.value
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name in _GIVE:
        yield node.func.value


def _either(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """`rules` and `RULES` of `rules or RULES`."""
    return expr.operands if isinstance(expr, ir.Bool) else (expr,)


def _dotted(expr: ir.Expr) -> str:
    if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Name):
        return f"{expr.value.id}.{expr.name}"
    return expr.id if isinstance(expr, ir.Name) else ""
