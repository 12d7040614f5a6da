"""The documentation's samples: the fenced blocks of its pages, and running the commands among them.

A sample is known by its page, the heading above it, its language and its number among those that share these.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from gate.commands import ROOT, Done, piilint

_FENCE = re.compile(r"^(`{3,})(\w*)")
_HEADING = re.compile(r"^#{1,6} (.+)")


class Sample(NamedTuple):
    """What identifies a sample."""

    page: str
    heading: str
    language: str
    number: int = 1


@lru_cache(maxsize=1)
def samples() -> dict[Sample, str]:
    """The text of every sample; the rules' pages aside, which are generated from what other tests run."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {
        sample: text
        for path in pages
        if path.parent != ROOT / "docs/rules"
        for sample, text in _of_page(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    }


def _of_page(page: str, text: str) -> Iterator[tuple[Sample, str]]:
    seen: Counter[tuple[str, str]] = Counter()
    heading, fence, language = "", "", ""
    block: list[str] = []
    for line in text.splitlines():
        if fence:
            if line.strip() == fence:
                seen[heading, language] += 1
                yield Sample(page, heading, language, seen[heading, language]), "".join(block)
                fence, block = "", []
            else:
                block.append(f"{line}\n")
        elif opened := _FENCE.match(line):
            fence, language = opened[1], opened[2]
        elif found := _HEADING.match(line):
            heading = found[1]


def commands(text: str) -> list[str]:
    """The commands of a block of shell, without comments' lines."""
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def run_as_shown(folder: Path, command: str, **environment: str) -> Done:
    """Run a command `piilint …` as a shell would, with `<` and `>`."""
    words = shlex.split(command, comments=True)
    assert words[0] == "piilint", command
    targets = {mark: words[words.index(mark) + 1] for mark in "<>" if mark in words}
    given = words[1 : min([words.index(mark) for mark in targets], default=len(words))]
    text = (folder / targets["<"]).read_bytes() if "<" in targets else b""
    with patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8")):
        done = piilint(folder, *given, **environment)
    if ">" in targets:
        (folder / targets[">"]).write_text(done.stdout, encoding="utf-8")
    return done


def exists_as_test(name: str) -> bool:
    """Whether `path::function`, or a file of another kind, is there."""
    path, _, function = name.partition("::")
    file = ROOT / path.replace("/", os.sep)
    return file.exists() and (not function or f"def {function}(" in file.read_text(encoding="utf-8"))
