"""One file's text → its IR, and where every number stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from piilint.lower.comprehensions import COMPREHENSIONS
from piilint.lower.definitions import DEFINITIONS
from piilint.lower.depth import recursing
from piilint.lower.expressions import EXPRESSIONS
from piilint.lower.imports import IMPORTS
from piilint.lower.literals import LITERALS
from piilint.lower.names import names_of
from piilint.lower.parse import parse, too_nested
from piilint.lower.patterns import PATTERNS
from piilint.lower.statements import STATEMENTS
from piilint.lower.walk import Anchor, HandlerByType, Lowering
from piilint.model import ir
from piilint.model.finding import Problem

HANDLERS: HandlerByType = {
    **EXPRESSIONS, **LITERALS, **COMPREHENSIONS, **STATEMENTS, **DEFINITIONS, **IMPORTS, **PATTERNS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tree:
    """A lowered file with what it was lowered from."""

    module: ir.Module
    syntax: cst.Module
    nodes: dict[int, Anchor]
    """`nodes[at]` is where the IR node `at` stands."""


@lru_cache(maxsize=3)
def lower_text(text: str, path: str) -> Tree | Problem:
    """Parse and lower a file's text. The last few are kept: where little has changed, places are looked up in what was
    lowered just before."""
    refused = too_nested(text, path)
    if refused is not None:
        return refused
    syntax = parse(text, path)
    if isinstance(syntax, Problem):
        return syntax
    return recursing(lambda: lower_syntax(syntax, _lines(text)))


def lower_syntax(syntax: cst.Module, lines: int) -> Tree:
    """Lower a parsed file; `lines` is how many lines it has."""
    low = Lowering(HANDLERS)
    syntax.visit(low)
    body, binds, doc = low.result
    return Tree(ir.Module(body, binds, lines, max(low.nodes, default=-1) + 1, doc, names_of(body)), syntax, low.nodes)


def _lines(text: str) -> int:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.count("\n") + (not text.endswith("\n") and text != "")
