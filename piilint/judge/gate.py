"""What a report is held against before it decides about a commit: a baseline, or the report of another revision."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from piilint.judge.baseline import Baseline, Entry
from piilint.judge.findings import in_order
from piilint.judge.matching import Known, Matched, match
from piilint.judge.meta import meta_finding
from piilint.judge.policies import Policies
from piilint.judge.summary import counted_again
from piilint.model.finding import Finding, Report
from piilint.model.place import Place


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a run looked: baselines name files from the configuration's folder, wherever piilint is called."""

    root: Path
    """The configuration's folder."""
    given: tuple[str, ...]
    """The paths that were asked for, as shown from the configuration's folder; "." for that folder itself."""
    known: tuple[str, ...] = ()
    """Likewise the rest of the project that was analysed, too."""

    @classmethod
    def of(
        cls,
        root: Path,
        paths: Sequence[str | os.PathLike[str]],
        known: Sequence[str | os.PathLike[str]] = (),
    ) -> Scope:
        """Return the scope of a run on these paths, where the rest is known."""
        folder = Path(os.path.abspath(root))
        given, rest = (tuple(_relative(os.fspath(path), folder) for path in each) for each in (paths, known))
        return cls(folder, given, rest)

    def name(self, path: str) -> str:
        """Return a path of the report as baselines have it."""
        return _relative(path, self.root)

    def covers(self, path: str, report: Report) -> bool:
        """Whether the run would have found what is in this file of a baseline: it was looked at, or is gone."""
        if path in map(self.name, report.files):
            return True
        unread = {self.name(problem.path) for problem in report.problems} | set(map(self.name, report.others))
        return path not in unread and _is_within(path, self.given)

    def sees(self, path: str) -> bool:
        """Whether the run would know if there were such a file."""
        return _is_within(path, (*self.given, *self.known))


def _is_within(path: str, folders: Sequence[str]) -> bool:
    return any(folder in (".", path) or path.startswith(f"{folder}/") for folder in folders)


def _relative(path: str, root: Path) -> str:
    try:
        return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    except ValueError:  # on another drive
        return path.replace(os.sep, "/")


def may_be_known(finding: Finding) -> bool:
    """Whether a baseline may hold it: what concerns piilint's own comments and files is mended, not kept."""
    return finding.family != "meta" and finding.suppressed is None


def compare(report: Report, known: list[Known], scope: Scope) -> tuple[tuple[int, ...], Matched]:
    """Hold a report's findings against what is known; the positions of those that were, in the order of the match."""
    positions = tuple(at for at, finding in enumerate(report.findings) if may_be_known(finding))
    return positions, _matched(report, positions, known, scope)


def identified(report: Report, positions: Iterable[int], scope: Scope) -> list[Known]:
    """What identifies the findings at these positions."""
    findings = [report.findings[at] for at in positions]
    return [
        Known.of(each, scope.name(each.location.path), report.sources.get(each.location.text_key, ""))
        for each in findings
    ]


def _matched(report: Report, positions: Sequence[int], known: Sequence[Known], scope: Scope) -> Matched:
    own = identified(report, positions, scope)
    texts = {scope.name(path): text for path, text in report.sources.items()}
    others = {scope.name(path) for path in report.others}
    outside = {each.path for each in known if not scope.sees(each.path)}  # it may still be there
    files = {*map(scope.name, report.files), *others}
    return match(own, known, unseen=others | outside, files=files, texts=texts)


def hold_against_baseline(report: Report, baseline: Baseline, policies: Policies, scope: Scope) -> Report:
    """Mark what the baseline knows; add a finding for each entry that no longer occurs, and for too many unaudited."""
    positions, matched = compare(report, [entry.known for entry in baseline.entries], scope)
    known = {positions[position] for position in matched.known_by_finding}
    findings = [
        msgspec.structs.replace(finding, baselined=True) if at in known else finding
        for at, finding in enumerate(report.findings)
    ]
    stale = [baseline.entries[at] for at in matched.left if scope.covers(baseline.entries[at].known.path, report)]
    findings += _stale(baseline, stale, policies)
    findings += _unaudited(baseline, policies)
    return msgspec.structs.replace(report, findings=in_order(findings), summary=counted_again(report.summary, findings))


def hold_against_reports(report: Report, others: Sequence[Report], scope: Scope) -> Report:
    """Mark what any of the other reports has, too: of each flow as many as the report that has most of it."""
    known: list[Known] = []
    for other in others:
        own = identified(other, (at for at, each in enumerate(other.findings) if each.suppressed is None), scope)
        known += [each for at, each in enumerate(own) if at not in match(own, known).known_by_finding]
    positions = tuple(at for at, finding in enumerate(report.findings) if finding.suppressed is None)
    found = _matched(report, positions, known, scope)
    marked = {positions[position] for position in found.known_by_finding}
    findings = [
        msgspec.structs.replace(finding, baselined=True) if at in marked else finding
        for at, finding in enumerate(report.findings)
    ]
    return msgspec.structs.replace(report, findings=tuple(findings), summary=counted_again(report.summary, findings))


def marked_as(report: Report, wider: Report) -> Report:
    """Mark what is marked in a report on more files."""
    marked = {(each.location, each.code, each.element) for each in wider.findings if each.baselined}
    findings = [
        msgspec.structs.replace(each, baselined=True) if (each.location, each.code, each.element) in marked else each
        for each in report.findings
    ]
    return msgspec.structs.replace(report, findings=tuple(findings), summary=counted_again(report.summary, findings))


def _stale(baseline: Baseline, entries: list[Entry], policies: Policies) -> Iterator[Finding]:
    for entry in entries:
        known = entry.known
        what = f"{known.code} {known.element} in {known.path}".replace("  ", " ")
        message = f"{what} no longer occurs; `piilint baseline prune` removes this line"
        yield from meta_finding("meta.stale-baseline", _line(baseline, entry.line), message, policies)


def _unaudited(baseline: Baseline, policies: Policies) -> Iterator[Finding]:
    limit = policies.max_unaudited
    if 0 <= limit < baseline.unaudited:
        first = min(entry.line for entry in baseline.entries if not entry.verdict)
        message = f"{baseline.unaudited} lines of the baseline have no verdict, more than {limit}"
        yield from meta_finding("meta.unaudited-baseline", _line(baseline, first), message, policies)


def _line(baseline: Baseline, line: int) -> Place:
    return Place(baseline.path, line, 1, line, 1)
