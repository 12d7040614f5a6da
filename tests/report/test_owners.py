"""Owners by CODEOWNERS: GitHub's and GitLab's grammar, and each finding with its owner."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from harness import check_folder

from piilint.owners import Owners, read_sections
from piilint.report import Manner, render

GITHUB = """\
# comment
*       @default
*.js    @js-owner # inline comment
/build/logs/ @build
docs/*  docs@example.com
apps/   @octocat
/docs/  @doctocat
**/audit @audit
/apps/github
/space\\ d/x.py @space
!/never @never
/deep/**/end.py @deep
/one?.py @one
"""
GITLAB = """\
* @default
[Statements] @statements-team
/bank/
/bank/cards.py @cards-team
^[Review][2] @reviewers
*.py
/bank/generated.py
"""


def owners(text: str, path: str) -> tuple[str, ...]:
    return Owners(Path("/repository"), read_sections(text)).of(Path("/repository") / path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", ("@default",)),
        ("lib/x.js", ("@js-owner",)),
        ("build/logs/x/y.log", ("@build",)),
        ("other/build/logs/y.log", ("@default",)),
        ("docs/start.md", ("@doctocat",)),
        ("other/docs/start.md", ("@default",)),
        ("a/apps/x.py", ("@octocat",)),
        ("apps/github", ()),
        ("apps/github/x.py", ()),
        ("audit/x.py", ("@audit",)),
        ("a/b/audit/x.py", ("@audit",)),
        ("space d/x.py", ("@space",)),
        ("never/x.py", ("@default",)),
        ("deep/end.py", ("@deep",)),
        ("deep/a/b/end.py", ("@deep",)),
        ("one1.py", ("@one",)),
        ("one12.py", ("@default",)),
    ],
)
def test_github(path: str, expected: tuple[str, ...]) -> None:
    assert owners(GITHUB, path) == expected


def test_star_in_a_folder_isnt_what_is_below() -> None:
    assert owners("docs/* @docs", "docs/a.md") == ("@docs",)
    assert owners("docs/* @docs", "docs/a/b.md") == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", ("@default",)),
        ("x.py", ("@default", "@reviewers")),
        ("bank/app.py", ("@default", "@statements-team", "@reviewers")),
        ("bank/cards.py", ("@default", "@cards-team", "@reviewers")),
    ],
)
def test_gitlab_sections(path: str, expected: tuple[str, ...]) -> None:
    assert owners(GITLAB, path) == expected


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    for folder in ("cards", "ledger", "other/.git"):
        (tmp_path / folder).mkdir(parents=True)
    for path in ("cards/app.py", "ledger/app.py", "other/app.py"):
        (tmp_path / path).write_text("def show(customer):\n    print(customer.iban)\n")
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/CODEOWNERS").write_text("* @bank/core\n/cards/ @bank/cards alice@bank.example\n")
    return tmp_path


def test_findings_carry_their_owners(monorepo: Path) -> None:
    report = check_folder(monorepo)
    by_path = {finding.location.path: finding.owners for finding in report.findings}
    assert by_path == {
        "cards/app.py": ("@bank/cards", "alice@bank.example"),
        "ledger/app.py": ("@bank/core",),
        "other/app.py": (),  # a repository of its own, without the file
    }
    found = {f["location"]["path"]: f["owners"] for f in json.loads(render(report, "json"))["findings"]}
    assert found["cards/app.py"] == ["@bank/cards", "alice@bank.example"]
    rows = csv.DictReader(io.StringIO(render(report, "csv")))
    # A cell that begins with @ would be taken for a formula.
    assert [row["owners"] for row in rows] == ["'@bank/cards alice@bank.example", "'@bank/core", ""]


def test_grouped_by_owner(monorepo: Path) -> None:
    text = render(check_folder(monorepo), "text", Manner(group="owner"))
    headings = [line for line in text.splitlines() if line.endswith(": 1 finding")]
    assert headings == ["@bank/cards alice@bank.example: 1 finding", "@bank/core: 1 finding", "no owner: 1 finding"]
