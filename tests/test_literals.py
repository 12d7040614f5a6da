"""Literals that are somebody's number: what is reported, what isn't, and how they are shown."""

from __future__ import annotations

import json

import pytest
from harness import check_project

CARD = "4539" + "578763621486"


def found(literal: str) -> list[tuple[str | None, str]]:
    findings = check_project({"a.py": f"x = {json.dumps(literal)}\n"})
    return [(each.element, each.message.rpartition(": ")[2]) for each in findings if each.family == "literal"]


@pytest.mark.parametrize(
    ("literal", "element", "shown"),
    [
        (CARD, "card_number", "4539…1486"),
        ("4539 5787 6362 1486", "card_number", "4539…1486"),
        ("GB94" + "BARC10201530093459", "iban", "GB94…3459"),
        ("536-90" + "-4399", "ssn", "…4399"),
        ("390.533" + ".447-05", "tax_id", "…4705"),
        ("paid by 536-90" + "-4399 today", "ssn", "…4399"),
    ],
)
def test_numbers_are_reported_and_never_shown(literal: str, element: str, shown: str) -> None:
    assert found(literal) == [(element, shown)]


@pytest.mark.parametrize(
    "literal",
    [
        "4111111111111111", "4242 4242 4242 4242", "4000-0566-5566-5556", "5555555555554444", "DE89370400440532013000",
        "123-45-6789", "078-05-1120", "111-22-3333", "000-12-3456", "666-12-3456", "555-55-5555",
        "111.444.777-35", "390.533.447-06", "111.111.111-11", "RCCMNL83S18D969H", "2341 2341 2346", "1341 2341 2346",
        "20240102030405", "1700000000000", "2024-01-02", "192.168.100-20", "3.141592653589793", "0000000000000000",
        "d41d8cd98f00b204e9800998ecf8427e", "550e8400-e29b-41d4-a716-446655440000", "+49 30 1234567", "13800138000",
        "v1.2.3-2024.10.11", "ABCDEF12A34B567C", "1234 5678 9012",
        "39993.90309 36010.001018 03120.145929 3 42480000003500",
    ],
)  # fmt: skip
def test_samples_fillers_and_other_numbers_are_not(literal: str) -> None:
    assert found(literal) == []


TFN = "8" + "65414088"
BSN = "2" + "35647822"
AADHAAR = "5" + "00450045002"


@pytest.mark.parametrize(
    ("code", "element"),
    [
        (f'tfn = "{TFN}"', "tax_id"),
        (f'aadhaar_no = "{AADHAAR}"', "national_id"),
        (f'note = "TFN: {TFN[:3]} {TFN[3:6]} {TFN[6:]}"', "tax_id"),
        (f'client["customerTfn"] = "{TFN}"', "tax_id"),
        (f'row = {{"bsn": "{BSN}"}}', "national_id"),
        (f'load(burgerservicenummer="{BSN}")', "national_id"),
        (f'if person.bsn == "{BSN}":\n    pass', "national_id"),
        ('nino = "JG' + '121316A"', "ssn"),
        ('text = "National insurance number JG 12 ' + '13 16 A"', "ssn"),
    ],
)
def test_numbers_that_a_word_tells(code: str, element: str) -> None:
    findings = check_project({"a.py": f"{code}\n"})
    assert [each.element for each in findings if each.family == "literal"] == [element]


@pytest.mark.parametrize(
    "code",
    [
        f'order = "{TFN}"', f'phone = "{BSN}"', f'tfn = "{TFN[:-1]}9"', f'bsn_label = "order"; x = "{BSN}"', 'tfn = "123456782"',
        'bsn = "111222333"', 'nino = "QQ123456C"', 'sort = "JG' + '121316A"', 'sine = "046 454 286"', 'tfn = "000000000"',
        f'basin = "{BSN}"', 'routing = "021000021"', 'nino_format = "AB 12 34 56 C"',
    ],
)  # fmt: skip
def test_the_same_digits_of_something_else(code: str) -> None:
    assert [each for each in check_project({"a.py": f"{code}\n"}) if each.family == "literal"] == []


def test_a_credit_code_of_a_company_is_public() -> None:
    """Level low: reported only where the policy asks for it."""
    assert found("91350100M000100Y43") == []
