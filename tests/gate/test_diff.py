"""`piilint check --diff REV`: the flows that a change introduces, and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from gate.commands import commit, git, piilint, report, write

LEAK = "def show(card):\n    print(card.iban)\n"
COMMITS = 50


def new(folder: Path, *arguments: str) -> list[str]:
    """Function and element of what the change introduces."""
    found = report(folder, *arguments)["findings"]
    assert all(finding["family"] != "meta" for finding in found)
    return sorted(f"{f['source']['text'].partition('.')[0]} {f['element']}" for f in found if not f["baselined"])


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    commit(tmp_path, {"old.py": LEAK, "tell.py": "def tell(value):\n    return value\n", "lib/pay.py": LEAK})
    return tmp_path


def test_only_what_is_new_is_reported(bank: Path) -> None:
    assert new(bank, "--diff", "HEAD") == []
    write(bank, {"old.py": LEAK.replace("iban)", "iban)\n    print(card.phone_number)")})
    assert new(bank, "--diff", "HEAD") == ["card phone"]
    assert piilint(bank, "check", "--diff", "HEAD").returncode == 1
    assert new(bank, ".") == ["card iban", "card iban", "card phone"]


def test_a_changed_line_is_no_new_flow(bank: Path) -> None:
    write(
        bank, {"old.py": "import os\n\n\n" + LEAK.replace("print(", 'print("IBAN of the card:", ').replace("card", "k")}
    )
    assert new(bank, "--diff", "HEAD") == []


def test_of_flows_that_read_alike_the_added_one_is_new(bank: Path) -> None:
    body = "    print(card.iban)\n    between()\n"
    commit(bank, {"old.py": f"def show(card):\n    first()\n{body}    last()\n"})
    write(bank, {"old.py": f"def show(card):\n    print(card.iban)\n    first()\n{body}    last()\n"})
    found = report(bank, "--diff", "HEAD")["findings"]
    assert [each["location"]["line"] for each in found if not each["baselined"]] == [2]


def test_renames_and_moves_are_not_new(bank: Path) -> None:
    (bank / "old.py").rename(bank / "lib/brand_new.py")
    write(bank, {"lib/pay.py": "", "lib/other.py": "VERSION = 1\n\n\n" + LEAK})
    assert new(bank, "--diff", "HEAD") == []
    assert new(bank, "--diff", "HEAD", "lib/other.py", "lib/brand_new.py", "--project", ".") == []


def test_a_helper_that_begins_to_print_makes_its_callers_leak(bank: Path) -> None:
    commit(bank, {"caller.py": "from tell import tell\n\ndef f(order):\n    tell(order.iban)\n"})
    write(bank, {"tell.py": "def tell(value):\n    print(value)\n"})
    assert new(bank, "--diff", "HEAD") == ["order iban"]
    git(bank, "add", "--all")
    assert new(bank, "--staged", "--diff", "HEAD") == ["order iban"], "the caller isn't staged"


def test_the_branch_is_compared_with_where_it_left(bank: Path) -> None:
    git(bank, "switch", "--quiet", "--create", "branch")
    commit(bank, {"mine.py": LEAK.replace("iban", "phone_number")})
    git(bank, "switch", "--quiet", "main")
    commit(bank, {"old.py": "", "lib/pay.py": ""}, "both leaks mended")
    git(bank, "switch", "--quiet", "branch")
    assert new(bank, "--diff", "main") == ["card iban", "card iban", "card phone"]
    assert new(bank, "--diff", "main...") == ["card phone"]


def test_a_merge_introduces_what_neither_side_has(bank: Path) -> None:
    git(bank, "switch", "--quiet", "--create", "branch")
    commit(bank, {"mine.py": LEAK.replace("iban", "phone_number")})
    git(bank, "switch", "--quiet", "main")
    commit(bank, {"tell.py": "def tell(value):\n    print(value)\n"})
    git(bank, "merge", "--quiet", "--no-commit", "--no-ff", "branch")
    assert new(bank, "--staged", "--diff", "HEAD") == []
    write(bank, {"more.py": LEAK.replace("iban", "holder_name")})
    git(bank, "add", "more.py")
    assert new(bank, "--staged", "--diff", "HEAD") == ["card account_holder_name"]


def test_a_merge_of_several_branches(bank: Path) -> None:
    for branch, element in (("one", "phone_number"), ("two", "passport_number")):
        git(bank, "switch", "--quiet", "--create", branch, "main")
        commit(bank, {f"{branch}.py": LEAK.replace("iban", element)})
    git(bank, "switch", "--quiet", "main")
    commit(bank, {"tell.py": "def tell(value):\n    return [value]\n"})
    git(bank, "merge", "--quiet", "--no-commit", "one", "two")
    assert new(bank, "--staged", "--diff", "HEAD") == []


def test_mistakes_are_named(bank: Path) -> None:
    for arguments, expected in (
        (("--diff", "nowhere"), "nowhere: no such revision"),
        (("-", "--diff", "HEAD"), "history"),
    ):
        done = piilint(bank, "check", *arguments)
        assert done.returncode == 2
        assert expected in done.stderr


def test_the_first_commit_is_all_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, {"a.py": LEAK})
    git(tmp_path, "add", "--all")
    assert new(tmp_path, "--staged", "--diff", "HEAD") == ["card iban"]


def test_nothing_is_checked_out(bank: Path) -> None:
    write(bank, {"old.py": "", "new.py": LEAK + LEAK.replace("iban", "phone_number")})
    before = git(bank, "status", "--porcelain")
    piilint(bank, "check", "--diff", "HEAD", "--no-cache")
    assert git(bank, "status", "--porcelain") == before


# ---- a history ------------------------------------------------------------------------------------------------------

ELEMENTS = {
    "iban": "iban",
    "phone_number": "phone",
    "card_number": "card_number",
    "cvv": "card_verification_code",
    "passport_number": "passport_no",
}


@dataclass
class History:
    """A project that changes commit by commit: files of functions of one statement each."""

    random: Random
    files: dict[str, dict[str, str]] = field(default_factory=lambda: {"m0.py": {}, "m1.py": {}, "pkg/m2.py": {}})
    serial: int = 0
    header: dict[str, str] = field(default_factory=dict)
    helper_prints: bool = False

    def texts(self) -> dict[str, str]:
        told = "print(value)" if self.helper_prints else "return None"
        return {
            "helping.py": f"def tell(value):\n    {told}\n",
            **{
                path: f"from helping import tell\n{self.header.get(path, '')}" + "\n\n".join(functions.values()) + "\n"
                for path, functions in self.files.items()
            },
        }

    def flows(self) -> set[str]:
        """The flows that there are: the parameter, whose name no other has, and the element."""
        text = "\n".join(self.texts().values())
        ways = r"(?:print|tell)" if self.helper_prints else "print"
        return {f"{name} {ELEMENTS[part]}" for name, part in re.findall(rf"{ways}\(\s*(cf\d+)\.(\w+)", text)}

    def call(self) -> None:
        """Add a function that hands data to the helper."""
        name, field_name = self.fresh(), self.random.choice(sorted(ELEMENTS))
        self.files[self.random.choice(sorted(self.files))][name] = (
            f"def {name}(c{name}):\n    tell(c{name}.{field_name})\n"
        )

    def change_the_helper(self) -> None:
        """Let it print, or stop: then all that hand it data leak, or none does."""
        self.helper_prints = not self.helper_prints

    def rename_function(self) -> None:
        chosen = self.any_function()
        if chosen:
            path, name = chosen
            new, text = self.fresh(), self.files[path].pop(name)
            self.files[path][new] = text.replace(f"def {name}(", f"def {new}(")

    def guard(self) -> None:
        """Put a function's statements under a condition, behind a comment."""
        chosen = self.any_function()
        if chosen:
            head, _, body = self.files[chosen[0]][chosen[1]].partition("\n")
            self.files[chosen[0]][chosen[1]] = f"{head}\n    # when it is due\n    if tell is not None:\n" + "".join(
                f"    {line}\n" for line in body.splitlines()
            )

    def fresh(self) -> str:
        self.serial += 1
        return f"f{self.serial}"

    def any_function(self) -> tuple[str, str] | None:
        names = [(path, name) for path, functions in self.files.items() for name in functions]
        return self.random.choice(sorted(names)) if names else None

    def leak(self) -> None:
        """Add a function that leaks; its parameter's name is unique, and shows which flow it is."""
        name, field_name = self.fresh(), self.random.choice(sorted(ELEMENTS))
        path = self.random.choice(sorted(self.files))
        self.files[path][name] = f"def {name}(c{name}):\n    print(c{name}.{field_name})\n"

    def mend(self) -> None:
        chosen = self.any_function()
        if chosen:
            self.files[chosen[0]][chosen[1]] = f"def {chosen[1]}(c):\n    return c\n"

    def move(self) -> None:
        chosen = self.any_function()
        if chosen:
            text = self.files[chosen[0]].pop(chosen[1])
            target = self.random.choice(sorted(self.files))
            self.files[target] = {chosen[1]: text, **self.files[target]}

    def rename_file(self) -> None:
        path = self.random.choice(sorted(self.files))
        self.files[f"{self.random.choice(['', 'pkg/', 'deep/er/'])}{self.fresh()}.py"] = self.files.pop(path)

    def reformat(self) -> None:
        path = self.random.choice(sorted(self.files))
        self.header[path] = f"# {self.fresh()}\n" * self.random.randrange(1, 9)
        self.files[path] = {
            name: text.replace("print(", "print(\n        ") if self.random.random() < 0.5 else text
            for name, text in reversed(self.files[path].items())
        }

    def harmless(self) -> None:
        name = self.fresh()
        self.files[sorted(self.files)[0]][name] = f"def {name}(c):\n    print(c.currency)\n"


@pytest.mark.parametrize("seed", [6, pytest.param(7, marks=pytest.mark.slow), pytest.param(8, marks=pytest.mark.slow)])
def test_a_history_reports_exactly_what_each_commit_introduces(tmp_path: Path, seed: int) -> None:
    history = History(Random(seed))
    commit(tmp_path, history.texts())
    kinds = (
        history.leak,
        history.leak,
        history.call,
        history.change_the_helper,
        history.mend,
        history.move,
        history.rename_file,
        history.rename_function,
        history.guard,
        history.reformat,
        history.harmless,
    )
    introduced = 0
    for _ in range(COMMITS):
        before = history.flows()
        for change in history.random.sample(kinds, k=history.random.randrange(1, 4)):
            change()
        for path in [path for path in tmp_path.rglob("*.py") if ".git" not in path.parts]:
            path.unlink()
        commit(tmp_path, history.texts())
        expected = sorted(history.flows() - before)
        assert new(tmp_path, "--diff", "HEAD~1") == expected
        introduced += len(expected)
    assert introduced > 20
