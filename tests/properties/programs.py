"""Random small banking programs, as data that can be rendered in several ways with the same meaning.

A `Program` is a handful of functions over two modules; a statement names locals by number, so that rendering decides
what they're called, in which order the functions stand, in which order the files do, and what dead code lies between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

LOCALS = 4
FUNCTIONS = 4
MODULES = 2
PLAIN_NAMES = ("one", "two", "three", "four")
OTHER_NAMES = ("alpha", "beta", "gamma", "delta")

STARTS = ("stmt.iban", "row", "{}", "None")
"""What the locals hold at first."""

SIMPLE = (
    "{a} = stmt.iban",
    "{a} = stmt.status",
    "{a} = stmt.holder_name",
    "{a} = row['account_number']",
    "{a} = row.get('currency')",
    "{a} = {b}",
    "{a} = 'text'",
    "{a} = f'{{{b}}} and {{{c}}}'",
    "{a} = '%s %s' % ({b}, {c})",
    "{a} = {b} + {c}",
    "{a} = {b}[-4:]",
    "{a} = {b}[:-4]",
    "{a} = len({b})",
    "{a} = [{b}, {c}]",
    "{a} = {b}[0]",
    "{a} = {{'k': {b}, 'l': {c}}}",
    "{a} = {b}['k']",
    "{a} = [{a} for {a} in {b}]",
    "{a} = lambda {a}: ({a}, {b})",
    "{a} = {b}({c})",
    "{a} = {b} if {c} else {a}",
    "{a} += {b}",
    "{a}, {b} = {b}, {a}",
    "{a}, *{b} = {c}",
    "{a}.append({b})",
    "{a}['k'] = {b}",
    "{a}.update(k={b})",
    "{a}.field = {b}",
    "{a} = {b}.field",
    "{a} = {f}({b}, {c})",
    "{f}({a}, row={b})",
    "{a} = Box({b})",
    "{a} = {b}.value()",
    "SHARED['k'] = {a}",
    "{a} = SHARED['k']",
    "log.info('%s', {a})",
    "log.info({a})",
    "print({a}, {b})",
    "return {a}",
    "return {a}, {b}",
    "yield_to({a})",
    "raise ValueError({a})",
    "assert {a}, {b}",
    "del {a}",
)
"""Statements on one line; `{a}`, `{b}`, `{c}` are locals, `{f}` is a function of the program."""

COMPOUND = (
    ("if {a}:", "else:"),
    ("for {a} in {b}:", "else:"),
    ("while {a}:", "else:"),
    ("with {b} as {a}:", "if {a}:"),
    ("try:", "except ValueError as {a}:"),
    ("try:", "finally:"),
)
"""Statements with two blocks."""

PRELUDE = """\
import logging

import m0
import m1

log = logging.getLogger(__name__)
SHARED = {}


class Box:
    def __init__(self, held):
        self.held = held

    def value(self):
        return self.held
"""

DEAD_FUNCTION = """\
def never_called(first, second):
    if first:
        return second
    return len(first)
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A line, or two blocks below two lines; `names` are the locals and the function it speaks of."""

    lines: tuple[str, ...]
    names: tuple[int, int, int, int]
    blocks: tuple[tuple[Statement, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    number: int
    body: tuple[Statement, ...]

    @property
    def module(self) -> int:
        return self.number % MODULES


@dataclass(frozen=True, slots=True)
class Program:
    functions: tuple[Function, ...]


_names = st.tuples(*[st.integers(0, LOCALS - 1)] * 3, st.integers(0, FUNCTIONS - 1))
_simple = st.builds(lambda line, names: Statement((line,), names), st.sampled_from(SIMPLE), _names)


def _blocks(inner: st.SearchStrategy[Statement]) -> st.SearchStrategy[Statement]:
    block = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(Statement, st.sampled_from(COMPOUND), _names, st.tuples(block, block))


_statement = st.recursive(_simple, _blocks, max_leaves=6)
programs = st.lists(
    st.lists(_statement, min_size=3, max_size=10).map(tuple), min_size=FUNCTIONS, max_size=FUNCTIONS
).map(lambda bodies: Program(tuple(Function(number, body) for number, body in enumerate(bodies))))


def render(
    program: Program, names: Sequence[str] = PLAIN_NAMES, order: Random | None = None, dead: bool = False
) -> dict[str, str]:
    """The files of the program: with these names for locals, functions in this order, with or without dead code."""
    functions = list(program.functions)
    if order is not None:
        order.shuffle(functions)
    files: dict[str, str] = {}
    for module in range(MODULES):
        parts = [PRELUDE, *(_function(f, names, dead) for f in functions if f.module == module)]
        if dead:
            parts.append(DEAD_FUNCTION)
        files[f"m{module}.py"] = "\n\n".join(parts)
    return files


def _function(function: Function, names: Sequence[str], dead: bool) -> str:
    lines = [f"def f{function.number}(stmt, row=None):"]
    lines += [f"    {name} = {start}" for name, start in zip(names, STARTS, strict=True)]
    if dead:
        lines += ["    if False:", "        log.info(stmt.iban)"]
    lines += _statements(function.body, names, 1)
    if dead:
        lines += ["    return None", f"    {names[0]} = stmt.iban", f"    print({names[0]})"]
    return "\n".join(lines) + "\n"


def _statements(body: Sequence[Statement], names: Sequence[str], depth: int) -> list[str]:
    lines: list[str] = []
    for statement in body:
        a, b, c, function = statement.names
        words = {"a": names[a], "b": names[b], "c": names[c], "f": f"m{function % MODULES}.f{function}"}
        for position, line in enumerate(statement.lines):
            lines.append("    " * depth + line.format(**words))
            if statement.blocks:
                lines += _statements(statement.blocks[position], names, depth + 1)
    return lines
