"""The stage `fix`: findings → edits, where mending them is mechanical.

    log.info("paid %s", order.iban)  →  log.info("paid %s", mask_iban(order.iban))

A fix is *safe* if nothing changes but what is shown where it leaks: it may be done unseen. What a program prints, what
its errors say and functions that it didn't use there so far are for somebody to look at: those are unsafe. Whatever
takes thought has no fix: data handed to a helper that may do more with it than leak it, stores, names, amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from piilint.fix.edits import applicable, apply_edits, choose_fixes
from piilint.fix.kept import Kept
from piilint.fix.knowledge import Knowledge
from piilint.model.finding import Finding, Fix, Report

if TYPE_CHECKING:
    from piilint.fix.module import Module

    Mender = Callable[[Finding, Module, Knowledge], Fix | None]

__all__ = ["Kept", "Knowledge", "applicable", "apply_edits", "choose_fixes", "with_fixes"]


def with_fixes(report: Report, knowledge: Knowledge, kept: Kept) -> Report:
    """Return the report, its open findings with their fixes where there are any. Notebooks are left alone."""
    by_file: dict[str, list[int]] = {}
    for position, finding in enumerate(report.findings):
        if finding.location.path in report.sources and _may_be_mended(finding):
            by_file.setdefault(finding.location.path, []).append(position)
    asked = {path: [report.findings[at] for at in positions] for path, positions in by_file.items()}
    keys = {path: kept.key(report.sources[path], findings) for path, findings in asked.items()}
    known = kept.find(list(keys.values()))
    fresh = {
        keys[path]: _fixes(path, report.sources[path], findings, knowledge)
        for path, findings in asked.items()
        if keys[path] not in known
    }
    kept.keep(fresh)
    known |= fresh
    mended = {at: fix for path, its in by_file.items() for at, fix in zip(its, known[keys[path]], strict=True)}
    findings = tuple(
        finding if mended.get(at) is None else msgspec.structs.replace(finding, fix=mended[at])
        for at, finding in enumerate(report.findings)
    )
    return msgspec.structs.replace(report, findings=findings)


def _may_be_mended(finding: Finding) -> bool:
    if not finding.is_open or finding.location.cell is not None:
        return False
    if finding.family in ("meta", "model"):
        return finding.channel in ("meta.suppression", "model.showing-repr")
    return finding.source is not None and finding.location == finding.sink


def _fixes(path: str, text: str, findings: Sequence[Finding], knowledge: Knowledge) -> tuple[Fix | None, ...]:
    """The fix of each finding of a file, None where there is none."""
    from piilint.fix.module import Module

    module = Module.of(path, text)
    if module is None:
        return (None,) * len(findings)
    return tuple(
        next((fix for mend in _menders(finding) if (fix := mend(finding, module, knowledge)) is not None), None)
        for finding in findings
    )


def _menders(finding: Finding) -> Iterator[Mender]:
    """What may mend a finding of this kind; loaded here, since LibCST comes with them."""
    if finding.family == "meta":
        from piilint.fix.suppression import remove_comment

        yield remove_comment
    elif finding.family == "model":
        from piilint.fix.fields import hide_field

        yield hide_field
    else:
        from piilint.fix.settings import mend_setting
        from piilint.fix.shown import mend_value

        yield mend_setting
        if finding.family in ("log", "print") or finding.channel in ("error.exception", "error.assertion"):
            yield mend_value
