"""Which findings a format shows, and in which order, where a reader's limits don't allow for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from piilint.model.finding import Finding, Report

_SEVERITY = {"error": 0, "warning": 1, "off": 2}
_LEVEL = {"critical": 0, "high": 1, "low": 2, None: 3}
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class Choice:
    """The findings that fit, in the report's order, and how many don't."""

    kept: tuple[Finding, ...]
    left_out: int


def open_findings(report: Report) -> tuple[Finding, ...]:
    """Return what counts: neither suppressed nor in the baseline."""
    return tuple(finding for finding in report.findings if finding.is_open)


def loudest(findings: Iterable[Finding], most: int) -> Choice:
    """Keep at most so many: those that count before those that don't, errors, critical and sure ones first."""
    found = tuple(findings)
    if len(found) <= most:
        return Choice(found, 0)
    kept = sorted(range(len(found)), key=lambda position: (_rank(found[position]), position))[:most]
    return Choice(tuple(found[position] for position in sorted(kept)), len(found) - most)


def by_loudness(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, the loudest first, else in the report's order."""
    return sorted(findings, key=_rank)


def _rank(finding: Finding) -> tuple[bool, int, int, int]:
    severity, level = _SEVERITY[finding.severity], _LEVEL[finding.level]
    return (not finding.is_open, severity, level, _CONFIDENCE[finding.confidence])
