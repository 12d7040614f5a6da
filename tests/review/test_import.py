"""`piilint import`: catalogue entries from what others have written down."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from piilint.catalogue.additions import catalogue_with
from piilint.cli import cli
from piilint.config.load import load
from piilint.model.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CLASSIFICATION = (
    "表名,字段名,字段中文名,级别\nt_cust,khjlmc,客户经理名称,C2\nt_cust,zhye,账户余额,C2\nt_cust,fxdj2,风险等级,C3\n"
    "t_cust,branch_code,网点,C1\nt_acct,iban,IBAN,C3\n"
)
OTHERS = {
    "schema.sql": (
        "CREATE TABLE t_payee (mc1x VARCHAR(30) COMMENT '收款人姓名', bz INT COMMENT '币种', card_no VARCHAR(20));",
        ("mc1x", "t_payee", "counterparty_name"),
    ),
    "openapi.json": (
        (
            '{"openapi":"3.0.0","components":{"schemas":{"Payee":{"properties":'
            '{"qqx":{"type":"string","description":"IBAN"},"nested":{"properties":{"vvx":{"title":"mobile phone number"}}}}}}}}'
        ),
        ("qqx", "Payee", "iban"),
    ),
    "schema.avsc": (
        '{"type":"record","name":"Client","fields":[{"name":"qqx","type":"string","doc":"national id number"}]}',
        ("qqx", "Client", "national_id"),
    ),
    "bank.proto": (
        (
            'syntax = "proto3";\nmessage Client {\n  // date of birth\n  string qqx = 1;\n  enum Kind {\n    A = 0;\n  }\n'
            "  string vvx = 2; // passport number\n}\n"
        ),
        ("vvx", "Client", "passport_no"),
    ),
    "models.py": (
        (
            "from django.db import models\nclass Konto(models.Model):\n    qqx = models.CharField('账号', max_length=30)\n"
            "    vvx = models.CharField(max_length=30, help_text='date of birth')\n"
        ),
        ("qqx", "Konto", "account_number"),
    ),
    "mapped.py": (
        (
            "from sqlalchemy import Column, String\nfrom sqlalchemy.orm import DeclarativeBase\n"
            "class Base(DeclarativeBase):\n    pass\nclass Konto(Base):\n    qqx = Column(String, comment='手机号')\n"
        ),
        ("qqx", "Konto", "phone"),
    ),
}


def imported(folder: Path, *arguments: str) -> tuple[str, str, int]:
    """What the command says on standard output and standard error, and its exit code."""
    done = CliRunner().invoke(cli, ["import", *arguments], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.stdout, done.stderr, done.return_value


def element_of(folder: Path, toml: str, name: str, owner: str) -> str | None:
    """What a project that extends these entries takes a name for."""
    (folder / "fields.toml").write_text(toml, encoding="utf-8")
    (folder / "piilint.toml").write_text('extends = ["fields.toml"]\n', encoding="utf-8")
    match = catalogue_with(load(file=folder / "piilint.toml")).names.classify(name, (owner,))
    return match.element if match is not None else None


def test_a_classification_becomes_elements_with_provenance(tmp_path: Path) -> None:
    (tmp_path / "fields.csv").write_text(CLASSIFICATION, encoding="utf-8")
    text, said, code = imported(tmp_path, str(tmp_path / "fields.csv"))
    assert code == 0
    document = tomllib.loads(text)
    assert {(each["key"], each["level"]) for each in document["element"]} == {
        ("own_khjlmc", "high"),
        ("own_fxdj2", "critical"),
    }
    assert "fields.csv:2: t_cust.khjlmc (客户经理名称)" in text
    assert "t_acct.iban is critical there, and high here as iban" in said
    assert element_of(tmp_path, text, "khjlmc", "t_cust") == "own_khjlmc"
    assert element_of(tmp_path, text, "khjlmc", "job") is None


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_comments_say_what_names_do_not(name: str, tmp_path: Path) -> None:
    content, (field, owner, element) = OTHERS[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    text, _, _ = imported(tmp_path, str(tmp_path / name))
    assert element_of(tmp_path, text, field, owner) == element
    assert f"{owner}.{field}" in text


def test_excel(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("Column", "Level", "Description"), ("qqx vvx", "L4", "loyalty secret"), ("status", 2, "state")):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    (tmp_path / "fields.xlsx").write_bytes(content.getvalue())
    document: Any = tomllib.loads(imported(tmp_path, str(tmp_path / "fields.xlsx"))[0])
    assert [(each["key"], each["level"]) for each in document["element"]] == [("own_qqx_vvx", "critical")]


def test_names_that_numbers_alone_tell_apart_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(
        "CREATE TABLE t_kh (qx01 TEXT COMMENT '客户姓名', qx02 TEXT COMMENT '手机号', qx03 TEXT COMMENT '状态');",
        encoding="utf-8",
    )
    text, said, _ = imported(tmp_path, str(tmp_path / "a.sql"))
    assert tomllib.loads(text) == {}
    assert said.count("left out") == 2


def test_a_second_import_says_what_changed(tmp_path: Path) -> None:
    source, output = tmp_path / "fields.csv", tmp_path / "out.toml"
    source.write_text(CLASSIFICATION, encoding="utf-8")
    assert "new: khjlmc → own_khjlmc (high)" in imported(tmp_path, str(source), "--output", str(output))[0]
    assert imported(tmp_path, str(source), "--output", str(output), "--check")[::2] == ("", 0)
    source.write_text(
        CLASSIFICATION.replace("客户经理名称,C2", "客户经理名称,C3").replace("fxdj2", "fxqq"), encoding="utf-8"
    )
    said, _, code = imported(tmp_path, str(source), "--output", str(output), "--check")
    assert code == 1
    assert "changed: khjlmc: own_khjlmc (high) → own_khjlmc (critical)" in said
    assert "gone: fxdj 2, was own_fxdj2 (critical)" in said
    assert "own_fxdj2" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "feld,stufe\nx,C2\n", "no column of fields"),
        ("a.csv", "field,level\nx,C9\n", "is no level"),
        ("a.json", "{", "not JSON"),
        ("a.json", "[1]", "nothing has properties"),
        ("a.sql", "CREATE TABLE t (a VARCHAR COMMENT 'x", "quotes"),
        ("a.pdf", "x", "expected .csv"),
        ("a.xlsx", "PK\x03\x04 no workbook", "can't be read"),
    ],
)
def test_bad_input_says_what_was_expected(name: str, content: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=expected):
        imported(tmp_path, str(tmp_path / name))
    with pytest.raises(UsageError, match="No such file"):
        imported(tmp_path, str(tmp_path / "missing.csv"))


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        'field,level,description\n"x"" ]] \\ qqx",C2,"a\nlevel = ""low"" \u202e"\n', encoding="utf-8"
    )
    document: Any = tomllib.loads(imported(tmp_path, str(tmp_path / "a.csv"))[0])
    assert [each["level"] for each in document["element"]] == ["high"]
