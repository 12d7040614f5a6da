"""Flow: follow every value through the program, and say what gets out where."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from piilint.catalogue.load import Catalogue
    from piilint.flow.answers.following import Followed, Wanted
    from piilint.flow.answers.probe import Probe
    from piilint.flow.solving.memory import Memory
    from piilint.flow.solving.solver import Solver
    from piilint.link.program import Program
    from piilint.model.facts import Facts
    from piilint.model.proof import Proof
    from piilint.model.run import Run
    from piilint.model.stock import Stock

_T = TypeVar("_T")

__all__ = ["follow", "prove", "solve", "take_stock"]

_STACK = 512 * 1024 * 1024
_COLLECTIONS = (100_000, 50, 100)
"""When cyclic garbage is looked for: nearly nothing of what is made here refers to itself."""
_RECURSION = 60_000


def solve(program: Program, catalogue: Catalogue, run: Run | None = None, memory: Memory | None = None) -> Facts:
    """All facts of the program; what had to be given up for lack of time is a problem in `run`'s books.

    What `memory` knows of earlier runs isn't found out again.
    """
    return _facts_and_stock(program, catalogue, run, memory, takes_stock=False)[0]


def take_stock(
    program: Program, catalogue: Catalogue, run: Run | None = None, memory: Memory | None = None
) -> tuple[Facts, Stock | None]:
    """All facts, and where elements enter, are held and are protected."""
    return _facts_and_stock(program, catalogue, run, memory, takes_stock=True)


def _facts_and_stock(
    program: Program, catalogue: Catalogue, run: Run | None, memory: Memory | None, *, takes_stock: bool
) -> tuple[Facts, Stock | None]:
    from piilint.discover import UNREADABLE
    from piilint.flow.answers.facts import collect_facts
    from piilint.flow.answers.stocktaking import collect_stock
    from piilint.model.finding import Problem

    def found_by(solver: Solver) -> tuple[Facts, Stock | None]:
        if run is not None:
            left = sorted((*solver.unfinished.items(), *solver.failed.items()))
            run.unfinished += [Problem(path, 1, UNREADABLE, why) for path, why in left]
        return collect_facts(solver), collect_stock(solver) if takes_stock else None

    return _solved(program, catalogue, found_by, run, takes_stock, memory=memory)


def prove(program: Program, catalogue: Catalogue) -> tuple[Proof, ...]:
    """What every safeguard in view does, by place."""
    from piilint.flow.protection.proofs import prove_all

    return _solved(program, catalogue, prove_all, takes_stock=True)


def follow(program: Program, catalogue: Catalogue, wanted: Sequence[Wanted], run: Run | None = None) -> Followed:
    """What becomes of the values that the program has watches on, and what they are made of."""
    from piilint.flow.answers.following import collect_trails
    from piilint.flow.answers.probe import Probe

    probe = Probe()
    return _solved(program, catalogue, lambda solver: collect_trails(solver, probe, wanted), run, True, probe)


def _solved(
    program: Program,
    catalogue: Catalogue,
    then: Callable[[Solver], _T],
    run: Run | None = None,
    takes_stock: bool = False,
    probe: Probe | None = None,
    memory: Memory | None = None,
) -> _T:
    """What is made of the solved program, in a thread of its own, since deep expressions need a deep stack."""
    from piilint.flow.interpreter.interpret import interpret
    from piilint.flow.relearning import RELEARNERS
    from piilint.flow.solving.limits import Limits
    from piilint.flow.solving.remembering import RememberingSolver
    from piilint.flow.solving.solver import Solver

    made_by = (program, catalogue, interpret)
    solver = Solver(*made_by) if memory is None else RememberingSolver(*made_by, memory, RELEARNERS)
    solver.takes_stock, solver.probe = takes_stock, probe
    if run is not None:
        solver.limits = Limits(run.deadline, run.seconds_per_file, run.progress)
    failure: list[BaseException] = []
    made: list[_T] = []

    def work() -> None:
        try:
            solver.solve()
            made.append(then(solver))
        except BaseException as error:  # handed to the caller's thread
            failure.append(error)

    limit = sys.getrecursionlimit()
    old_size = threading.stack_size(_STACK)
    collections = gc.get_threshold()
    sys.setrecursionlimit(max(limit, _RECURSION))
    gc.set_threshold(*_COLLECTIONS)
    try:
        thread = threading.Thread(target=work, name="piilint-flow", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(0.2)  # so that Ctrl-C is heard on every system
    finally:
        threading.stack_size(old_size)
        sys.setrecursionlimit(limit)
        gc.set_threshold(*collections)
    if failure:
        raise failure[0]
    return made[0]
