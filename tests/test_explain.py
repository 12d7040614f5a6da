"""`piilint explain` through the command line, and the clauses behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from gate.commands import report

from piilint.catalogue.channels import channels
from piilint.catalogue.clauses import citations, data_classes, regulations
from piilint.catalogue.load import load
from piilint.cli import cli
from piilint.cli.explain import command
from piilint.model.errors import UsageError
from piilint.rules import all_rules

ELEMENTS = load().elements


def explained(*arguments: str) -> str:
    done = CliRunner().invoke(command, [*arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("subject", ["PII101", "pii101", "log-message"])
def test_a_rule_with_its_clauses(subject: str) -> None:
    text = explained(subject)
    assert text.startswith("# PII101: Sensitive data in a log message (log-message)")
    critical, _, high = text.partition("## Clauses for data of level high")
    assert "- PCI DSS 3.5.1:" in critical
    assert "- PCI DSS 3.5.1:" not in high
    assert "- CWE-532" in high
    assert "- ASVS 5.0 16.2.5:" in high


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_names_clauses_for_every_level(rule: object) -> None:
    text = explained(rule.code)  # type: ignore[attr-defined]
    sections = text.split("## Clauses for data of level ")[1:]
    assert len(sections) == (0 if rule.family == "meta" else 2)  # type: ignore[attr-defined]
    for section in sections:
        assert [line for line in section.splitlines() if line.startswith("- ") and not line.startswith("- CWE-")]


def test_an_element_with_its_words_and_files() -> None:
    text = explained("iban")
    assert text.startswith("iban: IBAN (国际银行账号)\nlevel: high\n")
    assert "en  piilint/catalogue/elements/accounts.toml:" in text
    assert "zh  piilint/catalogue/elements/chinese.toml:" in text
    assert "not like: iban_regex" in text


@pytest.mark.parametrize("element", ["card_verification_code", "card_pin", "card_track_data"])
def test_authentication_data_is_to_be_dropped(element: str) -> None:
    text = explained(element)
    assert "Advice: Drop it: card verification codes, PINs and track data may not be kept even encrypted." in text
    assert "PCI DSS 3.3.1" in text


def test_files_and_lines_are_right() -> None:
    for line in explained("account_number").splitlines():
        if line.endswith(tuple("0123456789")) and "  piilint/" in line:
            file, _, number = line.partition("  ")[2].rpartition(":")
            text = (Path(__file__).parents[1] / file).read_text("utf-8").splitlines()
            assert "account_number" in text[int(number) - 1]


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("logging.Logger.info", "channel: log.message"),
        ("logging.info", "channel: log.message"),
        ("print", "channel: print.console"),
        ("builtins.print", "channel: print.console"),
        ("requests.post", "when: arg0 is http://*"),
        ("DataFrame.to_csv", "channel: store.table"),
        ("hmac.new", "kind: keyed-hash"),
    ],
)
def test_a_call_with_its_entries(subject: str, said: str) -> None:
    text = explained(subject)
    assert said in text
    assert "piilint/catalogue/apis/" in text
    assert "  example:\n" in text


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["acctNo"], ["acctNo: account_number (high), high confidence", "  words: account · number", "  head: number"]),
        (["txn.amount"], ["txn.amount: transaction_amount (high), medium confidence", "  owner: transaction"]),
        (["amount", "--owner", "cart"], ["amount: nothing", "  why: 'cart' owns 'amount'"]),
        (["account_type"], ["account_type: account_metadata (low), high confidence"]),
        (["masked_pan"], ["masked_pan: nothing", "  why: 'masked' says that it was made safe"]),
        (["iban_regex"], ["iban_regex: nothing", "  why: 'regex' says what it is"]),
        (["card_nummber"], ["card_nummber: card_number (critical), high confidence", "  words: card · number"]),
        (["card_nummbber"], ["card_nummbber: nothing", "  did you mean card_number?"]),
        (["get_iban"], ["  a call of it gives: iban (high), high confidence: words 'iban'"]),
        (["交易金额"], ["交易金额: transaction_amount (high), high confidence"]),
    ],
)
def test_how_a_name_is_judged(arguments: list[str], lines: list[str]) -> None:
    said = explained(*arguments).splitlines()
    assert [line for line in lines if line not in said] == []


def test_what_is_nothing_is_the_users_mistake() -> None:
    done = subprocess.run([sys.executable, "-m", "piilint", "explain", "a b("], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "piilint: 'a b(' is neither a rule nor an element nor a call nor a name\n"
    with pytest.raises(UsageError, match="there is no rule PII999"):
        explained("PII999")


def test_every_sensitive_element_is_of_one_class() -> None:
    assert set(data_classes()) == {key for key, element in ELEMENTS.items() if element.level != "low"}


def test_clauses_name_what_exists() -> None:
    kinds, ports = set(data_classes().values()), {*channels(), *(c for rule in all_rules() for c in rule.channels)}
    clauses = [clause for regulation in regulations() for clause in regulation.clause]
    assert len({clause.id for clause in clauses}) == len(clauses)
    for clause in clauses:
        assert set(clause.channels) <= ports, clause.id
        assert set(clause.classes) <= kinds, clause.id
        assert set(clause.elements) <= set(ELEMENTS), clause.id
        assert clause.families or clause.channels, clause.id


def test_unverified_clauses_are_no_verdict() -> None:
    for key, element in ELEMENTS.items():
        for rule in all_rules():
            if rule.family != "meta" and element.level != "low":
                cited = citations(rule.channels, rule.family, key, element.level)
                assert all(clause.mark != "K" for clause in cited.supports)
                assert all(clause.mark == "K" for clause in cited.see_also)


def test_the_json_report_cites(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(card, customer):\n    print(card.cvv)\n    print(customer.iban)\n", "utf-8")
    cvv, iban = report(tmp_path, "a.py")["findings"]
    assert "PCI DSS 3.3.1" in cvv["regulations"]
    assert cvv["advice"].startswith("Drop it")
    assert "ASVS 5.0 14.2.6" in iban["regulations"]
    assert "GDPR art. 5(1)(c)" in iban["see_also"]
    assert iban["advice"] is None


def test_the_json_report_says_what_meets_in_a_call(tmp_path: Path) -> None:
    code = "def f(txn, rows):\n    print(txn.amount, txn.iban, txn.id)\n    print(txn.phone)\n"
    (tmp_path / "a.py").write_text(code, "utf-8")
    met = {finding["element"]: finding["together"] for finding in report(tmp_path, "a.py")["findings"]}
    both = ["iban", "transaction_amount"]
    assert met == {"iban": both, "transaction_amount": both, "phone": ["phone"]}


# ---- findings ------------------------------------------------------------------------------------------------------

LEAKS = """\
import logging


