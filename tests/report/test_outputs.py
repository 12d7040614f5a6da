"""Where reports go: formats, files, several at once, and mistakes in saying so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gate.commands import Done, piilint


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text("def show(customer):\n    print(customer.iban)\n", encoding="utf-8")
    return tmp_path


def check(folder: Path, *arguments: str) -> Done:
    return piilint(folder, "check", ".", *arguments)


def test_several_at_once(bank: Path) -> None:
    done = check(bank, "--output", "json=out/report.json", "--output", "text")
    assert done.returncode == 1
    assert "PII201" in done.stdout
    assert json.loads((bank / "out/report.json").read_text("utf-8"))["findings"][0]["code"] == "PII201"


def test_file_alone_is_in_the_chosen_format(bank: Path) -> None:
    done = check(bank, "--format", "json", "--output", "report.json")
    assert done.stdout == ""
    assert json.loads((bank / "report.json").read_text("utf-8"))["version"] == 1


def test_chosen_format_goes_to_standard_output_beside_files_of_other_formats(bank: Path) -> None:
    done = check(bank, "--format", "json", "--output", "text=report.txt")
    assert json.loads(done.stdout)["version"] == 1
    assert "PII201" in (bank / "report.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "jsn"), "did you mean json?"),
        (("--output", "jsn=x"), "did you mean json?"),
        (("--output", "json="), "names no file"),
        (("--output", "json", "--output", "text"), "only one report can go to standard output"),
        (("--output", "json=x", "--output", "text=x"), "the same file"),
        (("--output", "app.py/x"), "can't write"),
    ],
)
def test_mistakes(bank: Path, arguments: tuple[str, ...], said: str) -> None:
    done = check(bank, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
