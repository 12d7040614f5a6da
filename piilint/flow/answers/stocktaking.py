"""From the solved program to the stock: what was noted on the way, and what classes and tables hold."""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.company import company_owners
from piilint.flow.objects.declared import hides
from piilint.flow.solving.solver import Solver
from piilint.flow.sources.literals import constants
from piilint.link.program import ClassInfo
from piilint.model.place import Spot
from piilint.model.stock import Entry, Holding, ProtectedFlow, Protection, Stock

_LONGEST = 1_000_000
"""Characters of a text that may be a schema."""


def collect_stock(solver: Solver) -> Stock:
    """Everything, sorted."""
    noted = [each for name in solver.analysed() for each in solver.results[name].stock]
    return Stock(
        entries=tuple(_entries(solver, sorted({each for each in noted if isinstance(each, Entry)}))),
        holdings=tuple(sorted({*_classes(solver), *_tables(solver)})),
        protections=tuple(sorted({each for each in noted if isinstance(each, Protection)})),
        protected=tuple(sorted({each for each in noted if isinstance(each, ProtectedFlow)})),
    )


def _entries(solver: Solver, noted: list[Entry]) -> Iterator[Entry]:
    """Each once in a function, where it is read first; a parameter only where no caller in view is known to pass it."""
    first: dict[tuple[str, str, str, str], Entry] = {}
    for entry in sorted(noted, key=lambda entry: entry.spot):
        if entry.kind != "parameter" or not solver.has_callers(entry.function):
            first.setdefault((entry.element, entry.kind, entry.text, entry.function), entry)
    yield from sorted(first.values())


def _classes(solver: Solver) -> Iterator[Holding]:
    """Declared fields, and those that are assigned to `self`."""
    attributes: dict[str, set[str]] = {}
    for shared in solver.shared:
        if shared[0] == "i" and len(shared) == 3:
            attributes.setdefault(shared[1], set()).add(shared[2])
    for name in sorted(solver.program.classes):
        cls = solver.program.classes[name]
        if cls.kind in ("enum", "exception", "protocol"):
            continue
        company = company_owners(solver.catalogue.names, tuple(cls.fields))
        act = Activation(solver, solver.program.functions[f"{cls.module}.<module>"])
        for field in cls.fields.values():
            if field.annotation is not None or cls.kind == "orm":
                yield from _held(solver, cls, field.name, field.at, hides(act, cls, field), company)
        for attribute in sorted(attributes.get(name, set()) - cls.fields.keys()):
            yield from _held(solver, cls, attribute, cls.node.at, False, company)


def _held(
    solver: Solver, cls: ClassInfo, name: str, at: int, protected: bool, company: tuple[str, ...]
) -> Iterator[Holding]:
    match = solver.catalogue.names.classify(name, (cls.node.name, *company))
    if solver.catalogue.names.follows(match) and match.confidence != "low":
        yield Holding(match.element, cls.kind, cls.id, name, Spot(cls.path, at), protected)


def _tables(solver: Solver) -> Iterator[Holding]:
    """The columns of tables that SQL text in the code creates."""
    from piilint.catalogue.ddl import read_tables

    for name in sorted(solver.program.modules):
        module = solver.program.modules[name]
        for const in constants(module.node.body, _LONGEST):
            if not isinstance(const.value, str) or "create" not in const.value.lower() or "(" not in const.value:
                continue
            try:
                columns = list(read_tables(const.value))
            except ValueError:
                continue
            for column in columns:
                owners = (column.owner, *company_owners(solver.catalogue.names, column.beside))
                match = solver.catalogue.names.classify(column.name, owners)
                if solver.catalogue.names.follows(match) and match.confidence != "low":
                    spot = Spot(module.path, const.at)
                    yield Holding(match.element, "table", column.owner, column.name, spot, False)
