"""What a function is given: each of its parameters, before its body runs.

def show(account: Account, applicant: Applicant = Depends(current)):   # an Account, an Applicant: not what Depends() gives
    log.info("%s %s", account, applicant.model_copy())
"""

from __future__ import annotations

from piilint.flow.calling.hooks import converted_option, handed
from piilint.flow.domain.state import symbol
from piilint.flow.domain.value import NOTHING, Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.assign import bind_name
from piilint.flow.objects.access import typed
from piilint.flow.sources.told import told_by_annotation
from piilint.flow.syntax.annotations import annotation_class
from piilint.flow.syntax.meant import meant_class
from piilint.flow.syntax.passed_classes import passed_class
from piilint.model import ir


def bind_parameters(act: Activation) -> None:
    """Before the body runs: each parameter is what a caller passes for it."""
    info = act.function
    for position, param in enumerate(info.node.params):
        value = symbol((param.name,), act.spot(param.at), param.name)
        oid = ("p", param.name)
        if position == 0 and info.cls is not None and info.kind == "method":
            act.state.heap[oid] = Object("symbol", ("class", info.cls))
            value = Value(value.labels, value.objects, opaque=True)
        elif position == 0 and info.cls is not None and (info.kind == "classmethod" or info.node.name == "__new__"):
            own = frozenset((("class", info.cls),))
            only = not act.program.classes[info.cls].subclasses  # else the caller knows which it is
            value = Value(refs=own) if only else Value(value.labels, value.objects, own, opaque=True)
        elif param.kind == "kwarg":
            act.state.heap[oid] = Object("symbol", ("mapping", ""))
        elif param.annotation is not None and param.kind != "vararg":
            value = typed(act, value, annotation_class(act, param.annotation, info.module))
            value = told_by_annotation(act, value, param)
        elif param.kind != "vararg":
            value = handed(act, param, value)
            value = value if value.refs else typed(act, value, meant_class(act, param) or passed_class(act, param.name))
        default = _default(act, param, value)
        if default.refs and not value.refs:
            value = Value(value.labels, value.objects, default.refs, opaque=value.opaque)
        bind_name(act, param.name, converted_option(act, param, value))


def _default(act: Activation, param: ir.Param, value: Value) -> Value:
    """What a parameter is where nothing is passed; not what a library's object says of it to whoever calls the function,
    where another class is declared: `applicant: Applicant = Depends(current)`."""
    default = act.state.object(("d", act.function.id, param.name)).fields.get(".", NOTHING)
    is_own = any(held.cls is not None and held.cls[0] == "class" for _, held in act.objects(value))
    if is_own and param.annotation is not None and all(kind == "inst" for kind, _ in default.refs):
        return NOTHING
    return default
