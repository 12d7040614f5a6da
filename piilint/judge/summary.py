"""The figures of a run."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from piilint.model.finding import Finding, Summary


def counted_again(summary: Summary, findings: Iterable[Finding]) -> Summary:
    """The figures of a run whose findings were held against something since."""
    again = summarise(findings, files=summary.files, lines=summary.lines, functions=summary.functions)
    return complete(again, summary.unread, summary.cut_short)


def complete(summary: Summary, unread: int, cut_short: int) -> Summary:
    """Say how complete the analysis was: the share of files that were read times that of functions not cut short."""
    read = summary.files / (summary.files + unread) if summary.files + unread else 1.0
    whole = max(summary.functions - cut_short, 0) / summary.functions if summary.functions else 1.0
    # Rounded down, so that what isn't complete doesn't look so.
    share = int(read * whole * 10_000) / 10_000
    return msgspec.structs.replace(summary, unread=unread, cut_short=cut_short, completeness=share)


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
