"""Data of level `low`: followed only where a policy asks for it, and then beside everything else."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from gate.commands import ROOT, piilint, report, write

BANK = """\
import logging

import sentry_sdk

log = logging.getLogger(__name__)


def show(customer, txn, conn, account):
    log.info("customer %s", customer.customer_id)
    print(txn.currency)
    print(account.iban)
    for row in conn.execute("SELECT txn_id, amount FROM transactions").fetchall():
        print(row["txn_id"])
    print(len(txn.currency), customer.is_active, customer.customer_id is None)
    sentry_sdk.capture_message(txn.txn_id)
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    write(tmp_path, {"main.py": BANK})
    return tmp_path


def low(folder: Path, policy: str) -> list[tuple[int, str, str]]:
    """Line, element and severity of the findings on low data under a policy."""
    write(folder, {"piilint.toml": policy})
    found = report(folder, ".")["findings"]
    assert (11, "iban") in [(each["location"]["line"], each["element"]) for each in found]
    return [(f["location"]["line"], f["element"], f["severity"]) for f in found if f["level"] == "low"]


def test_low_is_silent_by_default(bank: Path) -> None:
    assert low(bank, "") == []
    assert low(bank, '[policy]\nlow = "off"\n') == []


def test_a_row_for_the_level(bank: Path) -> None:
    assert low(bank, '[policy]\nlow = "warning"\n') == [
        (9, "internal_id", "warning"),
        (10, "account_metadata", "warning"),
        (13, "internal_id", "warning"),
        (15, "internal_id", "warning"),
    ]
    assert low(bank, '[policy.low]\nlog = "error"\n') == [(9, "internal_id", "error")]


def test_a_row_for_an_element(bank: Path) -> None:
    assert low(bank, '[policy.elements]\naccount_metadata = "error"\n') == [(10, "account_metadata", "error")]
    assert low(bank, '[policy]\nlow = "warning"\n\n[policy.elements]\ninternal_id = "off"\n') == [
        (10, "account_metadata", "warning")
    ]


def test_an_override_may_ask(bank: Path) -> None:
    toml = '[[override]]\npaths = ["*.py"]\n\n[override.policy.low]\nprint = "warning"\n'
    assert [line for line, _, _ in low(bank, toml)] == [10, 13]
    assert low(bank, toml.replace("*.py", "other/")) == []


def test_what_is_said_of_all_does_not_mean_low(bank: Path) -> None:
    """`sentry_sdk = "error"` is about what matters; an order's number is asked for by name."""
    assert low(bank, '[policy.third-parties]\nsentry_sdk = "error"\n') == []
    assert low(bank, '[policy.third-parties]\nsentry_sdk = { low = "error" }\n') == [(15, "internal_id", "error")]
    forbid = '[[policy.forbid]]\nelements = ["{}"]\naudiences = ["vendor"]\n'
    assert low(bank, forbid.format("*")) == []
    assert low(bank, forbid.format("low")) == low(bank, forbid.format("internal_id")) == [(15, "internal_id", "error")]
    silent = '[policy]\nlow = "warning"\n\n[policy.third-parties]\nsentry_sdk = "off"\n'
    assert [line for line, _, _ in low(bank, silent)] == [9, 10, 13]


def test_what_meets_other_data(tmp_path: Path) -> None:
    """A customer's number beside an IBAN may make it weigh more; `*` and groups are about what isn't low."""
    write(tmp_path, {"row.py": "def row(c):\n    print(c.customer_id, c.iban)\n"})
    combine = (
        '[policy.high]\nprint = "warning"\n\n[[policy.combine]]\nelements = [{}]\nat-least = 2\nseverity = "error"\n'
    )
    for elements, expected in (('"internal_id", "iban"', "error"), ('"low", "high"', "error"), ('"*"', "warning")):
        write(tmp_path, {"piilint.toml": combine.format(elements)})
        found = report(tmp_path, ".")["findings"]
        assert [(f["element"], f["severity"]) for f in found] == [("iban", expected)], elements


def test_elements_of_ones_own(bank: Path) -> None:
    own = '[[element]]\nkey = "branch"\nlevel = "low"\nstrong = ["desk mark"]\n'
    write(bank, {"other.py": "def f(x):\n    print(x.desk_mark)\n"})
    assert low(bank, own) == []
    assert low(bank, own + '\n[policy.elements]\nbranch = "warning"\n') == [(2, "branch", "warning")]


def test_answers_are_kept_apart(bank: Path) -> None:
    """The cache knows an answer by what was followed."""
    for _ in range(2):
        assert low(bank, "") == []
        assert len(low(bank, '[policy]\nlow = "warning"\n')) == 4


def test_a_question_names_the_element(bank: Path) -> None:
    assert piilint(bank, "query", "--element", "internal_id").stdout.count("main.py:9:") >= 1
    assert "internal surrogate id" not in piilint(bank, "query", "--channel", "log").stdout


@pytest.mark.parametrize("name", ["examples/bank_leaking", "examples/bank_mended", "tests/projects/card_service"])
def test_everything_else_is_reported_as_before(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / name, tmp_path / "bank")

    def others(policy: str) -> list[tuple[Any, ...]]:
        write(tmp_path, {"piilint.toml": policy})
        found = report(tmp_path, ".", "--no-cache")["findings"]
        return [(f["fingerprint"], f["location"], f["severity"]) for f in found if f["level"] != "low"]

    assert others('[policy]\nlow = "warning"\n') == others("")
