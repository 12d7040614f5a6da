"""From the solved program to facts: flows, defects, definitions, literals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from piilint.flow.answers.duties import find_duty_defects
from piilint.flow.answers.refuted import without_refuted
from piilint.flow.answers.testing import is_test
from piilint.flow.calling.handed_on import called_function
from piilint.flow.domain.value import Label
from piilint.flow.interpreter.activation import rank
from piilint.flow.protection.masks import find_masks
from piilint.flow.protection.proofs import hides_by_key, is_told
from piilint.flow.protection.redaction import GUARDS, guard_method, redacted_keys
from piilint.flow.protection.safeguards import comes_back, survives
from piilint.flow.protection.switches import switched_guards
from piilint.flow.solving.solver import Solver
from piilint.flow.sources.definition_facts import showing_fields
from piilint.flow.sources.literals import find_literals
from piilint.flow.syntax.commands import commands_behind
from piilint.flow.syntax.nodes import calls_within, nodes_of, nodes_within
from piilint.link.program import FunctionInfo, ModuleInfo, Program
from piilint.model import ir
from piilint.model.facts import Defect, Facts, Flow, Statistics
from piilint.model.place import Spot


def collect_facts(solver: Solver) -> Facts:
    """Everything that was found, sorted by place; each flow once, at the surest place it was seen."""
    flows: dict[tuple[Spot, str, str, str, Spot], Flow] = {}
    functions = solver.analysed()
    names = (*functions, *solver.interpreted_for())
    every = without_refuted(solver, _found(solver, names))
    passed = {(flow.sink, flow.element) for flow in every if _is_passed(flow)}
    for found in every:
        flow = _settled(solver, found, passed) if found.unasked else found
        key = (flow.location, flow.element, flow.channel, flow.defect, flow.sink)
        old = flows.get(key)
        if old is None or rank(flow) < rank(old):
            flows[key] = flow
    ways = _Ways(flows.values())
    kept = _with_commands(solver, [flow for flow in flows.values() if not _covered(flow, ways)])
    kept.sort(key=lambda flow: (flow.location, flow.element, flow.channel, flow.sink))
    statistics = Statistics(
        functions=len(functions),
        unresolved_sensitive_calls=len(solver.unresolved),
        budgets_hit=solver.budgets_hit,
        cut_short=len(solver.cut_short.intersection(functions)),
    )
    return Facts(
        flows=tuple(kept),
        defects=(
            *_defects(solver),
            *switched_guards(solver),
            *find_duty_defects(solver.program, solver.catalogue.accesses),
        ),
        definitions=tuple(showing_fields(solver)),
        literals=tuple(find_literals(solver)),
        masks=tuple(find_masks(solver)),
        statistics=statistics,
    )


def _found(solver: Solver, names: Iterable[str]) -> list[Flow]:
    """The flows of functions; those of calls from outside only of functions that nobody in view calls."""
    found = [flow for name in names for flow in solver.results[name].flows]
    if not any(flow.uncalled for flow in found):
        return found
    callers: defaultdict[str, set[str]] = defaultdict(set)
    for caller, callees in solver.callees().items():
        for callee in callees:
            callers[callee].add(caller)
    return [
        msgspec.structs.replace(flow, uncalled="") if flow.uncalled else flow
        for flow in found
        if not (flow.uncalled and _is_called(solver.program, flow.uncalled, callers[flow.uncalled], flow.function))
    ]


def _is_called(program: Program, function: str, callers: Iterable[str], around: str) -> bool:
    """Whether a function is called by any but itself, tests, the methods of the class that stands around it, and the function
    that does with what else it makes."""
    functions = program.functions
    cls, maker = functions[around].cls, functions[function].parent
    return any(
        caller not in (function, maker)
        and not is_test(functions[caller].path)
        and (cls is None or functions[caller].cls != cls)
        and (maker is None or functions[caller].parent != maker)
        for caller in callers
    )


def _is_passed(flow: Flow) -> bool:
    """Whether a caller is seen to pass what flows."""
    return not flow.unasked and flow.confidence != "low" and flow.location != flow.sink


def _settled(solver: Solver, flow: Flow, passed: set[tuple[Spot, str]]) -> Flow:
    """A flow through what a caller's unknown code may give back: where a caller is in view, what that passes counts."""
    if flow.confidence == "low" or (flow.sink, flow.element) in passed or not solver.has_callers(flow.function):
        return msgspec.structs.replace(flow, unasked=False)
    return msgspec.structs.replace(flow, confidence="low", unasked=False)


