"""`piilint inventory` and `piilint audiences`: what data goes where, and who can read it."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from harness import read_folder, read_marks
from review.commands import ROOT, as_json, said

from piilint.cli import cli
from piilint.model.errors import ConfigError, UsageError

LEAKING = """
account_balance          developers clear · operations clear · dba clear · vendor clear · public clear
account_holder_name      developers clear · operations clear · dba clear
account_number           developers both · operations both · dba clear
card_number              developers both · operations both · dba clear
card_verification_code   dba clear
counterparty_name        developers clear · operations clear · dba clear · vendor clear · public clear
customer_name            developers clear · operations clear · dba clear · vendor clear · public clear
date_of_birth            developers clear · operations clear · vendor clear
email                    developers clear · operations clear
iban                     developers both · operations both · dba clear · vendor clear · public both
login_password           developers clear · operations clear
national_id              developers clear · operations clear
phone                    developers clear · operations clear · public clear
transaction_amount       developers clear · operations clear · dba clear · vendor clear · public clear
transaction_narrative    developers clear · operations clear · dba clear · public clear
"""
"""The matrix of a bank: by element, each audience, and whether it sees it in the clear, protected, or both."""
MENDED = """
account_balance          operations protected · dba protected
account_holder_name      dba protected
account_number           developers protected · operations protected · dba protected
card_number              developers protected · operations protected · dba protected
counterparty_name        operations protected · dba protected
customer_name            operations protected · dba protected
iban                     developers protected · operations protected · dba protected
phone                    developers protected · operations protected
transaction_amount       operations protected · dba protected
transaction_narrative    operations protected · dba protected
"""
INVENTORY = {
    "bank_leaking": """
account                | repository:91,97 | - | -
account_balance        | importers:49,86,87,101,109,110 liushui:50 repository:105,117 | models:37,38,55 repository:14 | -
account_holder_name    | liushui:33 repository:105,116 | models:54 repository:14 | -
account_number         | importers:69 liushui:23,34 | - | accounts:54
card_number            | - | models:70 repository:14 | accounts:42
card_verification_code | - | models:71 repository:14 | -
counterparty_name      | importers:60 liushui:50 | models:20,91 repository:14 | -
customer_name          | importers:81 liushui:36 | models:78 | -
date_of_birth          | - | models:80 | -
debit_credit_amount    | liushui:43 | - | -
email                  | - | models:82 | -
iban                   | accounts:32 importers:43,51,61,82,89,99 repository:91,105,115 | models:21,34,53,92 repository:14,14 | accounts:54 notify:43
login_password         | ops:34 | - | -
national_id            | - | models:79 | -
phone                  | - | models:81 | notify:46
statement_document     | importers:72,98,111,120 | models:39 | -
transaction_amount     | importers:44,58,74,79,123 liushui:35,50 | models:18,93 repository:14 | -
transaction_narrative  | importers:44,62,83,83,131 | models:22,95 repository:14 | -
""",  # noqa: E501
    "bank_mended": """
