"""What a callee has found out of what it is passed, by the selectors that say so in its symbolic paths; and what its caller
knows better."""

from __future__ import annotations

from piilint.flow.domain.selectors import HANDLE, SCALAR, WHERE, dynamic_path
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import Label, Path, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.told_apart import chosen
from piilint.flow.syntax.nodes import calls_within
from piilint.flow.syntax.rebound import rebound
from piilint.flow.texts.scalars import handle_only, scalar_only
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir
from piilint.model.facts import Step


def left_of(act: Activation, value: Value, selector: str) -> Value | None:
    """What is left of a caller's value where a selector says that it is a text, a file, or one of several dicts; None of any
    other selector."""
    if selector == SCALAR:
        return scalar_only(act, value)
    if selector == HANDLE:
        return handle_only(act, value)
    return chosen(act, value, selector) if selector.startswith(WHERE) else None


def is_held(act: Activation, owner: Value, selector: str) -> bool:
    """Whether what is passed holds something there of which is known what it is: the mask's result, a text that was read; and
    nothing was put in under a key not known, which may be that one. What a safeguard made of a whole row has nothing anywhere."""
    if owner.is_nothing():
        return True
    things = [thing.fields for _, thing in act.objects(owner)]
    if any(each == "[*]" or dynamic_path(each) for fields in things for each in fields):
        return False
    held = [fields.get(selector) for fields in things]
    return bool(held) and all(part is not None and not part.opaque for part in held)


def is_as_passed(act: Activation, info: FunctionInfo, summary: Summary, label: Label, path: Path) -> bool:
    """Whether the path by whose name a callee tells what it gives back still leads to what was passed: the callee itself
    read it there, binds its root to nothing else, and changes nothing on the way."""
    if not _is_its_own(act, info, path, [step for step in label.trace if step.kind == "returned"]):
        return False
    ways = {("p", *path[:end]): path[end] for end in range(1, len(path))}
    return not any(target in ways and _may_be(selector, ways[target]) for target, selector in summary.changes)


def _is_its_own(act: Activation, info: FunctionInfo, path: Path, returned: list[Step]) -> bool:
    """Whether a function, or those that it hands its parameter to under the same name, binds it to nothing else."""
    learned = act.solver.learned
    anew = learned.once(learned.rebound, info.id, lambda: rebound(info.node))
    if path[0] in anew and (len(path) > 1 or not anew[path[0]]):
        return False
    if not returned:
        return any(param.name == path[0] for param in info.node.params)
    *inner, step = returned
    call = next((call for call in calls_within(info.node) if call.at == step.spot.node), None)
    if call is None or not any(isinstance(arg.value, ir.Name) and arg.value.id == path[0] for arg in call.args):
        return False
    called = _in_view(act, info, call.func)
    return called is not None and called.path == info.path and _is_its_own(act, called, path, inner)


def _in_view(act: Activation, info: FunctionInfo, func: ir.Expr) -> FunctionInfo | None:
    """The function of the module, or the method of the class, that a call in a function names."""
    if isinstance(func, ir.Attr) and isinstance(func.value, ir.Name) and info.cls is not None:
        own = bool(info.node.params) and func.value.id == info.node.params[0].name
        method = act.program.find_method(info.cls, func.name) if own else None
        return act.program.functions[method[1]] if method is not None and method[1] in act.program.functions else None
    ref = resolve_expr(func, act.program.modules[info.module], act.program)
    return act.program.functions[ref[1]] if ref is not None and ref[0] == "func" else None


def _may_be(selector: str, asked: str) -> bool:
    """Whether what stands at one selector may stand at the other; two known keys are two things."""
    return selector == asked or not (selector.startswith('["') or selector[:1] == ".")


def without_told_of_ids(
    act: Activation, info: FunctionInfo, summary: Summary, roots: dict[str, Value], result: Value
) -> Value:
    """What a callee gives back, without the record that only a parameter's name told it, where the caller passes what is
    called an id: `transaction_url(transaction=transaction_id)`."""
    if not any(label.record and not label.path and label.text in roots for label in result.labels.values()):
        return result
    ids = {param.name for param in info.node.params if param.name in roots and _is_id(roots[param.name])}
    kept = {
        key: label
        for key, label in result.labels.items()
        if label.path
        or not label.record
        or label.text not in ids
        or label.source.path != info.path
        or not is_as_passed(act, info, summary, label._replace(trace=label.trace[:-1]), (label.text,))
    }
    return result if len(kept) == len(result.labels) else result.with_labels(kept)


def _is_id(value: Value) -> bool:
    """Whether a value is of the kind that a name says is no datum, whatever unknown code gave it."""
    return (
        (bool(value.labels) or value.const == ())
        and not (value.opaque or value.refs or value.const)
        and all(label.path for label in value.labels.values())
        and all(oid[0] == "p" for oid in value.objects)
    )
