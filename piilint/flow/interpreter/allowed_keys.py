"""What an allow-list of keys leaves of what unknown code gave back: what stands under a key that says nothing of a customer.

for name, value in signature.bind(*args).arguments.items():
    print(name, value if name in ("product", "dry_run") else "…")      # nothing of the rest that was passed
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.load import shared
from piilint.flow.domain.selectors import of_deferred
from piilint.flow.domain.value import Label, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir


def assume_keys(act: Activation, test: ir.Expr, holds: bool) -> dict[str, Value]:
    """Let a variable that is gone over with its key hold nothing of others where the key is one of a few harmless ones; what
    it was before."""
    if isinstance(test, ir.Unary) and test.op == "not":
        return assume_keys(act, test.operand, not holds)
    if isinstance(test, ir.Bool) and (test.op == "and") == holds:
        return {name: value for each in test.operands for name, value in assume_keys(act, each, holds).items()}
    if not isinstance(test, ir.Compare) or not isinstance(test.left, ir.Name):
        return {}
    if test.ops != (("in",) if holds else ("not in",)):
        return {}
    variable = _beside(act, test.left.id)
    value = act.state.env.get(variable) if variable else None
    guessed = [key for key, label in value.labels.items() if _is_guess(label)] if value is not None else []
    if value is None or not guessed or not _are_harmless(act, test.comparators[0]):
        return {}
    labels = {key: label for key, label in value.labels.items() if key not in guessed}
    objects = frozenset(name for name in value.objects if not of_deferred(name[1:]))
    act.state.env[variable] = Value(labels, objects, value.refs, value.const, value.opaque)
    return {variable: value}


def _is_guess(label: Label) -> bool:
    """Whether unknown code gave it back, or what a call gives that is left to the callers."""
    return of_deferred(label.path) or any(step.kind == "given back" for step in label.trace)


def _beside(act: Activation, key: str) -> str:
    """The variable that a loop over the items of a mapping binds beside the key's."""
    learned, function = act.solver.learned, act.function
    return learned.once(learned.beside_keys, function.id, lambda: dict(_pairs(function.node))).get(key, "")


def _pairs(function: ir.Function) -> Iterator[tuple[str, str]]:
    for node in nodes_within(function):
        loops = node.clauses if isinstance(node, ir.Comp) else (node,) if isinstance(node, ir.For) else ()
        for loop in loops:
            pair = loop.target.elements if isinstance(loop.target, ir.Seq) else ()
            names = [each.id for each in pair if isinstance(each, ir.Name)]
            over = loop.iter.func if isinstance(loop.iter, ir.Call) else None
            if len(names) == len(pair) == 2 and isinstance(over, ir.Attr) and over.name == "items":
                yield names[0], names[1]


def _are_harmless(act: Activation, listed: ir.Expr) -> bool:
    """Whether an expression is a display of keys none of which may hold anything of a customer."""
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.interpreter.narrow import members

    keys, names, anyone = members(act, evaluate(act, listed)), act.names, shared().neutral.anyone
    return bool(keys) and all(
        isinstance(key, str)
        and (
            bool(names.describes(key))
            or not (names.is_whole(key) or any(names.classify(key, (who,)) for who in anyone))
        )
        for key in keys or ()
    )
