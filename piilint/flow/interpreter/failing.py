"""What fails with an exception that repeats what it was given, as far as a handler around it speaks of that exception.

try:
    return int(number)
except ValueError as error:
    log.warning("%s", error)     # invalid literal for int() with base 10: 'DE89…'
"""

from __future__ import annotations

from piilint.flow.calling.moving import arguments_at
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.raising import ASSUMED, names_it, new_exception, throw
from piilint.flow.objects.derived import KINDS, kind_of
from piilint.flow.texts.render import render

_SURENESS = 2  # that it fails isn't known

_CLASSES = {kind: dotted for dotted, kind in reversed(KINDS.items())}


def call_may_fail(act: Activation, callee: Value, args: Arguments, at: int) -> None:
    """`int(number)`, `Currency(code)`."""
    for kind, target in callee.refs:
        if kind == "ext":
            _fail(act, target, NOTHING, args, at)
        elif kind == "class" and act.program.classes[target].kind == "enum":
            _fail(act, "enum.Enum", NOTHING, args, at)


def method_may_fail(act: Activation, receiver: Value, name: str, args: Arguments, at: int) -> None:
    """`date.fromisoformat(day)`, `accounts.index(number)`."""
    if receiver.refs:
        owners = {target for kind, target in receiver.refs if kind in ("ext", "inst")}
    else:
        owners = {_CLASSES.get(kind_of(act, held), "") for _, held in act.objects(receiver)}
    for owner in sorted(owners):
        _fail(act, f"{owner}.{name}", receiver, args, at)


def item_may_fail(act: Activation, base: Value, index: Value, at: int) -> None:
    """`accounts[number]`: of a mapping, or of what may be one."""
    if not index.labels and not index.objects:
        return
    if any(kind == "class" and act.program.classes[target].kind == "enum" for kind, target in base.refs):
        owner = "enum.Enum"
    elif base.refs:
        return
    else:
        kinds = {kind_of(act, held) for _, held in act.objects(base)}
        owner = "builtins.dict" if kinds <= {"dict", "symbol"} else ""
    _fail(act, f"{owner}.__getitem__", base, Arguments([index]), at)


def _fail(act: Activation, dotted: str, receiver: Value, args: Arguments, at: int) -> None:
    """Raise what a call of this name raises where it fails, with what it repeats."""
    for failure in act.catalogue.calls.failures(dotted):
        if not any(names_it(wanted, failure.raises) for wanted in act.tries):
            continue
        given = [value for shown in failure.shows for _, value in arguments_at(act, shown, receiver, args)]
        labels = render(act, join_all(given), "repr", at)
        if labels:
            text = Value(labels).lowered(_SURENESS).then(act.spot(at), "raised", failure.raises.rpartition(".")[2])
            throw(act, new_exception(act, failure.raises, Arguments([text]), at, ASSUMED))
