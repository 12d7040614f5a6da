"""`piilint check --staged`: git's index is judged, the work tree neither read nor touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from gate.commands import commit, git, piilint, report, write

LEAK = "def show(card):\n    print(card.iban)\n"
CLEAN = "def show(card):\n    print(card.iban[-4:])\n"
HELPER = "def tell(value):\n    print(value)\n"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A repository with one leak that nobody touches."""
    commit(tmp_path, {"old.py": LEAK, "tell.py": HELPER, "README.md": "A bank."})
    return tmp_path


def found(folder: Path, *arguments: str) -> list[str]:
    """The files in which something is found."""
    return [finding["location"]["path"] for finding in report(folder, "--staged", *arguments)["findings"]]


def stage(folder: Path, files: dict[str, str]) -> None:
    write(folder, files)
    git(folder, "add", *files)


def test_partially_staged_file_is_judged_by_its_index_content(bank: Path) -> None:
    stage(bank, {"new.py": LEAK})
    write(bank, {"new.py": CLEAN})
    assert found(bank, "--no-cache") == ["new.py"]
    stage(bank, {"new.py": CLEAN})
    write(bank, {"new.py": LEAK, "unknown.py": LEAK})
    before = {path: path.read_bytes() for path in bank.rglob("*") if path.is_file()}
    assert found(bank, "--no-cache") == []
    assert {path: path.read_bytes() for path in bank.rglob("*") if path.is_file()} == before


def test_what_is_not_staged_is_known_from_the_index(bank: Path) -> None:
    stage(bank, {"pay.py": "from tell import tell\n\ndef pay(order):\n    tell(order.iban)\n"})
    (bank / "tell.py").unlink()
    assert found(bank) == ["pay.py"]
    git(bank, "rm", "--quiet", "--cached", "tell.py")
    assert report(bank, "--staged")["summary"]["files"] == 1


def test_files_given_are_reported_on(bank: Path) -> None:
    stage(bank, {"new.py": LEAK, "数据 库/流水 一.py": LEAK})
    assert found(bank, "数据 库/流水 一.py") == ["数据 库/流水 一.py"]
    assert found(bank, ".") == ["new.py", "old.py", "数据 库/流水 一.py"]
    assert sorted(found(bank)) == ["new.py", "数据 库/流水 一.py"]
    assert found(bank / "数据 库", ".") == ["流水 一.py"]


def test_nothing_by_mistake_is_an_error(bank: Path) -> None:
    write(bank, {"unstaged.py": LEAK})
    refused = piilint(bank, "check", "--staged", "unstaged.py")
    assert refused.returncode == 2
    assert "unstaged.py" in refused.stderr
    empty = bank / "empty"
    empty.mkdir()
    assert piilint(empty, "check", ".").returncode == 0
    assert piilint(empty, "check", ".", "--require-files").returncode == 2
    assert piilint(bank, "check", "--staged", "--require-files").returncode == 0, "nothing is staged, and that is fine"
    stage(bank, {"build/gen.py": LEAK, "piilint.toml": 'exclude = ["build/"]\n'})
    left_out = piilint(bank, "check", "--staged", "--require-files", "build/gen.py")
    assert left_out.returncode == 0
    assert "1 file left out" in left_out.stderr


def test_configuration_and_baseline_are_those_of_the_index(bank: Path) -> None:
    stage(bank, {"new.py": LEAK, "piilint.toml": '[policy.high]\nprint = "off"\n'})
    write(bank, {"piilint.toml": "nonsense = 1\n"})
    assert found(bank) == []
    git(bank, "rm", "--quiet", "--cached", "--force", "piilint.toml")
    assert found(bank) == ["new.py"]
    stage(bank, {"piilint-baseline.txt": "new.py | PII201 | iban | show | card.iban -> builtins.print(arg0)\n"})
    (bank / "piilint-baseline.txt").unlink()
    assert report(bank, "--staged")["summary"]["baselined"] == 1


def test_links_submodules_and_ignored_folders_are_passed_over(bank: Path) -> None:
    (bank / "z_link.py").symlink_to("old.py")
    stage(bank, {"venv/pyvenv.cfg": "", "venv/lib.py": LEAK, "node_modules/x.py": LEAK, ".gitignore": "gen/\n"})
    write(bank, {"gen/x.py": LEAK})
    git(bank, "add", "--all", "--force")
    assert found(bank, ".") == ["old.py"]
    disk = report(bank, ".")
    assert [finding["location"]["path"] for finding in disk["findings"]] == ["old.py"]


def test_unmerged_files_are_problems(bank: Path) -> None:
    git(bank, "switch", "--quiet", "--create", "other")
    commit(bank, {"old.py": LEAK + "# other\n"})
    git(bank, "switch", "--quiet", "main")
    commit(bank, {"old.py": LEAK + "# main\n"})
    from gate.commands import run

    assert run(bank, "git", "merge", "other").returncode == 1
    (problem,) = report(bank, "--staged", ".")["problems"]
    assert problem["path"] == "old.py"
    assert "unresolved" in problem["message"]


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    done = piilint(tmp_path, "check", "--staged", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.returncode == 2
    assert "not in a git repository" in done.stderr
