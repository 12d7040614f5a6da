"""Suppressions that accept nothing: removed, with their line if nothing else stands on it."""

from __future__ import annotations

from piilint.fix.knowledge import Knowledge
from piilint.fix.module import Module
from piilint.model.finding import Edit, Finding, Fix
from piilint.model.place import Place


def remove_comment(finding: Finding, module: Module, _: Knowledge) -> Fix | None:
    """Return the removal; None where only some of the rules that the comment names are unused."""
    place = finding.location
    line = module.lines[place.line - 1]
    comment = line[place.column - 1 : place.end_column - 1]
    named = comment.partition("[")[2].partition("]")[0]
    unused = {word.strip() for word in finding.argument.split(",")}
    if "#" in comment[1:] or {word.strip() for word in named.split(",")} != unused:
        return None
    before = line[: place.column - 1]
    if before.strip():
        whole = Place(place.path, place.line, len(before.rstrip()) + 1, place.line, place.end_column)
    else:
        whole = Place(place.path, place.line, 1, place.line + 1, 1)
        if place.line == len(module.lines):
            whole = Place(place.path, place.line, 1, place.line, len(line) + 1)
    return Fix(kind="uncomment", edits=(Edit(whole, ""),), is_safe=True)
