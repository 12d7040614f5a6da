"""Test suites in Markdown: headings are tests, `py` blocks are files.

    # Walrus
    An assignment expression binds what it gives.

    ```py
    if iban := stmt.iban:
        log.info(iban)  # LEAK: log
    ```

The blocks of one section make one program: they're joined into `main.py`, unless a line like `` `pkg/a.py`: `` before
a block names its file. A `toml` block is the `piilint.toml` of its section and the sections below it. A `trace` block
lists the steps of the section's only finding, or of the finding at the line that its fence names (```` ```trace 7 ````,
```` ```trace pkg/a.py:7 ````). Other blocks are prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAIN = "main.py"
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_FENCE = re.compile(r"```(\w*)\s*(.*)")
_FILE = re.compile(r"`([^`]+\.py)`:")


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps a finding must have: "3 read stmt.iban", with the file before the line where it isn't `main.py`."""

    finding: str
    """The finding's place, "main.py:7", or "" for the only finding."""
    steps: tuple[str, ...]


@dataclass(slots=True)
class Section:
    """One heading of a suite and the program below it."""

    title: str
    """The headings above and this one, "walrus > in a condition"."""
    level: int
    line: int
    toml: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    traces: list[Trace] = field(default_factory=list)


def read_suite(path: Path) -> list[Section]:
    """The sections of a suite that hold a program."""
    sections = _sections(path.read_text(encoding="utf-8").splitlines(), path.name)
    return [section for section in sections if section.files]


def _sections(lines: list[str], name: str) -> list[Section]:
    sections: list[Section] = []
    open_sections: list[Section] = []
    file = MAIN
    rest = iter(enumerate(lines, 1))
    for number, line in rest:
        if heading := _HEADING.match(line):
            level = len(heading[1])
            open_sections = [s for s in open_sections if s.level < level]
            title = " > ".join([s.title.rpartition(" > ")[2] for s in open_sections] + [heading[2].strip()])
            section = Section(title, level, number, open_sections[-1].toml if open_sections else None)
            open_sections.append(section)
            sections.append(section)
            file = MAIN
        elif named := _FILE.match(line):
            file = named[1]
        elif fence := _FENCE.match(line):
            if not open_sections:
                raise ValueError(f"{name}:{number}: a block needs a heading above it")
            _add_block(open_sections[-1], file, fence[1], fence[2].strip(), _block(rest, f"{name}:{number}"))
            file = MAIN
    return sections


def _block(rest: Iterator[tuple[int, str]], where: str) -> str:
    lines: list[str] = []
    for _, line in rest:
        if line.startswith("```"):
            return "".join(f"{text}\n" for text in lines)
        lines.append(line)
    raise ValueError(f"{where}: the block isn't closed")


def _add_block(section: Section, file: str, language: str, info: str, text: str) -> None:
    if language == "py":
        section.files[file] = section.files.get(file, "") + text
    elif language == "toml":
        section.toml = text
    elif language == "trace":
        finding = f"{MAIN}:{info}" if info.isdigit() else info
        steps = tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
        section.traces.append(Trace(finding, steps))
