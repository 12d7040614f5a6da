"""Annotations of GitHub Actions: workflow commands that mark lines of a pull request.

GitHub shows ten errors and ten warnings of a step and drops the rest without a word, so the loudest are annotated and
the others are written to the log as plain lines, with a notice that says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.model.finding import Finding, Report
from piilint.report import words
from piilint.report.choice import by_loudness, open_findings
from piilint.report.excerpt import plain
from piilint.report.manner import Manner

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""


def render(report: Report, manner: Manner) -> str:
    """One line per finding and problem, the loudest first."""
    lines: list[str] = []
    rest: list[Finding] = []
    for severity in ("error", "warning"):
        findings = [finding for finding in by_loudness(open_findings(report)) if finding.severity == severity]
        lines += [_annotation(finding, manner) for finding in findings[:MOST]]
        rest += findings[MOST:]
    lines += _problems(report, manner)
    if rest:
        lines.append(
            "::notice title=piilint::"
            + _data(manner.language.say("{} further findings are in the log below: GitHub shows no more", len(rest)))
        )
        lines += [_line(finding, manner) for finding in rest]
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding, manner: Manner) -> str:
    place = finding.location
    properties: dict[str, str | int] = {
        "file": plain(place.path),
        "line": place.line,
        "endLine": place.end_line,
        "title": f"{finding.code} {finding.rule}",
    }
    if place.line == place.end_line:
        # GitHub takes columns only for annotations of one line.
        properties |= {"col": place.column, "endColumn": max(place.column, place.end_column - 1)}
    return f"::{finding.severity} {_properties(properties)}::{_data(_message(finding, manner))}"


def _message(finding: Finding, manner: Manner) -> str:
    text = words.message(finding, manner.language)
    if finding.source is None or finding.source == finding.location:
        return text
    where = words.where(finding.source)
    return f"{text}\n" + manner.language.say("from {} at {}", plain(finding.source_text), where)


def _problems(report: Report, manner: Manner) -> Iterator[str]:
    for number, problem in enumerate(report.problems):
        message = words.problem(problem, manner.language)
        if number < MOST:
            where = _properties({"file": plain(problem.path), "line": problem.line, "title": problem.code})
            yield f"::notice {where}::{_data(message)}"
        else:
            yield f"{plain(problem.path)}:{problem.line}: {problem.code} {message}"


def _line(finding: Finding, manner: Manner) -> str:
    place = finding.location
    where = f"{words.where(place)}:{place.column}"
    return f"{where}: {finding.severity} {finding.code} {words.message(finding, manner.language)}"


def _properties(properties: dict[str, str | int]) -> str:
    return ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
