"""Which element a finding names where several names speak of one value."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import check_project

import piilint

PROGRAM = """
import logging
import re

log = logging.getLogger(__name__)


def as_folder(account_name):
    return re.sub("[^a-z0-9]+", "-", account_name)


def save(account, path):
    log.info("saved to %s", as_folder(account.number))
    log.info("saved to %s", as_folder(path.stem))
"""


def test_the_caller_knows_better_than_the_parameters_name(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PROGRAM, encoding="utf-8")
    found = {(each.location.line, each.element) for each in piilint.check([str(tmp_path)]).findings}
    assert found == {(13, "account_number"), (14, "account_holder_name")}


PART = """
def amount_of(value):
    raise ValueError(f"no amount: {value!r}")


def first(record, *names):
    for name in names:
        value = record.get(name) if isinstance(record, dict) else getattr(record, name, None)
        if value is not None:
            return value
    return None


def total(transactions):
    for tx in transactions:
        amount_of(first(tx, "amount", "amt"))
"""


def test_a_part_by_its_own_name_stands_for_the_record(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PART, encoding="utf-8")
    assert [each.element for each in piilint.check([str(tmp_path)]).findings] == ["transaction_amount"]


SAME = """
import logging

log = logging.getLogger(__name__)


def book(customer, stmt):
    holder_name = customer.full_name
    log.info(holder_name)
    account_number = stmt.iban
    log.info(account_number)
    log.info("%s %s", stmt.iban, customer.full_name)
"""


def test_one_datum_by_several_names_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SAME, encoding="utf-8")
    found = sorted((each.location.line, str(each.element)) for each in piilint.check([str(tmp_path)]).findings)
    assert found == [(9, "customer_name"), (11, "iban"), (12, "customer_name"), (12, "iban")]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ('title = { zh = "会员号" }', "会员号"),
        ('title = "number of a member"', "number of a member"),
        ("", "Member number"),
    ],
)
def test_an_elements_title_in_any_one_language_is_enough(title: str, said: str) -> None:
    toml = f'[[element]]\nkey = "member_number"\n{title}\n[[source]]\nname = "MEMBER"\nelement = "member_number"\n'
    (found,) = check_project({"app.py": "def show(MEMBER):\n    print(MEMBER)\n"}, toml)
    assert said in found.message
