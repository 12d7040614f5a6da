"""What every safeguard in view does: tried on standard shapes, held against the standards.

def mask_card(number): return "*" * 12 + number[-4:]       # holds: 4 of 16 survive
def mask_card(number): return number[:-2] + "**"           # fails: 14 of 16 survive
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from types import MappingProxyType

import msgspec

from piilint.catalogue.match import Names
from piilint.catalogue.schema import Sanitizer
from piilint.catalogue.shapes import Shape, meant_for, shapes, shapes_of
from piilint.flow.calling.specialise import VARIANTS
from piilint.flow.concrete.values import NotShown
from piilint.flow.protection.experiments import Run, comes_back_whole, observe
from piilint.flow.protection.own_forms import looks_for_own_form
from piilint.flow.protection.safeguards import survives
from piilint.flow.protection.trial import Trial, data_parameter, flags_of, is_record, is_told_what
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.deciding import told_widths
from piilint.link.program import FunctionInfo
from piilint.model.place import Spot
from piilint.model.proof import Application, Observation, Proof, Verdict
from piilint.model.stock import Protection

_MOST = 2 / 3
"""The share of a sample that a mask may show before it is one that plainly fails."""
_SHOWS_MORE = "shows more with "


def prove_all(solver: Solver) -> tuple[Proof, ...]:
    """Every safeguard in view, by place."""
    applied: dict[str, Counter[str]] = {}
    given = {each for name in solver.analysed() for each in solver.results[name].stock if isinstance(each, Protection)}
    for protection in sorted(given):
        applied.setdefault(protection.safeguard, Counter())[protection.element] += 1
    found = [
        _proof(solver, info, sanitizer, applied.get(info.id, Counter())) for info, sanitizer in _safeguards(solver)
    ]
    return tuple(sorted(found, key=lambda proof: proof.spot))


def is_shown_to_hold(
    solver: Solver,
    info: FunctionInfo,
    given: Mapping[str, object] = MappingProxyType({}),
    elements: frozenset[str] = frozenset(),
) -> bool:
    """Whether evaluating a mask shows that it leaves no more than piilint allows, whatever its settings and switches;
    `given` are parameters besides the data that a call passes, and `elements` what the data is, if that is known.

    Data flow doesn't tell how much of a text a loop or a computed slice leaves; this does.
    """
    key = (info.id, repr((sorted(given.items()), sorted(elements))))
    return solver.learned.once(solver.learned.proved, key, lambda: _holds_plainly(solver, info, given, elements))


def _holds_plainly(solver: Solver, info: FunctionInfo, given: Mapping[str, object], elements: frozenset[str]) -> bool:
    known = _known_as(solver, info)
    if known is None or known.kind != "mask":
        return False
    proof = _proof(solver, info, known, Counter(elements), given)
    parameter = data_parameter(info, solver.catalogue)
    record = parameter is not None and is_record(parameter, info)
    passed = shapes_of(elements, record)  # a card number is never as short as what the verdict is about, too
    if record and not _all_hidden(proof, elements):
        return False  # it hides other keys
    relevant = [each for each in proof.observations if each.relevant and (not passed or each.shape in passed)]
    return (
        proof.evidence == "evaluated"
        and (proof.verdict in ("holds", "partly") or bool(passed and relevant))
        and not any(caveat.startswith(_SHOWS_MORE) for caveat in proof.caveats)
        and all(each.standards.get("piilint", True) or each.by_pattern for each in relevant)
    )


def _all_hidden(proof: Proof, elements: Set[str]) -> bool:
    """Whether a mask of records was seen to hide something of each of these, where it has one of its usual names."""
    hidden = {each.shape for each in proof.observations if each.relevant}
    return all(shapes_of({element}, record=True) & hidden for element in elements)


def is_evaluated(solver: Solver, info: FunctionInfo) -> bool:
    """Whether what a safeguard does can be told by evaluating it, with the defaults that it and its class have."""
    known = _known_as(solver, info)
    return known is not None and _proof(solver, info, known, Counter()).evidence == "evaluated"


def is_told(solver: Solver, info: FunctionInfo) -> bool:
    """Whether a safeguard's callers say what it hides, or its patterns say it; or the callers how much it keeps, and it would
    hold if they said what masks usually keep."""
    parameter = data_parameter(info, solver.catalogue)
    if parameter is not None and is_told_what(info, parameter):
        return True
    if looks_for_own_form(solver, info):
        return True
    return not is_evaluated(solver, info) and _would_hold(solver, info)


def hides_by_key(solver: Solver, info: FunctionInfo) -> bool:
    """Whether a mask of records would hide something under the keys that whoever makes it says."""
    parameter = data_parameter(info, solver.catalogue)
    if parameter is None or info.cls is None or not is_record(parameter, info):
        return False
    trial = Trial(solver.program, solver.catalogue, info, parameter)
    try:
        return any(each.relevant for assume in (True, False) for each in _tried(replace(trial, assume=assume), set()))
    except NotShown:
        return False


def _would_hold(solver: Solver, info: FunctionInfo) -> bool:
    widths = told_widths(solver, info)
    if not widths:
        return False
    if not survives(info, solver.variant(info.id, dict.fromkeys(widths, 4), VARIANTS + 1)):
        return True
    receiver = info.node.params[0].name if info.kind == "method" else ""  # what it holds is told as `.keep`
    return is_shown_to_hold(solver, info, {width.removeprefix(receiver): 2 for width in widths})


def is_shown_to_fail(solver: Solver, info: FunctionInfo) -> bool:
    """Whether a mask shows most of the data that its name says it is for, though data flow sees nothing come back:
    `number.replace(number[-4:], "****")`. What patterns pass over, or settings decide, doesn't count."""
    key = (info.id, "fails")
    return solver.learned.once(solver.learned.proved, key, lambda: _fails_plainly(solver, info), False)


