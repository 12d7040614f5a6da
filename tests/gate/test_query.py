"""`piilint query` lists what `check` leaves out, too; `check git+file://…@rev` looks at any repository as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gate.commands import commit, git, piilint, report, write

BANK = """\
def show(card, db, unknown):
    print(card.iban)
    print(unknown(card.iban).value)
    print(card.phone)  # piilint: ignore[PII201] own screen
    db.execute("UPDATE t SET iban = ?", (card.iban,))
    print(card.currency)
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    toml = '[policy.high]\n"store.database" = "off"\n\n[[override]]\npaths = ["ops/"]\nignore = ["print"]\n'
    write(tmp_path, {"main.py": BANK, "ops/tell.py": "def f(c):\n    print(c.iban)\n", "piilint.toml": toml})
    return tmp_path


def lines(folder: Path, *arguments: str) -> list[tuple[str, int, str]]:
    done = piilint(folder, "query", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["findings"]
    return [(f["location"]["path"], f["location"]["line"], f["element"]) for f in found]


def test_what_check_leaves_out_is_listed(bank: Path) -> None:
    ibans = lines(bank, "--element", "iban")
    assert {(path, line) for path, line, _ in ibans} >= {("main.py", 2), ("main.py", 5), ("ops/tell.py", 2)}
    assert {element for _, _, element in ibans} == {"iban"}
    assert lines(bank, "--channel", "store.database") == [("main.py", 5, "iban")]
    assert ("main.py", 4, "phone") in lines(bank, "--channel", "print"), "suppressed"
    assert lines(bank, "--element", "phone", "--channel", "store") == []
    done = piilint(bank, "query", "--channel", "store")
    assert "PII3" in done.stdout
    assert "1 flow, of which `piilint check` doesn't report 1." in done.stderr
    said = json.loads(piilint(bank, "query", "--element", "iban", "--format", "json").stdout)["findings"]
    severities = {(f["location"]["path"], f["location"]["line"]): f["severity"] for f in said}
    assert severities["main.py", 2] == "error", "as check says"
    assert severities["main.py", 5] == "warning", "off there"


def test_mistakes_are_named(bank: Path) -> None:
    assert "did you mean iban?" in piilint(bank, "query", "--element", "ibn").stderr
    assert "did you mean log" in piilint(bank, "query", "--channel", "logg").stderr
    assert piilint(bank, "query", "--channel", "logg").returncode == 2


def test_a_revision_of_any_repository(tmp_path: Path) -> None:
    repository, elsewhere = tmp_path / "a@b bank", tmp_path / "elsewhere"
    commit(repository, {"pkg/main.py": BANK, "piilint.toml": 'exclude = ["gen/"]\n', "gen/x.py": BANK})
    git(repository, "tag", "old")
    git(repository, "branch", "feature/x")
    commit(repository, {"pkg/main.py": "", "piilint.toml": ""})
    elsewhere.mkdir()
    url = f"git+file://{repository.as_posix()}"
    for revision in ("old", "feature/x", "HEAD~1"):
        found = report(elsewhere, f"{url}@{revision}")["findings"]
        assert {finding["location"]["path"] for finding in found} == {"pkg/main.py"}, revision
    assert {f["location"]["path"] for f in report(elsewhere, url)["findings"]} == {"gen/x.py"}, "HEAD"
    assert not (repository / ".piilint_cache").exists()
    done = piilint(elsewhere, "check", f"{url}@old", "--output", "json=out.json")
    assert done.returncode == 1
    assert (elsewhere / "out.json").exists()
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(bare))
    assert {f["location"]["path"] for f in report(elsewhere, f"git+file://{bare.as_posix()}@old")["findings"]} == {
        "pkg/main.py"
    }


def test_mistakes_in_addresses_are_named(tmp_path: Path) -> None:
    commit(tmp_path, {"a.py": ""})
    for address, expected in (
        ("git+file:///nowhere@HEAD", "nowhere"),
        (f"git+file://{tmp_path}@none", "none: no such revision"),
        ("git+https://example.org/x", "git+file://"),
    ):
        done = piilint(tmp_path, "check", address)
        assert done.returncode == 2, address
        assert expected in done.stderr
