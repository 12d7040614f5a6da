"""The class of a parameter without an annotation, or of each of its elements, by the functions in view that it is passed to.

def screen(txn: CardTransaction): ...

def screen_all(txns):                        # CardTransactions, since `screen` takes one
    decisions = [screen(txn) for txn in txns]
    log.info("screened %s", txns)            # as CardTransaction shows itself

Where the function asks what it is, or passes it for different classes, nothing is said; nor by one that takes several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from piilint.flow.calling.handed_on import called_function, plain_arguments, taken_by
from piilint.flow.domain.value import Ref
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.sure_classes import may_be_several
from piilint.flow.syntax.annotations import annotation_class
from piilint.flow.syntax.gone_over import loops_in
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.flow.syntax.rebound import rebound
from piilint.link.program import FunctionInfo
from piilint.model import ir


def passed_class(act: Activation, param: str) -> Ref | None:
    """("class", id), or ("list", id) of a collection whose elements are passed."""
    return _by_parameter(act, act.function, CALLS).get(param)


CALLS = 3
"""Through so many calls a parameter is followed to one that is annotated: what is asked never leads back to itself."""


def _by_parameter(act: Activation, info: FunctionInfo, calls: int) -> Mapping[str, Ref]:
    learned = act.solver.learned
    return learned.once(learned.passed_classes, (info.id, str(calls)), lambda: _found(act, info, calls))


def _found(act: Activation, info: FunctionInfo, calls: int) -> Mapping[str, Ref]:
    names = {
        param.name: param.name
        for param in info.node.params
        if param.annotation is None and param.kind not in ("vararg", "kwarg")
    }
    for name in (*rebound(info.node), *_asked_about(info)):
        names.pop(name, None)
    if not names:
        return {}
    elements = _elements(info, names)
    found: dict[str, set[str]] = {}
    lists: dict[str, set[str]] = {}
    for name, cls in _passed(act, info, names.keys() | elements.keys(), calls):
        if name in names and cls[0] in ("class", "list"):
            (found if cls[0] == "class" else lists).setdefault(name, set()).add(cls[1])
        elif name in elements and cls[0] == "class":
            lists.setdefault(elements[name], set()).add(cls[1])
    told: dict[str, Ref] = {}
    for name in names:
        single, several = _lowest(act, found.get(name, set())), _lowest(act, lists.get(name, set()))
        if single and name not in lists:
            told[name] = ("class", single)
        elif several and name not in found:
            told[name] = ("list", several)
    return told


def _passed(act: Activation, info: FunctionInfo, names: set[str], calls: int) -> Iterator[tuple[str, Ref]]:
    """The variables that are passed for a parameter of which the class is known, with that."""
    module = act.program.modules[info.module]
    for call in calls_within(info.node):
        passed = [argument for argument in plain_arguments(call) if argument[2] in names]
        called = called_function(act.solver, info, module, call) if passed else None
        if called is None or called.id == info.id:
            continue
        params = {param.name: param for param in called.node.params}
        for name, taken in taken_by(called, passed):
            param = params.get(taken)
            if param is None or may_be_several(act, called.module, param.annotation):
                continue
            told = annotation_class(act, param.annotation, called.module)
            if param.annotation is None and calls > 1:
                told = _by_parameter(act, called, calls - 1).get(taken)
            if told is not None and told[1] in act.program.classes:
                yield name, told


def _elements(info: FunctionInfo, names: Mapping[str, str]) -> dict[str, str]:
    """By the variable of a loop or comprehension the only parameter that it goes over."""
    over: dict[str, set[str]] = {}
    for node in nodes_within(info.node):
        for variable, source in loops_in(node):
            over.setdefault(variable, set()).add(source.id if isinstance(source, ir.Name) else "")
    only = {variable: sources.pop() for variable, sources in over.items() if len(sources) == 1}
    return {variable: source for variable, source in only.items() if source in names and variable not in names}


def _asked_about(info: FunctionInfo) -> Iterator[str]:
    """The variables that the function tells apart by class."""
    for node in nodes_within(info.node):
        match node:
            case ir.Call(func=ir.Name(id="isinstance"), args=(ir.Arg(value=ir.Name(id=name)), *_)):
                yield name
            case ir.Match(subject=ir.Name(id=name)):
                yield name
            case _:
                pass


def _lowest(act: Activation, classes: set[str]) -> str:
    """The one of these classes that is derived from all others; "" if there is none."""
    known = act.program.classes
    return next((cls for cls in sorted(classes) if all(("class", other) in known[cls].mro for other in classes)), "")
