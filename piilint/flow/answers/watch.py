"""Which values stand in a file, and planting a watch on some of them before the program is solved.

    iban = row["iban"]        # binds iban; reads row["iban"] and row
    log.info("%s", iban)      # reads iban

A read is watched where it stands. What is bound (by an assignment, a loop, `with`, `except`, a parameter) is watched
right behind it, by a statement `iban = <watched iban>` that the file doesn't have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args

import msgspec

from piilint.flow.interpreter.activation import text_of
from piilint.model import ir


class Candidate(NamedTuple):
    """A value that may be asked for."""

    at: int
    text: str
    binds: bool
    whole: bool
    """Whether it is a value of its own, rather than a part of a dotted name, a library or something that is called."""


_STATEMENTS = get_args(ir.Stmt)
_MODULE = "<module>"
"""Stands among the names of a module's own scope; its variables are no values of functions, but what these work with."""
_CHAINS = (ir.Attr, ir.Sub)
_BOUND = ("target", "targets")
_NO_READS = frozenset((*_BOUND, "annotation", "returns", "bases"))
"""Fields of nodes in which nothing is read that could be followed."""


def candidates(module: ir.Module) -> Iterator[Candidate]:
    """Every name that the module binds, and every value that it reads."""
    yield from _found(module.body, frozenset((*module.binds, _MODULE)) - _code(module.body))


def _code(body: tuple[ir.Stmt, ...]) -> set[str]:
    """What a module's own scope calls its functions, classes and imports."""
    names: set[str] = set()
    for stmt in body:
        match stmt:
            case ir.FunctionDef(function=function):
                names.add(function.name)
            case ir.ClassDef(name=name):
                names.add(name)
            case ir.Import(names=aliases) | ir.ImportFrom(names=aliases):
                names |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
    return names


def _found(node: object, local: frozenset[str]) -> Iterator[Candidate]:
    if isinstance(node, tuple):
        for part in node:
            yield from _found(part, local)
        return
    if not isinstance(node, msgspec.Struct):
        return
    if isinstance(node, ir.Function):
        outer = frozenset[str]() if _MODULE in local else local
        inner = (outer | {*node.binds}) - _code(node.body)
        for param in node.params:
            yield Candidate(param.at, param.name, True, param.name not in ("self", "cls"))
        yield from _found(node.params, local)
        yield from _found(node.body, inner)
        return
    if isinstance(node, ir.Handler) and node.name:
        yield Candidate(node.at, node.name, True, True)
    targets = _targets(node)
    for target in targets:
        yield Candidate(target.at, text_of(target), True, True)
    if isinstance(node, (ir.Name, ir.Attr, ir.Sub, ir.Call)):
        yield from _chain(node, local)
        return
    for field in node.__struct_fields__:
        if field not in _NO_READS:
            yield from _found(getattr(node, field), local)


def _chain(
    node: ir.Name | ir.Attr | ir.Sub | ir.Call, local: frozenset[str], called: bool = False
) -> Iterator[Candidate]:
    """A dotted name as a whole, then its parts."""
    own = not called and not isinstance(node, ir.Call) and _root(node) in local
    yield Candidate(node.at, text_of(node), False, own)
    if isinstance(node, ir.Call):
        receiver = node.func.value if isinstance(node.func, ir.Attr) else None
        if receiver is not None:
            yield from _found(receiver, local)
        elif not isinstance(node.func, ir.Name):
            yield from _found(node.func, local)
        yield from _found(node.args, local)
    elif isinstance(node, _CHAINS):
        inner = node.value
        if isinstance(inner, (ir.Name, *_CHAINS)):
            yield from _chain(inner, local, called=own or called)
        else:
            yield from _found(inner, local)
        if isinstance(node, ir.Sub):
            yield from _found(node.index, local)


def _root(node: ir.Expr) -> str:
    while isinstance(node, _CHAINS):
        node = node.value
    return node.id if isinstance(node, ir.Name) else ""


def _targets(node: object) -> list[ir.Expr]:
    """What a statement binds, tuples taken apart."""
    match node:
        case ir.Assign(targets=targets):
            found = list(targets)
        case ir.AnnAssign(target=target, value=value):
            found = [target] if value is not None else []
        case ir.AugAssign(target=target) | ir.For(target=target):
            found = [target]
        case ir.With(items=items):
            found = [item.target for item in items if item.target is not None]
        case _:
            return []
    flat: list[ir.Expr] = []
    while found:
        target = found.pop(0)
        if isinstance(target, ir.Seq):
            found = [*target.elements, *found]
        elif isinstance(target, ir.Star):
            found.insert(0, target.value)
        else:
            flat.append(target)
    return flat


# ---- planting -------------------------------------------------------------------------------------------------------

Marks = Mapping[int, int]
"""By the number of a node the index of the value that it is."""


def watched(module: ir.Module, marks: Marks) -> ir.Module:
    """The module with watches on these nodes."""
    return msgspec.structs.replace(module, body=_block(module.body, marks))


def _block(body: tuple[Any, ...], marks: Marks) -> tuple[Any, ...]:
    result: list[ir.Stmt] = []
    for stmt in body:
        result.append(_node(stmt, marks))
        if isinstance(stmt, (ir.Assign, ir.AnnAssign, ir.AugAssign)):
            result += _bindings(stmt, marks)
    return tuple(result)


def _bindings(stmt: object, marks: Marks) -> list[ir.Stmt]:
    """`x = <watched x>` for everything that a statement binds and that is asked for."""
    return [_rebind(target, marks) for target in _targets(stmt) if target.at in marks]


def _rebind(target: ir.Expr, marks: Marks) -> ir.Stmt:
    return ir.Assign(target.at, (target,), _as_expr(ir.Watched(target.at, target, marks[target.at])))


def _as_expr(node: Any) -> Any:
    return node


def _node(node: Any, marks: Marks) -> Any:
    if isinstance(node, tuple):
        if node and isinstance(node[0], _STATEMENTS):
            return _block(node, marks)
        return tuple(_node(part, marks) for part in node)
    if not isinstance(node, msgspec.Struct):
        return node
    changed = {
        field: _node(part, marks)
        for field in node.__struct_fields__
        if field not in _BOUND and isinstance(part := getattr(node, field), (tuple, msgspec.Struct))
    }
    if isinstance(node, (ir.For, ir.With)):
        changed["body"] = (*_bindings(node, marks), *changed["body"])
    elif isinstance(node, ir.Handler) and node.at in marks and node.name:
        changed["body"] = (_rebind(ir.Name(node.at, node.name), marks), *changed["body"])
    elif isinstance(node, ir.Function):
        given = [ir.Name(param.at, param.name) for param in node.params if param.at in marks]
        changed["body"] = (*(_rebind(name, marks) for name in given), *changed["body"])
    node = msgspec.structs.replace(node, **changed) if changed else node
    if isinstance(node, (ir.Name, ir.Attr, ir.Sub, ir.Call)) and node.at in marks:
        return ir.Watched(node.at, node, marks[node.at])
    return node
