"""The files of a run, read once: which content each has, before any of it is lowered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from piilint.discover import NOTEBOOK, SourceFile, read
from piilint.model.finding import Problem
from piilint.model.place import text_key

_MARK = b"piilint:"
DIGEST_BYTES = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file that could be read."""

    file: SourceFile
    digest: bytes
    """Of its bytes."""
    size: int
    commented: bool
    """Whether piilint's own comments may stand in it."""

    @property
    def kind(self) -> bytes:
        """What its bytes are read as."""
        return b"notebook" if self.file.path.endswith(NOTEBOOK) else b"module"


@dataclass(slots=True)
class Sources:
    """All files by path, as reported; their bytes are read again where they are needed."""

    by_path: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def commented(self) -> frozenset[str]:
        """Files in which piilint's own comments may stand."""
        return frozenset(path for path, source in self.by_path.items() if source.commented)

    def content(self, path: str) -> bytes | None:
        """A file's bytes; None where they can't be read (any more)."""
        source = self.by_path.get(path)
        content = read(source.file) if source is not None else None
        return content if isinstance(content, bytes) else None

    def texts(self, paths: Iterable[str]) -> dict[str, str]:
        """The files' text by `Place.text_key`, for excerpts and comments; of a notebook, each code cell's."""
        from piilint.lower.decode import decode

        found: dict[str, str] = {}
        for path in sorted(set(paths)):
            content = self.content(path)
            if content is not None and path.endswith(NOTEBOOK):
                found.update(_cells(content, path))
                continue
            text = decode(content, path) if content is not None else None
            if isinstance(text, str):
                found[path] = text
        return found


def _cells(content: bytes, path: str) -> dict[str, str]:
    from piilint.lower.notebook import read_notebook

    book = read_notebook(content, path)
    return {} if isinstance(book, Problem) else {text_key(path, cell.index): cell.text for cell in book.cells}


def digest_of(content: bytes) -> bytes:
    """What a file's content is known by."""
    return blake2b(content, digest_size=DIGEST_BYTES).digest()


def read_sources(files: Iterable[SourceFile]) -> Sources:
    """Read every file; one that can't be read is a problem and leaves the others alone."""
    sources = Sources()
    for file in sorted({file.path: file for file in files}.values(), key=lambda file: file.path):
        content = read(file)
        if isinstance(content, Problem):
            sources.problems.append(content)
        else:
            sources.by_path[file.path] = Source(file, digest_of(content), len(content), _MARK in content)
    return sources
