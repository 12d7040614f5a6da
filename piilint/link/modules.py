"""From paths to module names, and from an import to the file it means.

A file may be importable under several names, depending on which directory is on the path: every ancestor directory that
is no package may be. So `src/` layouts, namespace packages and monorepos need no configuration: an import means the
candidate nearest to the importing file. Where there is none, a package's own directory may be on the path, too, as for
scripts in it: `from debug import show` beside a `debug.py` that defines `show`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from piilint.model import ir

_STANDARD = frozenset(sys.stdlib_module_names)


def _parts(path: str) -> list[str]:
    parts = path.removesuffix(".py").removesuffix(".pyw").removesuffix(".ipynb").replace("\\", "/").split("/")
    return [part for part in parts if part not in ("", ".", "..")]


class ModuleIndex:
    """Which file an import means."""

    def __init__(self, modules: Mapping[str, ir.Module]) -> None:
        self._modules = modules
        ordered = sorted(modules)
        self._packages = {tuple(_parts(p)[:-1]) for p in ordered if p.endswith(("/__init__.py",)) or p == "__init__.py"}
        self._inside_package = () in self._packages
        """Whether the working directory is itself a package, whose own name the paths don't tell."""
        self.name_by_path: dict[str, str] = {}
        self._candidates: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        taken: set[str] = set()
        for path in ordered:
            dotted = self._dotted(path)
            name = ".".join(dotted[self._root_length(dotted) :]) or ".".join(dotted)
            name = name if name not in taken else ".".join(dotted)
            while name in taken:
                name += "_"
            taken.add(name)
            self.name_by_path[path] = name
            for start in range(len(dotted)):
                if not start or tuple(dotted[:start]) not in self._packages:
                    self._candidates[".".join(dotted[start:])].append((tuple(dotted), name))

    def _dotted(self, path: str) -> list[str]:
        parts = _parts(path)
        return parts[:-1] if parts and parts[-1] == "__init__" and len(parts) > 1 else parts

    def _root_length(self, dotted: list[str]) -> int:
        """How many leading directories aren't part of the module's name: down to the outermost package."""
        for length in range(1, len(dotted)):
            if tuple(dotted[:length]) in self._packages:
                return length - 1
        if tuple(dotted) in self._packages:
            return len(dotted) - 1
        return 1 if len(dotted) > 1 and dotted[0] in ("src", "lib", "python") else 0

    def resolve(self, name: str, importer: str, *wanted: str) -> str | None:
        """The module that `import name` means in the file `importer` (a path), or None for a library's; `wanted` is what is
        imported from it.

        A file called like a standard library module is only meant where it is the nearest possible.
        """
        candidates = self._candidates.get(name)
        if not candidates and self._inside_package and "." in name:
            candidates = self._candidates.get(name.partition(".")[2])
        if not candidates:
            return self._in_package(name, importer, wanted) if wanted else None
        here = self._dotted(importer)
        if name.partition(".")[0] in _STANDARD:
            candidates = [c for c in candidates if ".".join(c[0]) == name and len(here) == 1]
            if not candidates:
                return None

        def distance(candidate: tuple[tuple[str, ...], str]) -> tuple[int, int, str]:
            common = 0
            for one, other in zip(candidate[0], here, strict=False):
                if one != other:
                    break
                common += 1
            return (-common, len(candidate[0]), candidate[1])

        return min(candidates, key=distance)[1]

    def _in_package(self, name: str, importer: str, wanted: tuple[str, ...]) -> str | None:
        """The module of that name in the importer's own package, or in one around it, that defines what is wanted."""
        here, inner = self._dotted(importer), name.split(".")
        if inner[0] in _STANDARD:
            return None
        for length in range(len(here) - 1, 0, -1):
            path = self._path_by_parts.get((*here[:length], *inner))
            if path is not None and path != importer and _defines(self._modules[path], wanted):
                return self.name_by_path[path]
        return None

    @cached_property
    def _path_by_parts(self) -> dict[tuple[str, ...], str]:
        return {tuple(self._dotted(path)): path for path in sorted(self._modules)}

    def relative(self, importer: str, level: int, module: str) -> str | None:
        """The module that `from ..module import` means in the file `importer`."""
        parts = _parts(importer)
        base = parts[: len(parts) - level]
        target = base + [part for part in module.split(".") if part]
        exact = tuple(target)
        for candidate in self._candidates.get(".".join(target), ()):
            if candidate[0] == exact:
                return candidate[1]
        for candidates in self._candidates.get(target[-1], ()) if target else ():
            if candidates[0] == exact:
                return candidates[1]
        return self._by_exact(exact)

    def _by_exact(self, exact: tuple[str, ...]) -> str | None:
        for start in range(len(exact)):
            for dotted, name in self._candidates.get(".".join(exact[start:]), ()):
                if dotted == exact:
                    return name
        return None


def _defines(module: ir.Module, wanted: tuple[str, ...]) -> bool:
    """Whether these names are functions, classes or variables of a module's own; any of them where all are wanted."""
    found: set[str] = set()
    for stmt in module.body:
        if isinstance(stmt, ir.FunctionDef):
            found.add(stmt.function.name)
        elif isinstance(stmt, ir.ClassDef):
            found.add(stmt.name)
        elif isinstance(stmt, ir.Assign):
            found.update(target.id for target in stmt.targets if isinstance(target, ir.Name))
    return bool(found) if wanted == ("*",) else found.issuperset(wanted)
