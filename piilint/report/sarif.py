"""SARIF 2.1.0: what code scanning services, editors and other security tools read.

Forges bound what they take: 5,000 results are shown, 1,000 locations of a thread flow, 20 tags of a rule, 10 MB when
compressed. What is beyond is left out, the least severe first, and a notification of the run says how much that was.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from urllib.parse import quote

from piilint.language import ENGLISH
from piilint.model.finding import Finding, Fix, Report, Suppression, TraceStep
from piilint.model.place import Place
from piilint.report import words
from piilint.report.choice import Choice, loudest
from piilint.report.excerpt import plain, shown
from piilint.report.json import Json, dumped, regulations_of
from piilint.report.lines import Lines
from piilint.report.manner import Manner
from piilint.report.sarif_tool import driver, rule_positions, taxa_of, taxonomies

MOST_RESULTS = 5_000
MOST_STEPS = 1_000
MOST_BYTES = 10_000_000
"""When compressed."""
_ROOT = "%SRCROOT%"
_RANK = {"critical": 95.0, "high": 75.0, "low": 10.0, None: 50.0}


def render(report: Report, manner: Manner) -> str:
    """One log with one run; fewer results where it would be too large."""
    most = MOST_RESULTS
    while True:
        choice = loudest(report.findings, most)
        text = dumped(_log(report, choice, manner))
        size = len(gzip.compress(text.encode("utf-8", "backslashreplace"), 6, mtime=0)) if len(text) > MOST_BYTES else 0
        if size <= MOST_BYTES or not choice.kept:
            return text
        # What is left grows with the results, the rules aside: a little less than the proportion fits the next time.
        most = min(len(choice.kept) - 1, len(choice.kept) * MOST_BYTES * 9 // (size * 10))


def _log(report: Report, choice: Choice, manner: Manner) -> Json:
    say = manner.language.say
    run: Json = {
        "tool": {"driver": driver(manner.language)},
        "language": "zh-CN" if manner.language.code == "zh" else "en-US",
        "automationDetails": {"id": "piilint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": say("The folder that piilint was run in.")}}},
        "invocations": [_invocation(report, choice, manner)],
        "taxonomies": taxonomies(manner.language),
        "results": _results(report, choice, manner),
    }
    if manner.language is not ENGLISH:
        run["properties"] = {"messages": manner.language.code}
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _invocation(report: Report, choice: Choice, manner: Manner) -> Json:
    notifications: list[Json] = [
        {
            "descriptor": {"id": problem.code},
            "level": "warning",
            "message": {"text": words.problem(problem, manner.language)},
            "locations": [_at(Place(problem.path, problem.line, 1, problem.line, 1), whole_line=True)],
        }
        for problem in report.problems
    ]
    if choice.left_out:
        said = manner.language.say(
            "{} less severe results are left out: code scanning services take no more; use --format json for all",
            choice.left_out,
        )
        notifications.append({"descriptor": {"id": "results-left-out"}, "level": "warning", "message": {"text": said}})
    invocation: Json = {"executionSuccessful": True}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation


def _results(report: Report, choice: Choice, manner: Manner) -> list[Json]:
    positions = rule_positions()
    has_baseline = any(finding.baselined for finding in report.findings)
    lines = Lines(report.sources)
    return [_result(finding, positions, lines, has_baseline, manner) for finding in choice.kept]


def _result(finding: Finding, positions: dict[str, int], lines: Lines, has_baseline: bool, manner: Manner) -> Json:
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": positions[finding.code],
        "kind": "fail",
        "level": "error" if finding.severity == "error" else "warning",
        "message": {"text": words.message(finding, manner.language)},
        "locations": [_at(finding.location, lines=lines)],
        "partialFingerprints": {"piilint/v1": finding.fingerprint},
        "rank": _RANK[finding.level],
        "properties": _properties(finding),
    }
    taxa = taxa_of(finding)
    if taxa:
        result["taxa"] = taxa
    related = _related(finding, manner)
    if related:
        result["relatedLocations"] = related
    if finding.trace:
        result["codeFlows"] = [{"threadFlows": [_thread(finding.trace, lines, manner)]}]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix, manner)]
    # An empty list says that suppressions were looked for, so that a reader can tell "none" from "not asked".
    result["suppressions"] = [] if finding.suppressed is None else [_suppression(finding.suppressed)]
    if has_baseline:
        result["baselineState"] = "unchanged" if finding.baselined else "new"
    return result


def _fix(fix: Fix, manner: Manner) -> Json:
    """A fix that a reader of the log may make, file by file; unsafe ones say so."""
    title = words.fix(fix, manner.language)
    paths = sorted({edit.place.path for edit in fix.edits})
    changes = [
        {
            "artifactLocation": _artifact(path),
            "replacements": [
                {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}}
                for edit in sorted(fix.edits)
                if edit.place.path == path
            ],
        }
        for path in paths
    ]
    return {"description": {"text": title}, "artifactChanges": changes, "properties": {"isSafe": fix.is_safe}}


def _suppression(suppression: Suppression) -> Json:
    about: Json = {"kind": "inSource", "status": "accepted", "location": _at(suppression.place)}
    if suppression.reason:
        about["justification"] = plain(suppression.reason)
    who = {"until": suppression.until, "by": suppression.by, "approvedBy": suppression.approved_by}
    properties = {key: plain(value) for key, value in who.items() if value}
    return about | ({"properties": properties} if properties else {})


def _properties(finding: Finding) -> Json:
    properties: Json = {"family": finding.family, "channel": finding.channel, "confidence": finding.confidence}
    if finding.element:
        properties |= {"element": finding.element, "level": finding.level}
        properties |= {key: value for key, value in regulations_of(finding).items() if value}
    if finding.owners:
        properties["owners"] = list(finding.owners)
    if finding.location.cell is not None:
        properties["cell"] = finding.location.cell
    return properties


def _related(finding: Finding, manner: Manner) -> list[Json]:
    """Where the value comes from and where it gets out, where that isn't the finding's own place."""
    related: list[Json] = []
    if finding.source is not None and finding.source != finding.location:
        text = manner.language.say("from {}", plain(finding.source_text) or finding.element or "")
        related.append({**_at(finding.source), "id": 1, "message": {"text": text}})
    if finding.sink is not None and finding.sink != finding.location:
        text = manner.language.say(words.STEPS["reaches"], plain(finding.sink_name))
        related.append({**_at(finding.sink), "id": 2, "message": {"text": text}})
    return related


def _thread(trace: Sequence[TraceStep], lines: Lines, manner: Manner) -> Json:
    """The way; of one that is too long, both ends."""
    kept, thread = list(trace), {}
    if len(trace) > MOST_STEPS:
        half = MOST_STEPS // 2
        kept = [*trace[:half], *trace[-half:]]
        left_out = len(trace) - len(kept)
        thread["message"] = {"text": manner.language.say("{} steps in the middle are left out", left_out)}
    locations = [
        {
            "location": {**_at(step.place, lines=lines), "message": {"text": words.note(step, manner.language)}},
            "kinds": [step.kind],
            "executionOrder": number,
            "importance": "essential" if number in (1, len(kept)) else "important",
        }
        for number, step in enumerate(kept, 1)
    ]
    return {**thread, "locations": locations}


def _at(place: Place, *, whole_line: bool = False, lines: Lines | None = None) -> Json:
    region: Json = {"startLine": place.line} if whole_line else _region(place)
    known = lines.of(place) if lines else []
    physical: Json = {"artifactLocation": _artifact(place.path), "region": region}
    if 0 < place.line <= len(known):
        physical["contextRegion"] = {"startLine": place.line, "snippet": {"text": shown(known[place.line - 1])}}
    return {"physicalLocation": physical}


def _region(place: Place) -> Json:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _artifact(path: str) -> Json:
    """A file below the root; one elsewhere by its own address."""
    if path.startswith("/") or path[1:3] == ":/":
        return {"uri": "file:///" + quote(path.lstrip("/"), safe="/:")}
    return {"uri": quote(path), "uriBaseId": _ROOT}
