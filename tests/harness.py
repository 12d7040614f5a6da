"""Labelled programs: what the tests expect of piilint stands on the line that must be reported.

    log.info(f"paid {stmt.iban}")      # LEAK: log
    log.info(f"paid {stmt.currency}")  # OK

`# LEAK: family[, family]` must be reported on that statement: a finding's location or sink covers the line. A line
without a mark must be silent; `# OK` says that it's a near miss on purpose. Known gaps are written down:
`# MISSED: family` isn't found yet, `# SPURIOUS: family` is reported although it shouldn't be. Both marks fail once
the gap closes, so that progress gets recorded.

`check_project` is the one function that touches the product; thousands of labelled lines depend on nothing else.
"""

from __future__ import annotations

import io
import re
import tempfile
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

import piilint
from piilint.model.finding import Finding, Report
from piilint.model.place import Place
from piilint.review.evidence import inside

FAMILIES = frozenset(("log", "print", "store", "send", "error", "model", "literal", "safeguard", "meta"))
_EITHER_WAY = frozenset(("store", "model"))
"""A plaintext column may be labelled as one or as the other (contract §6)."""
_MARK = re.compile(r"#\s*(LEAK|MISSED|SPURIOUS):\s*([a-z, ]+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What one line says about itself."""

    path: str
    line: int
    text: str
    leaks: frozenset[str]
    missed: frozenset[str]
    spurious: frozenset[str]

    @property
    def reported(self) -> frozenset[str]:
        """The families that the line is reported under today."""
        return self.leaks | self.spurious


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a labelled program fared; empty lists mean that all expectations hold."""

    lost: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    def failures(self) -> list[str]:
        return [*self.lost, *self.closed, *self.unexpected]


def check_project(files: Mapping[str, str], toml: str | None = None) -> tuple[Finding, ...]:
    """The findings of a program given as path -> text, under a `piilint.toml` of this text."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        (root / "piilint.toml").write_text(toml or "", encoding="utf-8")
        return counted(check_folder(root))


def check_folder(root: Path, paths: tuple[str, ...] = (".",)) -> Report:
    """The report on a folder, as seen from inside it."""
    with inside(root):
        return piilint.check([Path(path) for path in paths])


def counted(report: Report) -> tuple[Finding, ...]:
    """The findings that a user would see: neither suppressed nor in the baseline."""
    return tuple(f for f in report.findings if f.suppressed is None and not f.baselined)


def read_marks(files: Mapping[str, str]) -> list[Mark]:
    """The marks of all lines that carry one."""
    return [mark for path, text in files.items() if path.endswith(".py") for mark in _marks_of(path, text)]


def _marks_of(path: str, text: str) -> Iterator[Mark]:
    lines = text.splitlines()
    for number, comment in _comments(text):
        families: dict[str, frozenset[str]] = {}
        for kind, words in _MARK.findall(comment):
            families[kind] = _families(words, f"{path}:{number}")
        if families:
            none: frozenset[str] = frozenset()
            leaks, missed, spurious = (families.get(kind, none) for kind in ("LEAK", "MISSED", "SPURIOUS"))
            yield Mark(path, number, lines[number - 1].strip(), leaks, missed, spurious)


def _comments(text: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _families(words: str, where: str) -> frozenset[str]:
    families = frozenset(re.split(r"[,\s]+", words.strip())) - {""}
    unknown = families - FAMILIES
    if unknown:
        raise ValueError(f"{where}: unknown families {sorted(unknown)}; known are {sorted(FAMILIES)}")
    return families


def compare(files: Mapping[str, str], findings: tuple[Finding, ...]) -> Outcome:
    """Hold the findings against the marks of the files."""
    outcome = Outcome()
    marks = read_marks(files)
    for mark in marks:
        found = frozenset(f.family for f in findings if _covers(f, mark))
        where = f"{mark.path}:{mark.line}: {mark.text}"
        for family in sorted(mark.leaks - _met(mark.leaks, found)):
            outcome.lost.append(f"not reported ({family}): {where}")
        for family in sorted(mark.missed & _met(mark.missed, found)):
            outcome.closed.append(f"gap closed, make the MISSED mark a LEAK ({family}): {where}")
        for family in sorted(mark.spurious - _met(mark.spurious, found)):
            outcome.closed.append(f"gap closed, remove the SPURIOUS mark ({family}): {where}")
    for finding in findings:
        if not any(_covers(finding, mark) and _met(mark.reported | mark.missed, {finding.family}) for mark in marks):
            outcome.unexpected.append(f"reported without a mark: {_line(files, finding.location)}\n{describe(finding)}")
    return outcome


def _met(expected: frozenset[str], found: frozenset[str] | set[str]) -> frozenset[str]:
    """Which of the expected families were found."""
    return frozenset(f for f in expected if f in found or (f in _EITHER_WAY and _EITHER_WAY & found))


def _covers(finding: Finding, mark: Mark) -> bool:
    places = (finding.location, finding.sink)
    return any(p is not None and p.path == mark.path and p.line <= mark.line <= p.end_line for p in places)


def _line(files: Mapping[str, str], place: Place) -> str:
    lines = files.get(place.path, "").splitlines()
    text = lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""
    return f"{place.path}:{place.line}: {text}"


def describe(finding: Finding) -> str:
    """A finding and its path, for the reader of a failed test."""
    head = f"    {finding.code} {finding.family} {finding.element} ({finding.confidence}): {finding.message}"
    steps = [f"      {step.place.path}:{step.place.line} {step.kind} {step.subject}".rstrip() for step in finding.trace]
    return "\n".join([head, *steps])


def read_folder(root: Path) -> dict[str, str]:
    """The Python files of a labelled program, by path from its root."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.py"))
        if "__pycache__" not in path.parts
    }


def count_gaps(text: str) -> tuple[int, int]:
    """How many MISSED and SPURIOUS marks a text carries."""
    kinds = [kind for kind, _ in _MARK.findall(text)]
    return kinds.count("MISSED"), kinds.count("SPURIOUS")


def numbered(finding: Finding, number: int) -> Finding:
    """The finding with a place and a fingerprint of its own."""
    place = msgspec.structs.replace(finding.location, line=number + 1, end_line=number + 1)
    return msgspec.structs.replace(finding, location=place, fingerprint=f"{number:020x}")
