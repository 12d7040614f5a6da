"""Sequences whose members a function calls one after the other: what it does depends on how many and which.

    class Pipeline:
        def __init__(self, *steps): self.steps = steps
        def run(self, value):
            for step in self.steps: value = step(value)
            return value

    Pipeline(str.strip, mask).run(iban)      # masked: the last of two steps does that

A function is interpreted for the length of such a sequence, where its caller knows that; which ones are called, the
caller says of each by its position.
"""

from __future__ import annotations

from typing import NamedTuple

from piilint.flow.access import exact_items
from piilint.flow.activation import Activation
from piilint.flow.deciding import place_of
from piilint.flow.nodes import calls_in, nodes_of
from piilint.flow.solver import Solver
from piilint.flow.state import symbol_child
from piilint.flow.value import Object, ObjectId, Value
from piilint.link.program import FunctionInfo
from piilint.model import ir

LENGTH = 8
"""Members of such a sequence at most."""


class KnownLength(NamedTuple):
    """Instead of a constant: a sequence of the caller's of this length."""

    length: int


def stepped(solver: Solver, info: FunctionInfo) -> tuple[str, ...]:
    """Where the sequences stand whose members the function calls in a loop: "steps", "self.steps", "^.steps"."""
    learned = solver.learned

    def look() -> tuple[str, ...]:
        found: set[str] = set()
        for node in nodes_of(info.node.body):
            if isinstance(node, ir.For) and isinstance(node.target, ir.Name) and _calls(node.body, node.target.id):
                found.add(_place(solver, info, node.iter))
        return tuple(sorted(found - {""}))

    return learned.once(learned.stepped, info.id, look)


def known_length(act: Activation, value: Value) -> KnownLength | None:
    """The length of a tuple or list that was made in view, if it is known."""
    objects = act.objects(value)
    items = exact_items(objects[0][1]) if len(objects) == 1 and not value.labels else None
    return KnownLength(len(items)) if items and len(items) <= LENGTH else None


def sequence_of(act: Activation, place: str, known: KnownLength) -> Value:
    """The caller's sequence at a dotted place, member by member."""
    root, *steps = place.split(".")
    oid: ObjectId = ("p", root, *(f".{step}" for step in steps))
    selectors = [f"[{position}]" for position in range(known.length)]
    act.state.heap[oid] = Object("tuple", None, {selector: symbol_child(oid, selector) for selector in selectors})
    return Value(objects=frozenset((oid,)))


def _calls(body: tuple[ir.Stmt, ...], name: str) -> bool:
    return any(isinstance(call.func, ir.Name) and call.func.id == name for call in calls_in(body))


def _place(solver: Solver, info: FunctionInfo, expr: ir.Expr) -> str:
    if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Name):
        return place_of(solver, info, f"{expr.value.id}.{expr.name}")
    if not isinstance(expr, ir.Name):
        return ""
    is_param = any(param.name == expr.id for param in info.node.params)
    return expr.id if is_param else place_of(solver, info, expr.id)
