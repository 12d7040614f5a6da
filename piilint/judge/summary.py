"""The figures of a run."""

from __future__ import annotations

from collections.abc import Iterable

from piilint.model.finding import Finding, Summary


def counted_again(summary: Summary, findings: Iterable[Finding]) -> Summary:
    """The figures of a run whose findings were held against something since."""
    return summarise(findings, files=summary.files, lines=summary.lines, functions=summary.functions)


def summarise(findings: Iterable[Finding], *, files: int, lines: int, functions: int) -> Summary:
    """Count findings: a suppressed or baselined one counts as that only, not by its severity."""
    counts = {"error": 0, "warning": 0, "suppressed": 0, "baselined": 0}
    for finding in findings:
        if finding.suppressed is not None:
            counts["suppressed"] += 1
        elif finding.baselined:
            counts["baselined"] += 1
        else:
            counts[finding.severity] += 1
    return Summary(
        files=files,
        lines=lines,
        functions=functions,
        errors=counts["error"],
        warnings=counts["warning"],
        suppressed=counts["suppressed"],
        baselined=counts["baselined"],
    )
