"""Markdown for a comment on a pull request or a job's summary: what matters first, details folded away.

A comment holds 65,536 characters on the common forges; what doesn't fit is left out from the least severe on, and the
text says how many findings that were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from piilint.language import Language
from piilint.model.finding import Finding, Report
from piilint.report import words
from piilint.report.choice import by_loudness, open_findings
from piilint.report.choke import choke_points
from piilint.report.excerpt import plain, shown
from piilint.report.lines import Lines
from piilint.report.manner import Manner

MOST = 60_000
"""Characters, with some room for what a bot adds."""
_ACTIVE = re.compile(r"([\\`*_{}\[\]()#+!|~>@:$])")
_TICKS = re.compile(r"`+")


def render(report: Report, manner: Manner) -> str:
    """A heading with the count, the choke points, then each finding with its line and its way, folded."""
    language, findings = manner.language, by_loudness(open_findings(report))
    head = [f"## {_heading(report, language)}", "", _looked(report, language), ""]
    head += _choke_points(report, language)
    head += [*_problems(report, language)]
    blocks, size = [], len("\n".join(head))
    for finding in findings:
        block = _block(finding, report, language)
        size += len(block) + 1
        if size > MOST:
            break
        blocks.append(block)
    left_out = len(findings) - len(blocks)
    if left_out:
        said = language.say("{} less severe findings are left out here: a comment can't hold more.", left_out)
        blocks.append(f"> [!NOTE]\n> {said}\n")
    return "\n".join([*head, *blocks]).rstrip() + "\n"


def _heading(report: Report, language: Language) -> str:
    summary = report.summary
    if not summary.errors + summary.warnings:
        return "piilint: " + language.say("no leaks found")
    counts = [language.count(summary.errors, "error"), language.count(summary.warnings, "warning")]
    return f"piilint: {language.say(', ').join(counts)}"


def _looked(report: Report, language: Language) -> str:
    summary = report.summary
    figures = [
        language.count(summary.files, "file"),
        language.count(summary.functions, "function"),
        language.count(summary.lines, "line"),
    ]
    if summary.suppressed:
        figures.append(language.say("{} suppressed", summary.suppressed))
    if summary.baselined:
        figures.append(language.say("{} in the baseline", summary.baselined))
    return language.say(", ").join(figures)


def _choke_points(report: Report, language: Language) -> Iterator[str]:
    points = [point for point in choke_points(report.findings) if len(point.closes) > 1]
    if points:
        yield f"### {language.say('Mend here first')}"
        yield ""
    for point in points[:5]:
        where = code(words.where(point.place))
        yield f"- {language.say('{} closes {}', where, language.count(len(point.closes), 'finding'))}"
    if points:
        yield ""


def _problems(report: Report, language: Language) -> Iterator[str]:
    for problem in report.problems[:20]:
        where = code(f"{plain(problem.path)}:{problem.line}")
        yield f"- {where} {problem.code} {escaped(words.problem(problem, language))}"
    if len(report.problems) > 20:
        yield "- " + language.say("{} more problems", len(report.problems) - 20)
    if report.problems:
        yield ""


def _block(finding: Finding, report: Report, language: Language) -> str:
    """One finding: its head in a folded block, its line and its way inside."""
    place = finding.location
    head = f"{_mark(finding)} {finding.code} {html(words.message(finding, language))}"
    where = f"<code>{html(words.where(place))}</code>"
    owners = f" · {' '.join(html(owner) for owner in finding.owners)}" if finding.owners else ""
    lines = [f"<details><summary>{head} {where}{owners}</summary>", ""]
    source = Lines(report.sources).first(place)
    if source:
        lines += [*fenced([shown(source).strip()], "python"), ""]
    for number, step in enumerate(finding.trace, 1):
        at = code(words.where(step.place))
        lines.append(f"{number}. {at} {escaped(words.note(step, language))}")
    if finding.fix is not None:
        way, option = escaped(words.fix(finding.fix, language)), code(words.option(finding.fix))
        lines += ["", language.say("fix: {} ({})", way, option)]
    return "\n".join([*lines, "", "</details>", ""])


def _mark(finding: Finding) -> str:
    return "🔴" if finding.severity == "error" else "🟡"


def fenced(lines: Iterable[str], info: str) -> list[str]:
    """A block of code that its own text can't end."""
    text = list(lines)
    longest = max((len(run) for line in text for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{info}", *text, fence]


def code(text: str) -> str:
    """Text as a code span that it can't end."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    ticks, room = "`" * (longest + 1), " " if "`" in text else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def html(text: str) -> str:
    """Text within HTML within Markdown: neither can act, and nobody is mentioned."""
    entities = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
    escapes = "".join(entities.get(character, character) for character in text)
    return re.sub(r"[\\`*_\[\]|~@!$:]", lambda found: f"&#{ord(found[0])};", escapes)


def escaped(text: str) -> str:
    """Text in which nothing acts as Markdown or HTML."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return _ACTIVE.sub(r"\\\1", safe)
