"""A branch for one of a few known keys is run key by key, where it merges what stands under that key with more.

for key, value in chosen.items():
    if key in ("WEBHOOK", "MESSAGING"):
        merged[key] = {**merged[key], **value}     # what one of them has stands under no other key
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.domain.state import State
from piilint.flow.domain.value import Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_of
from piilint.model import ir

_FEW = 8
"""So many keys are looked at one by one."""


def run_by_key(act: Activation, test: ir.Expr, block: tuple[ir.Stmt, ...]) -> None:
    """Run what is done where a test holds, for each of the keys that it allows."""
    from piilint.flow.interpreter.interpret import run_block

    name, keys = _allowed(act, test, block)
    if not keys:
        run_block(act, block)
        return
    before, known, joined = act.state, act.state.env[name], None
    for key in act.rounds(keys):
        act.state, act.live = before.copy(), True
        act.state.env[name] = key
        run_block(act, block)
        joined = _with(joined, act.state) if act.live else joined
    act.live = joined is not None
    act.state = joined if joined is not None else before
    if act.state.env.get(name) is not None:
        act.state.env[name] = known


def _with(joined: State | None, state: State) -> State:
    return state if joined is None else joined.joined(state)


def _allowed(act: Activation, test: ir.Expr, block: tuple[ir.Stmt, ...]) -> tuple[str, list[Value]]:
    """The variable that is one of a few known keys where a test holds, and these keys; none where nothing is merged."""
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.interpreter.narrow import members

    for asked in _conjuncts(test):
        name, known = asked.left, act.state.env.get(asked.left.id) if isinstance(asked.left, ir.Name) else None
        if not isinstance(name, ir.Name) or known is None or known.const or not _merges(block, name.id):
            continue
        keys = members(act, evaluate(act, asked.comparators[0])) or ()
        if 0 < len(keys) <= _FEW and all(isinstance(key, str) for key in keys):
            return name.id, [constant(key) for key in sorted(keys, key=str)]
    return "", []


def _conjuncts(test: ir.Expr) -> Iterator[ir.Compare]:
    if isinstance(test, ir.Bool) and test.op == "and":
        for operand in test.operands:
            yield from _conjuncts(operand)
    elif isinstance(test, ir.Compare) and test.ops == ("in",):
        yield test


def _merges(block: tuple[ir.Stmt, ...], name: str) -> bool:
    """Whether a mapping that stands under the key is merged with another: a mask that is put there is none of its parts."""
    for node in nodes_of(block):
        if isinstance(node, ir.Assign) and any(_is_under(target, name) for target in node.targets):
            whole = node.value
            if (
                isinstance(whole, ir.Dict)
                and None in whole.keys
                and any(_is_under(each, name) for each in whole.values)
            ):
                return True
            if isinstance(whole, ir.Bin) and whole.op == "|" and _is_under(whole.operands[0], name):
                return True
        elif _updates(node, name):
            return True
    return False


def _updates(node: ir.Node, name: str) -> bool:
    """`merged[key].update(more)`."""
    func = node.func if isinstance(node, ir.Call) else None
    return isinstance(func, ir.Attr) and func.name == "update" and _is_under(func.value, name)


def _is_under(expr: ir.Expr, name: str) -> bool:
    return isinstance(expr, ir.Sub) and isinstance(expr.index, ir.Name) and expr.index.id == name
