"""Which of the fixes can be made together, and making them: texts in, texts out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from piilint.model.finding import Edit, Finding, Fix
from piilint.model.place import Place

_LINE_END = re.compile(r"\r\n?|\n")


def applicable(findings: Iterable[Finding], *, unsafe: bool) -> list[Finding]:
    """Return the findings that count and whose fix may be made."""
    return [each for each in findings if each.is_open and each.fix is not None and (unsafe or each.fix.is_safe)]


def choose_fixes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings whose fixes don't get in each other's way, in order; of two that do, the first one."""
    taken: set[Edit] = set()
    chosen = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix is not None else ()
        new = [edit for edit in edits if edit not in taken]
        if not any(_collide(one, other) for one in new for other in taken):
            taken.update(new)
            chosen.append(finding)
    return chosen


def _collide(one: Edit, other: Edit) -> bool:
    """Whether two edits concern the same text; imports may stand beside each other."""
    first, second = one.place, other.place
    if first.path != second.path or (one.is_import and other.is_import):
        return False
    if _start(first) == _start(second) or _end(first) == _end(second):
        return True
    return _start(first) < _end(second) and _start(second) < _end(first)


def apply_edits(fixes: Iterable[Fix], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that the fixes change, by path. The fixes must be ones that can be made together."""
    by_path: dict[str, set[Edit]] = {}
    for fix in fixes:
        for edit in fix.edits:
            by_path.setdefault(edit.place.path, set()).add(edit)
    return {path: _applied(edits, texts[path]) for path, edits in sorted(by_path.items()) if path in texts}


def _applied(edits: Collection[Edit], text: str) -> str:
    """Make all edits of one text, the last one first, so that places stay true."""
    lines = [0, *(found.end() for found in _LINE_END.finditer(text))]
    for edit in sorted(edits, key=lambda edit: (_start(edit.place), _end(edit.place), edit.text), reverse=True):
        start = _offset(lines, edit.place.line, edit.place.column, text)
        end = _offset(lines, edit.place.end_line, edit.place.end_column, text)
        text = text[:start] + edit.text + text[end:]
    return text


def _offset(lines: list[int], line: int, column: int, text: str) -> int:
    return lines[line - 1] + column - 1 if line <= len(lines) else len(text)


def _start(place: Place) -> tuple[int, int]:
    return (place.line, place.column)


def _end(place: Place) -> tuple[int, int]:
    return (place.end_line, place.end_column)
