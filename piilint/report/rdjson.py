"""reviewdog's diagnostic format: comments on a review, on any forge that reviewdog knows.

Its columns count bytes of UTF-8, from 1.
"""

from __future__ import annotations

from piilint.model.finding import Finding, Report
from piilint.model.place import Place
from piilint.report import words
from piilint.report.choice import open_findings
from piilint.report.json import dumped
from piilint.report.lines import Lines
from piilint.report.manner import Manner

Json = dict[str, object]


def render(report: Report, manner: Manner) -> str:
    """A DiagnosticResult."""
    lines = Lines(report.sources)
    diagnostics = [_diagnostic(finding, lines, manner) for finding in open_findings(report)]
    for problem in report.problems:
        diagnostic: Json = {
            "message": words.problem(problem, manner.language),
            "location": {"path": problem.path, "range": {"start": {"line": problem.line}}},
            "severity": "INFO",
            "code": {"value": problem.code},
        }
        diagnostics.append(diagnostic)
    return dumped({"source": {"name": "piilint"}, "diagnostics": diagnostics})


def _diagnostic(finding: Finding, lines: Lines, manner: Manner) -> Json:
    related = [
        {"message": words.note(step, manner.language), "location": _location(step.place, lines)}
        for step in finding.trace
    ]
    return {
        "message": words.message(finding, manner.language),
        "location": _location(finding.location, lines),
        "severity": "ERROR" if finding.severity == "error" else "WARNING",
        "code": {"value": finding.code},
        "related_locations": related,
    }


def _location(place: Place, lines: Lines) -> Json:
    known = lines.of(place)
    start = {"line": place.line, "column": _byte(known, place.line, place.column)}
    end = {"line": place.end_line, "column": _byte(known, place.end_line, place.end_column)}
    return {"path": place.path, "range": {"start": start, "end": end}}


def _byte(known: list[str], line: int, column: int) -> int:
    """The column in bytes; as it is where the line isn't at hand."""
    if not 0 < line <= len(known):
        return column
    return len(known[line - 1][: column - 1].encode("utf-8", "replace")) + 1
