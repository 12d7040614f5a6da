"""The baseline: what is in it doesn't fail, what isn't does; edits that mean the same change nothing; git merges it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gate.commands import ROOT, commit, git, piilint, report, write

BASELINE = "piilint-baseline.txt"
BANK = {
    "bank/__init__.py": "",
    "bank/audit.py": "import logging\n\nlog = logging.getLogger()\n\n\ndef audit(event, value):\n    log.info('%s', value)\n",
    "bank/pay.py": "from bank.audit import audit\n\n\ndef pay(order):\n    audit('paid', order.iban)\n",
    "bank/show.py": "class Screen:\n    def show(self, card):\n        print(card.iban)\n        print(card.holder_name)\n",
}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A small bank with three leaks, all in the baseline."""
    write(tmp_path, BANK)
    assert piilint(tmp_path, "baseline", "create").returncode == 0
    return tmp_path


MARK = re.compile(r" @[0-9a-f]{4}(?= |$)")


def written(folder: Path) -> list[str]:
    """The entries of the baseline, as they are written."""
    text = (folder / BASELINE).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def lines(folder: Path) -> list[str]:
    """The entries of the baseline, without the marks of what stands around them."""
    return [MARK.sub("", line) for line in written(folder)]


def new(folder: Path, *arguments: str) -> list[tuple[str, int]]:
    """Path and line of what isn't in the baseline, what concerns the baseline itself left out."""
    found = report(folder, *(arguments or (".",)))["findings"]
    return [
        (f["location"]["path"], f["location"]["line"]) for f in found if not f["baselined"] and f["family"] != "meta"
    ]


def stale(folder: Path, *arguments: str) -> list[int]:
    """The lines of the baseline that no longer occur."""
    found = report(folder, *(arguments or (".",)))["findings"]
    return [f["location"]["line"] for f in found if f["code"] == "PII905"]


def test_lines_are_sorted_and_readable(bank: Path) -> None:
    assert lines(bank) == [
        "bank/pay.py | PII101 | iban | pay | order.iban -> logging.Logger.info(arg1)",
        "bank/show.py | PII201 | account_holder_name | Screen.show | card.holder_name -> builtins.print(arg0)",
        "bank/show.py | PII201 | iban | Screen.show | card.iban -> builtins.print(arg0)",
    ]


def test_known_findings_pass_and_new_ones_fail(bank: Path) -> None:
    assert piilint(bank, "check", ".").returncode == 0
    assert report(bank, ".")["summary"]["baselined"] == 3
    write(bank, {"bank/new.py": "def other(card):\n    print(card.iban)\n"})
    assert piilint(bank, "check", ".").returncode == 1
    assert new(bank) == [("bank/new.py", 2)]
    assert len(new(bank, ".", "--no-baseline")) == 4


def test_the_folder_it_is_called_from_doesnt_matter(bank: Path) -> None:
    write(bank, {"piilint.toml": ""})
    assert new(bank / "bank", ".") == []
    assert new(bank, "bank/show.py", "--project", ".") == []
    assert stale(bank, "bank/show.py") == []


def test_what_no_longer_occurs_is_reported_and_pruned(bank: Path) -> None:
    write(bank, {"bank/show.py": BANK["bank/show.py"].replace("print(card.iban)", "print(card.iban[-4:])")})
    (bank / "bank/pay.py").unlink()
    assert stale(bank) == [3, 5]
    assert stale(bank, "bank/audit.py") == [], "only where it was looked"
    assert "2 removed" in piilint(bank, "baseline", "prune").stdout
    assert len(lines(bank)) == 1
    assert stale(bank) == []


def test_unread_files_keep_their_lines(bank: Path) -> None:
    write(bank, {"bank/show.py": "def broken(:\n"})
    assert stale(bank) == []
    piilint(bank, "baseline", "prune")
    assert len(lines(bank)) == 3