def _with_commands(solver: Solver, flows: list[Flow]) -> list[Flow]:
    """The flows; those of many rows with the command that leads to them."""
    if not any(_is_bulk(flow) for flow in flows):
        return flows
    commands = commands_behind(solver)
    return [
        msgspec.structs.replace(flow, command=commands[flow.function])
        if _is_bulk(flow) and flow.function in commands
        else flow
        for flow in flows
    ]


def _is_bulk(flow: Flow) -> bool:
    return flow.many or flow.looped or flow.channel == "store.table"


class _Ways:
    """Flows by what they may have in common."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self.to_sink: defaultdict[tuple[Spot, str], list[Flow]] = defaultdict(list)
        """By where they lead and what they are of."""
        self.at_once: defaultdict[tuple[Spot, Spot, Spot], list[Flow]] = defaultdict(list)
        """By where they stand, lead and come from."""
        self.answered: set[tuple[str, str, Spot]] = set()
        """The functions, elements and sources of what answers tell."""
        for flow in flows:
            self.to_sink[flow.sink, flow.element].append(flow)
            self.at_once[flow.location, flow.sink, flow.source].append(flow)
            if flow.channel == "error.response":
                self.answered.add((flow.function, flow.element, flow.source))


def _covered(flow: Flow, ways: _Ways) -> bool:
    """Whether another flow says the same better: a part of the record by its own name; or the same source reported for
    the same sink where it is handed over, nearer to its mending: rather than where the sink is, but also rather than
    where somebody has the object do it that holds the value (`service.report()`)."""
    beside = ways.at_once[flow.location, flow.sink, flow.source]
    if any(other.source_text.startswith(f"{flow.source_text}[") for other in beside):
        return True
    if flow.channel == "error.exception" and (flow.function, flow.element, flow.source) in ways.answered:
        return True
    others = [other for other in ways.to_sink[flow.sink, flow.element] if other.location != flow.location]
    if flow.location == flow.sink:
        return any(other.source == flow.source for other in others)
    passed = {step.spot for step in flow.trace if step.kind == "passed"} if others else set()
    return any(
        other.location in passed and other.location != other.sink and rank(other)[0] <= rank(flow)[0]
        for other in others
    )


def _defects(solver: Solver) -> list[Defect]:
    found: list[Defect] = []
    functions = solver.program.functions
    analysed = solver.analysed()
    safeguards = [name for name in analysed if _is_safeguard(solver, functions[name])]
    for name in analysed:
        info = functions[name]
        if info.cls is not None and _is_unattached(solver, info):
            spot = Spot(info.path, solver.program.classes[info.cls].node.at)
            found.append(Defect(kind="unattached-filter", spot=spot, name=info.cls))
        if (
            (info.node.name.startswith("<") and not info.called)
            or info.id in solver.attached
            or not _is_safeguard(solver, info)
            or not _takes_data(info)
            or _puts_groups_back(info)
        ):
            continue
        summary = solver.results[name].summary
        back = survives(info, summary)
        by_call = back and not survives(info, summary, calls=False)  # whoever knows what is called, knows more
        less = back and not survives(info, summary, whole=solver.catalogue.names)
        if by_call or less or not comes_back(solver, info, summary):
            continue
        if not is_told(solver, info) and not hides_by_key(solver, info) and not _delegates(solver, name, safeguards):
            cut = not back or any(_is_cut(label) for label in summary.returns.labels.values())
            kind = "weak-cipher" if not _is_mask(solver, info) else "partial-mask" if cut else "identity-mask"
            found.append(Defect(kind=kind, spot=Spot(info.path, info.node.at), name=name))
    return found


def _is_unattached(solver: Solver, info: FunctionInfo) -> bool:
    """Whether it is the method of a logging filter or formatter that redacts, but that nothing attaches."""
    cls = solver.program.classes[info.cls or ""]
    if info.id in solver.attached or guard_method(cls) != info.id or not info.node.params:
        return False
    if not any(target in GUARDS for _, target in cls.mro):
        return False
    return bool(redacted_keys(info, solver.results[info.id].summary))


def _delegates(solver: Solver, name: str, safeguards: list[str]) -> bool:
    """Whether it only walks through lists and mappings, and leaves the values to another safeguard that holds."""
    info = solver.program.functions[name]
    return any(
        other != name
        and solver.calls(name, other)
        and not _only_asks(solver, info, other)
        and not comes_back(solver, solver.program.functions[other], solver.results[other].summary)
        for other in safeguards
    )


def _only_asks(solver: Solver, info: FunctionInfo, other: str) -> bool:
    """Whether nothing is made of what a function gives: `masked = mask(value)`, which is tested at most."""
    module = solver.program.modules[info.module]
    nodes = nodes_within(info.node)
    calls = {id(call) for call in calls_within(info.node) if _calls(solver, info, module, call, other)}
    kept = [node for node in nodes if isinstance(node, ir.Assign) and id(node.value) in calls]
    names = {target.id for node in kept for target in node.targets if isinstance(target, ir.Name)}
    named = all(isinstance(target, ir.Name) for node in kept for target in node.targets)
    if not calls or len(kept) < len(calls) or not named:
        return False
    tests = [node.test for node in nodes if isinstance(node, (ir.If, ir.While, ir.IfExp))]
    read = Counter(node.id for node in nodes if isinstance(node, ir.Name))
    asked = Counter(node.id for node in nodes_of(tuple(tests)) if isinstance(node, ir.Name))
    asked.update(target.id for node in kept for target in node.targets if isinstance(target, ir.Name))
    return all(read[name] <= asked[name] for name in names)


def _calls(solver: Solver, info: FunctionInfo, module: ModuleInfo, call: ir.Call, other: str) -> bool:
    called = called_function(solver, info, module, call)
    return called is not None and called.id == other


def _is_safeguard(solver: Solver, info: FunctionInfo) -> bool:
    entries = solver.catalogue.calls.named(info.called or info.node.name)
    return any(sanitizer.kind in ("mask", "encryption") for sanitizer in entries.sanitizers)


def _is_mask(solver: Solver, info: FunctionInfo) -> bool:
    entries = solver.catalogue.calls.named(info.called or info.node.name)
    return any(sanitizer.kind == "mask" for sanitizer in entries.sanitizers)


def _takes_data(info: FunctionInfo) -> bool:
    return any(param.name not in ("self", "cls") for param in info.node.params) and not info.is_abstract


def _puts_groups_back(info: FunctionInfo) -> bool:
    """Whether it is given a match of a pattern and puts back groups of it: `lambda match: match.group("tag") + "XXX"`. What
    is in these, the pattern says, and not the function."""
    names = {param.name for param in info.node.params}
    groups = [
        call.args[0].value if call.args else None
        for call in calls_within(info.node)
        if isinstance(call.func, ir.Attr) and call.func.name == "group"
        if isinstance(call.func.value, ir.Name) and call.func.value.id in names
    ]
    return bool(groups) and all(isinstance(group, ir.Const) and group.value != 0 for group in groups)


def _is_cut(label: Label) -> bool:
    return any(step.kind == "cut" for step in label.trace)
