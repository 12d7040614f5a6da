"""The same bytes come out for any order of paths and any hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

PROJECTS = Path(__file__).parent.parent / "projects"
PROGRAM = PROJECTS / "statement_import"


def report(*paths: str, seed: str = "0") -> str:
    """The JSON report on the program, which isn't answered from the cache, without the time it took."""
    command = [sys.executable, "-m", "piilint", "check", *paths, "--format", "json", "--no-cache"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=PROGRAM, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    document = json.loads(done.stdout)
    document["summary"].pop("seconds")
    return json.dumps(document)


@pytest.fixture(scope="module")
def expected() -> str:
    return report(".")


def test_something_is_found(expected: str) -> None:
    assert json.loads(expected)["findings"]


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_hash_seed(seed: str, expected: str) -> None:
    assert report(".", seed=seed) == expected


def test_order_of_paths() -> None:
    paths = sorted(path.name for path in PROGRAM.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())
    assert len({report(*order) for order in list(permutations(paths))[:4]}) == 1
