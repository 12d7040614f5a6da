"""Candidates + places + comments → findings, in the order of the report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import msgspec

from piilint.judge.acceptance import Acceptance
from piilint.judge.candidates import Candidate, spot_of
from piilint.judge.fingerprint import local_name
from piilint.judge.policies import Policies
from piilint.model.facts import Defect, Definition, Flow, LiteralValue, Step
from piilint.model.finding import Finding, SuppressionRecord, TraceStep
from piilint.model.place import Place, Spot

Places = Mapping[Spot, Place]


def judge(
    candidates: Iterable[Candidate],
    places: Places,
    texts: Mapping[str, str],
    policies: Policies,
    reported: Collection[str],
    today: date,
) -> tuple[tuple[Finding, ...], tuple[SuppressionRecord, ...]]:
    """Return the findings, sorted, and the suppressions. `texts` are the files with suppressions' comments."""
    placed = sorted(
        ((_place(places, spot_of(candidate.fact)), candidate) for candidate in candidates), key=_order_of_placed
    )
    acceptance = Acceptance.of(texts, policies.suppressions, today)
    findings: list[Finding] = []
    for place, candidate in placed:
        finding = _finding(candidate, place, places)
        finding = acceptance.apply(finding, is_reported=candidate.is_reported)
        if candidate.is_reported:
            findings.append(finding)
    findings += acceptance.findings(policies, reported)
    return in_order(findings), acceptance.records(reported)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings as reports show them."""
    return tuple(sorted(findings, key=_order))


def _finding(candidate: Candidate, place: Place, places: Places) -> Finding:
    fact, rule, element = candidate.fact, candidate.rule, candidate.element
    finding = Finding(
        code=rule.code,
        rule=rule.name,
        family=rule.family,
        element=element.key if element else None,
        level=element.level if element else None,
        severity=candidate.severity,
        confidence=fact.confidence,
        message=_message(candidate),
        fingerprint=candidate.fingerprint,
        location=place,
        channel=candidate.channel,
        audiences=candidate.audiences,
        forbidden_to=candidate.forbidden_to,
        title=element.title if element else {},
        function=local_name(_owner(fact), place.path),
        argument=fact.argument if isinstance(fact, Flow) else fact.name if isinstance(fact, Definition) else "",
    )
    if isinstance(fact, Flow):
        finding = msgspec.structs.replace(
            finding,
            source=places.get(fact.source),
            source_text=fact.source_text,
            sink=places.get(fact.sink),
            sink_name=fact.callee,
            trace=_trace(fact, places),
            many=fact.many or fact.looped,
        )
    return finding


def _owner(fact: Flow | Defect | Definition | LiteralValue) -> str:
    """Return the function or class that a fact stands in, by its dotted name."""
    match fact:
        case Flow() | LiteralValue():
            return fact.function
        case Definition():
            return fact.owner
        case Defect():
            return fact.name


def _message(candidate: Candidate) -> str:
    """Fill the rule's message in. Words of the facts are put in as they are: they may hold braces."""
    fact = candidate.fact
    words = {"element": candidate.element.title["en"] if candidate.element else "Customer data"}
    match fact:
        case Flow():
            words |= {"callee": fact.callee, "name": fact.function, "detail": fact.source_text}
        case Definition():
            words |= {"callee": "", "name": f"{fact.owner}.{fact.name}", "detail": ""}
        case Defect():
            words |= {"callee": "", "name": fact.name, "detail": fact.detail}
        case LiteralValue():
            words |= {"callee": "", "name": fact.function, "detail": fact.shown}
    message = candidate.rule.message.format_map(words)
    return f"{message}: {fact.detail}" if isinstance(fact, Defect) and fact.detail else message


def _trace(flow: Flow, places: Places) -> tuple[TraceStep, ...]:
    """Return the steps from the source to the sink's own call, without repetitions and without unknown places."""
    steps = list(flow.trace)
    if not steps or steps[0].spot != flow.source:
        steps.insert(0, Step(flow.source, "read", flow.source_text))
    steps.append(Step(flow.sink, "reaches", flow.callee))
    known = [TraceStep(places[step.spot], step.kind, step.subject) for step in steps if step.spot in places]
    return tuple(step for step, before in zip(known, [None, *known], strict=False) if step != before)


def _place(places: Places, spot: Spot) -> Place:
    """Return a spot's place, or the file's start where it isn't known."""
    return places.get(spot) or Place(spot.path, 1, 1, 1, 1)


def _order(finding: Finding) -> tuple[str, int, int, int, str, str]:
    """Order by path, cell, line, column, code, element."""
    place = finding.location
    return (place.path, place.cell or 0, place.line, place.column, finding.code, finding.element or "")


def _order_of_placed(item: tuple[Place, Candidate]) -> tuple[str, int, int, int, str, str]:
    place, candidate = item
    element = candidate.element.key if candidate.element else ""
    return (place.path, place.cell or 0, place.line, place.column, candidate.rule.code, element)
