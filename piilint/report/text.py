"""The report for people: by file, each finding with its line, its way from source to sink, and a summary.

bank/app.py
  12:5  error  PII101  IBAN is logged in the clear by logging.Logger.info
     │ log.info("paid %s", stmt.iban)
     │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     1. app.py:12  read of stmt.iban
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from piilint.language import ENGLISH
from piilint.model.finding import Finding, Report, TraceStep
from piilint.model.place import Place
from piilint.report import words
from piilint.report.excerpt import shown
from piilint.report.manner import Manner

_COLORS = {"error": "31;1", "warning": "33;1", "path": "1;4", "dim": "2", "caret": "31", "ok": "32;1"}


def render(report: Report, manner: Manner) -> str:
    """The whole report; in colour, for a terminal."""
    paint = _Paint(manner.color)
    visible = [finding for finding in report.findings if finding.suppressed is None and not finding.baselined]
    lines: list[str] = []
    sources = {path: text.splitlines() for path, text in report.sources.items()}
    for _, group in groupby(visible, key=lambda finding: finding.location.path):
        for place, findings in groupby(group, key=lambda finding: finding.location):
            lines.extend(_place(place, list(findings), sources, paint))
    lines.extend(_problems(report, paint))
    lines.extend(_summary(report, paint))
    return "\n".join(lines) + "\n"


class _Paint:
    """Puts colour on words, or doesn't."""

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{_COLORS[style]}m{text}\x1b[0m" if self._on else text


def _place(place: Place, findings: list[Finding], sources: dict[str, list[str]], paint: _Paint) -> Iterator[str]:
    """All findings of one call: their heads, the line once, then each way that is longer than the line."""
    for finding in findings:
        where = paint(f"{place.path}:{place.line}:{place.column}", "path")
        sure = "" if finding.confidence == "high" else paint(f" ({finding.confidence} confidence)", "dim")
        yield f"{where}: {paint(finding.severity, finding.severity)} {finding.code} {finding.message}{sure}"
    yield from _excerpt(place, sources, paint)
    for finding in findings:
        if _is_worth_showing(finding):
            yield from _trace(finding, sources, paint)
    yield ""


def _excerpt(place: Place, sources: dict[str, list[str]], paint: _Paint) -> Iterator[str]:
    lines = sources.get(place.path, [])
    if not 0 < place.line <= len(lines):
        return
    raw = lines[place.line - 1]
    text = shown(raw)
    indent = len(text) - len(text.lstrip())
    bar = paint("│", "dim")
    yield f"    {bar} {text[indent:]}"
    start = max(len(shown(raw[: place.column - 1])) - indent, 0)
    last = place.end_column - 1 if place.end_line == place.line else len(raw)
    width = max(min(len(shown(raw[:last])), len(text)) - indent - start, 1)
    yield f"    {bar} {' ' * start}{paint('^' * width, 'caret')}"


def _is_worth_showing(finding: Finding) -> bool:
    """Whether the way leads through more than the reported line."""
    return any(
        step.place.line != finding.location.line or step.place.path != finding.location.path for step in finding.trace
    )


def _trace(finding: Finding, sources: dict[str, list[str]], paint: _Paint) -> Iterator[str]:
    yield f"    {paint('=', 'dim')} how {finding.element or 'it'} gets there:"
    steps = list(_merged(finding.trace))
    width = max(len(_where(step)) for step in steps)
    for number, step in enumerate(steps, 1):
        lines = sources.get(step.place.path, [])
        source = shown(lines[step.place.line - 1]).strip() if 0 < step.place.line <= len(lines) else ""
        note = words.step(step.kind, step.subject)
        yield f"      {number}. {_where(step):<{width}}  {note:<32}  {paint(source, 'dim')}".rstrip()


def _merged(trace: tuple[TraceStep, ...]) -> Iterator[TraceStep]:
    """The steps without those that only repeat the one before."""
    before: TraceStep | None = None
    for step in trace:
        if before is None or (step.place, step.kind, step.subject) != (before.place, before.kind, before.subject):
            yield step
        before = step


def _where(step: TraceStep) -> str:
    return f"{step.place.path}:{step.place.line}"


def _problems(report: Report, paint: _Paint) -> Iterator[str]:
    for problem in report.problems:
        where = f"{paint(problem.path, 'path')}:{problem.line}"
        yield f"{where}: {paint('problem', 'warning')} {problem.code} {shown(problem.message)}"
    if report.problems:
        yield ""


def _summary(report: Report, paint: _Paint) -> Iterator[str]:
    summary = report.summary
    looked = f"{ENGLISH.count(summary.files, 'file')}, {ENGLISH.count(summary.functions, 'function')}, {summary.lines:,} lines"
    found = summary.errors + summary.warnings
    parts = [ENGLISH.count(summary.errors, "error"), ENGLISH.count(summary.warnings, "warning")]
    parts += [f"{summary.suppressed} suppressed"] if summary.suppressed else []
    parts += [f"{summary.baselined} in the baseline"] if summary.baselined else []
    parts += [ENGLISH.count(len(report.problems), "problem")] if report.problems else []
    if not summary.files and not report.problems:
        yield "Nothing was checked: there are no Python files here."
        return
    if not found:
        yield f"{paint('No leaks found', 'ok')} in {looked}" + (f" ({', '.join(parts[2:])})." if parts[2:] else ".")
        return
    yield f"{paint(ENGLISH.count(found, 'leak') + ' found', 'error')} in {looked}: {', '.join(parts)}."
    choke = _choke_point(report)
    if choke:
        yield choke


def _choke_point(report: Report) -> str:
    """The sink in a helper that most findings lead to: one mask there closes them all."""
    counts: dict[Place, int] = {}
    for finding in report.findings:
        if (
            finding.sink is not None
            and finding.sink != finding.location
            and finding.suppressed is None
            and not finding.baselined
        ):
            counts[finding.sink] = counts.get(finding.sink, 0) + 1
    if not counts:
        return ""
    sink, number = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return f"A mask at {sink.path}:{sink.line} would close {number} of them." if number > 1 else ""
