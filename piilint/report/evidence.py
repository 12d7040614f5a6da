"""Evidence for a regulation, as JSON or HTML. It says what was checked and what was found; it claims no compliance."""

from __future__ import annotations

from collections.abc import Mapping

from piilint.language import ENGLISH, Language
from piilint.model.evidence import ClauseEvidence, Evidence
from piilint.model.finding import Finding, SuppressionRecord
from piilint.report import words
from piilint.report.excerpt import shown
from piilint.report.json import dumped
from piilint.report.tables import Table, as_html

Json = dict[str, object]

DISCLAIMER = {
    "en": "This document says what piilint checked and what it found. It is no verdict on compliance: which rules apply, "
    "and whether they are met, is for people to say. Clauses are paraphrased; hold them against the text.",
    "zh": "本文件仅说明piilint检查了什么、发现了什么，并非合规结论：适用哪些规定、是否符合，须由人判断。"
    "条款为意译，请以原文为准。",
}
WORDING = {
    "text": "paraphrase of the text",
    "secondary": "paraphrase of a secondary source",
    "unverified": "paraphrase, not verified",
}


def render(evidence: Evidence, form: str, language: Language = ENGLISH) -> str:
    """Render the evidence; JSON is for programs and stays English."""
    return dumped(_document(evidence)) if form == "json" else _page(evidence, language)


def _document(evidence: Evidence) -> Json:
    summary = evidence.report.summary
    findings = evidence.report.findings
    return {
        "version": 1,
        "disclaimer": DISCLAIMER,
        "regulation": {"key": evidence.regulation, "title": evidence.title},
        "tool": {"name": "piilint", "version": evidence.version, "knowledge_sha256": evidence.knowledge},
        "scope": {
            "paths": list(evidence.paths),
            "commit": evidence.commit or None,
            "differs_from_commit": evidence.is_changed,
            "sources_sha256": evidence.sources_digest,
            "configuration": evidence.configuration or None,
            "configuration_sha256": evidence.configuration_digest,
            "suppressions_judged_as_of": evidence.as_of,
        },
        "completeness": {
            "files": summary.files,
            "lines": summary.lines,
            "functions": summary.functions,
            "excluded": list(evidence.exclude),
            "min_confidence": evidence.min_confidence,
            "not_analysed": [
                {"path": each.path, "line": each.line, "reason": each.message} for each in evidence.report.problems
            ],
        },
        "clauses": [
            _clause(clause, {finding.fingerprint: finding for finding in findings}) for clause in evidence.clauses
        ],
        "findings": [_finding(finding, evidence) for finding in findings],
        "suppressions": [_suppression(record) for record in evidence.report.suppressions],
    }


def _clause(clause: ClauseEvidence, by_fingerprint: Mapping[str, Finding]) -> Json:
    return {
        "id": clause.id,
        "text": clause.text,
        "wording": clause.wording,
        "checked_by": list(clause.rules),
        "counts": _counts(clause, by_fingerprint),
        "findings": list(clause.findings),
    }


def _counts(clause: ClauseEvidence, by_fingerprint: Mapping[str, Finding]) -> dict[str, int]:
    states = [_state(by_fingerprint[each]) for each in clause.findings]
    return {state: states.count(state) for state in ("open", "suppressed", "in the baseline")}


def _state(finding: Finding) -> str:
    if finding.suppressed is not None:
        return "suppressed"
    return "in the baseline" if finding.baselined else "open"


STATES = ("open", "suppressed", "in the baseline", "active", "unused", "expired", "malformed", "incomplete")
"""Of findings and of suppressions."""


def _clauses_of(finding: Finding, evidence: Evidence) -> list[str]:
    return [clause.id for clause in evidence.clauses if finding.fingerprint in clause.findings]


def _finding(finding: Finding, evidence: Evidence) -> Json:
    suppressed = finding.suppressed
    return {
        "fingerprint": finding.fingerprint,
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "element": finding.element,
        "level": finding.level,
        "channel": finding.channel,
        "audiences": list(finding.audiences),
        "message": shown(finding.message),
        "path": finding.location.path,
        "line": finding.location.line,
        "function": finding.function,
        "state": _state(finding),
        "reason": shown(suppressed.reason) if suppressed is not None else None,
        "until": (suppressed.until or None) if suppressed is not None else None,
        "clauses": _clauses_of(finding, evidence),
    }