account                | repository:93,99 | - | ops:49
account_balance        | importers:51,87,88,102,110,111 repository:120 | models:37,38,55 | repository:42
account_holder_name    | accounts:33 repository:119 | models:54 | repository:42
account_number         | importers:71 liushui:30,40 | - | accounts:54 liushui:42
card_number            | - | models:70 | accounts:42
counterparty_name      | importers:62 | models:20,90 | repository:72
customer_name          | importers:82 | models:77 | -
date_of_birth          | - | models:79 | -
debit_credit_amount    | liushui:49 | - | -
email                  | - | models:81 | -
iban                   | accounts:33 importers:53,63,83,90,100 repository:92,118 | models:21,34,53,91 | accounts:54,65 masking:30 notify:29,37 ops:49 repository:42,72
national_id            | - | models:78 | -
phone                  | - | models:80 | notify:40
statement_document     | importers:74,99,112,121 | models:39 | -
transaction_amount     | importers:60,80,124 liushui:41 | models:18,92 | repository:72
transaction_narrative  | importers:64,84,84,132 | models:22,94 | repository:72
""",  # noqa: E501
}
"""Element | where it enters | where it is held | what protects it: modules with lines, as a reader of the banks finds
them; what callers hand over counts where it is sealed."""
STATES = {(True, False): "clear", (False, True): "protected", (True, True): "both"}
ORDER = ("developers", "operations", "dba", "branch", "vendor", "model-provider", "public")


@pytest.fixture(scope="module")
def leaking() -> Any:
    return as_json("inventory", ROOT / "examples/bank_leaking")


@pytest.fixture(scope="module")
def mended() -> Any:
    return as_json("inventory", ROOT / "examples/bank_mended")


def cells(folder: Path) -> str:
    found = as_json("audiences", folder)["cells"]
    rows: dict[str, dict[str, str]] = {}
    for cell in found:
        kinds = Counter(bool(flow["safeguard"]) for flow in cell["flows"])
        rows.setdefault(cell["element"], {})[cell["audience"]] = (
            f"{cell['audience']} {STATES[bool(kinds[False]), bool(kinds[True])]}"
        )
    lines = [
        f"{key:<24} " + " · ".join(row[each] for each in ORDER if each in row) for key, row in sorted(rows.items())
    ]
    return "\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(("bank", "expected"), [("bank_leaking", LEAKING), ("bank_mended", MENDED)])
def test_matrix_of_the_banks_cell_by_cell(bank: str, expected: str) -> None:
    assert cells(ROOT / "examples" / bank) == expected


def places_of(folder: Path) -> str:
    """The inventory's places by element and part."""
    lines = []
    for item in sorted(as_json("inventory", folder)["elements"], key=lambda item: str(item["element"])):
        parts = []
        for part in ("enters", "held", "safeguards"):
            found: dict[str, list[int]] = {}
            for each in item[part]:
                found.setdefault(Path(each["path"]).stem, []).append(each["line"])
            said = [f"{name}:{','.join(map(str, sorted(numbers)))}" for name, numbers in sorted(found.items())]
            parts.append(" ".join(said) or "-")
        lines.append(f"{item['element']:<23}| {' | '.join(parts)}")
    return "\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("bank", INVENTORY)
def test_inventory_of_the_banks_cell_by_cell(bank: str) -> None:
    assert places_of(ROOT / "examples" / bank) == INVENTORY[bank]


def test_ways_are_those_of_a_check() -> None:
    """One analysis gives both: what stock remembers changes no finding."""
    for bank in INVENTORY:
        found = as_json("check", ROOT / "examples" / bank)["findings"]
        ways = {
            (item["element"], way["path"], way["line"])
            for item in as_json("inventory", ROOT / "examples" / bank)["elements"]
            for way in item["reaches"]
            if way["safeguard"] is None and way["confidence"] != "low"
        }
        flows = {
            (each["element"], each["location"]["path"], each["location"]["line"]) for each in found if each["source"]
        }
        assert flows <= ways


