"""The report for people: each finding with its line and its way from source to sink, and a summary.

bank/app.py:12:5: error PII101 IBAN is logged in the clear by logging.Logger.info
    │ log.info("paid %s", stmt.iban)
    │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = how iban gets there:
      1. bank/app.py:9  read of stmt.iban

Findings of the same call stand together. They come by file, or under headings by owner, sink or element.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from piilint.model.finding import Finding, Report, TraceStep
from piilint.model.place import Place
from piilint.report import words
from piilint.report.choice import open_findings
from piilint.report.choke import choke_points
from piilint.report.excerpt import cells, plain, shown
from piilint.report.groups import grouped
from piilint.report.lines import Lines
from piilint.report.manner import Manner

_COLORS = {"error": "31;1", "warning": "33;1", "path": "1;4", "dim": "2", "caret": "31", "ok": "32;1", "heading": "1"}
_CHOKE_POINTS = 3
"""How many are shown; the JSON report has all."""


def render(report: Report, manner: Manner) -> str:
    """The whole report; in colour, for a terminal."""
    return "\n".join(_Writer(report, manner).lines()) + "\n"


def one_place(report: Report, manner: Manner, finding: Finding) -> Iterator[str]:
    """One finding as the report shows it."""
    return _Writer(report, manner)._place(finding.location, [finding])


class _Writer:
    """Writes one report in one manner."""

    def __init__(self, report: Report, manner: Manner) -> None:
        self._report, self._manner, self._language = report, manner, manner.language
        self._lines = Lines(report.sources)

    def lines(self) -> Iterator[str]:
        for heading, findings in grouped(open_findings(self._report), self._manner):
            if self._manner.group != "file":
                yield self._paint(f"{heading}: {self._language.count(len(findings), 'finding')}", "heading")
                yield ""
            for place, here in groupby(findings, key=lambda finding: finding.location):
                yield from self._place(place, list(here))
        yield from self._problems()
        yield from self._summary()

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{_COLORS[style]}m{text}\x1b[0m" if self._manner.color else text

    def _place(self, place: Place, findings: list[Finding]) -> Iterator[str]:
        """All findings of one call: their heads, the line once, then each way that is longer than the line."""
        for finding in findings:
            yield self._head(place, finding)
        yield from self._excerpt(place)
        for finding in findings:
            if _is_worth_showing(finding):
                yield from self._trace(finding)
        yield from self._fixes(findings)
        yield ""

    def _head(self, place: Place, finding: Finding) -> str:
        where = self._paint(f"{words.where(place)}:{place.column}", "path")
        severity = self._paint(self._language.say(finding.severity), finding.severity)
        sure = ""
        if finding.confidence != "high":
            sure = self._paint(" " + self._language.say(f"({finding.confidence} confidence)"), "dim")
        if finding.many:
            sure = self._paint(" " + self._language.say("(many rows)"), "dim") + sure
        if finding.forbidden_to:
            sure += " " + self._language.say("(must not reach {})", ", ".join(finding.forbidden_to))
        owners = self._paint("  " + plain(" ".join(finding.owners)), "dim") if finding.owners else ""
        return f"{where}: {severity} {finding.code} {words.message(finding, self._language)}{sure}{owners}"

    def _excerpt(self, place: Place) -> Iterator[str]:
        raw = self._lines.first(place)
        if not raw:
            return
        text = shown(raw)
        indent = len(text) - len(text.lstrip())
        bar = self._paint("│", "dim")
        yield f"    {bar} {text[indent:]}"
        start = max(len(shown(raw[: place.column - 1])) - indent, 0)
        last = place.end_column - 1 if place.end_line == place.line else len(raw)
        width = max(min(len(shown(raw[:last])), len(text)) - indent - start, 1)
        yield f"    {bar} {' ' * start}{self._paint('^' * width, 'caret')}"

    def _trace(self, finding: Finding) -> Iterator[str]:
        name = words.element(finding, self._language) if self._language.table else finding.element
        yield f"    {self._paint('=', 'dim')} {self._language.say('how {} gets there:', name or '—')}"
        steps = list(words.merged(finding.trace))
        width = max(len(_where(step)) for step in steps)
        for number, step in enumerate(steps, 1):
            note, source = words.note(step, self._language), shown(self._lines.first(step.place)).strip()
            yield f"      {number}. {_where(step):<{width}}  {_padded(note, 32)}  {self._paint(source, 'dim')}".rstrip()

    def _fixes(self, findings: list[Finding]) -> Iterator[str]:
        """How what stands at one place can be mended, each way once."""
        fixes = [each.fix for each in findings if each.fix is not None]
        for way, option in sorted({(words.fix(fix, self._language), words.option(fix)) for fix in fixes}):
            yield f"    {self._paint('=', 'dim')} {self._language.say('fix: {} ({})', way, option)}"

    def _problems(self) -> Iterator[str]:
        for problem in self._report.problems:
            where = f"{self._paint(plain(problem.path), 'path')}:{problem.line}"
            kind = self._paint(self._language.say("problem"), "warning")
            yield f"{where}: {kind} {problem.code} {words.problem(problem, self._language)}"
        if self._report.problems:
            yield ""

    def _summary(self) -> Iterator[str]:
        summary, say, count = self._report.summary, self._language.say, self._language.count
        found = summary.errors + summary.warnings
        looked = say(", ").join(
            (count(summary.files, "file"), count(summary.functions, "function"), count(summary.lines, "line"))
        )
        aside = [say("{} suppressed", summary.suppressed)] if summary.suppressed else []
        aside += [say("{} in the baseline", summary.baselined)] if summary.baselined else []
        aside += [count(len(self._report.problems), "problem")] if self._report.problems else []
        if not summary.files and not self._report.problems:
            yield say("Nothing was checked: there are no Python files here.")
        elif not found:
            head = self._paint(say("No leaks found"), "ok")
            yield say("{} in {}", head, looked) + (say(" ({}).", say(", ").join(aside)) if aside else say("."))
        else:
            # A comment that accepts nothing is a finding, but no leak.
            is_meta = any(each.family == "meta" and each.is_open for each in self._report.findings)
            head = self._paint(say("{} found", count(found, "finding" if is_meta else "leak")), "error")
            figures = [count(summary.errors, "error"), count(summary.warnings, "warning"), *aside]
            yield say("{} in {}", head, looked) + say(": {}.", say(", ").join(figures))
            yield from self._choke_points()
            yield from self._mendable()
        yield from self._completeness()

    def _mendable(self) -> Iterator[str]:
        """How many findings can be mended by an option."""
        fixes = [each.fix for each in self._report.findings if each.is_open and each.fix is not None]
        safe, say, count = sum(fix.is_safe for fix in fixes), self._language.say, self._language.count
        if safe:
            yield say("{} can be mended with --fix.", count(safe, "finding"))
        if safe < len(fixes):
            yield say("{} can be mended with --fix --unsafe-fixes.", count(len(fixes) - safe, "finding"))

    def _completeness(self) -> Iterator[str]:
        summary, say, count = self._report.summary, self._language.say, self._language.count
        if summary.completeness < 1:
            why = [say("{} not read", count(summary.unread, "file"))] if summary.unread else []
            why += [say("{} cut short", count(summary.cut_short, "function"))] if summary.cut_short else []
            yield say("The analysis is {} complete: {}.", f"{summary.completeness:.2%}", ", ".join(why))
        elif summary.files:
            yield say("The analysis is complete.")

    def _choke_points(self) -> Iterator[str]:
        points = choke_points(self._report.findings)
        best = [point for point in points if len(point.closes) > 1][:_CHOKE_POINTS]
        if not best:
            return
        closed = len({fingerprint for point in points for fingerprint in point.closes})
        places, count = self._language.count(len(points), "place"), self._language.count
        yield self._language.say("Mending {} closes all {}; start with:", places, count(closed, "flow"))
        where = [words.where(point.place) for point in best]
        for point, at in zip(best, where, strict=True):
            closes = self._language.say("closes {}", len(point.closes))
            yield f"  {at:<{max(map(len, where))}}  {closes}  {plain(point.name)}".rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _is_worth_showing(finding: Finding) -> bool:
    """Whether the way leads through more than the reported line."""
    return any(
        step.place.line != finding.location.line or step.place.path != finding.location.path for step in finding.trace
    )


def _where(step: TraceStep) -> str:
    return words.where(step.place)
