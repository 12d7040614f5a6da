"""What a function calls if it is there: `if masker is not None: x = masker.mask(x)`, `self.clean(x) if self.clean else x`.

For a caller who passes a mask, or made an instance with one, the other branch isn't run.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.calling.handed_on import rebound, wanted_parameters
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.deciding import methods_called
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.link.program import FunctionInfo
from piilint.model import ir


def tested_parameters(solver: Solver, info: FunctionInfo) -> frozenset[str]:
    """The parameters of which a function asks that, or one in view that it hands them to."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        names = {param.name for param in asked.node.params if param.kind not in ("vararg", "kwarg")}
        return frozenset(names.intersection(_asked_for(asked.node))) - rebound(asked)

    return wanted_parameters(solver, info, "tested", own)


def tested_places(solver: Solver, info: FunctionInfo) -> frozenset[str]:
    """The instance's attributes of which the method asks that, or another that it calls on the instance: "self.masker"."""
    learned = solver.learned

    def look() -> frozenset[str]:
        if info.cls is None or info.kind != "method" or not info.node.params:
            return frozenset()
        this = info.node.params[0].name
        methods = [each for each in (info, *methods_called(solver, info)) if each.node.params]
        asked = ((each.node.params[0].name, *name.split(".")) for each in methods for name in _asked_for(each.node))
        return frozenset(f"{this}.{name[2]}" for name in asked if len(name) == 3 and name[0] == name[1])

    return learned.once(learned.tested_places, info.id, look)


def _asked_for(function: ir.Function) -> frozenset[str]:
    """What tests ask for, `masker`, `not self.masker`, `self.masker is None`, and what is called of it besides."""
    called: set[str] = set()
    for call in calls_within(function):
        called.update((_dotted(call.func), _dotted(call.func.value) if isinstance(call.func, ir.Attr) else ""))
    return frozenset(called.intersection(_tested(function))) if called else frozenset()


def _dotted(expr: ir.Expr) -> str:
    """A variable or its attribute as it is written; "" of anything else."""
    if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Name):
        return f"{expr.value.id}.{expr.name}"
    return expr.id if isinstance(expr, ir.Name) else ""


def _tested(function: ir.Function) -> Iterator[str]:
    for node in nodes_within(function):
        waiting = [node.test] if isinstance(node, (ir.If, ir.While, ir.IfExp)) else []
        while waiting:
            test = waiting.pop()
            if isinstance(test, ir.Unary):
                waiting.append(test.operand)
            elif isinstance(test, ir.Bool):
                waiting += test.operands
            elif isinstance(test, ir.Compare) and test.ops in (("is",), ("is not",)):
                waiting.append(test.left)
            elif name := _dotted(test):
                yield name
