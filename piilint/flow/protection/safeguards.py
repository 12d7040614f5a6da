"""Safeguards in view are checked: a mask that gives back what it was given is none.

def mask(n): return n[-4:].rjust(len(n), "*")     # holds: only the tail is left
def mask(n): return n                              # "identity-mask"
def mask(n): return n[:-2] + "**"                  # "partial-mask": all but 2 characters

Where data flow can't tell how much is left, the body is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from piilint.catalogue.classes import classes
from piilint.catalogue.match import Names
from piilint.catalogue.schema import Sanitizer
from piilint.flow.calling.calls import bind
from piilint.flow.calling.instantiate import apply_summary
from piilint.flow.calling.specialise import summary_for
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import selector_name
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import Labels, Path, Value, is_safe, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.removal import JOINT
from piilint.flow.solving.solver import Solver
from piilint.flow.texts.render import render
from piilint.link.program import FunctionInfo
from piilint.model import ir


def holds(
    act: Activation, info: FunctionInfo, sanitizer: Sanitizer, args: Arguments, at: int, frame: Value | None = None
) -> Value | None:
    """The result of calling a safeguard in view: what its body leaves of its arguments, which is nothing if it holds.

    None where nothing can be said against or for the body, so that it is treated like any other function.
    """
    from piilint.flow.tabular.frames import is_table

    safe: Labels = {}
    for value in args.everything() if act.solver.takes_stock else ():
        safe |= act.protect(render(act, value, "data", at), info.id, sanitizer.kind, at)
    roots = bind(act, info, args, at)
    if frame is not None:
        roots["^"] = frame
    summary = summary_for(act, info, roots)
    result = apply_summary(act, info, summary, roots, at)
    if any(not value.refs.isdisjoint(classes().tables) or is_table(act, value) for value in args.everything()):
        return result  # which columns it hides, data flow tells
    if act.function.id == info.id and _takes_record(act, info):
        return result  # and what it leaves of a part of a record that isn't one itself
    given = given_besides(act, info, args)
    if given is not None and not survives(info, summary) and comes_back(act.solver, info, summary, given):
        return join(result, join_all(Value(render(act, value, "text", at)) for value in args.everything()))
    known = _elements(act, args, at) if given or _takes_record(act, info) else frozenset[str]()
    if not survives(info, summary) or (given is not None and not comes_back(act.solver, info, summary, given, known)):
        return Value(
            {**{key: label for key, label in result.labels.items() if label.guard == "bare-hash"}, **safe},
            frozenset(name for name in result.objects if name[0] == "a"),
            opaque=False,
        )
    return result


def _takes_record(act: Activation, info: FunctionInfo) -> bool:
    """Whether it is a mask of records, which hides what stands under some keys and nothing else."""
    from piilint.flow.protection.trial import data_parameter, is_record

    parameter = data_parameter(info, act.catalogue)
    return parameter is not None and is_record(parameter, info)


def comes_back(
    solver: Solver,
    info: FunctionInfo,
    summary: Summary,
    given: Mapping[str, object] = MappingProxyType({}),
    elements: frozenset[str] = frozenset(),
) -> bool:
    """Whether a safeguard gives back what it was given, as far as data flow and evaluating its body tell; `given` are
    parameters besides the data that a call passes, and `elements` what the data is, if that is known."""
    from piilint.flow.protection.proofs import is_shown_to_fail, is_shown_to_hold

    if survives(info, summary):
        return not is_shown_to_hold(solver, info, given, elements)
    return not given and is_shown_to_fail(solver, info)


def _elements(act: Activation, args: Arguments, at: int) -> frozenset[str]:
    """What a call passes, as far as it is known: six and four of a card number are fine, of an account they aren't."""
    labels = (label for value in args.everything() for label in render(act, value, "data", at).values())
    return frozenset(label.element for label in labels if not label.path and not is_safe(label))


def given_besides(act: Activation, info: FunctionInfo, args: Arguments) -> dict[str, object] | None:
    """What a call passes besides the data, and what the instance holds (".keep"), if all of it is known."""
    from piilint.flow.protection.trial import data_parameter

    data = data_parameter(info, act.catalogue)
    if not args.rest.is_nothing() or not args.rest_keywords.is_nothing():
        return None
    passed = dict(args.keywords)
    for param, value in zip(info.node.params, args.positional, strict=False):
        passed.setdefault(param.name, value)
    found: dict[str, object] = {}
    for name, value in passed.items():
        if info.kind == "method" and name == info.node.params[0].name:
            held = _held(act, value)
            if held is None:
                return None
            found |= held
            continue
        if name == "cls" or (data is not None and name == data.name):
            continue
        if not value.const:
            return None
        found[name] = value.const[0]
    return found


def _held(act: Activation, instance: Value) -> dict[str, object] | None:
    """The constants that an instance holds; None if it holds plain values that aren't known."""
    found: dict[str, object] = {}
    for _, held in act.objects(instance):
        for selector, value in held.fields.items() if held.kind == "instance" else ():
            if value.const:
                found[selector] = value.const[0]
            elif value.opaque and not value.objects and not value.refs:
                return None
    return found


def survives(info: FunctionInfo, summary: Summary, calls: bool = True, whole: Names | None = None) -> bool:
    """Whether a parameter's own text comes back from the function unprotected; `calls`: or whatever is given back by what
    only the caller knows, a cipher that a closure holds; `whole`: but for a table without columns whose names say what they
    hold."""
    changed = {name[1] for name, held in summary.heap.items() if name[0] == "p" and held.fields}
    changed.add("^")  # what it captures isn't what it was given
    if info.kind == "method" and any(map(_must_be_given, info.node.params[1:])):
        changed.add(info.node.params[0].name)  # nor is what the instance holds, where it is given something else
    changed |= {change.target[1] for change in summary.changes.values() if change.target[0] == "p"}
    if not calls:
        changed |= {call.result for call in summary.calls.values()}
    labels = summary.returns.labels.values()
    paths = [label.path for label in labels if label.path and not label.guard and label.confidence == 3]
    paths += [name[1:] for name in summary.returns.objects if name[0] == "p"]
    return any(
        path[0] not in changed and not _is_part(path) and (whole is None or not _lacks(path, whole)) for path in paths
    )


def _must_be_given(param: ir.Param) -> bool:
    return param.default is None and param.kind not in ("vararg", "kwarg")


def _lacks(path: Path, names: Names) -> bool:
    """Whether it is without some of its parts that hold data."""
    gone = (part for selector in path[1:] if selector[0] == "\\" for part in selector[1:].split(JOINT))
    return any((match := names.classify(selector_name(part))) is not None and names.follows(match) for part in gone)


def _is_part(path: Path) -> bool:
    """Whether only one character, or one part by position, of the parameter comes back."""
    return len(path) > 1 and path[-1].strip("[]-").isdigit()
