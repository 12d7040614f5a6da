"""What must not change the findings: local names, order of functions and files, dead code. And nothing crashes."""

from __future__ import annotations

from collections import Counter
from random import Random

from harness import check_project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties.programs import OTHER_NAMES, Program, programs, render

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def fingerprints(files: dict[str, str]) -> Counter[tuple[str, str | None, str]]:
    """What was found, by what doesn't depend on lines."""
    return Counter((f.code, f.element, f.fingerprint) for f in check_project(files))


@quick
@given(programs)
def test_random_programs_never_crash(program: Program) -> None:
    for finding in check_project(render(program)):
        assert finding.trace == () or finding.trace[-1].place.path.endswith(".py")


@quick
@given(programs)
def test_renaming_locals_changes_nothing(program: Program) -> None:
    assert fingerprints(render(program)) == fingerprints(render(program, OTHER_NAMES))


@quick
@given(programs, st.integers(0, 99))
def test_reordering_functions_changes_nothing(program: Program, seed: int) -> None:
    assert fingerprints(render(program)) == fingerprints(render(program, order=Random(seed)))


@quick
@given(programs)
def test_dead_code_changes_nothing(program: Program) -> None:
    assert fingerprints(render(program)) == fingerprints(render(program, dead=True))


@quick
@given(programs)
def test_reordering_files_changes_nothing(program: Program) -> None:
    files = render(program)
    assert check_project(files) == check_project(dict(reversed(files.items())))
