"""Findings put together by file, owner, sink or element, as the reader chose."""

from __future__ import annotations

from collections.abc import Iterable

from piilint.model.finding import Finding
from piilint.report import words
from piilint.report.excerpt import plain
from piilint.report.manner import Manner


def grouped(findings: Iterable[Finding], manner: Manner) -> list[tuple[str, list[Finding]]]:
    """Return each group's heading and findings: files in order, other groups the largest first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_heading(finding, manner), []).append(finding)
    if manner.group == "file":
        return list(groups.items())
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def _heading(finding: Finding, manner: Manner) -> str:
    match manner.group:
        case "file":
            return plain(finding.location.path)
        case "owner":
            return plain(" ".join(finding.owners)) or manner.language.say("no owner")
        case "element":
            return plain(words.element(finding, manner.language)) or manner.language.say("no element")
        case "sink":
            if finding.sink is None:
                return manner.language.say("no sink")
            return f"{plain(finding.sink_name)} {words.where(finding.sink)}"
