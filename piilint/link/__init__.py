"""Link: from files' IR to a program, with modules, imports and classes resolved."""

from __future__ import annotations

from collections.abc import Mapping

from piilint.link.classes import resolve_classes
from piilint.link.collect import collect_module
from piilint.link.modules import ModuleIndex
from piilint.link.program import ModuleInfo, Program
from piilint.model import ir

__all__ = ["Program", "link"]


def link(modules: Mapping[str, ir.Module]) -> Program:
    """The program that these files make; `modules` by path as reported."""
    index = ModuleIndex(modules)
    program = Program({}, {}, {}, dict(index.name_by_path), {}, {}, index)
    for path in sorted(modules):
        name = index.name_by_path[path]
        is_package = path.endswith("__init__.py")
        program.modules[name] = ModuleInfo(name, path, modules[path], is_package)
    for name in sorted(program.modules):
        parent, _, last = name.rpartition(".")
        if parent in program.modules:
            program.modules[parent].parts[last] = name
    for name in sorted(program.modules):
        collect_module(program.modules[name], program, index)
    resolve_classes(program)
    program.settled = True
    return program