def _suppression(record: SuppressionRecord) -> Json:
    suppression = record.suppression
    return {
        "path": suppression.place.path,
        "line": suppression.place.line,
        "state": record.state,
        "rules": list(record.rules),
        "accepts": record.accepts,
        "reason": shown(suppression.reason),
        "until": suppression.until or None,
        "by": shown(suppression.by) or None,
        "approved_by": shown(suppression.approved_by) or None,
    }


def _page(evidence: Evidence, language: Language) -> str:
    say = language.say
    tables = [_scope(evidence, language), _clause_table(evidence, language), _finding_table(evidence, language)]
    tables.append(_suppression_table(evidence, language))
    if evidence.report.problems:
        rows = [(each.path, str(each.line), language.translated(each.message)) for each in evidence.report.problems]
        tables.append(Table(say("Not analysed"), (say("path"), say("line"), say("reason")), rows))
    title = say("What was checked: {}", evidence.title.get(language.code, evidence.title["en"]))
    return as_html(title, [DISCLAIMER["en"], DISCLAIMER["zh"]], tables, language)


def _scope(evidence: Evidence, language: Language) -> Table:
    summary, say, count = evidence.report.summary, language.say, language.count
    analysed = (count(summary.files, "file"), count(summary.functions, "function"), count(summary.lines, "line"))
    unread = count(len(evidence.report.problems), "problem") if evidence.report.problems else say("nothing")
    rows = [
        (say("paths"), ", ".join(evidence.paths)),
        (say("commit"), evidence.commit or say("none: the files are in no repository")),
        (say("files differ from the commit"), say("yes") if evidence.is_changed else say("no")),
        (say("sources, SHA-256"), evidence.sources_digest),
        (say("configuration"), evidence.configuration or say("defaults")),
        (say("configuration, SHA-256"), evidence.configuration_digest),
        ("piilint", evidence.version),
        (say("its knowledge, SHA-256"), evidence.knowledge),
        (say("suppressions judged as of"), evidence.as_of),
        (say("analysed"), say(", ").join(analysed)),
        (say("not analysed"), unread),
        (say("excluded by configuration"), ", ".join(evidence.exclude) or say("nothing")),
        (say("findings below this confidence are left out"), say(evidence.min_confidence)),
    ]
    return Table(say("Scope and completeness"), (say("what"), say("value")), rows)


def _clause_table(evidence: Evidence, language: Language) -> Table:
    say = language.say
    by_fingerprint = {finding.fingerprint: finding for finding in evidence.report.findings}
    rows = []
    for clause in evidence.clauses:
        counts = _counts(clause, by_fingerprint)
        found = "\n".join(f"{number} {say(state)}" for state, number in counts.items() if number) or say("no finding")
        text = clause.text.get(language.code, clause.text["en"])
        rows.append((clause.id, text, say(WORDING[clause.wording]), ", ".join(clause.rules), found))
    columns = (say("clause"), say("asks"), say("wording"), say("checked by"), say("found"))
    return Table(say("Clauses"), columns, rows)


def _finding_table(evidence: Evidence, language: Language) -> Table:
    say = language.say
    rows = [
        (
            f"{finding.location.path}:{finding.location.line}",
            finding.code,
            shown(words.message(finding, language)),
            say(", ").join((say(finding.severity), say(_state(finding)))),
            ", ".join(_clauses_of(finding, evidence)),
            finding.fingerprint,
        )
        for finding in evidence.report.findings
    ]
    columns = (say("where"), say("rule"), say("finding"), say("state"), say("clauses"), say("fingerprint"))
    return Table(say("Findings"), columns, rows)


def _suppression_table(evidence: Evidence, language: Language) -> Table:
    say = language.say
    rows = [
        (
            f"{record.suppression.place.path}:{record.suppression.place.line}",
            ", ".join(record.rules),
            say(record.state),
            shown(record.suppression.reason),
            record.suppression.until or say("no expiry"),
            shown(record.suppression.by),
            shown(record.suppression.approved_by),
        )
        for record in evidence.report.suppressions
    ]
    columns = (say("where"), say("rules"), say("state"), say("reason"), say("until"), say("by"), say("approved by"))
    return Table(say("Suppressions"), columns, rows)
