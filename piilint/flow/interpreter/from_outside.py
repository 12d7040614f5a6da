"""Entry points: what a decorator in view put around a function that nobody in view calls is given what that is given.

@traced                         # def wrapper(*args): log.info("%s", args); return function(*args)
def freeze(account_no): ...     # a request comes in: wrapper(account_no) logs an account's number

A function itself says by its parameters' names what it is given; a wrapper only has `args`. So the call is made once, with
what these names say, and what the wrapper hands on to the function comes back as what the function gives.

def printer(account):           # whoever calls printer calls show, too
    number = account.number
    def show(): log.info("%s", number)
    return show
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.calling.calls import call_info, call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.summary import Analysis
from piilint.flow.domain.value import UNKNOWN, Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.definitions import enter_frame
from piilint.flow.interpreter.entered import bind_parameters
from piilint.flow.interpreter.expressions import evaluate, name_value
from piilint.flow.objects.members import decorated
from piilint.link.program import FunctionInfo
from piilint.model import ir


def seen_from_outside(act: Activation, analysis: Analysis) -> Analysis:
    """What was found of a function, and what whoever calls it from outside meets around it."""
    made = decorated(act, act.function)
    around = _around(act, made) if made is not None else None
    if made is None or around is None:
        return analysis
    outside = Activation(act.solver, act.function)
    enter_frame(outside)
    outside.subjects = act.subjects
    bind_parameters(outside)
    outside.state.heap.update(analysis.summary.heap)
    outside.inside, outside.called_from_outside = analysis.summary, act.function.id
    node = act.function.node
    call_value(outside, made, _passed(outside, *around), node.at, node.name)
    return analysis.with_flows(outside.flows[key] for key in sorted(outside.flows, key=repr))


def given_away(act: Activation, analysis: Analysis) -> Analysis:
    """The same of the functions that a function makes and gives away, where nobody in view calls these, one after the other."""
    closures = [held for held in _given(act, analysis) if _is_closure(act, held)]
    if len(closures) < 2 and not any(_captures_data(analysis, held) for held in closures):
        return analysis  # several may hand on to each other what they are given
    outside = Activation(act.solver, act.function)
    enter_frame(outside)
    outside.subjects = act.subjects
    bind_parameters(outside)
    outside.state.heap.update(analysis.summary.heap)
    for held in closures * min(len(closures), 2):
        info = act.program.functions[held.cls[1]] if held.cls is not None else act.function
        outside.behalf = outside.called_from_outside = info.id
        call_info(
            outside,
            info,
            Arguments(rest=UNKNOWN, rest_keywords=UNKNOWN),
            info.node.at,
            held.fields["frame"],
            info.node.name,
        )
    return analysis.with_flows(outside.flows[key] for key in sorted(outside.flows, key=repr))


def _given(act: Activation, analysis: Analysis) -> Iterator[Object]:
    """What a function returns, and what stands in the containers that it returns."""
    heap = analysis.summary.heap
    for name in sorted(analysis.summary.returns.objects & heap.keys()):
        held = heap[name]
        yield held
        for part in held.fields.values() if held.kind in ("tuple", "list", "dict") else ():
            yield from (heap[inner] for inner in sorted(part.objects & heap.keys()))


def _is_closure(act: Activation, held: Object) -> bool:
    """Whether it is an inner function of this one, with nothing passed yet."""
    if held.kind != "bound" or held.cls is None or held.cls[0] != "func" or held.fields.keys() != {"frame"}:
        return False
    return act.program.functions[held.cls[1]].parent == act.function.id


def _captures_data(analysis: Analysis, closure: Object) -> bool:
    """Whether something of which this function itself knows what it is stands around it."""
    heap = analysis.summary.heap
    frames = [heap[name] for name in closure.fields["frame"].objects if name in heap]
    return any(not label.path for frame in frames for part in frame.fields.values() for label in part.labels.values())


def _around(act: Activation, made: Value) -> tuple[FunctionInfo, int] | None:
    """The function in view that stands around another, and how many of its parameters are bound already."""
    for kind, target in sorted(made.refs):
        if kind == "func" and target != act.function.id:
            return act.program.functions[target], 0
    for _, held in act.objects(made):
        kind, target = held.cls if held.cls is not None else ("", "")
        if held.kind == "bound" and kind == "func" and target != act.function.id:
            bound = sum(selector == "self" or selector[1:-1].isdigit() for selector in held.fields)
            return act.program.functions[target], bound
        method = act.program.find_method(target, "__call__") if kind == "class" and held.kind == "instance" else None
        if method is not None:
            return act.program.functions[method[1]], 1
    return None


def _passed(act: Activation, wrapper: FunctionInfo, bound: int) -> Arguments:
    """What a caller passes: each by its position, as far as the wrapper takes these; what stands under the wrapper's `**`
    by its name."""
    taken = wrapper.node.params
    places = sum(param.kind in ("posonly", "pos") for param in taken) - bound
    every, by_name = (any(param.kind == kind for param in taken) for kind in ("vararg", "kwarg"))
    args = Arguments()
    for place, param in enumerate(act.function.node.params):
        is_own = place == 0 and act.function.cls is not None and act.function.kind in ("method", "classmethod")
        name = ir.Name(param.at, param.name)
        value = name_value(act, name.id, name.at) if is_own else evaluate(act, name)
        if param.kind in ("posonly", "pos") and (every or place < places):
            args.positional.append(value)
        if param.kind == "kwonly" or (param.kind == "pos" and by_name and place >= places):
            args.keywords[param.name] = value
    return args