def audit(value):
    logging.info("audit %s", value)


def pay(order):
    audit(order.iban)


def refund(order):
    audit(order.iban)


def close(order):
    print(order.iban)  # piilint: ignore[print] accepted by the data office


def show(card):
    print(card.expiry_hint)
"""


@pytest.fixture
def leaking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Fingerprints by what leaks there."""
    (tmp_path / "bank.py").write_text(LEAKS, "utf-8")
    (tmp_path / "piilint.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["check", ".", "--format", "json"], standalone_mode=False)
    lines = {9: "pay", 13: "refund", 17: "close"}
    found = json.loads(done.stdout)["findings"]
    return {lines.get(each["location"]["line"], ""): each["fingerprint"] for each in found}


def test_a_finding_by_the_beginning_of_its_fingerprint(leaking: dict[str, str]) -> None:
    text = explained(leaking["pay"][:8])
    assert text.startswith("bank.py:9:5: error PII101 IBAN is logged in the clear by logging.info\n")
    assert "passed to audit() as value" in text
    assert f"Fingerprint {leaking['pay']}\nOpen: it counts\nIBAN (iban), level high, high confidence\n" in text
    assert "It can be read by operations, developers" in text
    assert "A mask at bank.py:5 closes it and 1 other finding:\n" in text and leaking["refund"] in text
    assert "# PII101: " in text and "## Use instead" in text
    assert "- ASVS 5.0 16.2.5: " in text.partition("## Clauses")[2]


def test_an_accepted_one(leaking: dict[str, str]) -> None:
    assert "Accepted by a comment at bank.py:17: accepted by the data office\n" in explained(leaking["close"])


def test_one_that_is_not_reported(leaking: dict[str, str]) -> None:
    """Off by policy: it has a fingerprint in `piilint query`, and is explained with that."""
    Path("piilint.toml").write_text('[policy]\nhigh = "off"\n')
    text = explained(leaking["pay"])
    assert "`piilint check` doesn't report it" in text


def test_one_that_is_elsewhere(leaking: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "piilint.toml").write_text("")
    done = CliRunner().invoke(command, [leaking["pay"], "--in", str(tmp_path / "other")])
    assert "no finding has such a fingerprint in" in str(done.exception)
    assert explained(leaking["pay"], "--in", str(tmp_path / "bank.py")).startswith("bank.py:9:5")


def test_a_word_that_could_be_a_fingerprint(leaking: dict[str, str]) -> None:
    assert explained("facade").startswith("facade: nothing\n")
    done = CliRunner().invoke(command, ["PII101", "--in", "."])
    assert "--in is for findings" in str(done.exception)
