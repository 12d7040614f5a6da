"""Node numbers → places, measured only for the few nodes that a report shows.

LibCST's nodes don't know where they stand. Its code generator writes the file out again; `Measuring` is a generator
state that notes how many tokens stand before and after each wanted node, and nothing else. (LibCST's own
`PositionProvider` computes every node's place, and costs several times as much.)

A place covers what Python's `ast` would say of the node; of a compound statement, its header up to the colon.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from itertools import accumulate
from types import TracebackType

import libcst as cst
from libcst._nodes.internal import CodegenState

from piilint.lower.align import Alignment
from piilint.lower.tree import Tree
from piilint.model.place import Place

_AFTER_HEADER: dict[type[cst.CSTNode], str] = {
    cst.FunctionDef: "body",
    cst.ClassDef: "body",
    cst.If: "body",
    cst.For: "body",
    cst.While: "body",
    cst.With: "body",
    cst.Try: "body",
    cst.TryStar: "body",
    cst.ExceptHandler: "body",
    cst.ExceptStarHandler: "body",
    cst.MatchCase: "body",
    cst.Match: "whitespace_after_colon",
}
"""The field that begins right behind the colon."""
_WITH_PARENTHESES = (cst.Tuple, cst.GeneratorExp, cst.MatchTuple)
"""Nodes whose own parentheses belong to them."""
_NEWLINE = re.compile(r"\r\n?|\n")
_BLANKS = " \t\f\r\n\\"
_VERBATIM = frozenset({cst.FormattedStringText, cst.TemplatedStringText})
"""Blanks are part of these."""
_TAILS: dict[type[cst.CSTNode], str] = {cst.MatchStar: _BLANKS + ","}
_NOTHING: AbstractContextManager[None] = nullcontext()


class Measuring(CodegenState):
    """Notes between which tokens the wanted nodes stand; `wanted` holds their `id`."""

    def __init__(self, module: cst.Module, wanted: set[int]) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.wanted = wanted
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.inner: dict[int, tuple[int, int]] = {}
        """Without parentheses, commas, leading lines and decorators, where LibCST tells them apart."""

    def before_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.wanted:
            self.starts[id(node)] = len(self.tokens)

    def after_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.wanted:
            self.ends[id(node)] = len(self.tokens)

    def record_syntactic_position(  # type: ignore[override]  # any context manager will do, and a generator costs more
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> AbstractContextManager[None]:
        return _Inner(self, id(node)) if id(node) in self.wanted else _NOTHING

    def is_done(self) -> bool:
        """Whether every wanted node has been written."""
        return len(self.ends) == len(self.wanted)


class _Inner(AbstractContextManager[None]):
    """Notes the part of a node that LibCST calls its syntactic position."""

    def __init__(self, state: Measuring, key: int) -> None:
        self.state = state
        self.key = key
        self.start = 0

    def __enter__(self) -> None:
        self.start = len(self.state.tokens)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.state.inner[self.key] = (self.start, len(self.state.tokens))


def places(tree: Tree, text: str, path: str, numbers: Collection[int]) -> dict[int, Place]:
    """Return the place of each number that the tree has."""
    known = sorted(tree.nodes.keys() & set(numbers))
    extents = {number: _extent(tree.nodes[number]) for number in known}
    state = Measuring(tree.syntax, {id(node) for extent in extents.values() for node in extent})
    write(tree.syntax, state)
    offsets = list(accumulate(map(len, state.tokens), initial=0))
    alignment = Alignment("".join(state.tokens), text)
    lines = [0, *(match.end() for match in _NEWLINE.finditer(text))]
    found = {}
    for number, extent in extents.items():
        first, last = _tokens(state, extent)
        start, end = alignment.source(offsets[first]), alignment.source(offsets[last])
        if type(extent[-1]) not in _VERBATIM:
            start, end = _trimmed(text, start, end, _TAILS.get(type(extent[0]), _BLANKS))
        found[number] = _place(path, lines, start, end)
    return found


def write(module: cst.Module, state: Measuring) -> None:
    """Write the file as far as wanted nodes stand in it."""
    parts: Iterable[cst.CSTNode] = (*module.header, *module.body, *module.footer)
    for part in parts:
        if state.is_done():
            return
        part._codegen(state)


def _extent(anchor: cst.CSTNode | tuple[cst.CSTNode, cst.CSTNode]) -> tuple[cst.CSTNode, ...]:
    """Return the nodes between which the place extends: one, or first and last, or header and what follows it."""
    if isinstance(anchor, tuple):
        return anchor
    if isinstance(anchor, _WITH_PARENTHESES) and anchor.lpar:
        return anchor.lpar[-1], anchor.rpar[0]
    behind = _AFTER_HEADER.get(type(anchor))
    return (anchor,) if behind is None else (anchor, getattr(anchor, behind))


def _tokens(state: Measuring, extent: tuple[cst.CSTNode, ...]) -> tuple[int, int]:
    """Return the first token of the extent and the first one behind it."""
    first, last = id(extent[0]), id(extent[-1])
    if len(extent) == 1:
        return state.inner.get(first) or (state.starts[first], state.ends[first])
    if type(extent[0]) in _AFTER_HEADER:
        return state.inner[first][0], state.starts[last]
    return state.starts[first], state.ends[last]


def _trimmed(text: str, start: int, end: int, tail: str) -> tuple[int, int]:
    """Leave out what LibCST counts in at both ends: blanks, and the characters of `tail`."""
    covered = text[start:end]
    head = len(covered) - len(covered.lstrip(_BLANKS))
    return start + head, start + max(head, len(covered.rstrip(tail)))


def _place(path: str, lines: list[int], start: int, end: int) -> Place:
    line = bisect_right(lines, start)
    end_line = bisect_right(lines, end)
    return Place(path, line, start - lines[line - 1] + 1, end_line, end - lines[end_line - 1] + 1)
