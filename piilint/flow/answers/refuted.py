"""Parameters whose names say that they are somebody's data, while all calls in view pass what is known to hold nothing of it.

def _write(iban):
    log.info(iban)                     # nothing: by its name alone it would be reported

def book(row): _write(mask(row.iban))  # the only call

A name says what a value is where nobody knows better. One call that may pass the data, one that nobody can tell whom it calls, a
function that is handed around, or one that nobody calls: then the name counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from piilint.flow.calling.handed_on import called_function
from piilint.flow.domain.passed import ANYTHING, KNOWN, NONE, Passed
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.flow.syntax.rebound import rebound
from piilint.link.program import FunctionInfo
from piilint.model import ir
from piilint.model.facts import Flow
from piilint.model.place import Spot

_PLAIN = ("staticmethod", "classmethod")
_Place = tuple[str, str]
"""A function's id and one of its parameters."""


def without_refuted(solver: Solver, flows: Iterable[Flow]) -> list[Flow]:
    """The flows, without those of a parameter's name that all its callers know better."""
    known = _Callers(solver)
    return [flow for flow in flows if not known.refute(flow)]


class _Callers:
    """What is passed, by function and parameter."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._passed: defaultdict[_Place, set[Passed]] = defaultdict(set)
        for name in (*solver.analysed(), *solver.interpreted_for()):
            for each in solver.results[name].passed:
                self._passed[each.function, each.parameter].add(each)
        self._answers: dict[_Place, bool] = {}
        self._mentions: dict[str, list[tuple[FunctionInfo, ir.Call | None]]] | None = None

    def refute(self, flow: Flow) -> bool:
        """Whether a flow is only of what a parameter is called."""
        place = (flow.function, flow.source_text)
        if place not in self._passed or flow.trace[0].kind != "read":
            return False
        return flow.source.path == self._solver.program.functions[flow.function].path and self._is_refuted(place)

    def _is_refuted(self, place: _Place) -> bool:
        """Whether all that is passed there is known; functions that call one another are known if nobody else passes more."""
        if place in self._answers:
            return self._answers[place]
        reached, pending = {place}, [place]
        while pending:
            for each in self._passed.get(pending.pop(), ()):
                handed_on = (each.caller, each.what)
                if each.what not in (ANYTHING, KNOWN, NONE) and handed_on not in reached:
                    reached.add(handed_on)
                    pending.append(handed_on)
        passed = [each for some in reached for each in self._passed.get(some, ())]
        answer = (
            all(each.what != ANYTHING for each in passed)
            and any(each.what == KNOWN for each in passed)
            and all(some in self._passed and self._is_all(some) for some in sorted(reached))
        )
        self._answers[place] = answer
        return answer

    def _is_all(self, place: _Place) -> bool:
        """Whether all calls of a function are in view, and what they pass; and whether what was passed is still what its
        name stands for."""
        program = self._solver.program
        info = program.functions[place[0]]
        if info.node.name.startswith("__") or any(_name(each) not in _PLAIN for each in info.node.decorators):
            return False
        if place[1] not in {param.name for param in info.node.params} or rebound(info.node).get(place[1]) is False:
            return False
        noted = {each.spot for each in self._passed[place]}
        for by, call in self._mentioned().get(info.node.name, ()):
            if call is None:
                return False  # somebody hands it on
            if Spot(by.path, call.at) not in noted:
                called = called_function(self._solver, by, program.modules[by.module], call)
                if called is None or called is info:
                    return False
        return True

    def _mentioned(self) -> dict[str, list[tuple[FunctionInfo, ir.Call | None]]]:
        """By name the calls of what is called so; with None for where it stands without being called."""
        if self._mentions is None:
            self._mentions = {}
            program = self._solver.program
            for info in program.functions.values():
                for name, call in _mentions(nodes_within(info.node)):
                    self._mentions.setdefault(name, []).append((info, call))
            for cls in program.classes.values():
                body = program.functions[f"{cls.module}.<module>"]
                for name, call in _mentions(tuple(nodes_of(cls.node.body))):
                    self._mentions.setdefault(name, []).append((body, call))
        return self._mentions


def _mentions(nodes: tuple[ir.Node, ...]) -> Iterator[tuple[str, ir.Call | None]]:
    called = {id(node.func) for node in nodes if isinstance(node, ir.Call)}
    for node in nodes:
        if isinstance(node, ir.Call):
            yield _name(node.func), node
        elif id(node) not in called and (name := _name(node)):
            yield name, None


def _name(node: ir.Node) -> str:
    return node.name if isinstance(node, ir.Attr) else node.id if isinstance(node, ir.Name) else ""
