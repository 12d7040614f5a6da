"""What happens to programs that cost more than they may: less is followed, it is said, and near leaks are still found."""

from __future__ import annotations

from pathlib import Path

import pytest

from piilint import check
from piilint.cache import Cache
from piilint.model.run import Run
from piilint.review.evidence import inside

CROWD = 4
HEAD = "import logging\n\nlog = logging.getLogger(__name__)\n\n\n"
PROGRAM = (
    HEAD
    + "".join(
        f"def turn{i}(state, depth):\n"
        f"    state['k{(i + 1) % CROWD}'] = state.get('k{i}')\n"
        f"    if depth:\n        turn{(i + 1) % CROWD}(state, depth - 1)\n        turn{(i + 2) % CROWD}(state, depth - 1)\n"
        "    return state\n\n\n"
        for i in range(CROWD)
    )
    + "def start(stmt):\n"
    "    log.info(stmt.iban)\n"
    "    log.info(turn0({'k0': stmt.iban}, 9)['k3'])\n"
)
"""A recursion whose functions learn more and more of the one object that they hand to one another."""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def _bounded(monkeypatch: pytest.MonkeyPatch, work: int) -> None:
    for name in ("LEAST_WORK", "WORK_PER_FUNCTION", "WORK_BEYOND"):
        monkeypatch.setattr(f"piilint.flow.solving.limits.{name}", work)


def test_within_its_work_a_program_is_followed_to_the_end(program: Path) -> None:
    report = check([program])
    assert {finding.sink.line for finding in report.findings} == {PROGRAM.count("\n") - 1, PROGRAM.count("\n")}
    assert report.summary.cut_short == 0


def test_beyond_its_work_less_is_followed_and_that_is_said(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _bounded(monkeypatch, 0)
    report = check([program])
    assert PROGRAM.count("\n") - 1 in {finding.sink.line for finding in report.findings}
    assert report.summary.cut_short > 0
    assert not report.problems


def test_what_is_left_out_is_the_same_on_every_run(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _bounded(monkeypatch, 1)
    first, second = check([program]), check([program])
    assert [f.fingerprint for f in first.findings] == [f.fingerprint for f in second.findings]
    assert first.summary.cut_short == second.summary.cut_short


PART = (
    "\n\ndef zero(a, b, c, d, e, f):\n    raise ValueError(f'{a} {b} {c} {d} {e} {f}')\n\n\n"
    "def zoned(stmt):\n    try:\n        zero(1, 2, 3, 4, 5, stmt.iban)\n"
    "    except ValueError as error:\n        log.info(error)\n"
)
"""Functions that come last; of what the first raises little is kept beyond the bounds."""


def test_an_edit_beyond_the_bounds_is_answered_as_anew(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is kept of a summary depends on what was done before it, so an earlier run's holds only after as much."""
    _bounded(monkeypatch, 0)
    monkeypatch.setattr("piilint.flow.solving.limits.LEAST_WORK", 40)
    monkeypatch.setattr("piilint.flow.solving.solver.SMALL", 2)
    last = []
    for text in (HEAD + PART, PROGRAM + PART, HEAD + PART):
        program.write_text(text, encoding="utf-8")
        cache = Cache(program.parent / "kept")
        with inside(program.parent):
            kept = check(["program.py"], run=Run(cache=cache))
            anew = check(["program.py"])
        cache.close()
        assert kept == anew
        last.append(text.count("\n") in {finding.sink.line for finding in anew.findings})
    assert last == [True, False, True]
