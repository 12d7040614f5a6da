"""What all tests share: the mark that places a Markdown test, and the count of open gaps at the end of a run."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest
from harness import count_gaps
from hypothesis import HealthCheck, settings

from piilint.cli.tongue import forget

# How long an example takes says more about a busy machine than about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Hundreds of tests start piilint as a process. Where Python is told to write no bytecode, each would compile its modules
# anew; so bytecode goes to a folder of this run instead, which the workers of pytest-xdist are told by the environment.
if sys.dont_write_bytecode and "PYTHONPYCACHEPREFIX" not in os.environ:
    _bytecode = tempfile.TemporaryDirectory(prefix="piilint-bytecode-", ignore_cleanup_errors=True)
    os.environ["PYTHONPYCACHEPREFIX"] = _bytecode.name
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

TESTS = Path(__file__).parent
LABELLED = ("flow/*.md", "rules/*.md", "projects/**/*.py")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "suite(place): where in a Markdown suite the test stands")


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """No test speaks the language that one before it chose."""
    forget()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many known gaps are written down."""
    missed = spurious = 0
    for pattern in LABELLED:
        for path in TESTS.glob(pattern):
            more_missed, more_spurious = count_gaps(path.read_text(encoding="utf-8"))
            missed, spurious = missed + more_missed, spurious + more_spurious
    terminalreporter.write_sep("-", f"open gaps: {missed} missed, {spurious} spurious")
