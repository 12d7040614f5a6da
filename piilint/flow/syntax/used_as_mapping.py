"""Variables that a function uses as mappings: going over one gives its keys.

def handle(event):
    account = event.pop("debit_account")
    log.info("other keys: %s", sorted(event))               # names of fields
before = store[customer_id]
changed = [key for key in before if before[key] != after.get(key)]

A key that is only read says nothing: what a database gives for a row is read so as well, and goes over its values.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.model import ir

_ASKED = frozenset(("get", "pop", "setdefault"))
"""Methods of mappings that take a key first; lists and sets have some of them, but no texts for places."""
_ALL = frozenset(("items",))
"""Methods that nothing else has."""


def mappings(act: Activation) -> frozenset[str]:
    """The variables of the function at hand that are used so."""
    learned, function = act.solver.learned, act.function
    return learned.once(learned.mappings, function.id, lambda: frozenset(_used(function.node)))


def is_used_as_mapping(act: Activation, name: tuple[str, ...]) -> bool:
    """Whether an object is what such a variable holds."""
    env = act.state.env
    return any(variable in env and name in env[variable].objects for variable in mappings(act))


def _used(function: ir.Function) -> Iterator[str]:
    for node in nodes_within(function):
        match node:
            case ir.Call(func=ir.Attr(value=ir.Name(id=name), name=method), args=args):
                if (method in _ALL and not args) or (method in _ASKED and args and _is_text(args[0].value)):
                    yield name
            case ir.Assign(targets=targets) | ir.Delete(targets=targets):
                yield from (name for target in targets for name in _put_into(target))
            case ir.AugAssign(target=target):
                yield from _put_into(target)
            case ir.Comp(clauses=clauses):
                done = (node.element, node.value, *(each for clause in clauses for each in clause.ifs))
                for clause in clauses:
                    yield from _looked_up(clause.target, clause.iter, done)
            case ir.For(target=target, iter=source, body=body):
                yield from _looked_up(target, source, body)
            case _:
                pass


def _is_text(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Const) and isinstance(expr.value, str)


def _put_into(target: ir.Expr) -> Iterator[str]:
    """The variable in `customer["address"] = …`."""
    if isinstance(target, ir.Sub) and isinstance(target.value, ir.Name) and _is_text(target.index):
        yield target.value.id


def _looked_up(target: ir.Expr, source: ir.Expr, done: object) -> Iterator[str]:
    """The variable that is gone over where each of what that gives is a key of it: `customer[key] for key in customer`."""
    if not isinstance(target, ir.Name) or not isinstance(source, ir.Name):
        return
    for node in nodes_of(done):
        match node:
            case ir.Sub(value=ir.Name(id=owner), index=ir.Name(id=key)):
                found = owner == source.id and key == target.id
            case ir.Call(func=ir.Attr(value=ir.Name(id=owner), name="get"), args=(ir.Arg(value=ir.Name(id=key)), *_)):
                found = owner == source.id and key == target.id
            case _:
                found = False
        if found:
            yield source.id
            return
