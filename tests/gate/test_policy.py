"""Policy as code: what extends what, what holds and where it comes from, thresholds, and the schema for editors."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from gate.commands import piilint, report, write
from harness import check_project

from piilint.config.layers import presets

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LEAKS = """\
import sentry_sdk


def show(card, db):
    print(card.iban)
    record_event(card.phone)
    sentry_sdk.capture_message(card.phone)
    sentry_sdk.capture_message(card.card_number)
    db.execute("UPDATE t SET phone = ?", (card.phone,))
    print(card.customer_id)
"""
POLICY = """\
extends = ["jrt-0171"]
max-warnings = 3

[policy.high]
"store.database" = "off"

[policy.third-parties]
sentry_sdk = { high = "off", critical = "error" }

[[sink]]
call = "record_event"
channel = "log.message"
"""
OWN = """\
extends = ["policies/bank-policy.toml"]
fail-on = "warning"

[policy.elements]
iban = "warning"

[[policy.forbid]]
elements = ["account_balance"]
audiences = ["vendor"]

[audiences]
"log.message" = ["operations"]

[[override]]
paths = ["tests/"]
ignore = ["print"]
"""


def loudness(files: dict[str, str], toml: str = "") -> list[tuple[int, str]]:
    return [(finding.location.line, finding.severity) for finding in check_project(files, toml)]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    write(tmp_path, {"main.py": LEAKS, "policies/bank-policy.toml": POLICY, "piilint.toml": OWN})
    return tmp_path


def test_policies_are_laid_over_what_they_extend(bank: Path) -> None:
    found = [(f["location"]["line"], f["severity"]) for f in report(bank, ".")["findings"]]
    assert found == [(5, "warning"), (6, "error"), (8, "error")]


def test_show_says_where_each_value_comes_from(bank: Path) -> None:
    shown = piilint(bank, "config", "show").stdout
    for line in (
        'fail-on = "warning"                           # piilint.toml:2',
        "max-warnings = 3                              # policies/bank-policy.toml:2",
        '"store.database" = "off"                      # policies/bank-policy.toml:5',
        'literal = "warning"                           # preset jrt-0171:11',
        'min-confidence = "medium"                     # default',
        'call = "record_event"                         # policies/bank-policy.toml:11',
    ):
        assert line in shown.splitlines()
    document = json.loads(piilint(bank, "config", "show", "--format", "json").stdout)
    assert document["policy.elements.iban.*"] == {"value": "warning", "from": "piilint.toml:5"}
    write(bank, {"piilint.toml": shown})
    again = [(f["location"]["line"], f["severity"]) for f in report(bank, ".")["findings"]]
    assert again == [(5, "warning"), (6, "error"), (8, "error")], "what is shown says the same"


def test_mistakes_in_what_is_extended_are_shown_there(bank: Path) -> None:
    write(
        bank,
        {
            "policies/bank-policy.toml": 'extends = ["pci-dsss", "../piilint.toml", "none.toml", "nowhere:x.toml"]\nlog = 1\n'
        },
    )
    done = piilint(bank, "config", "check")
    assert done.returncode == 2
    for expected in ("did you mean pci-dss?", "extends itself", "none.toml", "no x.toml", "bank-policy.toml:2", "log"):
        assert expected in done.stderr, expected
    wrong = '[policy.third-parties]\nx = { hihg = "off" }\n\n[[sink]]\ncall = "f"\nchannel = "logg"\n'
    write(bank, {"policies/bank-policy.toml": wrong})
    done = piilint(bank, "check", ".")
    assert "bank-policy.toml:2" in done.stderr and "did you mean high?" in done.stderr
    assert "bank-policy.toml:6" in done.stderr


def test_a_mistake_is_shown_beside_entries_of_the_catalogue(bank: Path) -> None:
    """Entries are tables of their own; a mistake elsewhere in the file is told, whatever they hold."""
    entries = '[[element]]\nkey = "teller"\ntitle = "teller"\n\n[[source]]\ncall = ["a.read"]\nelement = "teller"\n\n'
    write(bank, {"piilint.toml": entries + '[policy]\nsafeguards = "off"\n'})
    done = piilint(bank, "check", ".")
    assert done.returncode == 2
    assert "piilint.toml:10" in done.stderr and "is no key of this table" in done.stderr
    assert "bug in piilint" not in done.stderr


def test_a_policy_may_come_from_an_installed_package(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        bank / "site",
        {"bank_policies/__init__.py": "raise SystemExit('never imported')\n", "bank_policies/p.toml": POLICY},
    )
    monkeypatch.syspath_prepend(str(bank / "site"))
    write(bank, {"piilint.toml": 'extends = ["bank_policies:p.toml"]\nexclude = ["site/"]\n'})
    assert [(f["location"]["line"], f["severity"]) for f in report(bank, ".")["findings"]] == [
        (5, "error"), (6, "error"), (8, "error")
    ]  # fmt: skip


@pytest.mark.parametrize("preset", presets())
def test_presets_are_right_and_differ_from_the_defaults(preset: str, tmp_path: Path) -> None:
    write(tmp_path, {"piilint.toml": f'extends = ["{preset}"]\n', "main.py": LEAKS.replace("record_event", "print")})
    assert piilint(tmp_path, "config", "check").returncode == 0
    own = [(f["location"]["line"], f["severity"]) for f in report(tmp_path, ".")["findings"]]
    expected = {
        "default": [(5, "error"), (6, "error"), (7, "error"), (8, "error"), (9, "warning")],
        "strict": [(5, "error"), (6, "error"), (7, "error"), (8, "error"), (9, "error")],
        "pci-dss": [(8, "error")],
        "jrt-0171": [(5, "error"), (6, "error"), (7, "error"), (8, "error"), (9, "error")],
        "gdpr": [(5, "error"), (6, "error"), (7, "error"), (8, "error"), (9, "warning")],
    }
    assert own == expected[preset]


def test_rows_per_path(tmp_path: Path) -> None:
    toml = '[[override]]\npaths = ["ops/"]\n[override.policy.high]\nprint = "warning"\n'
    text = "def f(card):\n    print(card.iban)\n"
    found = check_project({"ops/a.py": text, "b.py": text}, toml)
    assert [(f.location.path, f.severity) for f in found] == [("b.py", "error"), ("ops/a.py", "warning")]


@pytest.mark.parametrize(
    ("toml", "code", "says"),
    [
        ('[policy]\nhigh = "warning"\ncritical = "warning"\n', 0, ""),
        ('max-warnings = 1\n[policy]\nhigh = "warning"\ncritical = "warning"\n', 1, "4 warnings are more than 1"),
        ('max-warnings = 9\n[policy]\nhigh = "warning"\ncritical = "warning"\n', 0, ""),
        ('ratchet = true\n[policy]\nhigh = "warning"\ncritical = "warning"\n', 1, "ratchet"),
        ('fail-on = "never"\nratchet = true\n', 0, ""),
        ("require-complete = 0.9\n", 1, "50.00% were analysed, less than 90.00%"),
    ],
)
def test_thresholds(tmp_path: Path, toml: str, code: int, says: str) -> None:
    write(tmp_path, {"piilint.toml": toml, "main.py": LEAKS, "broken.py": "def (:\n"})
    done = piilint(tmp_path, "check", ".")
    assert done.returncode == code, done.stdout
    assert says in done.stderr


def test_ratchet_only_goes_down(tmp_path: Path) -> None:
    write(tmp_path, {"piilint.toml": "ratchet = true\n", "a.py": "def f(card):\n    print(card.iban)\n"})
    piilint(tmp_path, "baseline", "create")
    assert piilint(tmp_path, "check", ".").returncode == 0
    write(tmp_path, {"b.py": "def g(card):\n    print(card.phone)\n"})
    assert "new and not added" in piilint(tmp_path, "baseline", "update").stdout
    assert piilint(tmp_path, "check", ".").returncode == 1
    piilint(tmp_path, "baseline", "update", "--accept-new")
    assert piilint(tmp_path, "check", ".").returncode == 0
    (tmp_path / "a.py").unlink()
    assert piilint(tmp_path, "check", ".").returncode == 1, "what is mended leaves the baseline"
    piilint(tmp_path, "baseline", "prune")
    assert piilint(tmp_path, "check", ".").returncode == 0


def test_every_run_says_how_complete_it_was(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": "def f(card):\n    return card\n"})
    assert "The analysis is complete." in piilint(tmp_path, "check", ".", "--require-complete", "1").stdout
    write(tmp_path, {"broken.py": "def (:\n"})
    done = piilint(tmp_path, "check", ".", "--require-complete", "0.95")
    assert done.returncode == 1
    assert "The analysis is 50.00% complete: 1 file not read." in done.stdout
    summary = report(tmp_path, ".")["summary"]
    assert (summary["unread"], summary["cut_short"], summary["completeness"]) == (1, 0, 0.5)


def test_schema_accepts_what_is_right_and_refuses_what_is_not(bank: Path) -> None:
    schema = json.loads(piilint(bank, "config", "schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for text in (OWN, POLICY, piilint(bank, "config", "show").stdout):
        validator.validate(tomllib.loads(text))
    for text in (
        'exclud = ["x"]',
        '[policy.high]\nlog = "eror"',
        '[[sink]]\ncall = "f"',
        "[suppressions]\nmax-days = true",
    ):
        assert list(validator.iter_errors(tomllib.loads(text))), text
    assert "gitignore" in schema["properties"]["exclude"]["description"]
