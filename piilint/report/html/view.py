"""What the page shows, worked out before it is laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from piilint.catalogue.clauses import Clause, citations
from piilint.language import Language
from piilint.model.finding import Finding, Fix, Report
from piilint.report import words
from piilint.report.choice import loudest, open_findings
from piilint.report.choke import choke_points
from piilint.report.excerpt import plain
from piilint.report.groups import grouped
from piilint.report.html.flow_map import FlowMap, flow_map
from piilint.report.html.names import channel_name
from piilint.report.html.rules import RuleView, rule_views
from piilint.report.html.source import Line, Sources
from piilint.report.manner import Manner
from piilint.report.words import merged

_MOST_STEPS = 60
_MOST_POINTS = 12
_MOST_ROWS = 15


@dataclass(frozen=True, slots=True)
class Step:
    where: str
    note: str
    code: Markup


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding in detail."""

    finding: Finding
    message: str
    element: str
    channel: str
    confidence: str
    path: str
    where: str
    owners: str
    lines: list[Line]
    steps: list[Step]
    clauses: tuple[str, ...]
    """Ids of the clauses that support it."""
    fix: str
    """How it can be mended, "" where that takes thought."""
    skipped: int
    """Steps in the middle that aren't shown."""
    search: str
    size: int
    """Characters that it takes on the page, roughly."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an overview table: what findings can be filtered by, and how many they are."""

    key: str
    value: str
    name: str
    errors: int
    warnings: int

    @property
    def count(self) -> int:
        return self.errors + self.warnings


@dataclass(frozen=True, slots=True)
class Point:
    """A choke point."""

    where: str
    name: str
    closes: int
    elements: str
    first: str
    """The fingerprint of the first finding that it closes."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page."""

    language: Language
    version: str
    headline: str
    figures: str
    points: list[Point]
    places: str
    tables: list[tuple[str, list[Row]]]
    flow_map: FlowMap | None
    groups: list[tuple[str, list[FindingView]]]
    is_grouped: bool
    shown: int
    left_out: int
    left_out_rows: list[Row]
    rules: list[RuleView]
    clauses: list[tuple[str, str, str]]
    """Of those that are cited: the anchor's number, the id, and what it asks for."""
    accepted: list[tuple[str, str, str, str]]
    problems: list[tuple[str, str, str]]
    choices: list[tuple[str, str, list[tuple[str, str]]]]
    """Filters: key, label, and each value with its name."""


def page_of(report: Report, manner: Manner, most: int, most_bytes: int) -> Page:
    """Work the page out, with the details of at most so many findings and bytes."""
    from piilint import __version__

    language = manner.language
    findings = open_findings(report)
    kept, views = _details(findings, report, language, most, most_bytes)
    chosen = {finding.fingerprint for finding in kept}
    left_out = [finding for finding in findings if finding.fingerprint not in chosen]
    groups = [(heading, [views[f.fingerprint] for f in group]) for heading, group in grouped(kept, manner)]
    points = choke_points(report.findings)
    closed = len({fingerprint for point in points for fingerprint in point.closes})
    places = ""
    if points:
        places = language.say(
            "Mending {} closes all {}.", language.count(len(points), "place"), language.count(closed, "flow")
        )
    return Page(
        language=language,
        version=__version__,
        headline=_headline(report, language),
        figures=_figures(report, language),
        points=[
            Point(
                where=words.where(point.place),
                name=plain(point.name),
                closes=len(point.closes),
                elements=language.say(", ").join(_titles(point.elements, findings, language)),
                first=next((fingerprint for fingerprint in point.closes if fingerprint in chosen), ""),
            )
            for point in points[:_MOST_POINTS]
        ],
        places=places,
        tables=_tables(findings, language),
        flow_map=flow_map(findings, language),
        groups=groups,
        is_grouped=manner.group != "file",
        shown=len(kept),
        left_out=len(left_out),
        left_out_rows=_rows("rule", left_out, language)[:_MOST_ROWS],
        rules=rule_views({finding.code for finding in findings}, language),
        clauses=_clauses(kept, language),
        accepted=list(_accepted(report, language)),
        problems=[(f"{plain(p.path)}:{p.line}", p.code, words.problem(p, language)) for p in report.problems],
        choices=_choices(kept, language),
    )


def _details(
    findings: Sequence[Finding], report: Report, language: Language, most: int, most_bytes: int
) -> tuple[tuple[Finding, ...], dict[str, FindingView]]:
    """The findings that are shown in detail, in the report's order, and their details."""
    sources, size = Sources(report), 0
    views: dict[str, FindingView] = {}
    for finding in sorted(loudest(findings, most).kept, key=lambda f: (f.severity != "error", f.level != "critical")):
        view = _view(finding, sources, language)
        size += view.size
        if size > most_bytes and views:
            break
        views[finding.fingerprint] = view
    return tuple(finding for finding in findings if finding.fingerprint in views), views


