"""One file that is being mended: its statements by place, and the names that it binds.

Statements are found with the standard library's parser, which is fast, and each one that is mended is then read alone
with LibCST: the rest of the file isn't looked at, and can't change.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from piilint.model.place import Place

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_Block = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If | ast.For | ast.AsyncFor | ast.While | ast.With
_BLOCKS = (*_Block.__args__, ast.AsyncWith, ast.Try, ast.Match)
Range = tuple[int, int, int, int]
"""First line and column, last line and column; from 1, the end exclusive."""


@dataclass(frozen=True)
class Piece:
    """One statement, or the header of one that opens a block."""

    path: str
    module: cst.Module
    ranges: dict[cst.CSTNode, Range]

    def find(self, place: Place, kinds: tuple[type[cst.CSTNode], ...]) -> cst.CSTNode | None:
        """Return the node of one of these kinds that extends over exactly this place."""
        wanted = (place.line, place.column, place.end_line, place.end_column)
        return next((node for node, its in self.ranges.items() if its == wanted and isinstance(node, kinds)), None)

    def place(self, node: cst.CSTNode) -> Place:
        """Return where a node stands."""
        return Place(self.path, *self.ranges[node])

    def before(self, node: cst.CSTNode) -> Place:
        """Return the place right before a node."""
        line, column, _, _ = self.ranges[node]
        return Place(self.path, line, column, line, column)

    def behind(self, node: cst.CSTNode) -> Place:
        """Return the place right behind a node."""
        _, _, line, column = self.ranges[node]
        return Place(self.path, line, column, line, column)


@dataclass
class Module:
    """A file's text and what its statements are."""

    path: str
    lines: list[str]
    tree: ast.Module
    pieces: dict[tuple[int, int], Piece | None] = field(default_factory=dict)

    @classmethod
    def of(cls, path: str, text: str) -> Module | None:
        """Read a file; None if this interpreter's grammar doesn't know it."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(path, _LINE.findall(text), ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @property
    def newline(self) -> str:
        """How its lines end."""
        first = self.lines[0] if self.lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def piece(self, place: Place) -> Piece | None:
        """Return the statement around a place, read by LibCST; None where it can't be read alone."""
        levels = self._levels(place.line)
        if not levels:
            return None
        extent = _extent(levels)
        if extent not in self.pieces:
            self.pieces[extent] = self._read(*extent, is_header=extent[1] < (levels[-1][0].end_lineno or 0))
        return self.pieces[extent]

    def _levels(self, line: int) -> list[tuple[ast.stmt, list[ast.stmt]]]:
        """Return the statements around a line, the outermost first, each with its block."""
        found: list[tuple[ast.stmt, list[ast.stmt]]] = []
        level: list[ast.stmt] = self.tree.body
        while True:
            inner = [node for node in level if _first(node) <= line <= (node.end_lineno or node.lineno)]
            if not inner:
                return found
            found.append((inner[0], level))
            level = list(_statements_in(inner[0]))

    def _enclosing(self, line: int) -> list[ast.stmt]:
        return [syntax for syntax, _ in self._levels(line)]

    def _read(self, first: int, last: int, *, is_header: bool) -> Piece | None:
        lines = self.lines[first - 1 : last]
        indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
        text = "".join(lines) + (f"{indent} pass\n" if is_header else "")
        shift = first - 1
        if indent:
            text, shift = f"if 1:\n{text}", first - 2
        try:
            wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
            spans = wrapper.resolve(PositionProvider)
        except (cst.ParserSyntaxError, RecursionError):
            return None
        ranges = {
            node: (span.start.line + shift, span.start.column + 1, span.end.line + shift, span.end.column + 1)
            for node, span in spans.items()
        }
        return Piece(self.path, wrapper.module, ranges)

    def column(self, line: int, offset: int) -> int:
        """Return the column, in characters from 1, of an offset in bytes as `ast` counts it."""
        return len(self.lines[line - 1].encode()[:offset].decode(errors="replace")) + 1

    def functions_around(self, line: int) -> list[ast.stmt]:
        """Return the functions around a line, the outermost first."""
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        return [syntax for syntax in self._enclosing(line) if isinstance(syntax, functions) and line >= syntax.lineno]

    def class_around(self, line: int) -> ast.ClassDef | None:
        """Return the innermost class around a line."""
        classes = [syntax for syntax in self._enclosing(line) if isinstance(syntax, ast.ClassDef)]
        return classes[-1] if classes else None

    def caught_as(self, name: str, line: int) -> bool:
        """Whether a name is that of an exception that is caught around a line."""
        return any(
            handler.name == name and handler.lineno <= line <= (handler.end_lineno or 0)
            for syntax in self._enclosing(line)
            if isinstance(syntax, ast.Try)
            for handler in syntax.handlers
        )

    @cached_property
    def rebound(self) -> frozenset[str]:
        """Names that something else than an import or a function of the module binds, wherever that is."""
        own = set(map(id, self.tree.body))
        found: set[str] = set()
        for node in ast.walk(self.tree):
            match node:
                case (
                    ast.Name(id=name, ctx=ast.Store() | ast.Del())
                    | ast.arg(arg=name)
                    | ast.ExceptHandler(name=str(name))
                ):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    if id(node) not in own:
                        found.add(name)
        return frozenset(found)


def nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Give a node and all nodes in it."""
    yield node
    for child in node.children:
        yield from nodes(child)


def _first(syntax: ast.stmt) -> int:
    """The first line of a statement, its decorators included."""
    decorators: list[ast.expr] = getattr(syntax, "decorator_list", [])
    return min([syntax.lineno, *(decorator.lineno for decorator in decorators)])


def _statements_in(syntax: ast.stmt) -> Iterator[ast.stmt]:
    """The statements of all blocks that a statement opens."""
    for name in ("body", "orelse", "handlers", "cases", "finalbody"):
        for part in getattr(syntax, name, ()):
            if isinstance(part, ast.stmt):
                yield part
            else:
                yield from part.body


def _extent(levels: list[tuple[ast.stmt, list[ast.stmt]]]) -> tuple[int, int]:
    """The lines that the innermost statement, or its header, can be read from: whole lines, so more where they are shared."""
    inner, siblings = levels[-1]
    blocks = list(_statements_in(inner)) if isinstance(inner, _BLOCKS) else []
    if blocks:
        begin = min(map(_first, blocks))
        if begin > inner.lineno:
            return inner.lineno, begin - 1
    first, last = _first(inner), inner.end_lineno or inner.lineno
    for sibling in siblings:  # statements on one line, behind semicolons
        if first <= sibling.lineno <= last:
            last = max(last, sibling.end_lineno or last)
    for block, _ in reversed(levels[:-1]):
        if block.lineno == first:
            last = block.end_lineno or last
    return first, last
