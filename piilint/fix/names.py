"""How a function of the project is called in a file, and what has to be imported for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from piilint.fix.knowledge import KnownMask
from piilint.fix.module import Module
from piilint.model.finding import Edit
from piilint.model.place import Place

_MODULE = "*"
"""The own name of what is a module."""
Called = tuple[str, tuple[Edit, ...]]
"""How it is written in the file, and the import that this needs."""


def name_in(module: Module, mask: KnownMask, line: int) -> str | None:
    """Return how a line of a file can call a mask as things are, as directly as it can; None if it can't."""
    is_later = bool(module.functions_around(line))
    bound = [each for stmt in module.tree.body if is_later or stmt.lineno < line for each in _bound(stmt, module.path)]
    free = [(name, means) for name, means in bound if name.partition(".")[0] not in module.rebound]
    direct = [name for name, means in free if means == (mask.path, mask.name) or _is_same(means, mask)]
    by_module = [
        f"{name}.{mask.name}"
        for name, (home, own) in free
        if own == _MODULE and mask.module and _is_same((home, mask.name), mask)
    ]
    return min(direct, key=len, default=None) or min(by_module, key=len, default=None)


def _bound(stmt: ast.stmt, path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give the names that a statement of a module binds, each with the home and the name of what it means."""
    match stmt:
        case ast.FunctionDef(name=name):
            yield name, (path, name)
        case ast.Import(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name, (alias.name, _MODULE)
        case ast.ImportFrom(module=home, names=aliases, level=level):
            dotted = _absolute(path, level, home or "")
            for alias in aliases:
                yield alias.asname or alias.name, (dotted, alias.name)
                yield alias.asname or alias.name, (f"{dotted}.{alias.name}".lstrip("."), _MODULE)


def _absolute(path: str, level: int, home: str) -> str:
    """The dotted name of what is imported; of a relative import, from the working directory on."""
    if not level:
        return home
    folders = PurePosixPath(path).parts[:-level]
    return ".".join([*folders, *filter(None, [home])])


def _is_same(means: tuple[str, str], mask: KnownMask) -> bool:
    """Whether a name's home and own name are a mask's."""
    home, name = means
    if name != mask.name:
        return False
    if not mask.path:
        return not mask.module or home == mask.module
    place = mask.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return home == mask.module or place == home or place.endswith(f".{home}")


def imported(module: Module, mask: KnownMask) -> Called | None:
    """Return a mask's name and the import that binds it in a file; None if that can't be."""
    if not mask.module or mask.path == module.path or mask.name in module.rebound:
        return None
    if not mask.is_declared and not _is_of_one_project(module, mask):
        return None
    if any(name.partition(".")[0] == mask.name for stmt in module.tree.body for name, _ in _bound(stmt, module.path)):
        return None
    edit = import_of(module, mask.module, mask.name)
    return None if edit is None else (mask.name, (edit,))


def _is_of_one_project(module: Module, mask: KnownMask) -> bool:
    """Whether a file may well import a mask's module: it is below the same package or beside it, or imports from there."""
    home = mask.path.removesuffix(".py").removesuffix("/__init__")
    root, package = home.removesuffix(mask.module.replace(".", "/")), mask.module.partition(".")[0]
    if root == home:
        return False
    if module.path.startswith(f"{root}{package}/") or module.path.rpartition("/")[0] == root.rstrip("/"):
        return True
    homes = [home for stmt in module.tree.body for _, (home, _) in _bound(stmt, module.path)]
    return any(each.partition(".")[0] == package for each in homes)


def import_of(module: Module, home: str, name: str) -> Edit | None:
    """Return the edit that imports a name: in the statement that imports from there already, or below the imports."""
    imports = [stmt for stmt in module.tree.body if isinstance(stmt, ast.Import | ast.ImportFrom)]
    for stmt in imports:
        if isinstance(stmt, ast.ImportFrom) and stmt.module == home and not stmt.level and stmt.names[0].name != "*":
            line, offset = stmt.names[-1].end_lineno or 0, stmt.names[-1].end_col_offset or 0
            return _insertion(module, line, module.column(line, offset), f", {name}")
    text = f"from {home} import {name}{module.newline}"
    if imports:
        line = (imports[-1].end_lineno or imports[-1].lineno) + 1
        return _insertion(module, line, 1, text) if line <= len(module.lines) else None
    body = module.tree.body[1:] if ast.get_docstring(module.tree, clean=False) is not None else module.tree.body
    if not body:
        return None
    decorators: list[ast.expr] = getattr(body[0], "decorator_list", [])
    line = min([body[0].lineno, *(decorator.lineno for decorator in decorators)])
    return _insertion(module, line, 1, f"{text}{module.newline}")


def _insertion(module: Module, line: int, column: int, text: str) -> Edit:
    return Edit(Place(module.path, line, column, line, column), text, is_import=True)