def test_the_second_inventory_is_known(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def show(customer):\n    print(customer.iban)\n", encoding="utf-8")
    (tmp_path / "piilint.toml").write_text("")
    kept = ["inventory", str(tmp_path), "--format", "json", "--cache-dir", str(tmp_path / "kept")]
    first, second = (CliRunner().invoke(cli, kept, standalone_mode=False).stdout for _ in range(2))
    assert first == second and "customer.iban" in first
    info = (
        CliRunner().invoke(cli, ["cache", "info", "--cache-dir", str(tmp_path / "kept")], standalone_mode=False).stdout
    )
    assert "inventories of whole programs" in info


def test_every_label_is_a_way_in_the_clear_and_every_way_is_labelled(leaking: Any) -> None:
    folder = ROOT / "examples/bank_leaking"
    marks = {
        (mark.path, mark.line)
        for mark in read_marks(read_folder(folder))
        if mark.leaks & {"log", "print", "store", "send", "error"}
    }
    ways = {
        (Path(way["path"]).name, way["line"])
        for item in leaking["elements"]
        for way in item["reaches"]
        if way["safeguard"] is None
    }
    labelled_models = {mark for mark in marks if mark[0] == "models.py"}
    assert marks - labelled_models <= ways
    findings = as_json("check", folder)["findings"]
    findings = {
        (Path(each["location"]["path"]).name, each["location"]["line"])
        for each in as_json("check", folder)["findings"]
        if each["source"] is not None
    }
    assert ways == findings


def test_the_mended_bank_shows_nothing_in_the_clear_and_says_what_protects_it(mended: Any) -> None:
    ways = [(item["element"], way) for item in mended["elements"] for way in item["reaches"]]
    assert [way for way in ways if way[1]["safeguard"] is None] == []
    by_channel = {(element, way["channel"], way["safeguard"].rpartition(".")[2]) for element, way in ways}
    assert ("iban", "print.console", "mask_iban") in by_channel
    assert ("iban", "error.exception", "its last four only") in by_channel
    assert ("card_number", "store.database", "encrypt") in by_channel
    assert ("iban", "store.database", "new") in by_channel  # hmac.new


def test_what_a_filter_redacts_is_said_to_be_protected_by_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import logging\nlog = logging.getLogger('safe')\nother = logging.getLogger('other')\n"
        "class Redact(logging.Filter):\n    def filter(self, record):\n        record.msg, record.args = '', ()\n"
        "        return True\n"
        "log.addFilter(Redact())\n"
        "def mask_iban(iban):\n    return iban[-4:]\n"
        "def tell(value):\n    log.info('%s', value)\n"
        "def pay(order):\n    log.info(order.iban)\n    tell(mask_iban(order.iban))\n    tell(order.iban)\n"
        "    other.info(order.iban)\n",
        encoding="utf-8",
    )
    (iban,) = as_json("inventory", tmp_path)["elements"]
    ways = {way["line"]: (way["safeguard"] or "").rpartition(".")[2] for way in iban["reaches"]}
    assert ways == {14: "a filter of the logger", 15: "mask_iban", 16: "a filter of the logger", 17: ""}
    assert [each["line"] for each in as_json("inventory", tmp_path)["elements"][0]["safeguards"]] == [15]


def test_entries_and_holdings(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import sqlite3\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Account:\n    iban: str\n    currency: str\n"
        "class Customer:\n    def __init__(self, data):\n        self.full_name = data['full_name']\n"
        "def read(conn: sqlite3.Connection, request, iban):\n"
        "    conn.execute('CREATE TABLE card (card_no TEXT, opened DATE)')\n"
        "    row = conn.execute('SELECT balance FROM account').fetchone()\n"
        "    print(request.json['phone_number'], row, iban)\n",
        encoding="utf-8",
    )
    found = {item["element"]: item for item in as_json("inventory", tmp_path)["elements"]}
    assert [(each["kind"], each["text"]) for each in found["iban"]["held"]] == [("dataclass", "iban")]
    assert [each["kind"] for each in found["iban"]["enters"]] == ["parameter"]
    assert [(each["kind"], each["text"]) for each in found["card_number"]["held"]] == [("table", "card_no")]
    assert [each["kind"] for each in found["account_balance"]["enters"]] == ["query"]
    assert [each["text"] for each in found["phone"]["enters"]] == ["request.json['phone_number']"]
    assert [(each["kind"], each["text"]) for each in found["customer_name"]["held"]] == [("plain", "full_name")]
    assert "currency" not in str(found)


POLICY = """
[audiences]
"send.chat" = ["partner"]

[[policy.forbid]]
elements = ["account_balance"]
audiences = ["partner", "vendor"]
reason = "banking secrecy"
"""
CHAT = (
    "import requests, logging\nlog = logging.getLogger(__name__)\n"
    "def tell(account, cache):\n"
    "    requests.post('https://hooks.slack.com/services/x', json={'text': account.balance})\n"
    "    log.info(account.balance)\n"
)


