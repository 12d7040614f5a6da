"""Severity by what meets in one call, by bulk, and what a third party may be given: `policy.combine`, `policy.allow`."""

from __future__ import annotations

from pathlib import Path

import pytest

import piilint
from piilint.model.errors import ConfigError

CODE = """\
import logging
import openai

log = logging.getLogger(__name__)


def book(account_number, counterparty_name, txn, cursor, email):
    log.info("%s", account_number)
    log.info("%s %s", account_number, counterparty_name)
    openai.OpenAI().responses.create(input=email)
    openai.OpenAI().responses.create(input=account_number)
    cursor.execute("SELECT account_number FROM accounts")
    log.info("%s", cursor.fetchone())
    cursor.execute("SELECT account_number FROM accounts")
    log.info("%s", cursor.fetchall())


def book_all(accounts):
    for account in accounts:
        log.info("%s", account.account_number)
"""
QUIET = '[policy.high]\nlog = "warning"\nsend = "warning"\n'
ROW = '[[policy.combine]]\nelements = ["group:account", "group:party", "group:statement"]\nat-least = 2\n'


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bank.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(bank: Path, toml: str) -> dict[int, set[str]]:
    """Severities by line."""
    (bank / "piilint.toml").write_text(toml)
    lines: dict[int, set[str]] = {}
    for finding in piilint.check(["."]).findings:
        lines.setdefault(finding.location.line, set()).add(finding.severity)
    return lines


def test_what_meets_is_louder_than_each(bank: Path) -> None:
    lines = found(bank, QUIET + ROW + 'severity = "error"\n')
    assert lines[8] == {"warning"}
    assert lines[9] == {"error"}
    assert found(bank, QUIET + ROW + 'channels = ["print"]\nseverity = "error"\n')[9] == {"warning"}


def test_one_of_a_kind_is_no_combination(bank: Path) -> None:
    alone = '[[policy.combine]]\nelements = ["account_number", "iban"]\nseverity = "error"\n'
    assert found(bank, QUIET + alone)[9] == {"warning"}
    assert found(bank, QUIET + alone.replace("iban", "counterparty_name"))[9] == {"error"}


def test_bulk(bank: Path) -> None:
    toml = QUIET + '[[policy.combine]]\nelements = ["*"]\nat-least = 1\nmany = true\nseverity = "error"\n'
    assert {line: said for line, said in found(bank, toml).items() if line in (13, 15, 20)} == {
        13: {"warning"},
        15: {"error"},
        20: {"error"},
    }


def test_a_combination_brings_nothing_back(bank: Path) -> None:
    assert 9 not in found(bank, '[policy.high]\nlog = "off"\n' + ROW + 'severity = "error"\n')


def test_what_a_third_party_may_be_given(bank: Path) -> None:
    assert {10, 11} <= found(bank, "").keys()
    lines = found(bank, '[policy.allow]\nopenai = ["email"]\n')
    assert 10 not in lines
    assert 11 in lines
    assert 11 not in found(bank, '[policy.allow]\nopenai = ["high"]\n')
    forbidden = '[[policy.forbid]]\nelements = ["email"]\naudiences = ["model-provider"]\n'
    assert found(bank, '[policy.allow]\nopenai = ["email"]\n' + forbidden)[10] == {"error"}


@pytest.mark.parametrize(
    ("toml", "hint"),
    [
        ('[policy.allow]\nopenai = ["emial"]\n', "email"),
        ('[[policy.combine]]\nelements = ["group:partly"]\nseverity = "error"\n', "group:party"),
        ('[[policy.combine]]\nelements = ["*"]\nchannels = ["logg"]\nseverity = "error"\n', "log"),
    ],
)
def test_mistakes(bank: Path, toml: str, hint: str) -> None:
    with pytest.raises(ConfigError, match="is no") as caught:
        found(bank, toml)
    assert any(hint in str(mistake.hint) for mistake in caught.value.mistakes)
