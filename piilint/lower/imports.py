"""Imports: `import a.b` binds `a`, `import a.b as c` and `from a import b as c` bind `c`."""

from __future__ import annotations

import libcst as cst

from piilint.lower.walk import HandlerByType, Lowering, spelled
from piilint.model import ir


def import_(low: Lowering, node: cst.Import | cst.LazyImport) -> ir.Stmt:
    at = low.number(node)
    return ir.Import(at, tuple([alias(low, each) for each in node.names]))


def import_from(low: Lowering, node: cst.ImportFrom | cst.LazyImportFrom) -> ir.Stmt:
    at = low.number(node)
    module = "" if node.module is None else dotted(node.module)
    if isinstance(node.names, cst.ImportStar):
        names: tuple[ir.Alias, ...] = (ir.Alias(low.number(node.names), "*", None),)
    else:
        names = tuple([alias(low, each) for each in node.names])
    return ir.ImportFrom(at, module, names, len(node.relative))


def alias(low: Lowering, node: cst.ImportAlias) -> ir.Alias:
    """Lower one imported name and bind what it is called here."""
    name = dotted(node.name)
    asname = node.asname
    if asname is None:
        low.scope.bound.add(name.partition(".")[0])
        return ir.Alias(low.number(node), name, None)
    called = dotted(asname.name)
    low.scope.bound.add(called)
    return ir.Alias(low.number(node), name, called)


def dotted(node: cst.CSTNode) -> str:
    """Return `a.b.c` of an attribute chain."""
    names: list[str] = []
    while isinstance(node, cst.Attribute):
        names.append(spelled(node.attr))
        node = node.value
    if isinstance(node, cst.Name):
        names.append(spelled(node))
    return ".".join(reversed(names))


IMPORTS: HandlerByType = {
    cst.Import: import_,
    cst.LazyImport: import_,
    cst.ImportFrom: import_from,
    cst.LazyImportFrom: import_from,
}
