"""What a function executes is a query, whatever it is called: `stmt = db.select(…)`, `session.execute(stmt)`."""

from __future__ import annotations

from piilint.catalogue.load import shared
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import calls_within
from piilint.model import ir


def is_executed(act: Activation, name: str) -> bool:
    """Whether the function hands a variable of this name to a database to be executed."""
    executors = shared().company.executors
    return any(
        isinstance(call.func, ir.Attr)
        and call.func.name in executors
        and bool(call.args)
        and isinstance(call.args[0].value, ir.Name)
        and call.args[0].value.id == name
        for call in calls_within(act.function.node)
    )
