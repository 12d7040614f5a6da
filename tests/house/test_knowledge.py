"""Knowledge is data: the engine names no library but Python's own."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
ENGINE = sorted(path for part in ("lower", "link", "flow", "judge") for path in (ROOT / "piilint" / part).rglob("*.py"))
CLASSES = frozenset({"attr", "attrs"})
"""Libraries that make classes as the standard library's dataclasses do; their functions stand beside those."""


@cache
def libraries() -> frozenset[str]:
    """The packages outside the standard library whose calls the catalogue knows."""
    roots = set()
    for path in (ROOT / "piilint/catalogue/apis").glob("*.toml"):
        entries = [
            entry
            for value in tomllib.loads(path.read_text("utf-8")).values()
            if isinstance(value, list)
            for entry in value
        ]
        calls = [
            call for entry in entries for call in entry.get("call", []) if "." in call and not call.startswith("*")
        ]
        roots |= {call.partition(".")[0] for call in calls}
    return frozenset(root for root in roots - sys.stdlib_module_names - CLASSES if root.isidentifier())


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The string literals of a module that aren't docstrings."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


def test_the_catalogue_knows_libraries() -> None:
    assert len(libraries()) > 20


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_engine_names_none_of_them(path: Path) -> None:
    known = libraries()
    named = [
        f"{path.name}:{node.lineno}: {node.value!r}"
        for node in strings(ast.parse(path.read_text("utf-8")))
        if "." in str(node.value) and str(node.value).partition(".")[0] in known
    ]
    assert not named, "this belongs into the catalogue: " + ", ".join(named)
