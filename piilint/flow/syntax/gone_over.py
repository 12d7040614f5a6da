"""Whose elements a variable stands for, found in a function's text: what is gone over says what each of it is.

for e in statement.entries:             # e is one of the entries,
    log.info(e.amount)                  # of which this is the amount
found = bank.accounts(customer)
print([a.balance for a in found])       # those are accounts, too
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir

_SAME = frozenset(("sorted", "list", "tuple", "set", "reversed", "iter", "islice", "copy", "deepcopy", "enumerate"))
"""Python's own functions that give the elements of what comes first, or some of them."""

_ITEMS = frozenset(("values", "copy", "all"))
"""Methods that give the elements of what they are called on."""

_CHAIN = 4
"""So many names are followed from a variable to what it was given."""


def containers_of(act: Activation) -> Mapping[str, tuple[str, ...]]:
    """By variable: what that is called over whose elements the function goes with it, where it is called as several things
    of a kind that says whose an ambiguous name is."""
    learned = act.solver.learned
    return learned.once(learned.reads, (act.function.id, "gone over"), lambda: _containers(act))


def _containers(act: Activation) -> dict[str, tuple[str, ...]]:
    given: dict[str, set[str]] = {}
    over: dict[str, set[str]] = {}
    for node in nodes_within(act.function.node):
        for variable, source in loops_in(node):
            over.setdefault(variable, set()).add(_name(source))
        if isinstance(node, ir.Assign):
            for target in node.targets:
                if isinstance(target, ir.Name):
                    given.setdefault(target.id, set()).add(_name(node.value))
    found: dict[str, tuple[str, ...]] = {}
    for variable, names in over.items():
        chains = (_followed(name, given) for name in sorted(names))
        called = {next((name for name in chain if act.names.is_of_several(name)), "") for chain in chains}
        if len(called) == 1 and variable not in given and (name := called.pop()):
            found[variable] = (name,)
    return found


def _followed(name: str, given: Mapping[str, set[str]]) -> list[str]:
    """A name, and what the only assignment to it names, and so on."""
    chain = [name]
    while len(chain) < _CHAIN and len(known := given.get(chain[-1], set())) == 1 and not known <= {"", *chain}:
        chain.extend(known)
    return chain


def loops_in(node: ir.Node) -> Iterator[tuple[str, ir.Expr]]:
    """The variables to which a loop or a comprehension gives one element after the other, with what these are of."""
    for clause in clauses_in(node):
        target = clause.target
        counted = isinstance(target, ir.Seq) and len(target.elements) == 2 and _called(clause.iter) == "enumerate"
        if counted and isinstance(target, ir.Seq):
            target = target.elements[1]
        if isinstance(target, ir.Name):
            yield target.id, clause.iter


def clauses_in(node: ir.Node) -> tuple[ir.CompFor | ir.For, ...]:
    """The loop that a statement is, or those that a comprehension has."""
    return node.clauses if isinstance(node, ir.Comp) else (node,) if isinstance(node, ir.For) else ()


def _called(expr: ir.Expr) -> str:
    """The name of the function that is called."""
    func = expr.func if isinstance(expr, ir.Call) else None
    return func.id if isinstance(func, ir.Name) else func.name if isinstance(func, ir.Attr) else ""


def _name(expr: ir.Expr) -> str:
    """What something is called whose elements are gone over: `entries` of `sorted(statement.entries)[:3]`."""
    if isinstance(expr, ir.Name):
        return expr.id
    if isinstance(expr, ir.Attr):
        return expr.name
    if isinstance(expr, ir.Await):
        return _name(expr.value)
    if isinstance(expr, ir.Bool):
        return _name(expr.operands[0])  # `entries or []`
    if isinstance(expr, ir.Sub):
        return _name(expr.value) if isinstance(expr.index, ir.Slice) else _text(expr.index)
    if not isinstance(expr, ir.Call):
        return ""
    name, inside = _called(expr), expr.args[0].value if expr.args else None
    if isinstance(expr.func, ir.Attr) and (name in _ITEMS or (name == "get" and inside is not None)):
        return _name(expr.func.value) if name in _ITEMS else _text(inside)
    return _name(inside) if name in _SAME and inside is not None else name


def _text(expr: ir.Expr | None) -> str:
    """A key that is written out."""
    return expr.value if isinstance(expr, ir.Const) and isinstance(expr.value, str) else ""