def test_verdicts_survive_updates(bank: Path) -> None:
    (bank / "piilint.toml").write_text("max-unaudited = 1\n", encoding="utf-8")
    assert piilint(bank, "baseline", "audit").returncode == 1
    assert "PII906" in {finding["code"] for finding in report(bank, ".")["findings"]}
    done = piilint(bank, "baseline", "audit", "bank/s*.py", "--verdict", "accepted", "--reason", "own screen | RISK-7")
    assert "accepted for 2 lines" in done.stdout
    assert piilint(bank, "baseline", "audit").returncode == 0
    (bank / "bank/show.py").rename(bank / "bank/screen.py")
    write(bank, {"bank/new.py": "def other(card):\n    print(card.iban)\n"})
    assert "0 removed, 1 added, 3 kept" in piilint(bank, "baseline", "update").stdout
    verdict = "accepted: own screen \\| RISK-7"
    assert lines(bank) == [
        "bank/new.py | PII201 | iban | other | card.iban -> builtins.print(arg0)",
        "bank/pay.py | PII101 | iban | pay | order.iban -> logging.Logger.info(arg1)",
        f"bank/screen.py | PII201 | account_holder_name | Screen.show | card.holder_name -> builtins.print(arg0) | {verdict}",
        f"bank/screen.py | PII201 | iban | Screen.show | card.iban -> builtins.print(arg0) | {verdict}",
    ]
    before = (bank / BASELINE).read_bytes()
    piilint(bank, "baseline", "update")
    assert (bank / BASELINE).read_bytes() == before


