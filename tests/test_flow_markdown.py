"""Every construct of Python: the leaks and near misses of `flow/*.md`, section by section."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import check_project, compare, describe
from markdown_suite import MAIN, Section, Trace, read_suite

from piilint.model.finding import Finding

SUITES = sorted((Path(__file__).parent / "flow").glob("*.md"))
CASES = [
    pytest.param(section, id=f"{path.stem}: {section.title}", marks=pytest.mark.suite(f"{path.name}:{section.line}"))
    for path in SUITES
    for section in read_suite(path)
]


@pytest.mark.parametrize("section", CASES)
def test_section(section: Section) -> None:
    findings = check_project(section.files, section.toml)
    failures = compare(section.files, findings).failures()
    for trace in section.traces:
        failures.extend(_wrong_steps(trace, findings))
    assert not failures, "\n" + "\n".join(failures)


def _wrong_steps(trace: Trace, findings: tuple[Finding, ...]) -> list[str]:
    meant = [f for f in findings if trace.finding in ("", f"{f.location.path}:{f.location.line}")]
    if len(meant) != 1:
        return [f"the trace block means {len(meant)} findings", *map(describe, meant)]
    steps = tuple(f"{_place(s.place.path, s.place.line)} {s.kind} {s.subject}".rstrip() for s in meant[0].trace)
    if steps == trace.steps:
        return []
    return ["other steps than expected:", *(f"  - {step}" for step in trace.steps), *(f"  + {step}" for step in steps)]


def _place(path: str, line: int) -> str:
    return str(line) if path == MAIN else f"{path}:{line}"
