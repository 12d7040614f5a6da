"""Files and functions stay small, say what they are, and live in no drawer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "piilint").rglob("*.py"))
PROGRAMS = ROOT / "tests" / "projects"
"""Programs that are input, not part of the tests."""
OTHERS = sorted(
    path
    for folder in ("tests", "benchmarks", "scripts", "examples")
    for path in (ROOT / folder).rglob("*.py")
    if PROGRAMS not in path.parents
)
FILE_LINES = 400
FUNCTION_LINES = 60
SPEAKING_LINES = 15
LONG = {"piilint/model/ir.py": 500}
"""The IR's nodes are one closed union, read as one page."""
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "types", "core", "base", "stuff", "tools"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_there_is_something_to_measure() -> None:
    assert len(SOURCES) > 20
    assert len(OTHERS) > 10


@pytest.mark.parametrize("path", [*SOURCES, *OTHERS], ids=name_of)
def test_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= LONG.get(name_of(path), FILE_LINES), f"{lines} lines; a concept is missing"
    assert ast.get_docstring(ast.parse(text)) or not text, "no module docstring"


@pytest.mark.parametrize("path", [*SOURCES, *OTHERS], ids=name_of)
def test_functions_are_short(path: Path) -> None:
    for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        assert lines <= FUNCTION_LINES, f"{name_of(path)}:{function.lineno} {function.name}: {lines} lines"


@pytest.mark.parametrize("path", [*SOURCES, *OTHERS], ids=name_of)
def test_no_drawers(path: Path) -> None:
    drawers = DRAWERS & {path.stem, *(part.name for part in path.relative_to(ROOT).parents)}
    assert not drawers, f"{name_of(path)}: name it by what it holds"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_longer_functions_say_what_they_do(path: Path) -> None:
    """Short functions may speak by their name, as the small ones per construct do."""
    bare = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for function in functions(ast.parse(path.read_text(encoding="utf-8")))
        if (function.end_lineno or 0) - function.lineno + 1 > SPEAKING_LINES
        and not function.name.startswith("_")
        and not ast.get_docstring(function)
    ]
    assert not bare, "no docstring: " + ", ".join(bare)
