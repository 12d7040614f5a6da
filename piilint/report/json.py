"""The JSON report, version 1: a public shape that other programs read. Its keys are only added to, never changed."""

from __future__ import annotations

import json

from piilint.catalogue.clauses import citations
from piilint.model.finding import ChokePoint, Finding, Fix, Report, Suppression
from piilint.model.place import Place
from piilint.report import words
from piilint.report.choke import choke_points
from piilint.report.excerpt import COMMAND, HIDDEN
from piilint.report.manner import Manner
from piilint.rules import rule_by_code

Json = dict[str, object]


def render(report: Report, manner: Manner) -> str:
    """One JSON document, sorted as the report is. It's for programs: always in English."""
    document: Json = {
        "version": 1,
        "tool": {"name": "piilint", "version": _version()},
        "findings": [_finding(finding, met) for finding, met in zip(report.findings, together(report), strict=True)],
        "problems": [
            {"code": problem.code, "path": problem.path, "line": problem.line, "message": problem.message}
            for problem in report.problems
        ],
        "summary": _summary(report),
        "choke_points": [_choke_point(point) for point in choke_points(report.findings)],
    }
    return dumped(document)


def dumped(document: object) -> str:
    """JSON text in UTF-8; what a terminal, an editor or a CI's agent would obey or not show is written as an escape."""
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    text = COMMAND.sub(r"#\\u0023", text)
    return HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _version() -> str:
    from piilint import __version__

    return __version__


def together(report: Report) -> list[list[str]]:
    """For each finding, the elements of all findings that stand at the same call and reach the same sink: one amount
    says little, account, counterparty and amount together are a row of a statement."""
    met: dict[tuple[Place, str], set[str]] = {}
    for finding in report.findings:
        if finding.element is not None:
            met.setdefault((finding.location, finding.sink_name), set()).add(finding.element)
    return [sorted(met.get((finding.location, finding.sink_name), ())) for finding in report.findings]


def _finding(finding: Finding, met: list[str]) -> Json:
    suppressed = finding.suppressed
    return {
        "code": finding.code,
        "rule": finding.rule,
        "family": finding.family,
        "element": finding.element,
        "level": finding.level,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "channel": finding.channel,
        "audiences": list(finding.audiences),
        "forbidden_to": list(finding.forbidden_to),
        "owners": list(finding.owners),
        "fingerprint": finding.fingerprint,
        "location": {**_range(finding.location), "cell": finding.location.cell},
        "source": None if finding.source is None else {**_range(finding.source), "text": finding.source_text},
        "sink": None if finding.sink is None else {**_range(finding.sink), "name": finding.sink_name},
        "trace": [
            {
                "path": s.place.path,
                "line": s.place.line,
                "column": s.place.column,
                "note": words.step(s.kind, s.subject),
            }
            for s in finding.trace
        ],
        "together": met,
        "many": finding.many,
        "suppressed": None if suppressed is None else _suppressed(suppressed),
        "baselined": finding.baselined,
        "fix": None if finding.fix is None else _fix(finding.fix),
        **regulations_of(finding),
    }


def _fix(fix: Fix) -> Json:
    """The edits, all to be made at once; a range without extent is where the text is put in."""
    return {
        "title": words.fix(fix),
        "safe": fix.is_safe,
        "edits": [{**_range(edit.place), "text": edit.text} for edit in fix.edits],
    }


def regulations_of(finding: Finding) -> Json:
    """What supports the finding, what may be read besides, and what to do where a clause leaves only that."""
    if finding.element is None or finding.level is None:
        return {"regulations": [], "see_also": [], "advice": None}
    cited = citations((finding.channel,), finding.family, finding.element, finding.level)
    weaknesses = [f"CWE-{number}" for number in rule_by_code()[finding.code].cwe]
    return {
        "regulations": [*weaknesses, *(clause.id for clause in cited.supports)],
        "see_also": [clause.id for clause in cited.see_also],
        "advice": cited.advice or None,
    }


def _choke_point(point: ChokePoint) -> Json:
    return {
        **_range(point.place),
        "name": point.name,
        "closes": len(point.closes),
        "elements": list(point.elements),
        "findings": list(point.closes),
    }


def _suppressed(suppression: Suppression) -> Json:
    return {
        **_range(suppression.place),
        "reason": suppression.reason,
        "until": suppression.until or None,
        "by": suppression.by or None,
        "approved_by": suppression.approved_by or None,
    }


def _range(place: Place) -> Json:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _summary(report: Report) -> Json:
    summary = report.summary
    return {
        "files": summary.files,
        "lines": summary.lines,
        "functions": summary.functions,
        "findings": {"error": summary.errors, "warning": summary.warnings},
        "suppressed": summary.suppressed,
        "baselined": summary.baselined,
        "unread": summary.unread,
        "cut_short": summary.cut_short,
        "completeness": summary.completeness,
        "seconds": summary.seconds,
    }
