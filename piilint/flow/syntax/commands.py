"""Functions that somebody runs by hand: commands of a command line, management commands, tasks, scripts.

    @app.command()                      # typer.Typer.command decorates it
    def dump(path):
        write(path, load_all())         # and so whatever it writes out is an export

Which calls make commands, the catalogue's `[[command]]` says. A module that runs something when it is the program is a
script. What a command's helpers do, it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from piilint.catalogue.calls import expand
from piilint.catalogue.schema import Command
from piilint.flow.answers.duties import fits
from piilint.flow.interpreter.activation import text_of
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import calls_in, calls_within
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo, ModuleInfo, Program, Ref
from piilint.model import ir


def commands_behind(solver: Solver) -> dict[str, str]:
    """By function the command that leads to it; of several, the first by name."""
    found: dict[str, str] = {}
    callees = solver.callees()
    for root in sorted(command_functions(solver.program, solver.catalogue.commands)):
        waiting = [root]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = root
                waiting += sorted(callees.get(name, ()))
    return found


def command_functions(program: Program, entries: tuple[Command, ...]) -> frozenset[str]:
    """The functions that are commands themselves, and those that a script runs."""
    finder = _Finder(program, entries)
    return frozenset(name for info in program.functions.values() for name in finder.of(info))


_HOWS = ("decorates", "is called by it", "is passed to it", "is")


class _Finder:
    """Looks for what makes functions commands."""

    def __init__(self, program: Program, entries: tuple[Command, ...]) -> None:
        self._program = program
        self._patterns = [(entry, tuple(name for call in entry.call for name in expand(call))) for entry in entries]
        self._methods = [name for entry, names in self._patterns if entry.how == "is" for name in names]
        self._last = {how: _last_words(names for entry, names in self._patterns if entry.how == how) for how in _HOWS}

    def of(self, info: FunctionInfo) -> Iterator[str]:
        """What this function makes a command: itself, or one that it passes on or runs as a script."""
        module = self._program.modules[info.module]
        if info.id.endswith(".<module>"):
            for stmt in info.node.body:
                if _is_main(stmt):
                    yield info.id
                    yield from self._called(stmt, module)
        if any(self._fits(decorator, module, "decorates") for decorator in info.node.decorators) or self._is_one(info):
            yield info.id
        for call in calls_within(info.node):
            if self._fits(call.func, module, "is called by it"):
                yield info.id
            if self._fits(call.func, module, "is passed to it"):
                yield from (ref[1] for arg in call.args if (ref := self._ref(arg.value, module)) and ref[0] == "func")

    def _fits(self, expr: ir.Expr, module: ModuleInfo, how: str) -> bool:
        func = expr.func if isinstance(expr, ir.Call) else expr
        if not self._may_fit(func, module, self._last[how]):
            return False
        text = text_of(func)
        last = text.rpartition(".")[2]
        ref = self._ref(func, module)
        dotted = ref[1] if ref is not None and ref[0] == "ext" else ""
        return any(
            any(fits(name, dotted, last, text) for name in names)
            for entry, names in self._patterns
            if entry.how == how and (not entry.imports or _imports(module, entry.imports))
        )

    def _may_fit(self, func: ir.Expr, module: ModuleInfo, words: frozenset[str] | None) -> bool:
        """Whether the last word is that of a pattern: quick, since nearly no call's is."""
        if words is None:
            return True
        if isinstance(func, ir.Name):
            imported = module.scope.get(func.id, ("", ""))[1]
            return func.id in words or imported.rpartition(".")[2].rpartition(":")[2] in words
        return not isinstance(func, ir.Attr) or func.name in words

    def _is_one(self, info: FunctionInfo) -> bool:
        """Whether it is the method that a library's class calls: `BaseCommand.handle`."""
        if info.cls is None:
            return False
        bases = [target for kind, target in self._program.classes[info.cls].mro if kind == "ext"]
        return any(fits(name, f"{base}.{info.node.name}", "", "") for base in bases for name in self._methods)

    def _called(self, stmt: ir.Stmt, module: ModuleInfo) -> Iterator[str]:
        for call in calls_in((stmt,)):
            ref = self._ref(call.func, module)
            if ref is not None and ref[0] == "func":
                yield ref[1]

    def _ref(self, expr: ir.Expr, module: ModuleInfo) -> Ref | None:
        return resolve_expr(expr, module, self._program)


def _last_words(patterns: Iterable[tuple[str, ...]]) -> frozenset[str] | None:
    """The words that patterns end with; None where one of them may be any."""
    words = frozenset(name.rpartition(".")[2] for names in patterns for name in names)
    return None if any(not word.isidentifier() for word in words) else words


def _is_main(stmt: ir.Stmt) -> bool:
    """`if __name__ == "__main__":`"""
    if not isinstance(stmt, ir.If) or not isinstance(stmt.test, ir.Compare):
        return False
    sides = (stmt.test.left, *stmt.test.comparators)
    return any(isinstance(side, ir.Name) and side.id == "__name__" for side in sides)


def _imports(module: ModuleInfo, packages: tuple[str, ...]) -> bool:
    """Whether a module imports one of these packages anywhere."""
    return any(
        (target if kind == "ext" else target.partition(":")[0]).partition(".")[0] in packages
        for kind, target in module.scope.values()
        if kind in ("ext", "import")
    )