def _fails_plainly(solver: Solver, info: FunctionInfo) -> bool:
    known, parameter = _known_as(solver, info), data_parameter(info, solver.catalogue)
    if known is None or known.kind != "mask" or parameter is None or is_record(parameter, info):
        return False
    meant = meant_for(solver.catalogue.names, info.called or info.node.name, parameter.name)
    trial = Trial(solver.program, solver.catalogue, info, parameter)
    try:
        seen = [observe(trial.run, each, each.samples[0]) for each in shapes().shape if each.key in meant]
    except NotShown:
        return False
    return not trial.assumed and any(
        not each.standards.get("piilint", True)
        and each.survive > each.of * _MOST
        and not each.by_pattern
        and not each.result.startswith("raises ")
        for each in seen
    )


def _safeguards(solver: Solver) -> Iterator[tuple[FunctionInfo, Sanitizer]]:
    """The functions in view that the catalogue or the project takes for safeguards."""
    for name in sorted(solver.program.functions):
        info = solver.program.functions[name]
        known = _known_as(solver, info)
        takes = any(param.name not in ("self", "cls") for param in info.node.params)
        if known is not None and takes and not info.is_abstract and not info.is_overload:
            yield info, known


def _known_as(solver: Solver, info: FunctionInfo) -> Sanitizer | None:
    entries = (solver.catalogue.calls.exact(info.id), solver.catalogue.calls.named(info.called or info.node.name))
    known = (sanitizer for found in entries for sanitizer in found.sanitizers if sanitizer.kind != "bare-hash")
    return next(known, None)


