"""reviewdog's diagnostic format: comments on a review, on any forge that reviewdog knows.

Its columns count bytes of UTF-8, from 1.
"""

from __future__ import annotations

from piilint.model.finding import Finding, Fix, Report
from piilint.model.place import Place
from piilint.report import words
from piilint.report.choice import open_findings
from piilint.report.excerpt import shown
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
    suggestion = _suggestion(finding.fix, lines) if finding.fix is not None else None
    return {
        **({"suggestions": [suggestion]} if suggestion is not None else {}),
        "message": words.message(finding, manner.language),
        "location": _location(finding.location, lines),
        "severity": "ERROR" if finding.severity == "error" else "WARNING",
        "code": {"value": finding.code},
        "related_locations": related,
    }


def _suggestion(fix: Fix, lines: Lines) -> Json | None:
    """The fix as one text for one line, which reviewers are offered; None if it isn't such, or would repeat a number."""
    first = fix.edits[0].place
    if any(
        (edit.place.path, edit.place.line, edit.place.end_line) != (first.path, first.line, first.line)
        for edit in fix.edits
    ):
        return None
    line = lines.first(first)
    start = min(edit.place.column for edit in fix.edits)
    end = max(edit.place.end_column for edit in fix.edits)
    text = line
    for edit in sorted(fix.edits, reverse=True):
        text = text[: edit.place.column - 1] + edit.text + text[edit.place.end_column - 1 :]
    text = text[start - 1 : len(text) - (len(line) - end + 1)]
    if shown(text) != text:
        return None
    whole = Place(first.path, first.line, start, first.line, end)
    return {"range": _location(whole, lines)["range"], "text": text}


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
