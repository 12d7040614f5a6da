"""Generated pages are what their generator writes today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("option", ["--check", pytest.param("--check-all", marks=pytest.mark.slow)])
def test_generated_pages_are_fresh(option: str) -> None:
    command = [sys.executable, "scripts/docs.py", option]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
