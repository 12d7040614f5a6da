"""TeamCity: service messages that fill the build's inspections."""

from __future__ import annotations

from piilint.model.finding import Report
from piilint.report import words
from piilint.report.choice import by_loudness, open_findings
from piilint.report.excerpt import plain
from piilint.report.manner import Manner
from piilint.rules import rule_by_code

_ESCAPES = {
    "|": "||",
    "'": "|'",
    "[": "|[",
    "]": "|]",
    "\n": "|n",
    "\r": "|r",
    "\u0085": "|x",
    "\u2028": "|l",
    "\u2029": "|p",
}
_LONGEST = 4000
"""Characters of a message that TeamCity takes."""


def render(report: Report, manner: Manner) -> str:
    """The kinds of inspection that occur, then one message per finding and problem."""
    findings, say = by_loudness(open_findings(report)), manner.language.say
    lines = []
    codes = {finding.code for finding in findings} | {problem.code for problem in report.problems}
    for code in sorted(codes & rule_by_code().keys()):
        rule = rule_by_code()[code]
        about = {"id": code, "name": rule.name, "description": say(rule.title), "category": f"piilint {rule.family}"}
        lines.append(_message("inspectionType", about))
    for finding in findings:
        place, severity = finding.location, "ERROR" if finding.severity == "error" else "WARNING"
        message = words.message(finding, manner.language)
        lines.append(_inspection(finding.code, message, place.path, place.line, severity))
    for problem in report.problems:
        message = words.problem(problem, manner.language)
        lines.append(_inspection(problem.code, message, problem.path, problem.line, "WEAK WARNING"))
    return "".join(f"{line}\n" for line in lines)


def _inspection(code: str, message: str, path: str, line: int, severity: str) -> str:
    found = {
        "typeId": code,
        "message": message[:_LONGEST],
        "file": plain(path),
        "line": str(line),
        "SEVERITY": severity,
    }
    return _message("inspection", found)


def _message(name: str, attributes: dict[str, str]) -> str:
    return f"##teamcity[{name} {' '.join(f'{key}={chr(39)}{_escaped(text)}{chr(39)}' for key, text in attributes.items())}]"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(character) or _ascii(character) for character in text)


def _ascii(character: str) -> str:
    """A character as TeamCity writes what isn't ASCII: UTF-16 units in hexadecimal."""
    if character.isascii():
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"|0x{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
