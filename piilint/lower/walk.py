"""The visitor that turns LibCST's tree into IR, and what it remembers on its way.

`Lowering` is a `CSTVisitor`: `on_visit` hands a node to the handler of its type and never lets LibCST descend by
itself, since that would enter every comma and blank. Handlers ask for the fields that mean something:

    def attribute(low: Lowering, node: cst.Attribute) -> ir.Attr:
        return ir.Attr(low.number(node), low.expr(node.value), node.attr.value)

Invariant: the walk depends on the tree alone, so lowering the same text again gives every node the same number. And
numbers move little when the file changes: every outermost function, class and variable has a range of numbers of its own,
chosen by its name, so that what is known of the others' nodes stays true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from unicodedata import normalize
from zlib import crc32

import libcst as cst

from piilint.model import ir

Handler = Callable[["Lowering", Any], Any]
HandlerByType = Mapping[type[cst.CSTNode], Handler]
Anchor = cst.CSTNode | tuple[cst.CSTNode, cst.CSTNode]
"""Where an IR node stands: in one LibCST node, or from one to another."""


RANGE = 1 << 16
"""How many numbers a function or class has before it takes another range."""
_NAMED_RANGES = (1 << 15) - 1
"""Ranges that names lead to; 0 is the module's own, later ones are for what doesn't fit."""


def spelled(node: cst.Name) -> str:
    """Return an identifier as Python compares them, in Unicode's normal form KC: `ｉｂａｎ` is `iban`."""
    name = node.value
    return name if name.isascii() else normalize("NFKC", name)


@dataclass(slots=True)
class Scope:
    """What one function, class or module binds, gathered while its body is lowered."""

    bound: set[str] = field(default_factory=set)
    globals: list[str] = field(default_factory=list)
    nonlocals: list[str] = field(default_factory=list)
    is_generator: bool = False

    def binds(self) -> tuple[str, ...]:
        """Return the scope's own names, sorted."""
        return tuple(sorted(self.bound.difference(self.globals, self.nonlocals)))


class Lowering(cst.CSTVisitor):
    """One file's walk. `nodes[at]` is where the IR node `at` stands."""

    def __init__(self, handlers: HandlerByType) -> None:
        super().__init__()
        self.handlers = handlers
        self.nodes: dict[int, Anchor] = {}
        self.scope = Scope()
        self.result: Any = None
        self._next = 0
        self._named: set[int] = set()
        self._more = _NAMED_RANGES
        self._owners: list[str] = []
        """The classes around, and the outermost function."""
        self._in_function = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Lower `node` into `result`; LibCST needn't descend."""
        self.result = self.handlers[type(node)](self, node)
        return False

    def number(self, anchor: Anchor) -> int:
        """Give out the next number, to what stands at `anchor`."""
        at = self._next
        self.nodes[at] = anchor
        self._next = at + 1
        if not self._next % RANGE:
            self._more += 1
            self._next = self._more * RANGE
        return at

    @contextmanager
    def numbered_apart(self, name: str, *, is_function: bool) -> Iterator[None]:
        """Within, give out numbers of the range that belongs to this function, class or variable; not in a function, and
        not without a name."""
        if self._in_function or not name:
            yield
            return
        outer, self._in_function = self._next, is_function
        self._owners.append(name)
        self._next = self._range(".".join(self._owners)) * RANGE
        yield
        self._owners.pop()
        self._next, self._in_function = outer, False

    def _range(self, name: str) -> int:
        """The range of this name, or the next one that is free."""
        number = crc32(name.encode()) % _NAMED_RANGES + 1
        while number in self._named and len(self._named) < _NAMED_RANGES:
            number = number % _NAMED_RANGES + 1
        if number in self._named:
            self._more += 1
            return self._more
        self._named.add(number)
        return number

    def expr(self, node: cst.CSTNode) -> ir.Expr:
        return cast("ir.Expr", self.handlers[type(node)](self, node))

    def maybe(self, node: cst.CSTNode | None) -> ir.Expr | None:
        return None if node is None else cast("ir.Expr", self.handlers[type(node)](self, node))

    def target(self, node: cst.CSTNode) -> ir.Expr:
        """Lower an assignment's target and bind its names in the current scope."""
        target = self.expr(node)
        self.bind(target)
        return target

    def bind(self, target: ir.Expr) -> None:
        """Bind the names of a target: `a`, `(a, *b)`, but neither `a.b` nor `a[b]`."""
        kind = type(target)
        if kind is ir.Name:
            self.scope.bound.add(cast("ir.Name", target).id)
        elif kind is ir.Seq:
            for element in cast("ir.Seq", target).elements:
                self.bind(element)
        elif kind is ir.Star:
            self.bind(cast("ir.Star", target).value)

    def block(self, body: cst.BaseSuite) -> tuple[ir.Stmt, ...]:
        """Lower an indented block or the statements behind a colon."""
        if isinstance(body, cst.SimpleStatementSuite):
            return self.statements((body,))
        return self.statements(body.body)

    def statements(self, lines: Iterable[cst.CSTNode]) -> tuple[ir.Stmt, ...]:
        """Lower lines of statements; `pass` vanishes."""
        handlers = self.handlers
        lowered: list[ir.Stmt | None] = []
        for line in lines:
            if type(line) in _LINES:
                lowered += self.small_statements(cast("cst.SimpleStatementLine", line).body)
            else:
                lowered.append(handlers[type(line)](self, line))
        return tuple([statement for statement in lowered if statement is not None])

    def small_statements(self, nodes: Iterable[cst.CSTNode]) -> list[ir.Stmt]:
        """Lower the statements between the semicolons of one line."""
        handlers = self.handlers
        if self._owners:
            lowered = [handlers[type(node)](self, node) for node in nodes]
        else:
            lowered = []
            for node in nodes:
                with self.numbered_apart(_made_by(node), is_function=False):
                    lowered.append(handlers[type(node)](self, node))
        return [statement for statement in lowered if statement is not None]


def _made_by(node: cst.CSTNode) -> str:
    """The variable that a statement of a module makes, or the library that it imports of; "" for any other."""
    if isinstance(node, cst.Assign):
        target: cst.CSTNode = node.targets[0].target
        return target.value if isinstance(target, cst.Name) else ""
    if isinstance(node, cst.AnnAssign):
        return node.target.value if isinstance(node.target, cst.Name) else ""
    if isinstance(node, cst.ImportFrom):
        return f"from {_dotted(node.module)}"
    if isinstance(node, cst.Import):
        return f"import {_dotted(node.names[0].name)}"
    return ""


def _dotted(node: cst.CSTNode | None) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


_LINES = frozenset({cst.SimpleStatementLine, cst.SimpleStatementSuite})
