"""The list of suppressions, for auditors: as text, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence

from piilint.language import ENGLISH
from piilint.model.finding import Report, SuppressionRecord
from piilint.report.excerpt import shown

_COLUMNS = (
    "path", "line", "state", "scope", "rules", "accepts", "reason", "until", "by", "approved_by"
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula when a cell begins with it."""

Row = dict[str, str | int | list[str]]


def render(records: Sequence[SuppressionRecord], form: str, report: Report) -> str:
    """Render these suppressions of a report."""
    rows = [_row(record) for record in records]
    if form == "json":
        summary = {"files": report.summary.files, "suppressions": len(rows), "states": _states(records)}
        return json.dumps({"version": 1, "suppressions": rows, "summary": summary}, ensure_ascii=False, indent=1) + "\n"
    return _csv(rows) if form == "csv" else _text(rows, records, report)


def _row(record: SuppressionRecord) -> Row:
    suppression = record.suppression
    return {
        "path": suppression.place.path,
        "line": suppression.place.line,
        "state": record.state,
        "scope": record.scope,
        "rules": list(record.rules),
        "accepts": record.accepts,
        "reason": shown(suppression.reason),
        "until": suppression.until,
        "by": shown(suppression.by),
        "approved_by": shown(suppression.approved_by),
    }


def _states(records: Sequence[SuppressionRecord]) -> dict[str, int]:
    return dict(sorted(Counter(record.state for record in records).items()))


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(row[column]) for column in _COLUMNS] for row in rows)
    return out.getvalue()


def _cell(value: str | int | list[str]) -> str:
    text = " ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(rows: Sequence[Row], records: Sequence[SuppressionRecord], report: Report) -> str:
    lines: list[str] = []
    for row, record in zip(rows, records, strict=True):
        scope = "" if record.scope == "statement" else f" for the {record.scope}"
        accepts = ENGLISH.count(record.accepts, "finding")
        lines.append(f"{row['path']}:{row['line']}: {record.state} {', '.join(record.rules)}{scope}: {accepts}")
        labels = {"reason": "reason", "until": "until", "by": "by", "approved_by": "approved by"}
        lines += [f"    {label}: {row[key]}" for key, label in labels.items() if row[key]]
    counts = ", ".join(f"{number} {state}" for state, number in _states(records).items())
    files = ENGLISH.count(report.summary.files, "file")
    lines.append(f"{ENGLISH.count(len(rows), 'suppression')} in {files}" + (f": {counts}." if counts else "."))
    return "\n".join(lines) + "\n"
