"""`piilint classify` through the command line: every form of input, both forms of output."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from piilint.cli.classify import command

KEYS = ["identifier", "owner", "element", "level", "confidence", "why"]


def rows(given: str | bytes, *arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(command, ["--json", *arguments], input=given)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def elements(given: str | bytes, *arguments: str) -> dict[str, str | None]:
    return {row["identifier"]: row["element"] for row in rows(given, *arguments)}


def test_one_identifier_a_line() -> None:
    found = rows("acct_no\n\niban_regex\ncustomer_id\n")
    assert [list(row) for row in found] == [KEYS] * 3
    assert [row["element"] for row in found] == ["account_number", None, "internal_id"]
    assert [row["level"] for row in found] == ["high", None, "low"]
    assert [row["confidence"] for row in found] == ["high", None, "high"]
    assert found[1]["why"] == "'regex' says what it is"


def test_the_owner_before_a_tab_decides() -> None:
    found = rows("txn\tamount\ncart\tamount\n\tiban\n")
    assert [(row["owner"], row["element"]) for row in found] == [
        ("txn", "transaction_amount"),
        ("cart", None),
        (None, "iban"),
    ]
    assert found[1]["why"] == "'cart' owns 'amount'"


def test_an_owner_for_all() -> None:
    assert elements("amount\nicon\n", "--owner", "payment") == {"amount": "transaction_amount", "icon": None}


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_a_header_is_read_and_its_rows_are_not(delimiter: str) -> None:
    lines = [["账号", '"户名"', "金额(原币)", "日期"], ["6222020000000000000", "张三", "1.00", "20240101"]]
    text = "\ufeff" + "\r\n".join(delimiter.join(line) for line in lines)
    assert elements(text) == {
        "账号": "account_number",
        "户名": "account_holder_name",
        "金额(原币)": "transaction_amount",
        "日期": None,
    }


def test_names_in_one_header_tell_each_other() -> None:
    found = {row["identifier"]: row for row in rows("iban,amount,description,jyje\n")}
    assert found["amount"]["confidence"] == "medium"
    assert found["amount"]["why"] == "word 'amount', beside 'iban'"
    assert found["jyje"]["confidence"] == "medium"
    assert [row["confidence"] for row in rows("jyje\n")] == ["low"]
    assert elements("product,name,description,price\n") == dict.fromkeys(["product", "name", "description", "price"])


def test_a_mailing_list_makes_no_statement() -> None:
    found = {row["identifier"]: row for row in rows("email,name,amount\n")}
    assert (found["name"]["element"], found["name"]["confidence"]) == ("customer_name", "medium")
    assert (found["amount"]["element"], found["amount"]["confidence"]) == ("transaction_amount", "low")


@pytest.mark.parametrize(
    "sql",
    [
        (
            "CREATE TABLE `t_kh` (`khh` varchar(32) NOT NULL COMMENT '客户号', `c1` decimal(18,2) COMMENT '余额',\n"
            " PRIMARY KEY (`khh`), KEY idx (`c1`)) ENGINE=InnoDB COMMENT='客户';"
        ),
        "create table bank.t_kh (khh text, -- 客户号\n c1 numeric(18,2));\ncomment on column bank.t_kh.c1 is '余额';",
        "CREATE GLOBAL TEMPORARY TABLE t_kh (khh VARCHAR2(20 BYTE) /* 客户号 */ NOT NULL ENABLE, c1 NUMBER /* 余额 */)",
        "CREATE TABLE [dbo].[t_kh] ([khh] NVARCHAR(50) NULL /* 客户号 */, [c1] MONEY CHECK ([c1] > 0) -- 余额\n)",
        (
            "create table if not exists t_kh (khh struct<a:string,b:array<int>> comment '客户号', c1 double comment '余额')"
            " partitioned by (dt string) stored as parquet"
        ),
    ],
    ids=["mysql", "postgres", "oracle", "tsql", "hive"],
)
def test_columns_of_a_table_with_their_comments(sql: str) -> None:
    found = rows(sql)
    assert [(row["owner"], row["identifier"], row["element"]) for row in found] == [
        ("t_kh", "khh", "customer_number"),
        ("t_kh", "c1", "account_balance"),
    ]
    assert found[1]["why"] == "comment: words '余额'"


def test_sql_that_ends_within_quotes_is_the_users_mistake() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "piilint", "classify"], input=b"create table t (a text default 'x)", capture_output=True
    )
    assert done.returncode == 2
    assert done.stderr.decode() == "piilint: the SQL ends within quotes or a comment\n"


def test_a_workbook_gives_each_sheets_header() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book, kept = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Umsätze"
    book.active.append([])
    book.active.append(["Kontonummer", "Betrag", None])
    book.active.append(["1", "2", "3"])
    book.save(kept)
    found = rows(kept.getvalue())
    assert [(row["owner"], row["identifier"], row["element"]) for row in found] == [
        ("Umsätze", "Kontonummer", "account_number"),
        ("Umsätze", "Betrag", "transaction_amount"),
    ]


def test_a_broken_workbook_is_the_users_mistake() -> None:
    done = subprocess.run([sys.executable, "-m", "piilint", "classify"], input=b"PK\x03\x04oops", capture_output=True)
    assert done.returncode == 2
    assert b"can't be read" in done.stderr


def test_chinese_in_gbk() -> None:
    assert elements("账号\n余额\n".encode("gbk")) == {"账号": "account_number", "余额": "account_balance"}


def test_text_stands_in_columns() -> None:
    done = CliRunner().invoke(command, [], input="对方账号\niban\nfile_name\n")
    assert done.output.splitlines() == [
        "对方账号   high  counterparty_account  high  words '对方账号'",
        "iban       high  iban                  high  words 'iban'",
        "file_name  -     -                     -     no word of the catalogue says what it is",
    ]


def test_only_what_is_sensitive() -> None:
    assert elements("iban\ncustomer_id\nfoo\n", "--sensitive") == {"iban": "iban"}


def test_what_a_call_gives() -> None:
    (row,) = rows("get_iban\n")
    assert (row["element"], row["why"]) == ("iban", "what a call gives: words 'iban'")


def test_nothing_in_nothing_out() -> None:
    assert rows("") == rows("\n\n") == []


def test_a_projects_own_elements_count(tmp_path: Any) -> None:
    config = tmp_path / "piilint.toml"
    config.write_text('[[element]]\nkey = "loyalty_number"\nstrong = ["bonus number"]\n', encoding="utf-8")
    assert elements("bonus_no\n", "--config", str(config)) == {"bonus_no": "loyalty_number"}
