"""piilint as a user runs it, and git beside it, for the tests of the gate."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from piilint.cli import cli
from piilint.cli.guard import guarded

ROOT = Path(__file__).parents[2]
_PERSON = {"NAME": "A. Clerk", "EMAIL": "clerk@bank.example"}
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "SOURCE_DATE"))},
    **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _PERSON.items()},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
}
"""A user with a name, and neither configuration nor hooks of the machine's."""

Done = subprocess.CompletedProcess[str]


def run(folder: Path, *command: str, **environment: str) -> Done:
    """Run a command in a folder."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def piilint(folder: Path, *arguments: str, **environment: str) -> Done:
    """Run piilint in a folder, as its entry point does but in this process; it must not crash."""
    before, old = Path.cwd(), dict(os.environ)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({**ENVIRONMENT, **environment})
    try:
        with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", ["piilint", *arguments]):
            code = guarded(cli)
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(old)
    said, complained = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    assert code in (0, 1, 2), complained
    return subprocess.CompletedProcess(["piilint", *arguments], code, said, complained)


def report(folder: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    """Return the JSON report of `piilint check`."""
    done = piilint(folder, "check", *arguments, "--format", "json", **environment)
    assert done.returncode in (0, 1), done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def git(folder: Path, *arguments: str) -> str:
    """Run git, which must succeed; return what it says."""
    done = run(folder, "git", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts by path."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commit(folder: Path, files: Mapping[str, str], message: str = "change") -> str:
    """Write files and commit everything; return the commit."""
    if not (folder / ".git").exists():
        folder.mkdir(exist_ok=True)
        git(folder, "init", "--quiet", "--initial-branch", "main")
    write(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")
