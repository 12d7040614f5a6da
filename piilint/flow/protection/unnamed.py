"""Masks whose names don't say so: what a small function leaves of a text is tried, where data flow can't tell.

def star_out(value, visible=4):
    bare = "".join(ch for ch in value if ch.isalnum())
    hidden = max(len(bare) - visible, 0)
    return "•" * hidden + bare[hidden:]          # the last four: as good as a slice
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from piilint.catalogue.shapes import Limit, Shape, shapes, shapes_of
from piilint.flow.concrete.values import NotShown
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Label, Labels, Path, Value, is_safe
from piilint.flow.interpreter.activation import Activation
from piilint.flow.protection.experiments import comes_back_whole, is_met, observe
from piilint.flow.protection.guards import guarded
from piilint.flow.protection.safeguards import given_besides
from piilint.flow.protection.trial import Trial, data_parameter, is_record
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import nodes_within
from piilint.flow.texts.render import render
from piilint.link.program import FunctionInfo
from piilint.model import ir
from piilint.model.proof import Observation

_LARGEST = 120
"""Nodes of a function that may be a mask: those that do more are called by what they do."""
_FILLERS = frozenset("*•●○█▪■□#…×∗＊xX")
_SECRET, _TEXT = "secret", "text"
"""The shapes of what nothing may be left of, and of words."""
_NUMBERS = "numbers"
"""The protection of what hides numbers, and lets words through."""
_ENDS = Limit(first=4, last=4)


def as_tried(
    act: Activation, info: FunctionInfo, args: Arguments, roots: Mapping[str, Value], result: Value, at: int
) -> Value:
    """What a function in view gives, without what trying it shows that it hides of its argument."""
    plain = not result.labels and (not result.opaque or result.refs or result.const is not None)
    if plain or result.objects or act.function.id == info.id or not _may_mask(act.solver, info):
        return result
    data, given = data_parameter(info, act.catalogue), given_besides(act, info, args)
    if data is None or given is None:
        return result
    if not result.labels:  # nothing is known of what it hides, which a key may name
        return result if _tried(act.solver, info, given, frozenset()) in ("", _NUMBERS) else Value()
    passed = {(label.element, label.path) for label in render(act, roots[data.name], "data", at).values()}
    kept: Labels = {}
    callers: Labels = {}
    known: Labels = {}
    for key, label in result.labels.items():
        (kept if not _is_of(label, passed) else callers if label.path else known)[key] = label
    if not callers and not known:
        return result
    general = _tried(act.solver, info, given, frozenset())
    own, elements = general, frozenset(label.element for label in known.values() if not is_safe(label))
    found = [act.catalogue.elements[each] for each in elements if each in act.catalogue.elements]
    secret = any(each.secret or each.group == "secret" for each in found)
    if elements and not secret and general in ("", _NUMBERS):
        own = _tried(act.solver, info, given, elements) or general
    for theirs, guard in ((callers, general), (known, own)):
        kept |= guarded(act, Value(theirs), guard).labels if guard else theirs
    return Value(kept) if general or own else result


def _is_of(label: Label, passed: Set[tuple[str, Path]]) -> bool:
    """Whether it is of something that was passed, or of a part of it."""
    return any((label.element, label.path[:end]) in passed for end in range(len(label.path) + 1))


def _may_mask(solver: Solver, info: FunctionInfo) -> bool:
    """Whether it looks like a mask: small, and with a text that stands for what is hidden."""
    learned = solver.learned
    return learned.once(learned.may_mask, info.id, lambda: _looks_like_mask(info))


def _looks_like_mask(info: FunctionInfo) -> bool:
    if info.node.is_async:
        return False
    nodes = [*nodes_within(info.node), *(param.default for param in info.node.params if param.default is not None)]
    return len(nodes) <= _LARGEST and any(isinstance(node, ir.Const) and _is_filler(node.value) for node in nodes)


def _is_filler(value: object) -> bool:
    """Whether a text is made of what stands for hidden characters, and of no others but separators."""
    if not isinstance(value, str) or _FILLERS.isdisjoint(value):
        return False
    return all(char in _FILLERS or not char.isalnum() for char in value)


def _tried(solver: Solver, info: FunctionInfo, given: Mapping[str, object], elements: frozenset[str]) -> str:
    """Which protection of `guards` it is for these elements, of any for none; "" if it is none, or if that can't be told."""
    key = (info.id, repr((sorted(given.items()), sorted(elements))))
    return solver.learned.once(solver.learned.tried, key, lambda: _protection(solver, info, given, elements))


def _protection(solver: Solver, info: FunctionInfo, given: Mapping[str, object], elements: frozenset[str]) -> str:
    parameter = data_parameter(info, solver.catalogue)
    wanted = _shapes(elements)
    if parameter is None or is_record(parameter, info) or not wanted:
        return ""
    trial = Trial(solver.program, solver.catalogue, info, parameter, flags=given)
    left = 0
    try:
        for shape in wanted:
            for sample in shape.samples:
                seen = observe(trial.run, shape, sample)
                if _raises(seen) and shape.general and elements:
                    continue  # what isn't of its kind
                if _raises(seen) or not seen.standards.get("piilint", True) or trial.assumed:
                    return ""
                if shape.short and len(sample) > 4 and comes_back_whole(seen):
                    return ""
                left += seen.survive
        if elements:
            return "mask"
        words = observe(trial.run, _shape(_TEXT), _shape(_TEXT).samples[0])
        if _raises(words) or not is_met(_ENDS, words.positions, words.of):
            return _NUMBERS
        secret = observe(trial.run, _shape(_SECRET), _shape(_SECRET).samples[0])
        return "head4" if left or words.survive or secret.survive else "mask"
    except NotShown:
        return ""


def _raises(seen: Observation) -> bool:
    return seen.result.startswith("raises ")


def _shape(key: str) -> Shape:
    return next(shape for shape in shapes().shape if shape.key == key)


def _shapes(elements: frozenset[str]) -> list[Shape]:
    """What it is tried on: what these elements look like, and anything else where one of them is no number; none if one
    has no shape of its own."""
    if not elements:
        return [shape for shape in shapes().shape if shape.general]
    if not all(shapes_of({element}) for element in elements):
        return []
    own = shapes_of(elements)
    words = any(not shape.digits for shape in shapes().shape if shape.key in own)
    return [shape for shape in shapes().shape if shape.key in own or (words and shape.general)]
