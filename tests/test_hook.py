"""The hook in a real git repository, installed and run by a real pre-commit.

The hook's repository is a copy of this working tree, so that what isn't committed yet is tested too. pre-commit builds
the hook's environment from the package index: slow, but what a user gets.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("piilint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
AUDIT = '''\
"""Lines for the auditors."""

import logging

_auditor = logging.getLogger("audit")


def audit(event, value):
    _auditor.info("%s %s", event, value)
'''
OLD_LEAK = """\
def show(customer):
    print(customer.national_id)
"""
LEAKING = """\
from audit import audit


def pay(order):
    audit("payment", order.creditor_iban)
"""
MENDED = """\
from audit import audit


def pay(order):
    audit("payment", order.creditor_iban[-4:])
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
]


def run(*command: str, cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user with a name, and neither hooks nor caches of the machine's."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "PYTHON"))}
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _PERSON.items()}
    return {**kept, **who, "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"), "GIT_CONFIG_GLOBAL": os.devnull}


_PERSON = {"NAME": "A. Clerk", "EMAIL": "clerk@bank.example"}


def new_repository(folder: Path, environment: dict[str, str]) -> str:
    """Commit all files of the folder into a new repository; return the commit."""
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "start")):
        done = run("git", *command, cwd=folder, environment=environment)
        assert done.returncode == 0, done.stdout
    return run("git", "rev-parse", "HEAD", cwd=folder, environment=environment).stdout.strip()


def hook_repository(folder: Path, environment: dict[str, str]) -> str:
    """This project as a repository that pre-commit can install the hook from; return the commit."""
    folder.mkdir()
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        else:
            shutil.copy(source, folder / name)
    return new_repository(folder, environment)


def test_leaking_commit_is_refused_and_mended_one_passes(tmp_path: Path, environment: dict[str, str]) -> None:
    hooks, bank = tmp_path / "hooks", tmp_path / "bank"
    revision = hook_repository(hooks, environment)
    bank.mkdir()
    (bank / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks.as_posix()}\n  rev: {revision}\n  hooks:\n  - id: piilint\n", encoding="utf-8"
    )
    (bank / "audit.py").write_text(AUDIT, encoding="utf-8")
    (bank / "old.py").write_text(OLD_LEAK, encoding="utf-8")
    first = new_repository(bank, environment)
    installed = run(sys.executable, "-m", "pre_commit", "install", cwd=bank, environment=environment)
    assert installed.returncode == 0, installed.stdout

    refused = commit(bank, LEAKING, environment)
    assert refused.returncode != 0, refused.stdout
    assert "pay.py:5" in refused.stdout, refused.stdout
    assert "PII1" in refused.stdout, refused.stdout
    assert "audit.py" in refused.stdout, "the path through the file that isn't staged"
    assert "old.py" not in refused.stdout, "only what is staged is reported"
    assert head(bank, environment) == first

    passed = commit(bank, MENDED, environment)
    assert passed.returncode == 0, passed.stdout
    assert head(bank, environment) != first


def commit(bank: Path, text: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Stage `pay.py` with this text and try to commit it."""
    (bank / "pay.py").write_text(text, encoding="utf-8")
    run("git", "add", "pay.py", cwd=bank, environment=environment)
    return run("git", "commit", "--message", "pay", cwd=bank, environment=environment)


def head(bank: Path, environment: dict[str, str]) -> str:
    return run("git", "rev-parse", "HEAD", cwd=bank, environment=environment).stdout.strip()
