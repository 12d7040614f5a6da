"""What must not change the findings: local names, order of functions and files, dead code. And nothing crashes.

All of it is held against one analysis of the program as it is.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from harness import check_project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from properties.programs import OTHER_NAMES, Program, programs, render

from piilint.model.finding import Finding

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def fingerprints(findings: tuple[Finding, ...]) -> Counter[tuple[str, str | None, str]]:
    """What was found, by what doesn't depend on lines."""
    return Counter((f.code, f.element, f.fingerprint) for f in findings)


@quick
@given(programs, st.integers(0, 99))
def test_what_means_the_same_is_found_alike(program: Program, seed: int) -> None:
    files = render(program)
    findings = check_project(files)
    for finding in findings:
        assert finding.trace == () or finding.trace[-1].place.path.endswith(".py")
    assert findings == check_project(dict(reversed(files.items()))), "another order of files"
    expected = fingerprints(findings)
    assert expected == fingerprints(check_project(render(program, OTHER_NAMES))), "other names of locals"
    assert expected == fingerprints(check_project(render(program, order=Random(seed)))), "another order of functions"
    assert expected == fingerprints(check_project(render(program, dead=True))), "dead code"
