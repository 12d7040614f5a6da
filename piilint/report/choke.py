"""Choke points: the fewest places whose mending closes all flows.

The ways of all open findings make one graph: nodes are places, from sources to sinks. A smallest set of nodes that
every way from a source to a sink goes through is a minimum vertex cut, which by Menger's theorem is as large as the
largest number of ways without a common node; it is found with Dinic's maximum flow. Where several sets are equally
small, the one nearest to the sinks is taken: it's unique, and a mask there changes least of the program. Places where
the data itself is read can't be mended, unless the value gets out in the same call.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from piilint.model.finding import ChokePoint, Finding
from piilint.model.place import Place

_ENDLESS = 1 << 60


def choke_points(findings: Iterable[Finding]) -> tuple[ChokePoint, ...]:
    """Return the places that close all flows of the findings that count, those that close most first."""
    flows = [finding for finding in findings if finding.is_open and finding.sink is not None]
    ways = [_way(finding) for finding in flows]
    if not ways:
        return ()
    ends = {place for finding in flows for place in (finding.location, finding.sink) if place is not None}
    fixed = {way[0] for way in ways} - ends
    points = []
    for place in least_cut(ways, fixed):
        through = [finding for finding, way in zip(flows, ways, strict=True) if place in way]
        elements = tuple(sorted({finding.element for finding in through if finding.element}))
        closes = tuple(finding.fingerprint for finding in through)
        points.append(ChokePoint(place=place, name=_name(place, through), closes=closes, elements=elements))
    return tuple(sorted(points, key=lambda point: (-len(point.closes), _order(point.place))))


def least_cut(ways: Sequence[Sequence[Place]], fixed: Iterable[Place] = ()) -> list[Place]:
    """Return the smallest set of places, none of the `fixed`, that all ways go through, the nearest to their ends.

    Ways may also cross over at places that they share. The end of each must not be fixed.
    """
    net, kept = _Net(), set(fixed)
    for way in ways:
        net.connect(_SOURCE, net.inner(way[0], kept))
        for before, after in pairwise(way):
            if before != after:
                net.connect(net.inner(before, kept) + 1, net.inner(after, kept))
        net.connect(net.inner(way[-1], kept) + 1, _SINK)
    net.saturate()
    ending = net.reaching_the_sink()
    return [place for place, node in net.nodes.items() if node not in ending and node + 1 in ending]


_SOURCE, _SINK = 0, 1


@dataclass(slots=True)
class _Net:
    """A flow network: every place is an edge from its inner to its outer node, which lets one unit through."""

    nodes: dict[Place, int] = field(default_factory=dict)
    """Each place's inner node; the outer one is the next."""
    edges: list[list[int]] = field(default_factory=lambda: [[], []])
    """Of each node, the numbers of its edges; an edge's opposite is its number ^ 1."""
    heads: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    known: set[tuple[int, int]] = field(default_factory=set)

    def inner(self, place: Place, fixed: set[Place]) -> int:
        node = self.nodes.get(place)
        if node is None:
            node = self.nodes[place] = len(self.edges)
            self.edges += [[], []]
            self._edge(node, node + 1, _ENDLESS if place in fixed else 1)
        return node

    def connect(self, tail: int, head: int) -> None:
        if (tail, head) not in self.known:
            self.known.add((tail, head))
            self._edge(tail, head, _ENDLESS)

    def _edge(self, tail: int, head: int, room: int) -> None:
        for start, end, space in ((tail, head, room), (head, tail, 0)):
            self.edges[start].append(len(self.heads))
            self.heads.append(end)
            self.room.append(space)

    def saturate(self) -> None:
        """Push as much as goes through."""
        while (levels := self._levels()) is not None:
            tried = [0] * len(self.edges)
            while self._push(levels, tried):
                pass

    def _levels(self) -> list[int] | None:
        """Each node's distance from the source; None once the sink is out of reach."""
        levels, waiting = [-1] * len(self.edges), deque([_SOURCE])
        levels[_SOURCE] = 0
        while waiting:
            node = waiting.popleft()
            for edge in self.edges[node]:
                head = self.heads[edge]
                if self.room[edge] and levels[head] < 0:
                    levels[head] = levels[node] + 1
                    waiting.append(head)
        return levels if levels[_SINK] >= 0 else None

    def _push(self, levels: list[int], tried: list[int]) -> bool:
        """Push one unit along a shortest way; every mendable place lets through one, so that more is never possible."""
        way: list[int] = []
        node = _SOURCE
        while node != _SINK:
            edges = self.edges[node]
            while tried[node] < len(edges):
                edge = edges[tried[node]]
                if self.room[edge] and levels[self.heads[edge]] == levels[node] + 1:
                    break
                tried[node] += 1
            if tried[node] < len(edges):
                way.append(edges[tried[node]])
                node = self.heads[way[-1]]
            elif way:
                node = self.heads[way.pop() ^ 1]
                tried[node] += 1
            else:
                return False
        for edge in way:
            self.room[edge] -= 1
            self.room[edge ^ 1] += 1
        return True

    def reaching_the_sink(self) -> set[int]:
        """The nodes from which more could still get to the sink."""
        found, waiting = {_SINK}, deque([_SINK])
        while waiting:
            for edge in self.edges[waiting.popleft()]:
                tail = self.heads[edge]
                if self.room[edge ^ 1] and tail not in found:
                    found.add(tail)
                    waiting.append(tail)
        return found


def _way(finding: Finding) -> list[Place]:
    """The places that a value goes through, the meeting call and the sink's own included."""
    places = [step.place for step in finding.trace] or [finding.source or finding.location]
    if finding.location not in places:
        near = [at for at, place in enumerate(places) if place.path == finding.location.path]
        inside = [at for at in near if finding.location.line <= places[at].line <= finding.location.end_line]
        places.insert((inside or near or [0])[-1] + 1, finding.location)
    if finding.sink is not None and places[-1] != finding.sink:
        places.append(finding.sink)
    return places


def _name(place: Place, through: Sequence[Finding]) -> str:
    """The sink's name, else the last thing that a way does there."""
    for finding in through:
        if finding.sink == place:
            return finding.sink_name
    subjects = [step.subject for finding in through for step in finding.trace if step.place == place and step.subject]
    return subjects[-1] if subjects else ""


def _order(place: Place) -> tuple[str, int, int, int]:
    return (place.path, place.cell or 0, place.line, place.column)
