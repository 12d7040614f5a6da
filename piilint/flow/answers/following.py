"""From the solved program to the trails of the values that are watched in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from piilint.flow.answers.facts import collect_facts
from piilint.flow.answers.origins import Origins
from piilint.flow.answers.probe import Probe
from piilint.flow.domain.value import TRACED, Label
from piilint.flow.solving.solver import Solver
from piilint.model import ir
from piilint.model.facts import Flow
from piilint.model.stock import ProtectedFlow
from piilint.model.trail import Origin, Use


class Wanted(NamedTuple):
    """One value that is asked for: the nodes that stand for it, which have watches of this index."""

    path: str
    nodes: tuple[int, ...]
    binds: bool


class Followed(NamedTuple):
    """What was found, by the index of the value; the last item says of which values a limit left something out."""

    functions: dict[int, str]
    labels: dict[int, tuple[Label, ...]]
    origins: dict[int, tuple[Origin, ...]]
    uses: dict[int, list[Use]]
    flows: tuple[Flow, ...]
    protected: tuple[ProtectedFlow, ...]
    cut: frozenset[int]

    @staticmethod
    def index_of(element: str) -> int | None:
        """Which value's way a flow with this element is."""
        return int(element.removeprefix(TRACED)) if element.startswith(TRACED) else None


def collect_trails(solver: Solver, probe: Probe, wanted: Sequence[Wanted]) -> Followed:
    """All that the probe saw of the values."""
    origins: dict[int, tuple[Origin, ...]] = {}
    cut: set[int] = set()
    for index, value in enumerate(wanted):
        search = Origins(solver.program, probe)
        origins[index] = _origins(solver, search, value)
        cut |= {index} if search.is_cut else set()
    noted = (each for name in solver.analysed() for each in solver.results[name].stock)
    protected = {each for each in noted if isinstance(each, ProtectedFlow) and each.element.startswith(TRACED)}
    return Followed(
        functions=probe.functions,
        labels={index: tuple(labels[key] for key in sorted(labels)) for index, labels in probe.labels.items()},
        origins=origins,
        uses={index: probe.uses(index) for index in range(len(wanted))},
        flows=tuple(flow for flow in collect_facts(solver).flows if flow.element.startswith(TRACED)),
        protected=tuple(sorted(protected)),
        cut=frozenset(cut),
    )


def _origins(solver: Solver, search: Origins, value: Wanted) -> tuple[Origin, ...]:
    """Of all its nodes; the function that a node stands in is the innermost that has it."""
    found: list[Origin] = []
    for info in sorted(solver.program.functions.values(), key=lambda each: each.id):
        if info.path != value.path:
            continue
        for node in value.nodes:
            if value.binds:
                found += search.of_binding(info.id, node)
            else:
                found += (each for read in reads_at(info.node, node) for each in search.of(info.id, read))
    return tuple(found)


def reads_at(function: ir.Function, at: int) -> Sequence[ir.Expr]:
    """The read with this number, if the function itself has it."""
    from piilint.flow.syntax.nodes import nodes_within

    kinds = (ir.Name, ir.Attr, ir.Sub, ir.Call)
    return [node for node in nodes_within(function) if node.at == at and isinstance(node, kinds)][:1]
