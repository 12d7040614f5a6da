"""Azure Pipelines: logging commands that list findings as issues of the task."""

from __future__ import annotations

from piilint.model.finding import Report
from piilint.report import words
from piilint.report.choice import by_loudness, open_findings
from piilint.report.excerpt import plain
from piilint.report.manner import Manner

_ESCAPES = {"%": "%AZP25", "\r": "%0D", "\n": "%0A", "]": "%5D", ";": "%3B"}


def render(report: Report, manner: Manner) -> str:
    """One command per finding and problem, the loudest first."""
    lines = []
    for finding in by_loudness(open_findings(report)):
        place, message = finding.location, words.message(finding, manner.language)
        kind = "error" if finding.severity == "error" else "warning"
        lines.append(_command(kind, place.path, place.line, place.column, finding.code, message))
    for problem in report.problems:
        message = words.problem(problem, manner.language)
        lines.append(_command("warning", problem.path, problem.line, 1, problem.code, message))
    return "".join(f"{line}\n" for line in lines)


def _command(kind: str, path: str, line: int, column: int, code: str, message: str) -> str:
    properties = {"type": kind, "sourcepath": plain(path), "linenumber": line, "columnnumber": column, "code": code}
    fields = "".join(f"{key}={_escaped(str(value))};" for key, value in properties.items())
    return f"##vso[task.logissue {fields}]{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in text)
