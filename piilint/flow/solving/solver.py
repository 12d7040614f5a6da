"""Solve the whole program: every function's summary, to a fixpoint.

A function is interpreted when a caller first needs its summary, within the caller: so callees come before callers, and
outside of recursion once is enough. Where callees are nested too deeply, the callers are given up and begun anew once
the callee is known: a chain of calls may be as long as it likes. A function is interpreted again when something it read
has changed: a callee's summary or a shared object; callees first, in the order in which they were first finished. Shared
objects are module namespaces ("m", module), class namespaces ("c", class), what is known of all instances' attributes
("i", class), and whatever is reachable from them. What a function is found to do may be cut to size, so a summary that
keeps changing is widened: it only grows from then on, over a finite domain, what was known staying where there is too
much, and the work ends. The first order is that
of the function ids, so it is always the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import TYPE_CHECKING

from piilint.catalogue.load import Catalogue
from piilint.flow.domain.size import SMALL, SUMMARY_LABELS, bounded
from piilint.flow.domain.state import join_objects
from piilint.flow.domain.summary import NO_ANALYSIS, Analysis, Outcome, Summary
from piilint.flow.domain.value import Object, ObjectId, widened
from piilint.flow.solving.learned import Learned
from piilint.flow.solving.limits import SETTLED, Limits, Spent, analyses_allowed
from piilint.link.program import FunctionInfo, ModuleInfo, Program
from piilint.model import ir
from piilint.model.errors import places_in_piilint
from piilint.model.place import Spot

if TYPE_CHECKING:
    from piilint.flow.answers.probe import Probe
    from piilint.model.facts import LiteralValue

NESTING = 150
"""How deep callees are interpreted within their callers, before the callers are begun anew. Programs that people write go
some 80 deep; each that is begun anew costs all that its callers had done."""

WIDENED = 3
"""After so many interpretations a function's summary only grows."""

_LATE = "the time limit was reached before all values were followed; see time-limit"

Dependency = str | ObjectId
"""What an interpretation read: the function with this id, or the shared object of this identity."""


class _TooDeep(BaseException):
    """Raised through the callers of a function that is nested too deeply."""


Constants = Mapping[str, object]
"""What parameters are fixed to."""

_NO_CONSTANTS: Constants = {}


