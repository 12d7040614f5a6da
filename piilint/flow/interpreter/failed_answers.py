"""What a test of an answer's status tells: an answer to a request that failed holds no records.

resp = client.get_transactions(account_id)
if resp.status_code >= 400:
    raise ApiError(resp.text)        # what went wrong, no transactions
return resp.json()                   # transactions
"""

from __future__ import annotations

from piilint.catalogue.load import shared
from piilint.flow.domain.value import Label, Value
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir

_FAILED = 300
"""Statuses of requests that went well are below."""


def assume_answer(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let a variable hold no records in the branch where a test says that the request failed."""
    if isinstance(test, ir.Unary) and test.op == "not":
        assume_answer(act, test.operand, not holds)
        return
    if isinstance(test, ir.Bool):
        if (test.op == "and") == holds:
            for operand in test.operands:
                assume_answer(act, operand, holds)
        return
    name = _failed_where(test, holds)
    value = act.state.env.get(name)
    if value is not None and any(map(_is_answer, value.labels.values())):
        labels = {key: label for key, label in value.labels.items() if not _is_answer(label)}
        act.state.env[name] = Value(labels, value.objects, value.refs, value.const or (), opaque=False)


def _is_answer(label: Label) -> bool:
    """Whether it says what was asked for, by the name of the variable or of the call: `get_transaction_details(…)`."""
    return not label.path and (label.record or (label.trace != () and label.trace[0].kind == "called"))


def _failed_where(test: ir.Expr, holds: bool) -> str:
    """The variable whose request failed where a test holds, or doesn't; "" if it says nothing of that."""
    asked = shared().answers
    if isinstance(test, ir.Attr) and isinstance(test.value, ir.Name):
        said = asked.fine if not holds else asked.failed
        return test.value.id if test.name in said else ""
    if not isinstance(test, ir.Compare) or len(test.ops) != 1:
        return ""
    status, op, other = test.left, test.ops[0], test.comparators[0]
    if not isinstance(status, ir.Attr) or status.name not in asked.status or not isinstance(status.value, ir.Name):
        return ""
    return status.value.id if _is_failure(op, other, holds) else ""


def _is_failure(op: str, other: ir.Expr, holds: bool) -> bool:
    """Whether a status of which a comparison holds, or doesn't, is none of a request that went well."""
    numbers = other.elements if isinstance(other, ir.Seq) else (other,)
    codes = [each.value for each in numbers if isinstance(each, ir.Const) and isinstance(each.value, int)]
    if not codes or len(codes) < len(numbers):
        return False
    fine, bad = all(code < _FAILED for code in codes), all(code >= _FAILED for code in codes)
    if op in ("==", "in"):
        return bad if holds else fine
    if op in ("!=", "not in"):
        return fine if holds else bad
    lowest = codes[0] + 1 if op in (">", "<=") else codes[0]
    return lowest >= _FAILED and (op in (">", ">=")) == holds
