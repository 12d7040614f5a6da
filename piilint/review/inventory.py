"""The inventory of a program: what data goes where, whether a policy reports it or not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from piilint.config.load import Configuration, load
from piilint.model.inventory import Inventory, Item, Reach, Where
from piilint.model.place import Place, Spot
from piilint.model.run import Run
from piilint.model.stock import Stock
from piilint.pipeline import analyse, discover_paths, knowledge

if TYPE_CHECKING:
    from piilint.catalogue.schema import Element
    from piilint.judge import Policies
    from piilint.model.facts import Facts
    from piilint.snapshot import Snapshot

PathLike = str | os.PathLike[str]
PARTS = {
    "tail": "its last four only",
    "head4": "its first four only",
    "head8": "its beginning only",
    "mask": "a mask",
    "digits": "a mask of its digits",
    "all-digits": "a mask of all its digits",
    "letters": "a mask of its letters",
    "bare-hash": "a hash",
    "filter": "a filter of the logger",
    "used": "code that only works with it",
}
"""What is said of partial protections that are no call."""
_LEVELS = ("critical", "high", "low")
_Part = TypeVar("_Part", Where, Reach)
_Places = Mapping[Spot, Place]


def inventory(
    paths: Sequence[PathLike],
    configuration: Configuration | None = None,
    *,
    run: Run | None = None,
    tree: Snapshot | None = None,
) -> Inventory:
    """Take the inventory of these files and folders, of the disk, or of git's objects if a `tree` is given.

    Raises ConfigError and UsageError for the user's mistakes.
    """
    from piilint.lower.batch import locate_all
    from piilint.lower.sources import read_sources
    from piilint.lower.workers import Workers

    run = run if run is not None else Run()
    configuration = configuration or load(paths)
    catalogue, additions, policies = knowledge(configuration)
    found = discover_paths(paths, configuration, None, tree)
    sources = read_sources(found.files)
    with Workers(run) as workers:
        answer = analyse(sources, catalogue, additions, run, workers, stock=True)
        stock = answer.stock or Stock()
        places = locate_all(_spots(answer.facts, stock), sources, run, workers)
    broken = sorted({*found.problems, *sources.problems, *answer.problems})
    items = _items(answer.facts, stock, catalogue.elements, places, policies)
    channels = sorted({reach.channel for item in items for reach in item.reaches})
    return Inventory(
        items=items,
        audiences={channel: policies.audiences(channel) for channel in channels},
        files=len(answer.lines),
        functions=answer.facts.statistics.functions,
        problems=tuple(broken),
    )


def _spots(facts: Facts, stock: Stock) -> dict[str, set[int]]:
    """The nodes whose places are shown, by file."""
    spots = [flow.location for flow in facts.flows]
    spots += [each.spot for each in stock.entries] + [each.spot for each in stock.holdings]
    spots += [each.spot for each in stock.protections]
    spots += [each.location for each in stock.protected]
    nodes: dict[str, set[int]] = {}
    for spot in spots:
        nodes.setdefault(spot.path, set()).add(spot.node)
    return nodes


def _items(
    facts: Facts, stock: Stock, elements: Mapping[str, Element], places: _Places, policies: Policies
) -> tuple[Item, ...]:
    """One item for each element that anything is known of, the higher levels first."""
    enters = _grouped(
        (each.element, Where(each.kind, each.text, each.function, _at(places, each.spot))) for each in stock.entries
    )
    held = _grouped(
        (each.element, Where(each.kind, each.name, each.owner, _at(places, each.spot), each.protected))
        for each in stock.holdings
    )
    safe = _grouped(
        (each.element, Where(each.kind, each.safeguard, each.function, _at(places, each.spot)))
        for each in stock.protections
        if each.kind != "bare-hash"
    )
    reaches = _grouped([*_open(facts, elements, places, policies), *_protected(stock, places)])
    known = {*enters, *held, *safe, *reaches}
    return tuple(
        Item(
            element=key,
            title=elements[key].title,
            level=elements[key].level,
            enters=tuple(enters.get(key, ())),
            held=tuple(held.get(key, ())),
            safeguards=tuple(safe.get(key, ())),
            reaches=tuple(reaches.get(key, ())),
        )
        for key in sorted(known, key=lambda key: (_LEVELS.index(elements[key].level), key))
    )


def _open(
    facts: Facts, elements: Mapping[str, Element], places: _Places, policies: Policies
) -> Iterable[tuple[str, Reach]]:
    """What reaches a channel in the clear; what the analysis isn't sure of at all is left out."""
    for flow in facts.flows:
        if flow.confidence != "low":
            level = elements[flow.element].level
            forbidden = policies.forbidden_to(flow.location.path, flow.channel, flow.element, level)
            place = _at(places, flow.location)
            reach = Reach(
                flow.channel, flow.callee, flow.function, place, flow.source_text, "", flow.confidence, forbidden
            )
            yield flow.element, reach


def _protected(stock: Stock, places: _Places) -> Iterable[tuple[str, Reach]]:
    for each in stock.protected:
        place = _at(places, each.location)
        safeguard = PARTS.get(each.safeguard, each.safeguard)
        yield each.element, Reach(each.channel, each.callee, each.function, place, "", safeguard)


def _grouped(pairs: Iterable[tuple[str, _Part]]) -> dict[str, list[_Part]]:
    found: dict[str, set[_Part]] = {}
    for element, each in pairs:
        found.setdefault(element, set()).add(each)
    return {element: sorted(each) for element, each in found.items()}


def _at(places: _Places, spot: Spot) -> Place:
    return places.get(spot) or Place(spot.path, 1, 1, 1, 1)