def _view(finding: Finding, sources: Sources, language: Language) -> FindingView:
    place = finding.location
    where = words.where(place)
    trace = list(merged(finding.trace))
    skipped = max(0, len(trace) - _MOST_STEPS)
    if skipped:
        half = _MOST_STEPS // 2
        trace = [*trace[:half], *trace[-half:]]
    steps = [Step(words.where(s.place), words.note(s, language), sources.line(s.place)) for s in trace]
    lines, message = sources.around(place), words.message(finding, language)
    element, owners = words.element(finding, language), plain(" ".join(finding.owners))
    found = (message, where, finding.code, finding.rule, element, finding.element or "", finding.source_text, owners)
    size = 1_900 + sum(len(line.code) + 120 for line in lines) + sum(len(s.code) + len(s.where) + 160 for s in steps)
    return FindingView(
        finding=finding,
        message=message,
        element=element,
        channel=channel_name(finding.channel, language),
        confidence=language.say(f"({finding.confidence} confidence)"),
        path=plain(place.path),
        where=where,
        owners=owners,
        lines=lines,
        steps=steps,
        clauses=tuple(clause.id for clause in _cited(finding)),
        fix=_fix(finding.fix, language) if finding.fix is not None else "",
        skipped=skipped,
        search=plain(" ".join(found)).lower()[:600],
        size=size,
    )


def _fix(fix: Fix, language: Language) -> str:
    return language.say("fix: {} ({})", words.fix(fix, language), words.option(fix))


def _cited(finding: Finding) -> tuple[Clause, ...]:
    if finding.element is None or finding.level is None:
        return ()
    return citations((finding.channel,), finding.family, finding.element, finding.level).supports


def _clauses(findings: Iterable[Finding], language: Language) -> list[tuple[str, str, str]]:
    cited = {clause.id: clause for finding in findings for clause in _cited(finding)}
    return [(anchor(each), each, cited[each].words(language.code)) for each in sorted(cited)]


def anchor(clause: str) -> str:
    """What a clause's id is as part of an address."""
    return "c-" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}" for c in clause)


def _headline(report: Report, language: Language) -> str:
    summary = report.summary
    if not summary.errors + summary.warnings:
        return language.say("No leaks found")
    counts = [language.count(summary.errors, "error"), language.count(summary.warnings, "warning")]
    return language.say(", ").join(counts)


def _figures(report: Report, language: Language) -> str:
    summary = report.summary
    figures = [
        language.count(summary.files, "file"),
        language.count(summary.functions, "function"),
        language.count(summary.lines, "line"),
    ]
    figures += [language.say("{} suppressed", summary.suppressed)] if summary.suppressed else []
    figures += [language.say("{} in the baseline", summary.baselined)] if summary.baselined else []
    figures += [language.count(len(report.problems), "problem")] if report.problems else []
    return " · ".join(figures)


def _titles(elements: Iterable[str], findings: Iterable[Finding], language: Language) -> list[str]:
    titles = {f.element: words.element(f, language) for f in findings if f.element}
    return [plain(titles.get(element, element)) for element in elements]


def _tables(findings: Sequence[Finding], language: Language) -> list[tuple[str, list[Row]]]:
    """The overview by level, element, channel and owner; those with nothing to tell apart are left out."""
    say = language.say
    tables = [
        (say("By level"), _rows("level", findings, language)),
        (say("By element"), _rows("element", findings, language)),
        (say("By channel"), _rows("channel", findings, language)),
    ]
    if any(finding.owners for finding in findings):
        tables.append((say("By owner"), _rows("owner", findings, language)))
    tables.append((say("By file"), _rows("path", findings, language)))
    return [(title, rows[:_MOST_ROWS]) for title, rows in tables if rows]


def _rows(key: str, findings: Iterable[Finding], language: Language) -> list[Row]:
    errors: Counter[tuple[str, str]] = Counter()
    warnings: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        for value, name in _values(key, finding, language):
            (errors if finding.severity == "error" else warnings)[value, name] += 1
    rows = [Row(key, *which, errors[which], warnings[which]) for which in {*errors, *warnings}]
    return sorted(rows, key=lambda row: (-row.count, row.name))


def _values(key: str, finding: Finding, language: Language) -> list[tuple[str, str]]:
    """What a finding has under a key, and how it is called."""
    match key:
        case "level":
            return [(finding.level, language.say(finding.level))] if finding.level else []
        case "severity":
            return [(finding.severity, language.say(finding.severity))]
        case "element":
            return [(finding.element, plain(words.element(finding, language)))] if finding.element else []
        case "channel":
            return [(finding.channel, channel_name(finding.channel, language))]
        case "owner":
            return [(plain(owner), plain(owner)) for owner in finding.owners or (language.say("no owner"),)]
        case "path":
            return [(plain(finding.location.path), plain(finding.location.path))]
        case _:
            return [(finding.code, f"{finding.code} {finding.rule}")]


def _choices(findings: Sequence[Finding], language: Language) -> list[tuple[str, str, list[tuple[str, str]]]]:
    say = language.say
    labels = [("severity", say("Severity")), ("level", say("Level")), ("element", say("Element"))]
    labels += [("channel", say("Channel")), ("rule", say("Rule")), ("path", say("File"))]
    if any(finding.owners for finding in findings):
        labels.append(("owner", say("Owner")))
    found = []
    for key, label in labels:
        values = {value: name for finding in findings for value, name in _values(key, finding, language)}
        found.append((key, label, sorted(values.items(), key=lambda item: item[1])))
    return found


def _accepted(report: Report, language: Language) -> Iterator[tuple[str, str, str, str]]:
    """Findings that don't count: where, what, why, and until when."""
    for finding in report.findings:
        where = words.where(finding.location)
        what = f"{finding.code} {words.message(finding, language)}"
        if finding.suppressed is not None:
            yield where, what, plain(finding.suppressed.reason), plain(finding.suppressed.until)
        elif finding.baselined:
            yield where, what, language.say("in the baseline"), ""
