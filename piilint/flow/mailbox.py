"""What is put under a name in one function and fetched by that name in another, through a framework.

    ti.xcom_push(key="account", value=iban)      # `does = "post"`
    ti.xcom_pull(key="account")                  # `does = "collect"`: {IBAN}
    ti.xcom_pull(task_ids="fetch_balances")      # what the function of that name returns

Where nobody posts, the name says what is fetched.
"""

from __future__ import annotations

from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments, call_function
from piilint.flow.naming import named
from piilint.flow.sharing import share
from piilint.flow.unknown import returned_by_name
from piilint.flow.value import NOTHING, UNKNOWN, ObjectId, Value
from piilint.model import ir

_KEYS = ("key", "name")
_FROM = ("task_ids", "task_id", "from_name")


def post(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """Put a value under a name that is constant."""
    key = _text(args, _KEYS, 0)
    value = args.get(1, "value")
    if key and value is not None:
        share(act, _cell(key), value)
    return NOTHING


def collect(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """What is under that name, or what the task of a name returns."""
    key = _text(args, _KEYS, 1)
    if key and key != "return_value":
        held = act.state.object(_cell(key)).fields.get(".")
        return held if held is not None else named(act, UNKNOWN, key, (), expr.at, key)
    task = _text(args, _FROM, 0)
    if not task:
        return None
    ref = act.module.scope.get(task)
    if ref is not None and ref[0] == "func":
        return call_function(act, ref[1], [], {}, expr.at)
    return returned_by_name(act, UNKNOWN, task, expr.at, task)


def _cell(key: str) -> ObjectId:
    return ("m", "", key)


def _text(args: Arguments, names: tuple[str, ...], place: int) -> str:
    for name in names:
        if name in args.keywords:
            given = args.keywords[name]
            return str(given.const[0]) if given.const else ""
    given_there = args.positional[place] if place < len(args.positional) else None
    return str(given_there.const[0]) if given_there is not None and given_there.const else ""


MAILBOX_OPERATIONS = {"post": post, "collect": collect}