class Solver:
    """The work list and what the functions share."""

    takes_stock = False
    """Whether it is noted, besides leaks, where elements enter and what safeguards are given."""
    probe: Probe | None = None
    """Notes what becomes of chosen values, if that was asked for."""

    def __init__(
        self, program: Program, catalogue: Catalogue, interpret: Callable[[Solver, FunctionInfo, Constants], Analysis]
    ) -> None:
        self.program = program
        self.catalogue = catalogue
        self._interpret = interpret
        self.shared: dict[ObjectId, Object] = {}
        self.rooted: set[ObjectId] = set()
        """See `is_rooted`."""
        self.attached: set[str] = set()
        """Functions of guards that some call attaches to a logger."""
        self.attaching: dict[str, set[tuple[str, int]]] = {}
        """By such a function its attaching calls, each with the function that it stands in."""
        self.learned = Learned()
        self.results: dict[str, Analysis] = {}
        self._order: dict[str, tuple[int, int]] = {}
        """By function: its turn. Before it was interpreted, (0, …) by its id; after that, (1, …) callees first."""
        self._dependents: dict[Dependency, set[str]] = {}
        self._queue: list[tuple[tuple[int, int], str]] = []
        self._queued: set[str] = set()
        self._running: list[str] = []
        self._in_progress: set[str] = set()
        self._steady: set[str] = set()
        """Functions whose latest interpretation said what was known: whoever asks while they wait takes that."""
        self._suspended: list[str] = []
        """Functions given up until a callee is known, innermost first; to their callees they are in progress."""
        self._runs: dict[str, int] = {}
        self.variants: dict[str, tuple[str, Constants]] = {}
        """Names under which a function is interpreted for constants: the function, and the parameters that are fixed."""
        self._variants_of: dict[str, int] = {}
        self.work = 0
        """Labels put into callers' terms and objects looked at so far: what the time goes into, counted alike everywhere."""
        self.budgets_hit = 0
        self.cut_short: set[str] = set()
        """Functions whose latest interpretation left something out."""
        self.unresolved: set[Spot] = set()
        """Calls that were given something sensitive and whose callee nobody knows."""
        self.limits = Limits()
        self.unfinished: dict[str, str] = {}
        """Files that weren't analysed to the end, and why not."""
        self.failed: dict[str, str] = {}
        """Files with a function that piilint itself failed on, and how."""
        self._spent = Spent()

    # ---- running ----------------------------------------------------------------------------------------------------

    def solve(self) -> None:
        """Interpret everything, modules first, until nothing changes."""
        for name in self._initial_order():
            self._enqueue(name)
        self._spent.charge(None)
        while self._queue:
            if monotonic() > self.limits.deadline:
                self._stop()
                return
            self.limits.progress("flow", len(self.results), max(len(self._order), len(self.results)))
            turn, name = heapq.heappop(self._queue)
            if name in self._queued and turn == self._order[name]:
                self._queued.discard(name)
                self._run_from(name)

    def _run_from(self, name: str) -> None:
        """Interpret a function that nobody waits for, and what turns out to be nested too deeply below it."""
        pending: list[tuple[str, list[str]]] = [(name, [])]
        while pending:
            root, given_up = pending[-1]
            self._in_progress.difference_update(given_up)
            self._suspended = []
            try:
                self._run(root)
                pending.pop()
            except _TooDeep as deep:
                pending[-1] = (root, self._suspended)
                for caller in self._suspended:
                    self._enqueue(caller)
                self._queued.discard(str(deep))
                pending.append((str(deep), []))

    def _initial_order(self) -> list[str]:
        names = sorted(self.program.functions)
        modules = [name for name in names if name.endswith(".<module>")]
        constructors = [name for name in names if name.endswith((".__init__", ".__post_init__"))]
        first = set(modules) | set(constructors)
        ordered = modules + constructors + [name for name in names if name not in first]
        self._order = {name: (0, number) for number, name in enumerate(ordered)}
        return ordered

    def add_lambda(self, name: str, outer: FunctionInfo, node: ir.Function) -> None:
        """A lambda was found on the way; it is interpreted, too."""
        parent = outer.id if outer.node.name != "<module>" else None
        self.program.function_by_spot[outer.path, node.at] = name
        self.program.functions[name] = FunctionInfo(name, outer.module, outer.path, node, None, parent)
        self._enqueue(name)

    def name_lambda(self, name: str, called: str) -> None:
        """It is assigned to a variable of this name."""
        self.program.functions[name].called = called

    def hits_budget(self) -> None:
        """Something was left out that nearly never matters."""
        self.budgets_hit += 1

    def leaves_out(self) -> None:
        """Note that the function which is being interpreted isn't followed to its end."""
        for name in self._running[-1:]:
            self.leaves_out_of(name)

    def leaves_out_of(self, name: str) -> None:
        """Note that what is known of a function was cut to size."""
        self.budgets_hit += 1
        self.cut_short.add(name)

    def _enqueue(self, name: str) -> None:
        if name not in self._queued:
            self._queued.add(name)
            heapq.heappush(self._queue, (self._order.setdefault(name, (0, len(self._order))), name))

    def _run(self, name: str) -> None:
        runs = self._runs.get(name, 0)
        target, constants = self.variants.get(name, (name, _NO_CONSTANTS))
        function = self._function(target)
        if monotonic() > self.limits.deadline:
            self.unfinished.setdefault(function.path, _LATE)
        if function.path in self.unfinished:
            self.results.setdefault(name, NO_ANALYSIS)
            self.cut_short.add(name)
            return
        if runs >= self._analyses_limit():
            self.budgets_hit += name not in self.cut_short
            self.cut_short.add(name)
            self._runs[name] = runs + 1
            return
        self._charge()
        self._running.append(name)
        self._in_progress.add(name)
        self.cut_short.discard(name)
        try:
            outcome = self._outcome(name, function, constants, runs)
        except _TooDeep:
            self._suspended.append(name)
            raise
        except Exception as error:  # what piilint fails on doesn't take the other functions with it
            self._give_up(name, function, error)
            return
        finally:
            self._charge()
            self._running.pop()
        self._in_progress.discard(name)
        self._runs[name] = runs + 1
        self._finish(name, outcome, runs)

    def _give_up(self, name: str, function: FunctionInfo, error: Exception) -> None:
        """Go on without what a function does; the reader is told."""
        if isinstance(error, RecursionError):
            self.unfinished[function.path] = f"{function.id} is nested too deeply to be followed to the end"
        else:
            bug = f"a bug in piilint: {type(error).__name__} at {places_in_piilint(error)[-1]}; please report it"
            self.failed.setdefault(function.path, f"{function.id} wasn't followed to its end: {bug}")
        self._in_progress.discard(name)
        self._runs[name] = self._runs.get(name, 0) + 1
        self.results.setdefault(name, NO_ANALYSIS)
        self.cut_short.add(name)

    def _analyses_limit(self) -> int:
        return analyses_allowed(self.work, len(self.program.functions))

    def _summary_size(self) -> int:
        """Symbolic labels that a summary may have whose making begins now."""
        return SMALL if self._analyses_limit() == SETTLED else SUMMARY_LABELS

    def _outcome(self, name: str, function: FunctionInfo, constants: Constants, runs: int) -> Outcome:
        size = self._summary_size()
        analysis = self._interpret(self, function, constants)
        old = self.results.get(name, NO_ANALYSIS).summary
        whole = analysis.summary if runs < WIDENED else old.joined(analysis.summary)
        summary = bounded(whole, size)
        return Outcome(analysis.with_summary(summary), summary is not whole, summary.same(old))

    def _finish(self, name: str, outcome: Outcome, runs: int) -> None:
        if outcome.trimmed:
            self.leaves_out_of(name)
        if not runs:
            self._order[name] = (1, len(self.results))
            if name in self._queued:
                heapq.heappush(self._queue, (self._order[name], name))
        self.results[name] = outcome.analysis
        if outcome.same:
            self._steady.add(name)
        else:
            self._steady.discard(name)
            self._changed(name)

    def _charge(self) -> None:  # for the function that ran until now
        path = self._path(self._running[-1]) if self._running and self.limits.are_by_file else None
        spent = self._spent.charge(path)
        if path is not None and spent > self.limits.seconds_per_file and path not in self.unfinished:
            self.unfinished[path] = (
                f"following its values took more than {self.limits.seconds_per_file:g} s, so not all were followed; "
                "see file-time-limit"
            )

    def _stop(self) -> None:
        """The time is up: whatever still waits isn't followed to the end."""
        for name in self._queued:
            self.unfinished.setdefault(self._path(name), _LATE)

    def _path(self, name: str) -> str:
        """The file of a function or variant."""
        return self._function(self.variants.get(name, (name,))[0]).path

    def _function(self, name: str) -> FunctionInfo:
        return self.program.functions[name]

    def _changed(self, what: Dependency) -> None:
        for dependent in sorted(self._dependents.get(what, ())):
            self._enqueue(dependent)

    def depend(self, what: Dependency) -> None:
        """Let the function that is being interpreted be interpreted again when this changes."""
        if self._running:
            known = self._dependents.get(what)
            if known is None:
                self._dependents[what] = {self._running[-1]}
            else:
                known.add(self._running[-1])

    # ---- what functions ask -----------------------------------------------------------------------------------------

    def summary(self, function: str) -> Summary:
        """A function's summary as far as known; interprets it first where that is possible."""
        return self._known(function).summary

    def _known(self, function: str) -> Analysis:
        self.depend(function)
        found = self.results.get(function)
        if found is not None and (
            function not in self._queued or function in self._in_progress or function in self._steady
        ):
            return found
        if function in self._in_progress or len(self._running) > NESTING:
            if found is None and function not in self._in_progress:
                raise _TooDeep(function)
            return found if found is not None else NO_ANALYSIS
        self._queued.discard(function)
        self._run(function)
        return self.results.get(function, NO_ANALYSIS)

    def variant(self, function: str, constants: Constants, limit: int) -> Summary:
        """A function's summary for these constants; beyond so many of them, the one for anything."""
        return self._known_for(function, constants, limit).summary

    def _known_for(self, function: str, constants: Constants, limit: int) -> Analysis:
        fixed = ",".join(f"{name}={value!r}" for name, value in sorted(constants.items()))
        name = f"{function}({fixed})"
        if name not in self.variants:
            if self._variants_of.get(function, 0) >= limit or self._analyses_limit() == SETTLED:
                return self._known(function)
            self._variants_of[function] = self._variants_of.get(function, 0) + 1
            self.variants[name] = (function, constants)
        self._dependents.setdefault(function, set())
        return self._known(name)

    def analysed(self) -> list[str]:
        """The functions that were interpreted, in order."""
        return sorted(name for name in self.results if name not in self.variants)

    def interpreted_for(self) -> list[str]:
        """The functions as they were interpreted for constants, in order: a key that a caller names may be the source."""
        return sorted(name for name in self.results if name in self.variants)

    def literals(
        self, module: ModuleInfo, find: Callable[[ModuleInfo], Iterable[LiteralValue]]
    ) -> tuple[LiteralValue, ...]:
        """The literals of a module that are data."""
        return tuple(find(module))

    def read_shared(self, name: ObjectId) -> Object | None:
        """A shared object, or None if nothing is known of it yet."""
        self.depend(name)
        return self.shared.get(name)

    def is_shared(self, name: ObjectId) -> bool:
        """Whether anything is known of a shared object."""
        return name in self.shared

    def is_rooted(self, name: ObjectId) -> bool:
        """Whether a module or class variable holds an object: there is one of it, whoever returns it."""
        return name in self.rooted

    # ---- what functions tell ----------------------------------------------------------------------------------------

    def root(self, names: Iterable[ObjectId]) -> None:
        """A module or class variable holds these objects."""
        self.rooted.update(names)

    def attach(self, function: str) -> None:
        """Some call attaches this function of a guard to a logger."""
        self.attached.add(function)

    def attach_at(self, function: str, by: str, at: int) -> None:
        """This call of the function `by` attaches a guard."""
        self.attaching.setdefault(function, set()).add((by, at))

    def meets_unknown(self, spot: Spot) -> None:
        """A call is given something sensitive, and nobody knows its callee."""
        self.unresolved.add(spot)

    def export(self, objects: Iterable[tuple[ObjectId, Object]]) -> None:
        """Let shared objects be what they are and this, too."""
        for name, held in objects:
            old = self.shared.get(name)
            new = held if old is None else join_objects(name, old, held, widened)
            if old is None or not (new is old or new.same(old)):
                self.shared[name] = new
                self._changed(name)

    def calls(self, function: str, callee: str) -> bool:
        """Whether a function in view calls another."""
        return function in self._dependents.get(callee, ())

    def callees(self) -> dict[str, set[str]]:
        """By function in view the functions in view that it calls."""
        found: dict[str, set[str]] = {}
        for what, dependents in self._dependents.items():
            if isinstance(what, str):
                callee = self.variants.get(what, (what,))[0]
                for name in dependents:
                    found.setdefault(self.variants.get(name, (name,))[0], set()).add(callee)
        return found

    def has_callers(self, function: str) -> bool:
        """Whether any function in view calls it."""
        return bool(self._dependents.get(function))
