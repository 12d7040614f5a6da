"""One finding, explained: what was found, whether it counts, who can read it, what mends it, and what it offends.

For people at a terminal; the formats for programs have the same facts in their own places.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.channels import audiences, channels
from piilint.catalogue.clauses import citations
from piilint.model.finding import Finding, Report
from piilint.report import text, words
from piilint.report.choice import open_findings
from piilint.report.choke import choke_points
from piilint.report.excerpt import plain
from piilint.report.manner import Manner
from piilint.rules import rule_by_code

_OTHERS = 10
"""Findings of the same sink that are listed."""


def explanation(finding: Finding, report: Report, manner: Manner, *, is_reported: bool) -> Iterator[str]:
    """All that the report and the catalogue know of a finding, line by line."""
    say = manner.language.say
    yield from text.one_place(report, manner, finding)
    yield say("Fingerprint {}", finding.fingerprint)
    yield _state(finding, manner, is_reported)
    yield from _channel(finding, manner)
    yield from _mending(finding, report, manner)
    yield ""
    rule = rule_by_code()[finding.code]
    yield f"# {rule.code}: {words.page_of(rule, manner.language).rstrip()}"
    yield from _clauses(finding, manner)


def _state(finding: Finding, manner: Manner, is_reported: bool) -> str:
    say = manner.language.say
    if finding.suppressed is not None:
        said = finding.suppressed
        where, reason = words.where(said.place), plain(said.reason) or say("no reason given")
        return say("Accepted by a comment at {}: {}", where, reason) + (f" ({plain(said.until)})" if said.until else "")
    if finding.baselined:
        return say("Known: it is in the baseline")
    if not is_reported:
        return say("`piilint check` doesn't report it, by policy, by confidence or as suppressed")
    return say("Open: it counts")


def _channel(finding: Finding, manner: Manner) -> Iterator[str]:
    """Which element, how sure, and who can read the channel."""
    language, say = manner.language, manner.language.say
    if finding.level is not None:
        sure = {"high": say("high confidence"), "medium": say("medium confidence"), "low": say("low confidence")}
        yield say(
            "{element} ({key}), level {level}, {sure}",
            element=words.element(finding, language),
            key=finding.element,
            level=say(finding.level),
            sure=sure[finding.confidence],
        )
    channel = channels().get(finding.channel)
    if channel is not None:
        yield say("Channel {}: {}", finding.channel, channel.title.get(language.code, channel.title["en"]))
    named = audiences()
    readers = [named[key].title.get(language.code, key) if key in named else key for key in finding.audiences]
    if readers:
        yield say("It can be read by {}", ", ".join(readers))
    if finding.forbidden_to:
        yield say("(must not reach {})", ", ".join(finding.forbidden_to))


def _mending(finding: Finding, report: Report, manner: Manner) -> Iterator[str]:
    """Where mending closes others, too."""
    language = manner.language
    for point in choke_points(open_findings(report)):
        if finding.fingerprint in point.closes and len(point.closes) > 1:
            others = language.count(len(point.closes) - 1, "other finding")
            yield language.say("A mask at {} closes it and {}:", words.where(point.place), others)
            rest = [each for each in report.findings if each.fingerprint in point.closes and each != finding]
            for each in rest[:_OTHERS]:
                yield f"  {each.fingerprint}  {words.where(each.location)}  {words.message(each, language)}"
            if len(rest) > _OTHERS:
                yield "  " + language.say("and {} more", len(rest) - _OTHERS)


def _clauses(finding: Finding, manner: Manner) -> Iterator[str]:
    language = manner.language
    if finding.element is None or finding.level is None:
        return
    met = (finding.channel,) if finding.channel else rule_by_code()[finding.code].channels
    cited = citations(met, finding.family, finding.element, finding.level)
    if not (cited.supports or cited.see_also):
        return
    yield ""
    yield f"## {language.say('Clauses')}"
    for clause in cited.supports:
        yield f"- {clause.id}: {clause.words(language.code)}"
    if cited.see_also:
        yield language.say("See also (not checked against the text): {}", ", ".join(each.id for each in cited.see_also))
    if cited.advice:
        yield language.say("Advice: {}", language.say(cited.advice))