EDITS = {
    "renamed file": lambda text: {"bank/show.py": None, "bank/ui/screen.py": text},
    "renamed local": lambda text: {"bank/show.py": text.replace("card", "karte")},
    "renamed function": lambda text: {"bank/show.py": text.replace("def show", "def display")},
    "moved down": lambda text: {"bank/show.py": "import os\n\n\ndef first():\n    return 1\n\n\n" + text},
    "swapped lines": lambda text: {
        "bank/show.py": text.replace("holder_name", "x").replace("iban", "holder_name").replace(".x", ".iban")
    },
    "renamed parameter of a helper": lambda text: {"bank/audit.py": BANK["bank/audit.py"].replace("value", "text")},
    "another argument": lambda text: {"bank/show.py": text.replace("print(card.iban)", "print('IBAN', card.iban)")},
    "renamed and moved": lambda text: {"bank/show.py": None, "other.py": text.replace("card", "karte")},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_edits_that_mean_the_same(bank: Path, edit: object) -> None:
    for path, text in edit(BANK["bank/show.py"]).items():  # type: ignore[operator]
        if text is None:
            (bank / path).unlink()
        else:
            write(bank, {path: text})
    assert new(bank) == []
    assert stale(bank) == []


def test_a_sink_that_a_helper_gets_is_new(bank: Path) -> None:
    """The call that hands data to the helper is known; where else the helper lets it out isn't."""
    audit = BANK["bank/audit.py"]
    write(bank, {"bank/audit.py": f"{audit}    log.warning('again %s', value)\n"})
    assert new(bank) == [("bank/pay.py", 5)]
    write(bank, {"bank/audit.py": f"{audit}    log.info('again %s', value)\n"})
    assert new(bank) == [("bank/pay.py", 5)]


def test_a_copy_is_new(bank: Path) -> None:
    write(bank, {"bank/copy.py": BANK["bank/show.py"]})
    assert new(bank) == [("bank/copy.py", 3), ("bank/copy.py", 4)]
    assert new(bank, "bank/copy.py", "--project", ".") == [("bank/copy.py", 3), ("bank/copy.py", 4)]


def test_a_copy_elsewhere_is_new_whatever_is_looked_at(bank: Path) -> None:
    """What is known of files that aren't looked at answers for nothing here."""
    write(
        bank, {"other/copy.py": BANK["bank/show.py"], "other/renamed.py": BANK["bank/show.py"].replace("show", "tell")}
    )
    expected = [("other/copy.py", 3), ("other/copy.py", 4), ("other/renamed.py", 3), ("other/renamed.py", 4)]
    assert new(bank, "other") == expected
    assert new(bank, ".") == expected


def test_a_function_that_is_renamed_and_moved(bank: Path) -> None:
    """With its file, and to a file that was there, if what is left of the old one can be seen."""
    text = BANK["bank/show.py"].replace("show", "display")
    (bank / "bank/show.py").unlink()
    write(bank, {"bank/ui/screen.py": text})
    assert new(bank) == stale(bank) == []
    (bank / "bank/ui/screen.py").unlink()
    write(bank, {"bank/pay.py": BANK["bank/pay.py"] + "\n\n" + text})
    assert new(bank) == stale(bank) == []


def test_another_function_with_the_same_leak_is_new(bank: Path) -> None:
    text = (
        BANK["bank/show.py"].replace("print(card.iban)", "pass")
        + "\n    def other(self, card):\n        print(card.iban)\n"
    )
    write(bank, {"bank/show.py": text})
    assert new(bank) == [("bank/show.py", 7)]
    assert stale(bank) == [5]


@pytest.mark.parametrize("formatter", [("ruff", "format"), ("black", "--quiet")], ids=lambda command: command[0])
def test_reformatting_a_bank_changes_no_fingerprint(tmp_path: Path, formatter: tuple[str, ...]) -> None:
    shutil.copytree(ROOT / "examples/bank_leaking", tmp_path / "bank")
    before = sorted(finding["fingerprint"] for finding in report(tmp_path, ".")["findings"])
    piilint(tmp_path, "baseline", "create")
    assert len(before) == len(lines(tmp_path)) > 30
    text = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "bank").glob("*.py")}
    for width in ("60", "200"):
        command = [sys.executable, "-m", *formatter, "--line-length", width, "bank"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert {path: path.read_text(encoding="utf-8") for path in text} != text
        assert sorted(finding["fingerprint"] for finding in report(tmp_path, ".")["findings"]) == before
        assert new(tmp_path) == stale(tmp_path) == []


def test_renaming_the_package_and_moving_functions_changes_no_fingerprint(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/bank_leaking", tmp_path / "bank_leaking")
    before = sorted(finding["fingerprint"] for finding in report(tmp_path, ".")["findings"])
    piilint(tmp_path, "baseline", "create")
    (tmp_path / "src").mkdir()
    (tmp_path / "bank_leaking").rename(tmp_path / "src/haus")
    for path in (tmp_path / "src/haus").glob("*.py"):
        text = path.read_text(encoding="utf-8").replace("bank_leaking", "haus")
        head, *parts = re.split(r"^(?=(?:@\w|def |class |async def ))", text, flags=re.MULTILINE)
        functions = [part for part in parts if part.startswith("def ") and "\n@" not in part]
        if not any(part.startswith("@") for part in parts) and len(functions) == len(parts):
            parts.reverse()
        path.write_text(head + "".join(part.rstrip("\n") + "\n\n\n" for part in parts), encoding="utf-8")
    assert sorted(finding["fingerprint"] for finding in report(tmp_path, ".")["findings"]) == before
    assert new(tmp_path) == stale(tmp_path) == []


def test_git_merges_what_two_branches_add(tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    commit(bank, BANK)
    piilint(bank, "baseline", "create")
    assert (bank / ".gitattributes").read_text(encoding="utf-8") == f"{BASELINE} merge=union\n"
    commit(bank, {})
    for branch, element in (("cards", "iban"), ("phones", "phone_number")):
        git(bank, "switch", "--quiet", "--create", branch, "main")
        write(bank, {f"bank/{branch}.py": f"def tell(customer):\n    print(customer.{element})\n"})
        piilint(bank, "baseline", "update")
        piilint(bank, "baseline", "audit", branch, "--verdict", "to-fix", "--reason", branch)
        commit(bank, {})
    git(bank, "merge", "--quiet", "--no-edit", "cards")
    assert len(lines(bank)) == 5
    assert new(bank) == stale(bank) == []
    assert sum("| to-fix: " in line for line in lines(bank)) == 2
    piilint(bank, "baseline", "update")
    assert lines(bank) == sorted(lines(bank))


SCREEN = "def show(card):\n    one()\n    two()\n    three()\n    four()\n"


def add(folder: Path, *places: str) -> None:
    """Print the card's IBAN below each of these calls, and write that down."""
    text = (folder / "bank/screen.py").read_text(encoding="utf-8")
    for place in places:
        text = text.replace(f"    {place}()\n", f"    {place}()\n    print(card.iban)\n")
    write(folder, {"bank/screen.py": text})
    assert piilint(folder, "baseline", "update").returncode == 0
    commit(folder, {})


@pytest.mark.parametrize(
    ("before", "ours", "theirs", "expected"),
    [
        ((), ("one",), ("four",), 2),
        (("two",), ("one",), ("four",), 3),
        ((), ("one", "two"), ("four",), 3),
        ((), ("one",), ("one",), 1),
        (("one",), ("four",), ("four",), 2),
    ],
    ids=["one each", "one more each", "two and one", "the same change", "the same change once more"],
)
def test_branches_that_add_the_same_flow_to_one_function(
    tmp_path: Path, before: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...], expected: int
) -> None:
    bank = tmp_path / "bank"
    commit(bank, {"bank/__init__.py": "", "bank/screen.py": SCREEN})
    piilint(bank, "baseline", "create")
    commit(bank, {})
    add(bank, *before)
    for branch, places in (("ours", ours), ("theirs", theirs)):
        git(bank, "switch", "--quiet", "--create", branch, "main")
        add(bank, *places)
    git(bank, "merge", "--quiet", "--no-edit", "ours")
    assert (bank / "bank/screen.py").read_text(encoding="utf-8").count("print(card.iban)") == expected
    assert len(written(bank)) == expected
    assert new(bank) == stale(bank) == []


def test_of_two_that_read_alike_the_one_that_went_is_stale(tmp_path: Path) -> None:
    commit(tmp_path, {"bank/__init__.py": "", "bank/screen.py": SCREEN})
    piilint(tmp_path, "baseline", "create")
    for place in ("one", "four"):
        add(tmp_path, place)
        (line,) = [line for line in written(tmp_path) if " | accepted" not in line]
        piilint(tmp_path, "baseline", "audit", line, "--verdict", "accepted", "--reason", place)
    text = (tmp_path / "bank/screen.py").read_text(encoding="utf-8")
    write(tmp_path, {"bank/screen.py": text.replace("one()\n    print(card.iban)", "one()")})
    piilint(tmp_path, "baseline", "prune")
    assert [line.rpartition(" ")[2] for line in written(tmp_path)] == ["four"]


def test_marks_stay_when_the_neighbours_change(bank: Path) -> None:
    before = written(bank)
    assert all(MARK.search(line) for line in before)
    text = BANK["bank/show.py"].replace("print(card.iban)", "before()\n        print( card.iban )\n        after()")
    write(bank, {"bank/show.py": text})
    piilint(bank, "baseline", "update")
    assert written(bank) == before


def test_lines_without_a_mark_are_understood_and_stay(bank: Path) -> None:
    text = MARK.sub("", (bank / BASELINE).read_text(encoding="utf-8"))
    text = re.sub(r" @[0-9a-f]{4}$", "", text, flags=re.MULTILINE)
    (bank / BASELINE).write_text(text, encoding="utf-8")
    assert new(bank) == stale(bank) == []
    piilint(bank, "baseline", "update")
    assert (bank / BASELINE).read_text(encoding="utf-8") == text


def test_mistakes_are_named(bank: Path) -> None:
    with (bank / BASELINE).open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\nbank/a.py | PII101\na | PII101 | iban | f | x -> y(arg0) | maybe: so\n")
    done = piilint(bank, "check", ".")
    assert done.returncode == 2
    for expected in (
        f"{BASELINE}:6",
        "unresolved merge",
        f"{BASELINE}:7",
        "expected file",
        f"{BASELINE}:8",
        "accepted",
    ):
        assert expected in done.stderr
    assert piilint(bank, "check", ".", "--baseline", "nowhere.txt").returncode == 2
    assert "update" in piilint(bank, "baseline", "create").stderr
    assert piilint(bank, "baseline", "create", "--force").returncode == 0
