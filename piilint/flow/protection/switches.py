"""Redaction that a flag switches off: a filter that is attached to a logger under a condition only.

    if settings.REDACT_LOGS:                  # whoever sets it to off, gets the clear text
        log.addFilter(RedactingFilter())

    if not log.filters:                       # no flag: it is attached once
        log.addFilter(RedactingFilter())

It counts if every call that attaches the filter stands under such a flag, in its own function or in all callers of that.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from piilint.flow.interpreter.activation import text_of
from piilint.flow.protection.redaction import redacted_keys
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import calls_within
from piilint.link.classes import resolve_expr
from piilint.model import ir
from piilint.model.facts import Defect
from piilint.model.place import Spot

_DEPTH = 3
"""Callers of callers that are looked at."""
_ON = frozenset((True, "1", "true", "True", "TRUE", "yes", "on", 1))
_OFF = frozenset((False, "0", "false", "False", "FALSE", "no", "off", "", 0))


def switched_guards(solver: Solver) -> Iterator[Defect]:
    """One for each attaching call of a redacting filter that nothing else attaches."""
    search = _Search(solver)
    for guard in sorted(solver.attaching):
        info = solver.program.functions[guard]
        result = solver.results.get(guard)
        if result is None or not redacted_keys(info, result.summary):
            continue
        sites = sorted(solver.attaching[guard])
        flags = [search.flag(function, at, _DEPTH) for function, at in sites]
        for (function, at), flag in zip(sites, flags, strict=True):
            if flag and all(flags):
                spot = Spot(solver.program.functions[function].path, at)
                yield Defect(kind="switched-filter", spot=spot, name=info.cls or guard, detail=flag)


class _Search:
    """Looks for the flag that a call stands under."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._calls: dict[str, list[tuple[str, int]]] | None = None

    def flag(self, function: str, at: int, depth: int) -> str:
        """The flag without which the call isn't reached; "" if there is none."""
        info = self._solver.program.functions[function]
        for stmt in _conditions(info.node.body, at):
            taken = _holds(stmt.body, at)
            other = stmt.orelse if taken else stmt.body
            if not _attaches(other, self._solver, function):
                found = next((text for text in _flags(stmt.test) if self._is_switch(text)), "")
                if found:
                    return found
        callers = self._callers(function) if depth else []
        flags = [self.flag(caller, site, depth - 1) for caller, site in callers]
        return flags[0] if flags and all(flags) else ""

    def _is_switch(self, text: str) -> bool:
        words = self._solver.catalogue.names.words(text.rpartition(".")[2])
        return bool(self._solver.catalogue.switches.intersection(words))

    def _callers(self, function: str) -> list[tuple[str, int]]:
        if self._calls is None:
            self._calls = {}
            program = self._solver.program
            for name in sorted(program.functions):
                info = program.functions[name]
                for call in calls_within(info.node):
                    ref = resolve_expr(call.func, program.modules[info.module], program)
                    if ref is not None and ref[0] == "func":
                        self._calls.setdefault(ref[1], []).append((name, call.at))
        return self._calls.get(function, [])


def _conditions(body: tuple[ir.Stmt, ...], at: int) -> Iterator[ir.If]:
    """The `if` statements around a node, the innermost last."""
    for stmt in body:
        if not _holds((stmt,), at):
            continue
        if isinstance(stmt, ir.If) and not _holds(stmt.test, at):
            yield stmt
        for field in stmt.__struct_fields__:
            part = getattr(stmt, field)
            if isinstance(part, tuple):
                yield from _conditions(tuple(each for each in part if isinstance(each, ir.Node)), at)  # type: ignore[misc]
        return


def _holds(node: object, at: int) -> bool:
    if isinstance(node, tuple):
        return any(_holds(part, at) for part in node)
    if not isinstance(node, msgspec.Struct) or isinstance(node, (ir.FunctionDef, ir.ClassDef)):
        return False
    return getattr(node, "at", -1) == at or any(_holds(getattr(node, field), at) for field in node.__struct_fields__)


def _attaches(body: object, solver: Solver, function: str) -> bool:
    """Whether a branch attaches something that redacts, too."""
    here = {at for sites in solver.attaching.values() for name, at in sites if name == function}
    return any(_holds(body, at) for at in here)


def _flags(test: ir.Expr) -> Iterator[str]:
    """What a condition reads as a flag: a name, a setting, an environment variable, also compared with on or off."""
    match test:
        case ir.Name() | ir.Attr():
            yield text_of(test)
        case ir.Unary(op="not", operand=operand):
            yield from _flags(operand)
        case ir.Bool(operands=operands):
            for operand in operands:
                yield from _flags(operand)
        case ir.Compare(left=left, comparators=(ir.Const(value=value),)) if value in _ON or value in _OFF:
            yield from _flags(left)
        case ir.Sub(index=ir.Const(value=str(key))):
            yield key
        case ir.Call(func=func, args=args):
            name = text_of(func).rpartition(".")[2]
            first = args[0].value if args else None
            if name in ("lower", "upper", "strip") and isinstance(func, ir.Attr):
                yield from _flags(func.value)
            elif isinstance(first, ir.Const) and isinstance(first.value, str):
                yield first.value
            elif name in ("bool", "int", "strtobool") and first is not None:
                yield from _flags(first)
