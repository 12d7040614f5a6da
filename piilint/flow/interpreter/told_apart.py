"""Which of several known dicts a variable is, where a test asks what one of their parts is.

setting = settings().get(name)       # {"in": "header", "value": key}, or something that isn't in view
if setting["in"] == "query":         # not that one
    queries.append(setting["value"])
"""

from __future__ import annotations

from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir


def assume_part(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let a test of a part leave those of the dicts that a variable may be for which it can hold, or not."""
    if isinstance(test, ir.Unary) and test.op == "not":
        assume_part(act, test.operand, not holds)
    elif isinstance(test, ir.Bool) and (test.op == "and") == holds:
        for operand in test.operands:
            assume_part(act, operand, holds)
    elif isinstance(test, ir.Compare) and len(test.ops) == 1 and test.ops[0] in ("==", "!="):
        asked, said = _asked(test.left), test.comparators[0]
        if asked is not None and isinstance(said, ir.Const) and isinstance(said.value, str):
            _leave(act, *asked, said.value, (test.ops[0] == "==") == holds)


def _asked(expr: ir.Expr) -> tuple[str, str] | None:
    """The variable and the key of `setting["in"]`, `setting.get("in")`."""
    owner, key = None, None
    if isinstance(expr, ir.Sub):
        owner, key = expr.value, expr.index
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name == "get" and expr.args:
        owner, key = expr.func.value, expr.args[0].value
    if not isinstance(owner, ir.Name) or not isinstance(key, ir.Const) or not isinstance(key.value, str):
        return None
    return owner.id, key.value


def _leave(act: Activation, variable: str, key: str, said: str, alike: bool) -> None:
    value = act.state.env.get(variable)
    if value is None or not value.objects:
        return
    gone = {name for name, held in act.objects(value) if _cannot_be(held, key_selector(key), said, alike)}
    if gone:
        objects = value.objects.difference(gone)
        act.state.env[variable] = Value(value.labels, objects, value.refs, value.const, value.opaque)


def _cannot_be(held: Object, selector: str, said: str, alike: bool) -> bool:
    part = held.fields.get(selector) if held.kind == "dict" else None
    known = part is not None and part.const and not part.labels and not part.objects
    return bool(known and part is not None and part.const and (part.const[0] == said) != alike)
