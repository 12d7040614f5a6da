"""Flow: follow every value through the program, and say what gets out where."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from piilint.catalogue.load import Catalogue
    from piilint.link.program import Program
    from piilint.model.facts import Facts

__all__ = ["solve"]

_STACK = 512 * 1024 * 1024
_RECURSION = 60_000


def solve(program: Program, catalogue: Catalogue) -> Facts:
    """All facts of the program. Runs in a thread of its own, since deep expressions need a deep stack."""
    from piilint.flow.facts import collect_facts
    from piilint.flow.interpret import interpret
    from piilint.flow.solver import Solver

    solver = Solver(program, catalogue, interpret)
    failure: list[BaseException] = []

    def run() -> None:
        try:
            solver.solve()
        except BaseException as error:  # handed to the caller's thread
            failure.append(error)

    limit = sys.getrecursionlimit()
    old_size = threading.stack_size(_STACK)
    sys.setrecursionlimit(max(limit, _RECURSION))
    try:
        thread = threading.Thread(target=run, name="piilint-flow", daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(old_size)
        sys.setrecursionlimit(limit)
    if failure:
        raise failure[0]
    return collect_facts(solver)
