"""Lowering on the workers of a real Dask scheduler."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import piilint

pytestmark = pytest.mark.slow
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(piilint.__file__).parents[1])}


def piilint_cli(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "piilint", *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program large enough to be handed out."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "audit.py").write_text("import logging\n\n\ndef note(x):\n    logging.info(x)\n", encoding="utf-8")
    for number in range(24):
        filler = "".join(f"def f{n}(x):\n    return [x, {n}]\n" for n in range(300))
        leak = "from audit import note\n\n\ndef book(stmt):\n    note(stmt.iban)\n"
        (folder / f"mod{number}.py").write_text(leak + filler, encoding="utf-8")
    (folder / "broken.py").write_text("def (\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    os.environ["PYTHONPATH"] = ENVIRONMENT["PYTHONPATH"]  # for the workers
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


def test_the_report_is_the_same(project: Path, scheduler: str) -> None:
    here = piilint_cli("check", ".", "--format", "json", "--no-cache", "--jobs", "1", folder=project)
    there = piilint_cli("check", ".", "--format", "json", "--no-cache", "--executor", scheduler, folder=project)
    assert there.returncode == here.returncode == 1, there.stderr
    assert there.stdout == here.stdout
    report = json.loads(there.stdout)
    assert len(report["findings"]) == 24 and len(report["problems"]) == 1


def test_a_scheduler_that_does_not_answer_is_the_users_mistake(project: Path) -> None:
    done = piilint_cli("check", ".", "--no-cache", "--executor", "dask://127.0.0.1:9", folder=project)
    assert done.returncode == 2
    assert "no Dask scheduler answers" in done.stderr
    assert piilint_cli("check", ".", "--no-cache", "--executor", "ray://x", folder=project).returncode == 2
