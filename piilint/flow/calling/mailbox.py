"""What is put under a name in one function and fetched by that name in another, through a framework.

    box.push(key="account", value=iban)      # `does = "post"`
    box.pull(key="account")                  # `does = "collect"`: {IBAN}
    box.pull(task="fetch_balances")          # what the function of that name returns

Which arguments say so, the catalogue's entry tells. Where nobody posts, the name says what is fetched.
"""

from __future__ import annotations

from piilint.catalogue.schema import Propagator
from piilint.flow.calling.calls import call_function
from piilint.flow.calling.moving import argument_at
from piilint.flow.calling.unknown import returned_by_name
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, UNKNOWN, ObjectId, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.sharing import share
from piilint.flow.sources.naming import named


def through_mailbox(act: Activation, said: Propagator, args: Arguments, at: int) -> Value | None:
    """What a call gives that puts something under a name, or fetches it; None where its name isn't a constant."""
    return _post(act, said, args) if said.does == "post" else _collect(act, said, args, at)


def _post(act: Activation, said: Propagator, args: Arguments) -> Value:
    key = _text(act, said.key, args)
    value = next((found for path in said.posts if (found := argument_at(act, path, NOTHING, args)) is not None), None)
    if key and value is not None:
        share(act, _cell(key), value)
    return NOTHING


def _collect(act: Activation, said: Propagator, args: Arguments, at: int) -> Value | None:
    key = _text(act, said.key, args)
    if key and key != said.result_key:
        held = act.state.object(_cell(key)).fields.get(".")
        return held if held is not None else named(act, UNKNOWN, key, (), at, key)
    task = _text(act, said.task, args)
    if not task:
        return None
    ref = act.module.scope.get(task)
    if ref is not None and ref[0] == "func":
        return call_function(act, ref[1], [], {}, at)
    return returned_by_name(act, UNKNOWN, task, at, task)


def _cell(key: str) -> ObjectId:
    return ("m", "", key)


def _text(act: Activation, paths: tuple[str, ...], args: Arguments) -> str:
    """The constant text of the first of these arguments that is given."""
    for path in paths:
        given = argument_at(act, path, NOTHING, args)
        if given is not None:
            return str(given.const[0]) if given.const else ""
    return ""


MAILBOX = ("post", "collect")
