"""GitLab Code Quality: what a merge request's widget and diff show."""

from __future__ import annotations

from piilint.model.finding import Finding, Report
from piilint.report import words
from piilint.report.choice import by_loudness, open_findings
from piilint.report.json import dumped
from piilint.report.manner import Manner


def render(report: Report, manner: Manner) -> str:
    """A list of issues, the loudest first."""
    issues: list[dict[str, object]] = [
        {
            "type": "issue",
            "check_name": finding.rule,
            "description": f"{finding.code} {words.message(finding, manner.language)}",
            "categories": ["Security"],
            "fingerprint": finding.fingerprint,
            "severity": _severity(finding),
            "location": {
                "path": finding.location.path,
                "lines": {"begin": finding.location.line, "end": finding.location.end_line},
            },
        }
        for finding in by_loudness(open_findings(report))
    ]
    for problem in report.problems:
        issue: dict[str, object] = {
            "type": "issue",
            "check_name": problem.code,
            "description": f"{problem.code} {words.problem(problem, manner.language)}",
            "categories": ["Bug Risk"],
            "fingerprint": f"{problem.code}:{problem.path}:{problem.line}",
            "severity": "info",
            "location": {"path": problem.path, "lines": {"begin": problem.line, "end": problem.line}},
        }
        issues.append(issue)
    return dumped(issues)


def _severity(finding: Finding) -> str:
    if finding.severity == "error":
        return "blocker" if finding.level == "critical" else "critical"
    return "major" if finding.level == "critical" else "minor"
