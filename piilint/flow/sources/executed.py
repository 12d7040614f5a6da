"""What a function executes is a query, whatever it is called: `stmt = db.select(…)`, `session.execute(stmt)`."""

from __future__ import annotations

from piilint.catalogue.load import shared
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import calls_within
from piilint.model import ir


def is_executed(act: Activation, name: str) -> bool:
    """Whether the function hands a variable of this name to a database to be executed, or builds a query further:
    `statement.filter(Employee.firm.in_(firms))`."""
    executors = shared().company.executors
    return any(
        isinstance(call.func, ir.Attr)
        and (
            (call.func.name in executors and bool(call.args) and _is_named(call.args[0].value, name))
            or (_is_named(call.func.value, name) and _builds(call.func.name, call))
        )
        for call in calls_within(act.function.node)
    )


def _builds(method: str, call: ir.Call) -> bool:
    """Whether a call is one that only queries have, or one that is given a condition on columns."""
    told = shared().company
    conditions = (arg.value for arg in call.args)
    return method in told.builders or (method in told.conditioned and any(map(_is_of_columns, conditions)))


def _is_of_columns(condition: ir.Expr) -> bool:
    """`Employee.firm == firm`, `column.in_(firms)`."""
    if isinstance(condition, ir.Call):
        return isinstance(condition.func, ir.Attr) and condition.func.name in shared().company.comparing
    left = condition.left if isinstance(condition, ir.Compare) else None
    return isinstance(left, ir.Attr) and isinstance(left.value, ir.Name) and left.value.id[:1].isupper()


def _is_named(expr: ir.Expr, name: str) -> bool:
    return isinstance(expr, ir.Name) and expr.id == name
