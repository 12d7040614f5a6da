"""The example banks: the leaking one is reported line by line, the mended one is silent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from harness import check_folder, compare, counted, describe, read_folder, read_marks

EXAMPLES = Path(__file__).parents[1] / "examples"
LEAKING = EXAMPLES / "bank_leaking"
MENDED = EXAMPLES / "bank_mended"


@cache
def run_check(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`piilint check` from within the leaking bank, as a process of its own."""
    command = [sys.executable, "-m", "piilint", "check", *arguments, "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent)}
    return subprocess.run(command, cwd=LEAKING, env=environment, capture_output=True, text=True, check=False)


def test_every_label_is_reported_and_nothing_else() -> None:
    files = read_folder(LEAKING)
    failures = compare(files, counted(check_folder(LEAKING))).failures()
    assert not failures, "\n" + "\n".join(failures)


def test_there_is_something_to_find_in_every_family() -> None:
    marks = read_marks(read_folder(LEAKING))
    assert len(marks) >= 30
    families = {family for mark in marks for family in mark.leaks}
    assert families == {"log", "print", "store", "send", "error", "safeguard", "model"}


def test_mended_bank_is_silent() -> None:
    report = check_folder(MENDED)
    assert not counted(report), "\n".join(describe(finding) for finding in report.findings)
    assert not report.problems


def test_mended_bank_does_the_same_jobs() -> None:
    mended = {path.name for path in MENDED.glob("*.py")}
    assert {path.name for path in LEAKING.glob("*.py")} <= mended


def test_trace_leads_from_the_source_to_the_sink() -> None:
    for finding in json.loads(run_check(".").stdout)["findings"]:
        if finding["family"] in ("safeguard", "model") and not finding["trace"]:
            continue  # stands on a definition: nothing travels
        first, last, sink = finding["trace"][0], finding["trace"][-1], finding["sink"]
        assert line_of(first) == line_of(finding["source"]), finding
        assert last["path"] == sink["path"], finding
        assert sink["line"] <= last["line"] <= sink["end_line"], finding


def line_of(place: dict[str, Any]) -> tuple[str, int]:
    return place["path"], place["line"]


def test_leaks_fail_the_run_and_silence_passes() -> None:
    assert run_check(".").returncode == 1
    assert run_check(str(MENDED)).returncode == 0
