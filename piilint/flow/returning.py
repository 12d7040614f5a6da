"""What a function's declaration says of its result, where its body doesn't."""

from __future__ import annotations

from piilint.flow.access import typed
from piilint.flow.activation import Activation
from piilint.flow.annotations import annotation_class
from piilint.flow.value import Value
from piilint.link.program import FunctionInfo
from piilint.model import ir


def as_declared(act: Activation, result: Value, info: FunctionInfo) -> Value:
    """A result of which nothing better is known than what the function declares."""
    declared = annotation_class(act, info.node.returns, info.module)
    if declared is None or any(name[0] != "p" or held.cls is not None for name, held in act.objects(result)):
        return result
    return typed(act, result if declared[0] != "class" else result.text(), declared)


def is_stub(info: FunctionInfo) -> bool:
    """Whether the function is only declared here, and written elsewhere: `raise NotImplementedError`, `...`."""
    body = info.node.body
    while body and isinstance(body[0], ir.ExprStmt) and isinstance(body[0].value, ir.Const):
        body = body[1:]
    if not body:
        return True
    raised = body[0].exc if isinstance(body[0], ir.Raise) else None
    raised = raised.func if isinstance(raised, ir.Call) else raised
    return isinstance(raised, ir.Name) and raised.id == "NotImplementedError"