def test_policy_forbids_cells(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(CHAT, encoding="utf-8")
    (tmp_path / "piilint.toml").write_text('[policy.high]\n"*" = "off"\n' + POLICY, encoding="utf-8")
    assert said("audiences", tmp_path)[1] == 1
    states = {cell["audience"]: cell["state"] for cell in as_json("audiences", tmp_path)["cells"]}
    assert states == {"partner": "forbidden", "developers": "in the clear", "operations": "in the clear"}
    text, code = said("check", tmp_path)
    assert code == 1
    assert "(must not reach partner)" in text
    assert text.count("(must not reach") == 1
    found = as_json("check", tmp_path)["findings"]
    assert [(each["severity"], each["forbidden_to"], each["audiences"]) for each in found] == [
        ("error", ["partner"], ["partner"])
    ]


@pytest.mark.parametrize(
    ("toml", "hint"),
    [
        ('[audiences]\n"send.chatt" = ["vendor"]\n', "send.chat"),
        ('[[policy.forbid]]\nelements = ["ibann"]\naudiences = ["vendor"]\n', "iban"),
        ('[[policy.forbid]]\nelements = ["iban"]\naudiences = ["vender"]\n', "vendor"),
        ('[[policy.forbid]]\nelements = ["iban"]\naudience = ["vendor"]\n', "audiences"),
    ],
)
def test_mistakes_in_the_matrix_name_the_nearest(toml: str, hint: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "piilint.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        said("audiences", tmp_path)
    assert any(hint in mistake.hint or hint in mistake.message for mistake in error.value.mistakes)


HOSTILE = (
    "def show(stmt):\n    print(stmt['<script>alert(1)</script> iban'], stmt['=cmd() iban'])\n"
    "    print(stmt['\\u202e{{7*7}} iban'])\n"
)


@pytest.mark.parametrize("command", ["inventory", "audiences"])
@pytest.mark.parametrize("form", ["text", "csv", "html", "json"])
def test_hostile_source_is_text(command: str, form: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(HOSTILE, encoding="utf-8")
    said_text, _ = said(command, tmp_path, "--format", form)
    assert "\u202e" not in said_text
    assert "49 iban" not in said_text
    if form == "html":
        assert "<script" not in said_text
        assert "default-src 'none'" in said_text
    if form == "csv":
        assert not any(cell.startswith(("=", "@")) for line in said_text.splitlines() for cell in line.split(","))


def git(folder: Path, *arguments: str) -> None:
    person = ["-c", "user.name=A", "-c", "user.email=a@bank.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *person, *arguments], cwd=folder, check=True, capture_output=True)


BEFORE = """import logging
log = logging.getLogger(__name__)
def mask(number):
    return number[-4:]
def pay(order):
    log.info(mask(order.iban))
"""
AFTER = BEFORE.replace("log.info(mask(order.iban))", "log.info(order.iban)\n    print(order.card_number)")


def test_diff_says_what_a_change_exposes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    (tmp_path / "app.py").write_text(BEFORE, encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    (tmp_path / "app.py").write_text("# a line more\n" + BEFORE, encoding="utf-8")
    assert said("inventory", ".", "--diff", "HEAD") == ("Since HEAD: nothing changed\n", 0)
    (tmp_path / "app.py").write_text(AFTER, encoding="utf-8")
    found = as_json("inventory", ".", "--diff", "HEAD")["changes"]
    assert [(each["kind"], each["element"], each["audiences"]) for each in found] == [
        ("unprotected", "iban", ["operations", "developers"]),
        ("exposed", "card_number", ["operations", "developers"]),
    ]
    assert said("inventory", ".", "--diff", "HEAD")[1] == 1
    git(tmp_path, "commit", "-qam", "two")
    (tmp_path / "app.py").write_text(BEFORE, encoding="utf-8")
    found = as_json("inventory", ".", "--diff", "HEAD")["changes"]
    assert [(each["kind"], each["element"]) for each in found] == [
        ("protected", "iban"),
        ("no longer exposed", "card_number"),
    ]
    with pytest.raises(UsageError):
        said("inventory", ".", "--diff", "--output=x")


def test_the_same_inventory_wherever_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "app.py").write_text(AFTER, encoding="utf-8")
        monkeypatch.chdir(folder)
        seen.add("".join(said("inventory", ".", "--format", form)[0] for form in ("text", "json", "csv", "html")))
    assert len(seen) == 1
