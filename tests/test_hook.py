"""The hook in a real git repository, installed and run by a real pre-commit.

The hook's repository is a copy of this working tree, so that what isn't committed yet is tested too. pre-commit builds
the hook's environment from the package index: slow, but what a user gets.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
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

MASK = """

def mask_iban(iban):
    return "****" + iban[-4:]

"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
]


def run(*command: str, cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


_PERSON = {"NAME": "A. Clerk", "EMAIL": "clerk@bank.example"}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A user with a name, and neither hooks nor caches of the machine's."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "PYTHON"))}
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _PERSON.items()}
    home = {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")), "GIT_CONFIG_GLOBAL": os.devnull}
    return {**kept, **who, **home, "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> tuple[Path, str]:
    """This project as a repository that pre-commit can install the hooks from, and its commit."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        else:
            shutil.copy(source, folder / name)
    return folder, new_repository(folder, environment)


@pytest.fixture
def bank(tmp_path: Path, hooks: tuple[Path, str], environment: dict[str, str]) -> Bank:
    """A repository with one old leak, with the hook installed."""
    bank = Bank(tmp_path / "a bank", environment)
    bank.path.mkdir()
    bank.configure(hooks, "piilint")
    bank.write({"audit.py": AUDIT, "old.py": OLD_LEAK})
    new_repository(bank.path, environment)
    assert bank.pre_commit("install").returncode == 0
    return bank


@dataclass
class Bank:
    """A user's repository."""

    path: Path
    environment: dict[str, str]

    def configure(self, hooks: tuple[Path, str], hook: str) -> None:
        text = f"repos:\n- repo: {hooks[0].as_posix()}\n  rev: {hooks[1]}\n  hooks:\n  - id: {hook}\n"
        (self.path / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run("git", *arguments, cwd=self.path, environment=self.environment)

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run(sys.executable, "-m", "pre_commit", *arguments, cwd=self.path, environment=self.environment)

    def commit(self, files: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Stage these files and try to commit."""
        if files:
            self.write(files)
            self.git("add", *files)
        return self.git("commit", "--message", "change")

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").stdout.strip()


def new_repository(folder: Path, environment: dict[str, str]) -> str:
    """Commit all files of the folder into a new repository; return the commit."""
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "start")):
        done = run("git", *command, cwd=folder, environment=environment)
        assert done.returncode == 0, done.stdout
    return run("git", "rev-parse", "HEAD", cwd=folder, environment=environment).stdout.strip()


def test_leaking_commit_is_refused_and_mended_one_passes(bank: Bank) -> None:
    first = bank.head()
    refused = bank.commit({"pay.py": LEAKING})
    assert refused.returncode != 0, refused.stdout
    assert "pay.py:5" in refused.stdout, refused.stdout
    assert "PII1" in refused.stdout, refused.stdout
    assert "audit.py" in refused.stdout, "the path through the file that isn't staged"
    assert "old.py" not in refused.stdout, "only what is staged is reported"
    assert bank.head() == first

    passed = bank.commit({"pay.py": MENDED})
    assert passed.returncode == 0, passed.stdout
    assert "1 file, " in passed.stdout, "what was looked at is said"
    assert bank.head() != first


def test_partially_staged_file_is_judged_by_its_index_content(bank: Bank) -> None:
    bank.write({"pay.py": LEAKING})
    bank.git("add", "pay.py")
    bank.write({"pay.py": MENDED})
    assert bank.commit().returncode != 0
    assert (bank.path / "pay.py").read_text(encoding="utf-8") == MENDED
    bank.git("add", "pay.py")
    bank.write({"pay.py": LEAKING})
    assert bank.commit().returncode == 0
    assert (bank.path / "pay.py").read_text(encoding="utf-8") == LEAKING


def test_new_leaks_only(bank: Bank, hooks: tuple[Path, str]) -> None:
    """With the hook for new leaks: renames, moves and merges pass, a helper that begins to print doesn't."""
    bank.configure(hooks, "piilint-new")
    assert bank.commit({".pre-commit-config.yaml": (bank.path / ".pre-commit-config.yaml").read_text()}).returncode == 0
    bank.git("mv", "old.py", "renamed.py")
    assert bank.commit().returncode == 0
    assert bank.commit({"renamed.py": "", "流水 库/移动.py": "# moved\n" + OLD_LEAK}).returncode == 0
    bank.git("switch", "--quiet", "--create", "branch")
    refused = bank.commit({"more.py": LEAKING})
    assert refused.returncode != 0 and "more.py:5" in refused.stdout
    bank.git("commit", "--quiet", "--no-verify", "--message", "leaks all the same")
    bank.git("switch", "--quiet", "-")
    assert bank.commit({"other.py": MENDED}).returncode == 0
    merged = bank.git("merge", "--no-ff", "--message", "merge", "branch")
    assert merged.returncode == 0, merged.stdout
    assert len(bank.git("rev-list", "--parents", "-n1", "HEAD").stdout.split()) == 3


def test_mending_hook_changes_the_files_and_passes_once_they_are_staged(bank: Bank, hooks: tuple[Path, str]) -> None:
    bank.configure(hooks, "piilint-fix")
    bank.commit({".pre-commit-config.yaml": (bank.path / ".pre-commit-config.yaml").read_text()})
    leaking = AUDIT.replace("value)\n", "mask_iban(value))\n").replace("import logging\n", f"import logging\n{MASK}")
    before = "from audit import mask_iban, logging\n\n\ndef pay(order):\n    logging.info(order.iban)\n    print(order.iban)\n"
    bank.git("commit", "--quiet", "--no-verify", "--message", "all")
    refused = bank.commit({"audit.py": leaking, "pay.py": before})
    assert refused.returncode != 0 and "files were modified by this hook" in refused.stdout, refused.stdout
    mended = before.replace("info(order.iban)", "info(mask_iban(order.iban))")
    assert (bank.path / "pay.py").read_text(encoding="utf-8") == mended
    assert (bank.path / "old.py").read_text(encoding="utf-8") == OLD_LEAK
    bank.git("add", "pay.py")
    passed = bank.commit()
    assert passed.returncode == 0, passed.stdout


def test_all_files_equals_the_whole_project(bank: Bank, hooks: tuple[Path, str]) -> None:
    bank.commit({"a b/支付.py": LEAKING, "piilint.toml": 'exclude = ["gen/"]\n'})
    bank.write({"gen/pay.py": LEAKING})
    bank.git("add", "--all")
    bank.git("commit", "--quiet", "--no-verify", "--message", "leaks")
    staged = bank.pre_commit("run", "--all-files").stdout
    bank.configure(hooks, "piilint-all")
    whole = bank.pre_commit("run", "--all-files").stdout
    plain = run(
        sys.executable, "-m", "piilint", "check", cwd=bank.path, environment={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    expected = [line for line in plain.stdout.splitlines() if ": error PII" in line]
    assert [line.split(":")[0] for line in expected] == ["a b/支付.py", "old.py"]
    for output in (staged, whole):
        assert [line for line in output.splitlines() if ": error PII" in line] == expected


def test_two_hundred_files_in_one_process(bank: Bank) -> None:
    files = {f"module {number:03}/第{number}号.py": MENDED for number in range(200)}
    passed = bank.commit(files)
    assert passed.returncode == 0, passed.stdout
    assert passed.stdout.count("No leaks found in") == 1
    assert "200 files, " in passed.stdout


def test_more_files_than_a_command_line_holds(bank: Bank) -> None:
    """pre-commit then calls the hook several times, one after the other; each knows the whole project."""
    files = {f"{'long folder ' * 8}/module_{number:04}.py": MENDED for number in range(1500)}
    late = f"{'long folder ' * 8}/module_9999.py"
    refused = bank.commit(
        {**files, "zz/audit_of_all.py": AUDIT, late: LEAKING.replace("from audit", "from zz.audit_of_all")}
    )
    assert refused.returncode != 0
    assert refused.stdout.count(" files, ") > 1, "several calls"
    assert refused.stdout.count(f"{late}:5:5: error PII101") == 1, refused.stdout[-2000:]
    assert "zz/audit_of_all.py" in refused.stdout, "the way leads through a file of another call"


def test_a_linked_worktree_and_a_commit_of_some_files(bank: Bank) -> None:
    linked = Bank(bank.path.parent / "linked", bank.environment)
    bank.git("worktree", "add", "--quiet", "-b", "other", str(linked.path))
    assert linked.commit({"pay.py": LEAKING}).returncode != 0
    assert bank.commit({"pay.py": MENDED}).returncode == 0
    bank.write({"pay.py": LEAKING, "audit.py": AUDIT + "\n"})
    only = bank.git("commit", "--message", "some", "audit.py")
    assert only.returncode == 0, only.stdout
    assert bank.git("commit", "--all", "--message", "all").returncode != 0


@pytest.mark.skipif(shutil.which("prek") is None, reason="needs prek")
def test_with_prek(bank: Bank) -> None:
    bank.write({"pay.py": LEAKING})
    bank.git("add", "pay.py")
    refused = run(
        "prek", "run", cwd=bank.path, environment={**bank.environment, "PREK_HOME": str(bank.path.parent / "prek")}
    )
    assert refused.returncode != 0
    assert "pay.py:5" in refused.stdout, refused.stdout
