"""Suppressions that accept nothing: removed, with their line if nothing else stands on it; of several rules, the unused.

print(x.currency)  # piilint: ignore[PII201] own screen    print(x.currency)
print(x.iban)  # piilint: ignore[PII201, PII101] own       print(x.iban)  # piilint: ignore[PII201] own
"""

from __future__ import annotations

from piilint.fix.knowledge import Knowledge
from piilint.fix.module import Module
from piilint.model.finding import Edit, Finding, Fix
from piilint.model.place import Place


def remove_comment(finding: Finding, module: Module, _: Knowledge) -> Fix | None:
    """Return the removal; None where another comment stands behind this one."""
    place = finding.location
    line = module.lines[place.line - 1]
    comment = line[place.column - 1 : place.end_column - 1]
    named = comment.partition("[")[2].partition("]")[0]
    unused = {word.strip() for word in finding.argument.split(",")}
    used = [word.strip() for word in named.split(",") if word.strip() not in unused]
    if used:
        begin = place.column + comment.index("[") + 1
        inside = Place(place.path, place.line, begin, place.line, begin + len(named))
        return _fix(inside, ", ".join(used))
    return None if "#" in comment[1:] else _fix(_whole(module, place, line), "")


def _whole(module: Module, place: Place, line: str) -> Place:
    """The comment with the blanks before it, or with its line."""
    before = line[: place.column - 1]
    if before.strip():
        return Place(place.path, place.line, len(before.rstrip()) + 1, place.line, place.end_column)
    if place.line == len(module.lines):
        return Place(place.path, place.line, 1, place.line, len(line) + 1)
    return Place(place.path, place.line, 1, place.line + 1, 1)


def _fix(place: Place, text: str) -> Fix:
    return Fix(kind="uncomment", subject=text, edits=(Edit(place, text),), is_safe=True)