def _proof(
    solver: Solver,
    info: FunctionInfo,
    sanitizer: Sanitizer,
    applied: Counter[str],
    given: Mapping[str, object] = MappingProxyType({}),
) -> Proof:
    parameter = data_parameter(info, solver.catalogue)
    proof = Proof(
        name=f"{info.module}.{info.called}" if info.called and info.node.name.startswith("<") else info.id,
        kind=sanitizer.kind,
        spot=Spot(info.path, info.node.at),
        parameter=parameter.name if parameter is not None else "",
        evidence="none",
        verdict="unknown",
        applied=tuple(Application(element, calls) for element, calls in sorted(applied.items())),
    )
    if parameter is None:
        return msgspec.structs.replace(proof, reason="it has no parameter that takes data")
    if is_told_what(info, parameter):
        return msgspec.structs.replace(proof, reason="its callers say what it hides")
    meant = {
        *shapes_of(set(applied)),
        *meant_for(solver.catalogue.names, info.called or info.node.name, parameter.name),
    }
    trial = Trial(solver.program, solver.catalogue, info, parameter, flags=given)
    try:
        observations, caveats = _observations(trial, meant)
    except NotShown as unknown:
        return _by_flow(solver, info, proof, str(unknown), told=bool(given))
    judged = msgspec.structs.replace(proof, evidence="evaluated")
    return judge(judged, observations, caveats, meant)


def _by_flow(solver: Solver, info: FunctionInfo, proof: Proof, reason: str, *, told: bool) -> Proof:
    """What data flow says, where the body can't be evaluated, even if it is `told` how much to keep."""
    result = solver.results.get(info.id)
    if result is None:
        return msgspec.structs.replace(proof, reason=reason)
    flowed = msgspec.structs.replace(proof, evidence="data flow", reason=reason)
    if not survives(info, result.summary):
        return msgspec.structs.replace(flowed, caveats=("its argument wasn't seen to come back",))
    if not told and _would_hold(solver, info):
        where = "its callers say how much it shows, so what shows too much is reported where they call it"
        return msgspec.structs.replace(flowed, caveats=(where,))
    # What encryption gives back may be what it was told to keep.
    verdict: Verdict = "fails" if proof.kind == "mask" else "unknown"
    return msgspec.structs.replace(flowed, verdict=verdict, caveats=("its argument comes back on some path",))


def meant_by_proof(names: Names, proof: Proof) -> frozenset[str]:
    """The shapes that a safeguard is for, by its names and by what it's applied to."""
    called = proof.name.rpartition(".")[2]
    return meant_for(names, called, proof.parameter) | shapes_of({each.element for each in proof.applied})


# ---- trying ---------------------------------------------------------------------------------------------------------


def _observations(trial: Trial, meant: Set[str]) -> tuple[list[Observation], list[str]]:
    """What it does to every shape under every condition. Raises NotShown where nothing can be said."""
    caveats: list[str] = []
    found = _tried(trial, meant)
    if trial.assumed:
        conditions = " and ".join(trial.assumed)
        other = replace(trial, assume=False, assumed=[])
        off = [msgspec.structs.replace(each, condition=f"{conditions} is off") for each in _tried(other, meant)]
        on = [msgspec.structs.replace(each, condition=f"{conditions} is on") for each in found]
        found = [max(pair, key=lambda each: each.survive) for pair in zip(on, off, strict=True)]
    for flag, value in flags_of(trial.info).items():
        if flag in trial.flags:
            continue
        switched = replace(trial, flags={**trial.flags, flag: value}, assumed=[])
        try:
            if any(_exceeds(one, two) for one, two in zip(found, _tried(switched, meant), strict=True)):
                caveats.append(f"shows more with {flag}={value}")
        except NotShown:
            caveats.append(f"{flag}={value} couldn't be evaluated")
    return found, caveats


def _exceeds(one: Observation, other: Observation) -> bool:
    return other.survive > one.survive and not all(other.standards.values())


def _tried(trial: Trial, meant: Set[str]) -> list[Observation]:
    def runner(key: str) -> Run:
        own = Trial(
            trial.program, trial.catalogue, trial.info, trial.parameter, key, trial.assume, trial.flags, trial.assumed
        )
        return own.run

    return try_shapes(runner, meant, record=is_record(trial.parameter, trial.info))


