"""GitLab's SAST report, version 15: what its vulnerability report and security widget read.

The schema asks when the scan began and ended. A report is the same bytes for the same commit, so both are the epoch;
GitLab shows the pipeline's own time.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from piilint.model.finding import Finding, Report
from piilint.report import words
from piilint.report.choice import by_loudness, open_findings
from piilint.report.excerpt import plain
from piilint.report.json import dumped
from piilint.report.manner import Manner
from piilint.rules import rule_by_code

_VERSION = "15.0.7"
_EPOCH = "1970-01-01T00:00:00"


def render(report: Report, manner: Manner) -> str:
    """One vulnerability per open finding; problems are the scan's messages."""
    from piilint import __version__

    tool = {"id": "piilint", "name": "piilint", "version": __version__, "vendor": {"name": "piilint"}}
    messages = [
        {"level": "warn", "value": f"{plain(p.path)}:{p.line}: {p.code} {words.problem(p, manner.language)}"}
        for p in report.problems
    ]
    document = {
        "version": _VERSION,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "sast",
            "status": "success",
            "start_time": _EPOCH,
            "end_time": _EPOCH,
            "messages": messages,
        },
        "vulnerabilities": [_vulnerability(finding, manner) for finding in by_loudness(open_findings(report))],
    }
    return dumped(document)


def _vulnerability(finding: Finding, manner: Manner) -> dict[str, object]:
    rule, place = rule_by_code()[finding.code], finding.location
    identifiers = [{"type": "piilint_rule", "name": f"piilint {finding.code}", "value": finding.code}]
    identifiers += [
        {
            "type": "cwe",
            "name": f"CWE-{number}",
            "value": str(number),
            "url": f"https://cwe.mitre.org/data/definitions/{number}.html",
        }
        for number in rule.cwe
    ]
    steps = [f"1. `{words.where(s.place)}` {words.note(s, manner.language)}" for s in finding.trace]
    message = words.message(finding, manner.language)
    solution = {"solution": words.fix(finding.fix, manner.language)} if finding.fix is not None else {}
    return {
        **solution,
        "id": str(uuid5(NAMESPACE_URL, f"piilint:{finding.fingerprint}")),
        "name": manner.language.say(rule.title)[:255],
        "description": "\n".join([message, "", *steps]).strip(),
        "severity": _severity(finding),
        "identifiers": identifiers,
        "location": {"file": place.path, "start_line": place.line, "end_line": place.end_line},
        "details": {
            "element": {"type": "text", "name": "Element", "value": words.element(finding, manner.language) or "-"},
            "confidence": {"type": "text", "name": "Confidence", "value": finding.confidence},
        },
    }


def _severity(finding: Finding) -> str:
    if finding.severity == "error":
        return "Critical" if finding.level == "critical" else "High"
    return "Medium" if finding.level == "critical" else "Low"
