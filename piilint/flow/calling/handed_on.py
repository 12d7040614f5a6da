"""What functions in view want of parameters that are handed on to them as they are.

    def show(row, full):             # wants `full`: a test depends on it
        return row if full else row["id"]

    def audit(row, full=False):      # wants `full`, too: it hands it on
        log.info(show(row, full))

Functions that call one another are answered together, so that a recursion of any size costs its calls once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo, ModuleInfo
from piilint.model import ir

Wanted = Callable[[FunctionInfo], frozenset[str]]
"""By function the parameters that its own text wants."""

_OWNED = ("method", "classmethod")
_Place = tuple[str, str]
"""A function's id and one of its parameters."""


def wanted_parameters(solver: Solver, info: FunctionInfo, what: str, own: Wanted) -> frozenset[str]:
    """The parameters of which a function wants something, itself or in those that it hands them to; `what` names it."""
    learned = solver.learned
    first = learned.wanted_with.setdefault((what, info.id), info.id)

    def make() -> dict[str, frozenset[str]]:
        return _wanted_by_all(solver, solver.program.functions[first], what, own)

    return learned.once(learned.wanted, (what, first), make, part=(what, info.id))[info.id]


def _wanted_by_all(solver: Solver, first: FunctionInfo, what: str, own: Wanted) -> dict[str, frozenset[str]]:
    """The answers for a function and all that it hands parameters to, directly or through others."""
    known = solver.learned.wanted_with
    answers: dict[str, set[str]] = {}
    handed: dict[_Place, list[_Place]] = {}
    reached: list[_Place] = []
    waiting = [first]
    while waiting:
        info = waiting.pop()
        if info.id in answers:
            continue
        answers[info.id] = set(own(info))
        reached += ((info.id, name) for name in sorted(answers[info.id]))
        for name, called, param in _hands_on(solver, info):
            if known.get((what, called.id), first.id) == first.id:
                handed.setdefault((called.id, param), []).append((info.id, name))
                waiting.append(called)
            elif param in wanted_parameters(solver, called, what, own):
                reached.append((info.id, name))
    while reached:
        function, name = place = reached.pop()
        answers[function].add(name)
        reached += handed.pop(place, ())
    known.update(((what, function), first.id) for function in answers)
    return {function: frozenset(names) for function, names in answers.items()}


def _hands_on(solver: Solver, info: FunctionInfo) -> Iterator[tuple[str, FunctionInfo, str]]:
    """The parameters that a function passes as they are to one in view: name, that function, its parameter."""
    names = {param.name for param in info.node.params if param.kind not in ("vararg", "kwarg")} - rebound(info)
    module = solver.program.modules[info.module]
    for call in calls_within(info.node) if names else ():
        passed = [argument for argument in plain_arguments(call) if argument[2] in names]
        called = called_function(solver, info, module, call) if passed else None
        if called is None or called.id == info.id:
            continue
        yield from ((name, called, param) for name, param in taken_by(called, passed))


def taken_by(called: FunctionInfo, passed: list[tuple[int, str | None, str]]) -> Iterator[tuple[str, str]]:
    """Which variable is passed for which parameter."""
    params = [param.name for param in called.node.params if param.kind in ("posonly", "pos")]
    params = params[1:] if called.cls is not None and called.kind in _OWNED else params
    for place, keyword, name in passed:
        param = keyword if keyword is not None else params[place] if place < len(params) else ""
        if param:
            yield name, param


def plain_arguments(call: ir.Call) -> Iterator[tuple[int, str | None, str]]:
    """The arguments that are variables: place, keyword, name; as far as nothing is spread before them."""
    for place, arg in enumerate(call.args):
        if arg.star == 1:
            return
        if arg.star == 0 and isinstance(arg.value, ir.Name):
            yield place, arg.keyword, arg.value.id


def called_function(solver: Solver, info: FunctionInfo, module: ModuleInfo, call: ir.Call) -> FunctionInfo | None:
    """The function in view that a call is of, by its name or as a method of the own instance."""
    own = own_method(solver, info, call)
    if own is not None:
        return own
    ref = resolve_expr(call.func, module, solver.program)
    return solver.program.functions.get(ref[1]) if ref is not None and ref[0] == "func" else None


def own_method(solver: Solver, info: FunctionInfo, call: ir.Call) -> FunctionInfo | None:
    """The method that `self.method(…)` calls, where no subclass has another."""
    func = call.func
    if not isinstance(func, ir.Attr) or not isinstance(func.value, ir.Name) or info.cls is None:
        return None
    if not info.node.params or func.value.id != info.node.params[0].name:
        return None
    found = solver.program.find_method(info.cls, func.name)
    called = solver.program.functions[found[1]] if found is not None else None
    return called if called is not None and called.kind in _OWNED and called.node.params else None


def rebound(info: FunctionInfo) -> set[str]:
    """The variables that a function changes in place of (`depth -= 1`)."""
    return {
        node.target.id
        for node in nodes_within(info.node)
        if isinstance(node, ir.AugAssign) and isinstance(node.target, ir.Name)
    }