def try_shapes(runner: Callable[[str], Run], meant: Set[str], record: bool) -> list[Observation]:
    """Try every shape, as text or within a record."""
    relevant = relevant_shapes(meant)
    found: list[Observation] = []
    for shape in shapes().shape:
        for sample in shape.samples:
            if shape.record and not record:
                continue
            if record:
                tries = [observe(runner(key), shape, sample, key) for key in shape.keys]
                if tries:
                    best = min(tries, key=lambda each: each.survive)
                    found.append(msgspec.structs.replace(best, relevant=best.survive < best.of))
            else:
                seen = observe(runner(""), shape, sample)
                found.append(msgspec.structs.replace(seen, relevant=shape.key in relevant))
    return found


def relevant_shapes(meant: Set[str]) -> frozenset[str]:
    """The shapes that a safeguard meant for some is held against; one that doesn't say, against the general ones."""
    if not meant:
        return frozenset(shape.key for shape in shapes().shape if shape.general)
    numbers = any(shape.digits for shape in shapes().shape if shape.key in meant)
    return frozenset([*meant, *(shape.key for shape in shapes().shape if shape.short and shape.general and numbers)])


# ---- judging --------------------------------------------------------------------------------------------------------


def judge(proof: Proof, observations: list[Observation], caveats: list[str], meant: Set[str]) -> Proof:
    """The verdict on what was observed."""
    by_key = {shape.key: shape for shape in shapes().shape}
    relevant = [each for each in observations if each.relevant]
    raising = [each for each in relevant if each.result.startswith("raises ") and each.given]
    if raising and len(raising) == len(relevant):
        return msgspec.structs.replace(proof, evidence="none", reason=f"it {raising[0].result} on every sample")
    failing = [each for each in relevant if _fails(each, by_key[each.shape])]
    weak = [each for each in relevant if not all(each.standards.values()) or _passes_over(each, by_key[each.shape])]
    long = [each for each in relevant if not by_key[each.shape].short]
    fails = not relevant or (
        any(by_key[each.shape].short for each in failing)
        or (bool(failing) if meant else bool(long) and all(each in failing for each in long))
    )
    verdict: Verdict = "fails" if fails else "partly" if failing or weak else "holds"
    shown = failing or (weak if verdict == "partly" else [])
    if not relevant:
        shown = [each for each in observations if by_key[each.shape].general and not by_key[each.shape].short]
    order = sorted(shown, key=lambda each: -each.survive / max(each.of, 1))
    return msgspec.structs.replace(
        proof, observations=tuple(observations), caveats=(*caveats, *_remarks(observations, by_key)), verdict=verdict,
        counter_examples=tuple(order), reason="" if relevant else "it hides nothing of any standard record",
    )  # fmt: skip


def _fails(observation: Observation, shape: Shape) -> bool:
    if observation.result.startswith("raises "):
        return False
    if shape.short:
        return _is_whole(observation) and not observation.by_pattern
    return not any(observation.standards.values())


def _passes_over(observation: Observation, shape: Shape) -> bool:
    """Whether a pattern lets something short through as it is."""
    return shape.short and shape.general and _is_whole(observation) and observation.by_pattern


def _is_whole(observation: Observation) -> bool:
    return comes_back_whole(observation) and len(observation.given) > 4


def _remarks(observations: list[Observation], by_key: dict[str, Shape]) -> list[str]:
    caveats: list[str] = []
    for each in observations:
        title = by_key[each.shape].title["en"]
        if each.key and not each.relevant and by_key[each.shape].general and not by_key[each.shape].short:
            caveats.append(f"hides no {title} under any of its usual names")
        if not by_key[each.shape].short:
            continue
        if each.result.startswith("raises "):
            caveats.append(f"of {title} it {each.result}")
        elif comes_back_whole(each) and (len(each.given) <= 4 or each.by_pattern):
            caveats.append(f"gives back {title} as they are")
    return list(dict.fromkeys(caveats))
