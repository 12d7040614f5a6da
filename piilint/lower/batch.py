"""Several files at once: their IR by path, and, once facts are known, the places of some of their nodes.

A file that can't be read or parsed is a problem and leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from piilint.discover import SourceFile, read
from piilint.lower import locate, lower
from piilint.model import ir
from piilint.model.finding import Problem
from piilint.model.place import Place, Spot

_MARK = b"piilint:"


@dataclass(slots=True)
class Batch:
    """The files that were lowered."""

    modules: dict[str, ir.Module] = field(default_factory=dict)
    """The IR by path, as reported."""
    problems: list[Problem] = field(default_factory=list)
    commented: frozenset[str] = frozenset()
    """Files in which piilint's own comments may stand."""
    _files: dict[str, SourceFile] = field(default_factory=dict)

    def places(self, spots: Mapping[str, Iterable[int]]) -> dict[Spot, Place]:
        """Where these nodes stand, by file."""
        found: dict[Spot, Place] = {}
        for path in sorted(spots):
            file = self._files.get(path)
            content = read(file) if file is not None else None
            if isinstance(content, bytes):
                located = locate(content, path, set(spots[path]))
                found.update({Spot(path, node): place for node, place in located.items()})
        return found

    def texts(self, paths: Iterable[str]) -> dict[str, str]:
        """The files' text, for excerpts and comments."""
        from piilint.lower.decode import decode

        found: dict[str, str] = {}
        for path in sorted(set(paths)):
            file = self._files.get(path)
            content = read(file) if file is not None else None
            if isinstance(content, bytes):
                text = decode(content, path)
                if isinstance(text, str):
                    found[path] = text
        return found


def lower_all(files: Iterable[SourceFile]) -> Batch:
    """Lower every file; each stands alone."""
    batch = Batch()
    commented: set[str] = set()
    for file in files:
        content = read(file)
        if isinstance(content, Problem):
            batch.problems.append(content)
            continue
        lowered = lower(content, file.path)
        batch.problems.extend(lowered.problems)
        batch._files[file.path] = file
        if lowered.module is not None:
            batch.modules[file.path] = lowered.module
        if _MARK in content:
            commented.add(file.path)
    batch.commented = frozenset(commented)
    return batch
