"""Which facts may become findings, under which rule, and how loudly: decided before any place is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from piilint.catalogue.schema import Element
from piilint.config.policy import Met
from piilint.judge.fingerprint import Fact, fingerprints
from piilint.judge.policies import Company, Policies, milder
from piilint.model.facts import Confidence, Defect, Definition, Facts, Flow, LiteralValue
from piilint.model.finding import Level, Severity
from piilint.model.place import Spot
from piilint.rules import Rule, rule_by_channel

BULK = "store.bulk-export"
EXPORTS = frozenset(("store.file", "store.table", "store.document", "store.object", "store.transfer"))
"""Channels by which many rows leave the system as something that can be carried away."""
_SURENESS: Mapping[Confidence, int] = {"low": 0, "medium": 1, "high": 2}
_NO_ELEMENT: Level = "high"
"""The policy's row for facts that aren't about one element: a broken mask lets out whatever passes through it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact, the rule that reports it, and whether it will be reported."""

    fact: Fact
    rule: Rule
    element: Element | None
    severity: Severity
    is_reported: bool
    """False for facts that are only there to tell used suppressions from unused ones."""
    audiences: tuple[str, ...] = ()
    forbidden_to: tuple[str, ...] = ()
    fingerprint: str = ""

    @property
    def channel(self) -> str:
        """Family and port: a flow's own channel, else what kind of fact it is."""
        match self.fact:
            case Flow(channel=channel):
                return channel
            case Defect(kind=kind):
                return f"safeguard.{kind}"
            case Definition(kind=kind):
                return f"model.{kind}"
            case LiteralValue():
                return "literal.value"


def choose(
    facts: Facts,
    policies: Policies,
    elements: Mapping[str, Element],
    *,
    reported: Collection[str],
    commented: Collection[str],
) -> tuple[Candidate, ...]:
    """Return the facts that will be findings in the `reported` files, and those that a suppression may be about.

    `commented` are the files with piilint's comments. One candidate is left for each rule, element, place and sink.
    """
    kept: dict[tuple[str, str, Spot, Spot], Candidate] = {}
    least = _SURENESS[policies.min_confidence]
    for candidate in _judged(facts, policies, elements):
        fact, spot = candidate.fact, spot_of(candidate.fact)
        wanted = candidate.severity != "off" and spot.path in reported and _SURENESS[fact.confidence] >= least
        found = replace(candidate, is_reported=wanted)
        sink = fact.sink if isinstance(fact, Flow) else spot
        key = (found.rule.code, found.element.key if found.element else "", spot, sink)
        if key not in kept or _rank(found) < _rank(kept[key]):
            kept[key] = found
    ordered = [kept[key] for key in sorted(kept, key=lambda key: (key[2], key[0], key[1], key[3]))]
    prints = fingerprints((candidate.fact, candidate.rule.code) for candidate in ordered)
    return tuple(
        replace(candidate, fingerprint=fingerprint)
        for candidate, fingerprint in zip(ordered, prints, strict=True)
        if candidate.is_reported or _is_commented(candidate.fact, commented)
    )


def _is_commented(fact: Fact, commented: Collection[str]) -> bool:
    """Whether a comment may be about it: where it stands, or where it gets out."""
    return spot_of(fact).path in commented or (isinstance(fact, Flow) and fact.sink.path in commented)


def spot_of(fact: Fact) -> Spot:
    """Return where a fact stands."""
    return fact.location if isinstance(fact, Flow) else fact.spot


def spots_of(candidates: Iterable[Candidate]) -> dict[str, set[int]]:
    """Return the nodes whose places are needed, by file; the path of what isn't reported isn't shown, either."""
    nodes: dict[str, set[int]] = {}
    for candidate in candidates:
        fact = candidate.fact
        spots = [spot_of(fact)]
        if isinstance(fact, Flow):
            spots.append(fact.sink)
            if candidate.is_reported:
                spots += [fact.source, *(step.spot for step in fact.trace)]
        for spot in spots:
            nodes.setdefault(spot.path, set()).add(spot.node)
    return nodes


def _judged(facts: Facts, policies: Policies, elements: Mapping[str, Element]) -> Iterator[Candidate]:
    for flow in facts.flows:
        yield _flow(flow, policies, elements)
    for defect in facts.defects:
        yield _standing(defect, f"safeguard.{defect.kind}", policies, None)
    for definition in facts.definitions:
        yield _standing(definition, f"model.{definition.kind}", policies, elements[definition.element])
    for literal in facts.literals:
        yield _standing(literal, "literal.value", policies, elements[literal.element])


def _flow(flow: Flow, policies: Policies, elements: Mapping[str, Element]) -> Candidate:
    """Judge a flow; one through a broken safeguard is that safeguard's, and no louder than the leak would be."""
    element = elements[flow.element]
    rule, path = rule_by_channel()[flow.channel], flow.location.path
    company = Company(_met(element), tuple(_met(elements[key]) for key in flow.context), flow.many or flow.looped)
    loudness = policies.severity(path, rule, flow.channel, element.key, element.level, flow.callee, company)
    if flow.command and flow.channel in EXPORTS:
        rule = rule_by_channel()[BULK]
        loudness = milder(
            loudness, policies.severity(path, rule, flow.channel, element.key, element.level, flow.callee, company)
        )
    if flow.defect:
        channel = f"safeguard.{flow.defect}"
        rule = rule_by_channel()[channel]
        loudness = milder(loudness, policies.severity(path, rule, channel, element.key, element.level))
    readers = policies.audiences(flow.channel)
    forbidden = policies.forbidden_to(path, flow.channel, element.key, element.level)
    return Candidate(flow, rule, element, loudness, True, readers, forbidden)


def _met(element: Element) -> Met:
    all_of_them = () if element.level == "low" else (f"group:{element.group}", "*")
    return Met(element.key, frozenset((element.key, element.level, *all_of_them)))


def _standing(
    fact: Defect | Definition | LiteralValue, channel: str, policies: Policies, element: Element | None
) -> Candidate:
    """Judge a fact that stands on one place."""
    rule = rule_by_channel()[channel]
    key, level = (element.key, element.level) if element else (None, _NO_ELEMENT)
    return Candidate(fact, rule, element, policies.severity(fact.spot.path, rule, channel, key, level), True)


def _rank(candidate: Candidate) -> tuple[bool, int, int, str]:
    """Reported, sure and short first; the channel only for a definite order."""
    fact = candidate.fact
    length, channel = (len(fact.trace), fact.channel) if isinstance(fact, Flow) else (0, "")
    return (not candidate.is_reported, -_SURENESS[fact.confidence], length, channel)
