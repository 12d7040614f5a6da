"""The flow map: elements → modules → channels, drawn as bands whose width is the number of findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from piilint.language import Language
from piilint.model.finding import Finding, Level
from piilint.report import words
from piilint.report.excerpt import cells, plain
from piilint.report.html.names import channel_name

MOST = 12
"""Nodes of a column; the rest become one."""
WIDTH = 1000
_LEFTS = (195, 440, 690)
_ROOM = (24, 27, 36)
"""How many narrow characters a column's labels may have."""
_BAR = 12
_GAP = 8
_LEAST = 18
"""The height of a node's room: its label must fit."""
_HEIGHT = 420
_OTHERS = ""


@dataclass(slots=True)
class Node:
    """One element, module or channel."""

    key: str
    """What findings are filtered by: "element", "path", "channel"."""
    value: str
    """Of the filter; "" for the others together."""
    name: str
    room: int
    count: int = 0
    x: float = 0
    y: float = 0
    height: float = 0
    levels: Counter[Level | None] = field(default_factory=Counter)

    @property
    def level(self) -> str:
        """The gravest level that goes through it."""
        return "critical" if self.levels["critical"] else "high"

    @property
    def label(self) -> str:
        """The name as there is room for it: of a path, its end."""
        if cells(self.name) <= self.room:
            return self.name
        name = self.name[::-1] if self.key == "path" else self.name
        while cells(name) > self.room - 1:
            name = name[:-1]
        return "…" + name[::-1] if self.key == "path" else name + "…"

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """What goes from one node to another."""

    path: str
    width: float
    level: str
    title: str


@dataclass(frozen=True, slots=True)
class FlowMap:
    """The drawing and its table."""

    height: int
    columns: tuple[tuple[Node, ...], ...]
    bands: tuple[Band, ...]
    rows: tuple[tuple[str, str, str, int], ...]
    """Element, module, channel, findings: the same for those who don't see the drawing."""


def flow_map(findings: Iterable[Finding], language: Language) -> FlowMap | None:
    """Return the map of all flows among the findings; None if there are none."""
    flows = [finding for finding in findings if finding.sink is not None and finding.element]
    if not flows:
        return None
    triples = [(finding.element or "", plain(finding.location.path), finding.channel) for finding in flows]
    names = {(0, finding.element): words.element(finding, language) for finding in flows}
    names |= {(1, path): path for _, path, _ in triples}
    names |= {(2, finding.channel): channel_name(finding.channel, language) for finding in flows}
    columns = [_column(position, triples, names, language) for position in range(3)]
    for triple, finding in zip(triples, flows, strict=True):
        for column, value in zip(columns, triple, strict=True):
            node = column.get(value) or column[_OTHERS]
            node.count += 1
            node.levels[finding.level] += 1
    height = _place(columns)
    unit = _HEIGHT / len(flows)
    bands = [*_bands(columns, 0, triples, flows, unit), *_bands(columns, 1, triples, flows, unit)]
    rows = tuple(
        (plain(names[0, element]), plain(path), names[2, channel], count)
        for (element, path, channel), count in sorted(Counter(triples).items(), key=lambda item: (-item[1], item[0]))
    )
    return FlowMap(height, tuple(tuple(column.values()) for column in columns), tuple(bands), rows[:200])


def _column(
    position: int, triples: Sequence[tuple[str, str, str]], names: dict[tuple[int, str | None], str], language: Language
) -> dict[str, Node]:
    """The commonest values of a column, and one node for the others."""
    key = ("element", "path", "channel")[position]
    counts = Counter(triple[position] for triple in triples)
    common = sorted(counts, key=lambda value: (-counts[value], value))
    kept = common if len(common) <= MOST else common[: MOST - 1]
    column = {value: Node(key, value, names[position, value], _ROOM[position]) for value in kept}
    if len(kept) < len(common):
        column[_OTHERS] = Node(key, "", language.say("{} others", len(common) - len(kept)), _ROOM[position])
    return column


def _place(columns: Sequence[dict[str, Node]]) -> int:
    """Give every node its place; return the drawing's height."""
    total = sum(node.count for node in columns[0].values())
    unit = _HEIGHT / total
    heights = []
    for left, column in zip(_LEFTS, columns, strict=True):
        y = 4.0
        for node in column.values():
            node.x, node.height = left, round(max(node.count * unit, 2), 1)
            room = max(node.height, _LEAST)
            node.y = round(y + (room - node.height) / 2, 1)
            y += room + _GAP
        heights.append(y)
    for column, height in zip(columns, heights, strict=True):
        for node in column.values():
            node.y = round(node.y + (max(heights) - height) / 2, 1)
    return round(max(heights)) + 4


def _bands(
    columns: Sequence[dict[str, Node]],
    position: int,
    triples: Sequence[tuple[str, str, str]],
    flows: Sequence[Finding],
    unit: float,
) -> list[Band]:
    """The bands between a column and the next, the critical ones drawn last, on top."""
    left, right = columns[position], columns[position + 1]
    counts: Counter[tuple[str, str, str]] = Counter()
    for triple, finding in zip(triples, flows, strict=True):
        tail = triple[position] if triple[position] in left else _OTHERS
        head = triple[position + 1] if triple[position + 1] in right else _OTHERS
        counts[tail, head, "critical" if finding.level == "critical" else "high"] += 1
    leaving = {value: node.y for value, node in left.items()}
    arriving = {value: node.y for value, node in right.items()}
    order = {value: number for number, value in enumerate([*left, *right])}
    bands = []
    for (tail, head, level), count in sorted(
        counts.items(), key=lambda item: (order[item[0][0]], order[item[0][1]], item[0][2])
    ):
        width = round(max(count * unit, 1), 1)
        begin, end = round(leaving[tail] + width / 2, 1), round(arriving[head] + width / 2, 1)
        leaving[tail] += width
        arriving[head] += width
        x, stop = left[tail].x + _BAR, right[head].x
        bend = (x + stop) / 2
        path = f"M{x} {begin}C{bend} {begin} {bend} {end} {stop} {end}"
        bands.append(Band(path, width, level, f"{left[tail].name} → {right[head].name}: {count}"))
    return sorted(bands, key=lambda band: band.level == "critical")
