"""What a call passes for parameters whose names a callee reports: see `flow.domain.passed`."""

from __future__ import annotations

from piilint.flow.domain.passed import ANYTHING, KNOWN, NONE, Passed
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import Value, is_safe
from piilint.flow.interpreter.activation import Activation
from piilint.link.program import FunctionInfo


def note_passed(act: Activation, info: FunctionInfo, summary: Summary, roots: dict[str, Value], at: int) -> None:
    """Note what is passed, where the callee, or one that it calls, reports something by its name alone."""
    own = 1 if info.kind in ("method", "classmethod") else 0
    for param in info.node.params[own:] if summary.reported else ():
        value = roots.get(param.name)
        if value is not None and act.names.speaks(param.name):
            act.passed.add(Passed(info.id, param.name, act.function.id, act.spot(at), _what(act, value)))


def _what(act: Activation, value: Value) -> str:
    told = [label for label in value.labels.values() if not label.path and not is_safe(label)]
    if value.const == (None,) and not (told or value.labels or value.objects):
        return NONE
    if handed_on := _handed_on(act, value):
        return KNOWN if act.names.excuses(handed_on) else handed_on  # what callers pass there is theirs to say
    if value.opaque or value.refs or value.const or any(held.kind != "secret" for _, held in act.objects(value)):
        return ANYTHING
    return KNOWN if not told and not any(label.path for label in value.labels.values()) else ANYTHING


def _handed_on(act: Activation, value: Value) -> str:
    """The own parameter that a value is, as it was passed."""
    names = {label.path[0] if len(label.path) == 1 else label.text for label in value.labels.values()}
    if len(names) != 1 or any(label.guard or len(label.path) > 1 for label in value.labels.values()):
        return ""
    (name,) = names
    own = name in act.params and any(label.path for label in value.labels.values())
    return name if own and value.objects <= {("p", name)} and not value.refs else ""
