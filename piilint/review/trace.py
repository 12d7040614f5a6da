"""Where a value comes from and where it goes, asked for by its place: the analysis of a check, with a watch on it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from piilint.config.load import Configuration
from piilint.model.errors import UsageError
from piilint.model.place import Place, Spot, of_text_key
from piilint.model.run import Run
from piilint.model.trail import Arrival, Carried, Origin, Passing, Source, Step, Trail, Trails
from piilint.pipeline import discover_paths, knowledge

if TYPE_CHECKING:
    from piilint.catalogue.load import Catalogue
    from piilint.flow.answers.following import Followed, Wanted
    from piilint.flow.answers.watch import Candidate
    from piilint.lower.sources import Sources
    from piilint.lower.workers import Workers
    from piilint.model import ir

PathLike = str | os.PathLike[str]
_Places = Mapping[Spot, Place]
_CONFIDENCES = {3: "high", 2: "medium", 1: "low"}
VALUES = 8
"""Values of one line that are followed, if none is named."""
_NAMED = 12
"""Names that are listed when there is nothing of the one that was asked for."""


class Target(NamedTuple):
    """What is asked for: FILE:LINE[:NAME]."""

    file: str
    line: int
    name: str = ""
    cell: int | None = None
    """Of a notebook: the 0-based index of the cell that lines are counted in; None if it is any."""


class _Value(NamedTuple):
    """A value that stands there: one name, read or bound, perhaps several times on the line."""

    name: str
    place: Place
    wanted: Wanted


def trace(target: Target, paths: Sequence[PathLike], configuration: Configuration, *, run: Run | None = None) -> Trails:
    """Follow the values at a place through these files and folders. Raises UsageError if nothing stands there."""
    from piilint.flow.solving.kept import Kept
    from piilint.lower.sources import read_sources
    from piilint.lower.workers import Workers

    run = run if run is not None else Run()
    catalogue, additions, _ = knowledge(configuration)
    named = discover_paths([target.file], configuration, None)
    found = discover_paths(paths, configuration, None)
    sources = read_sources((*found.files, *named.files))
    asked = target._replace(file=named.files[0].path if named.files else target.file)
    kept = Kept(Trails, run.cache, sources, additions, "trail", asked)
    known = kept.by_content()
    if known is None:
        with Workers(run) as workers:
            known, may_be_kept = _followed(asked, sources, catalogue, run, workers)
        if may_be_kept:
            kept.keep(known)
    return msgspec.structs.replace(
        known,
        sources=sources.texts({of_text_key(key)[0] for key in known.sources}),
        problems=tuple(sorted({*found.problems, *sources.problems, *known.problems})),
    )


def _followed(
    target: Target, sources: Sources, catalogue: Catalogue, run: Run, workers: Workers
) -> tuple[Trails, bool]:
    """The trails, with the names of the files that they speak of but without their text; and whether they hold for these
    sources for ever."""
    from piilint.flow import follow
    from piilint.flow.answers.watch import watched
    from piilint.link import link
    from piilint.lower.batch import locate_all, lower_all

    batch, path = lower_all(sources, run, workers), target.file
    if path not in batch.units:
        problem = next((each for each in (*sources.problems, *batch.problems) if each.path == path), None)
        raise UsageError(f"{path}: {problem.message if problem else 'no Python file'}")
    modules = batch.modules()
    values = _values(target, path, modules[path], sources, run, workers)
    marks = {node: index for index, value in enumerate(values) for node in value.wanted.nodes}
    modules[path] = watched(modules[path], marks)
    followed = follow(link(modules), catalogue, [value.wanted for value in values], run)
    places = locate_all(_spots(followed), sources, run, workers)
    trails = tuple(_trail(index, value, followed, places) for index, value in enumerate(values))
    found = Trails(
        trails=trails,
        titles=_titles(trails, {key: element.title for key, element in catalogue.elements.items()}),
        sources=dict.fromkeys(sorted({each.path for each in places.values()} | {path}), ""),
        problems=tuple(sorted({*batch.problems, *run.unfinished})),
    )
    return found, batch.is_steady and not run.unfinished


# ---- which values ---------------------------------------------------------------------------------------------------


def _values(target: Target, path: str, module: ir.Module, sources: Sources, run: Run, workers: Workers) -> list[_Value]:
    """The values that stand at the target, each by name; what is bound there comes before what is read."""
    from piilint.flow.answers.following import Wanted
    from piilint.flow.answers.watch import candidates
    from piilint.lower.batch import locate_all

    every: dict[int, Candidate] = {}
    for each in candidates(module):
        every.setdefault(each.at, each)
    places = locate_all({path: every.keys()}, sources, run, workers)
    here = [(places[Spot(path, at)], each) for at, each in sorted(every.items()) if Spot(path, at) in places]
    here = [pair for pair in here if target.cell is None or pair[0].cell == target.cell]
    line = [(place, each) for place, each in here if place.line == target.line]
    chosen = _named(line, target.name) if target.name else _whole(line)
    if not chosen:
        raise _nothing(target, path, line, here)
    bound = {each.text for _, each in chosen if each.binds}
    nodes: dict[str, list[tuple[Place, Candidate]]] = {}
    for place, each in chosen:
        if each.binds == (each.text in bound):
            nodes.setdefault(each.text, []).append((place, each))
    return [
        _Value(text, min(place for place, _ in group), Wanted(path, tuple(e.at for _, e in group), group[0][1].binds))
        for text, group in list(nodes.items())[:VALUES]
    ]


def _whole(line: list[tuple[Place, Candidate]]) -> list[tuple[Place, Candidate]]:
    """What a line binds; if it binds nothing, what it reads."""
    whole = [pair for pair in line if pair[1].whole]
    return [pair for pair in whole if pair[1].binds] or whole


def _named(line: list[tuple[Place, Candidate]], name: str) -> list[tuple[Place, Candidate]]:
    """The values that go by a name: as a whole (`row['iban']` also as `row["iban"]`), else by their last part."""
    asked = name.replace('"', "'")
    said = [(pair, pair[1].text.replace('"', "'")) for pair in line]
    ends = (f".{asked}", f"['{asked}']", f".{asked}()")
    whole = [pair for pair, text in said if text in (asked, f"{asked}()")]
    return whole or [pair for pair, text in said if text.endswith(ends)]


def _nothing(
    target: Target, path: str, line: list[tuple[Place, Candidate]], here: list[tuple[Place, Candidate]]
) -> UsageError:
    """What to say if there is no such value."""
    number = target.line
    if line:
        names = ", ".join(sorted({each.text for _, each in line if each.text != "…"})[:_NAMED])
        return UsageError(f"{path}:{number}: there is no {target.name or 'value'} on this line, only {names}")
    lines = sorted({place.line for place, _ in here}, key=lambda each: abs(each - number))
    if not lines:
        return UsageError(f"{path}:{number}: there is no value on this line")
    return UsageError(f"{path}:{number}: there is no value on this line; the nearest is on line {lines[0]}")


# ---- what was found -------------------------------------------------------------------------------------------------


def _spots(followed: Followed) -> dict[str, set[int]]:
    spots = [origin.spot for each in followed.origins.values() for origin in _flat(each)]
    spots += [use.spot for uses in followed.uses.values() for use in uses]
    spots += [label.source for labels in followed.labels.values() for label in labels]
    spots += [each.location for each in followed.protected]
    for flow in followed.flows:
        spots += [flow.location, flow.sink, *(step.spot for step in flow.trace)]
    nodes: dict[str, set[int]] = {}
    for spot in spots:
        nodes.setdefault(spot.path, set()).add(spot.node)
    return nodes


def _flat(origins: Iterable[Origin]) -> Iterator[Origin]:
    for origin in origins:
        yield origin
        yield from _flat(origin.parts)


def _trail(index: int, value: _Value, followed: Followed, places: _Places) -> Trail:
    carried = {
        Carried(label.element, _at(places, label.source), label.text, _CONFIDENCES[label.confidence])
        for label in followed.labels.get(index, ())
    }
    return Trail(
        name=value.name,
        place=value.place,
        function=followed.functions.get(index, ""),
        carries=tuple(sorted(carried)),
        origins=tuple(_source(origin, places) for origin in followed.origins.get(index, ())),
        uses=tuple(_uses(index, followed, places)),
        arrivals=tuple(_arrivals(index, followed, places)),
        is_cut=index in followed.cut,
    )


def _source(origin: Origin, places: _Places) -> Source:
    parts = tuple(_source(part, places) for part in origin.parts)
    return Source(origin.kind, origin.text, origin.function, _at(places, origin.spot), parts)


def _uses(index: int, followed: Followed, places: _Places) -> Iterator[Passing]:
    uses = {Passing(use.kind, use.text, use.function, _at(places, use.spot)) for use in followed.uses[index]}
    yield from sorted(uses, key=lambda use: (use.place, use.kind, use.text))


def _arrivals(index: int, followed: Followed, places: _Places) -> Iterator[Arrival]:
    """The channels in the clear, then those that only a safeguard's result reaches."""
    from piilint.review.inventory import PARTS

    for flow in followed.flows:
        if followed.index_of(flow.element) == index:
            steps = tuple(Step(_at(places, step.spot), step.kind, step.subject) for step in flow.trace)
            here, sink = _at(places, flow.location), _at(places, flow.sink)
            yield Arrival(flow.channel, flow.callee, flow.function, here, sink, "", steps)
    for each in followed.protected:
        if followed.index_of(each.element) == index:
            here, safeguard = _at(places, each.location), PARTS.get(each.safeguard, each.safeguard)
            yield Arrival(each.channel, each.callee, each.function, here, here, safeguard)


def _at(places: _Places, spot: Spot) -> Place:
    return places.get(spot) or Place(spot.path, 1, 1, 1, 1)


def _titles(trails: Iterable[Trail], elements: Mapping[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    from piilint.catalogue.channels import channels

    keys = {carried.element for trail in trails for carried in trail.carries}
    ways = {arrival.channel for trail in trails for arrival in trail.arrivals}
    return {key: elements[key] for key in sorted(keys)} | {key: channels()[key].title for key in sorted(ways)}
