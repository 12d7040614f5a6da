"""What a test of a length tells of a text: where it is as short as what masks leave, it is no whole number.

if len(number) >= 4: return "*" * (len(number) - 4) + number[-4:]
return number         # three characters, of no card: all that a mask may leave
"""

from __future__ import annotations

from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.protection.guards import guarded, is_one_text, protects
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir

_LEFT = 4
"""So many characters a mask may leave."""

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


def assume_length(act: Activation, test: ir.Expr, holds: bool) -> dict[str, Value]:
    """Let a variable be as good as masked in the branch where a test says that it has few characters; what it was."""
    longer: dict[str, Value] = {}
    for name in sorted(short_where(test, holds)):
        value = act.state.env.get(name)
        if value is not None and value.labels:
            longer[name] = value
            act.state.env[name] = _shortened(act, name, value)
    return longer


def short_where(test: ir.Expr, holds: bool) -> frozenset[str]:
    """The variables that have at most as many characters as masks leave, or none, where a test holds or doesn't."""
    if isinstance(test, ir.Unary) and test.op == "not":
        return short_where(test.operand, not holds)
    if isinstance(test, ir.Bool):
        parts = [short_where(operand, holds) for operand in test.operands]
        if (test.op == "and") == holds:
            return frozenset().union(*parts)
        told = [part | _empty_where(operand, holds) for part, operand in zip(parts, test.operands, strict=True)]
        return frozenset().union(*parts) & frozenset.intersection(*told)
    if not isinstance(test, ir.Compare) or len(test.ops) != 1:
        return frozenset()
    op, one, other = test.ops[0], test.left, test.comparators[0]
    if isinstance(one, ir.Const):
        op, one, other = _TURNED.get(op, ""), other, one
    name = _measured(one)
    op = op if holds else _OPPOSITE.get(op, "")
    bound = other.value if isinstance(other, ir.Const) else None
    if not name or not isinstance(bound, int) or op not in ("<", "<=", "=="):
        return frozenset()
    return frozenset((name,)) if bound - (op == "<") <= _LEFT else frozenset()


def _empty_where(test: ir.Expr, holds: bool) -> frozenset[str]:
    """`not number` holds, or `number` doesn't."""
    while isinstance(test, ir.Unary) and test.op == "not":
        test, holds = test.operand, not holds
    return frozenset((test.id,)) if isinstance(test, ir.Name) and not holds else frozenset()


def _measured(expr: ir.Expr) -> str:
    """The variable whose length it is."""
    is_length = isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id == "len"
    measured = expr.args[0].value if is_length and isinstance(expr, ir.Call) and len(expr.args) == 1 else None
    return measured.id if isinstance(measured, ir.Name) else ""


def _shortened(act: Activation, name: str, value: Value) -> Value:
    """A text that has so few characters; what a caller passes is one if its name says so, or where an end of it is taken
    beside."""
    labels = [label for label in value.labels.values() if not label.path]
    if not all(is_one_text(act, label, value.objects) for label in labels):
        return value
    match = act.names.classify(name)
    if match is not None and not protects(act, match.element, "tail"):
        return value  # a PIN has no more than four digits
    if len(labels) < len(value.labels) and not (_is_number(act, name) or _is_cut(act, name)):
        return value
    return guarded(act, value, "tail")


def _is_number(act: Activation, name: str) -> bool:
    match = act.names.classify(name)
    return match is not None and act.catalogue.elements[match.element].identifier and not act.names.is_whole(name)


def _is_cut(act: Activation, name: str) -> bool:
    """Whether the function joins an end of the variable to other text, or gives it back: `"****" + number[-4:]`."""
    for node in nodes_within(act.function.node):
        parts = node.operands if isinstance(node, ir.Bin) and node.op == "+" else ()
        for part in parts:
            if isinstance(part, ir.Sub) and isinstance(part.index, ir.Slice) and text_of(part.value) == name:
                return True
        held = node.value if isinstance(node, ir.Formatted) else None
        if isinstance(held, ir.Sub) and isinstance(held.index, ir.Slice) and text_of(held.value) == name:
            return True
    return False
