"""What one round of a loop hands to the next: the variables that its body may read before it has set them.

for row in rows:           # total is carried from round to round, text isn't
    text = row["iban"]
    total += len(text)
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from piilint.flow.domain.state import State
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir
from piilint.model.walking import parts_of


def settled(exposed: frozenset[str], before: State, after: State) -> bool:
    """Whether one more round would see just what the last one saw: nothing that it may read was changed."""
    for name in exposed:
        old, new = before.env.get(name), after.env.get(name)
        if old is not new and (old is None or new is None or not old.same(new)):
            return False
    for oid, held in after.heap.items():
        known = before.heap.get(oid)
        if known is held:
            continue
        if known is None:
            if oid[0] != "a" and (held.fields or oid[0] != "p"):
                return False
        elif not known.same(held):
            return False
    return True


def exposed_names(act: Activation, loop: ir.For | ir.While) -> frozenset[str]:
    """Names that a round may read before it has set them; too many rather than too few."""
    known = act.solver.learned.carried.get(id(loop))
    if known is None:
        known = act.solver.learned.carried[id(loop)] = _exposed_names(loop)
    return known


def _exposed_names(loop: ir.For | ir.While) -> frozenset[str]:
    found: set[str] = set()
    assigned: set[str] = set()
    if isinstance(loop, ir.For):
        _target(loop.target, assigned, found)
    else:
        _read((loop.test,), assigned, found)
    _block(loop.body, assigned, found)
    return frozenset(found)


def _block(body: tuple[ir.Stmt, ...], assigned: set[str], found: set[str]) -> None:
    for stmt in body:
        if isinstance(stmt, ir.Assign):
            _read((stmt.value,), assigned, found)
            for target in stmt.targets:
                _target(target, assigned, found)
        elif isinstance(stmt, ir.If):
            _read((stmt.test,), assigned, found)
            one, other = set(assigned), set(assigned)
            _block(stmt.body, one, found)
            _block(stmt.orelse, other, found)
            assigned |= one & other
        elif isinstance(stmt, ir.For):
            _read((stmt.iter,), assigned, found)
            inner = set(assigned)
            _target(stmt.target, inner, found)
            _block(stmt.body, inner, found)
            _block(stmt.orelse, set(assigned), found)
        elif isinstance(stmt, ir.With):
            for item in stmt.items:
                _read((item.context,), assigned, found)
                if item.target is not None:
                    _target(item.target, assigned, found)
            _block(stmt.body, assigned, found)
        else:
            _read((stmt,), assigned, found)


def _target(target: ir.Expr, assigned: set[str], found: set[str]) -> None:
    """An assignment's target: a name is set, in anything else names are read."""
    if isinstance(target, ir.Name):
        assigned.add(target.id)
    elif isinstance(target, ir.Star):
        _target(target.value, assigned, found)
    elif isinstance(target, ir.Seq):
        for element in target.elements:
            _target(element, assigned, found)
    else:
        _read((target,), assigned, found)


def _read(nodes: Iterable[object], assigned: set[str], found: set[str]) -> None:
    """Every name in an expression or statement counts as read, whatever is set inside it on the way."""
    pending: list[object] = list(nodes)
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Name):
            if node.id not in assigned:
                found.add(node.id)
        elif isinstance(node, msgspec.Struct):
            for field in parts_of(type(node)):
                value = getattr(node, field)
                if isinstance(value, tuple):
                    pending.extend(value)
                elif isinstance(value, msgspec.Struct):
                    pending.append(value)
