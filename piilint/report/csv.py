"""A table of findings for a spreadsheet. No cell can be taken for a formula."""

from __future__ import annotations

import csv
import io

from piilint.model.finding import Finding, Report
from piilint.report import words
from piilint.report.excerpt import plain
from piilint.report.manner import Manner

COLUMNS = (
    "path", "line", "column", "code", "rule", "severity", "level", "element", "confidence", "message", "source",
    "source_path", "source_line", "sink", "sink_path", "sink_line", "owners", "state", "reason", "fingerprint",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula, in full width, too."""


def render(report: Report, manner: Manner) -> str:
    """One row per finding, suppressed ones included, and per problem; lines end as RFC 4180 has it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        writer.writerow([_cell(value) for value in _row(finding, manner)])
    for problem in report.problems:
        row = {"path": problem.path, "line": problem.line, "code": problem.code, "state": "problem"}
        row["message"] = words.problem(problem, manner.language)
        writer.writerow([_cell(row.get(column, "")) for column in COLUMNS])
    return text.getvalue()


def _row(finding: Finding, manner: Manner) -> list[object]:
    place, source, sink = finding.location, finding.source, finding.sink
    state = "suppressed" if finding.suppressed else "baselined" if finding.baselined else "open"
    reason = finding.suppressed.reason if finding.suppressed else ""
    return [
        place.path, place.line, place.column, finding.code, finding.rule, finding.severity, finding.level or "",
        words.element(finding, manner.language), finding.confidence, words.message(finding, manner.language),
        finding.source_text, source.path if source else "", source.line if source else "",
        finding.sink_name, sink.path if sink else "", sink.line if sink else "",
        " ".join(finding.owners), state, reason, finding.fingerprint,
    ]  # fmt: skip


def _cell(value: object) -> object:
    """A number as it is; text on one line, with an apostrophe before what could be a formula."""
    if isinstance(value, int):
        return value
    text = str(value)
    return "'" + plain(text) if text.lstrip(" ").startswith(_FORMULA) else plain(text)
