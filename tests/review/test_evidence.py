"""`piilint evidence`: what was checked for a regulation, the same bytes everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from review.commands import ROOT, said

from piilint.catalogue.clauses import documents
from piilint.cli import cli

PROGRAM = """import hashlib
import logging
import requests

log = logging.getLogger(__name__)


def pay(order, card, key):
    log.info(order.iban)
    log.info("cvv %s", card.cvv)
    log.info(hashlib.sha256(card.card_number.encode()).hexdigest())
    print(card.card_number)  # piilint: ignore[PII201] reason: the teller's own terminal until: 2027-06-30 by: tellers
    requests.post("http://bank.example", data={"pan": "5425 2334 3010 9903"})


def broken():
    return "5425233430109903"
"""
CONFIG = '[[override]]\npaths = ["tests/"]\nignore = ["literal"]\n'


def repository(folder: Path) -> Path:
    """A repository with the program and a broken file; its commit has a fixed day."""
    folder.mkdir(parents=True)
    (folder / "app.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "流水.py").write_text("def jizhang(账号):\n    print(账号)\n", encoding="utf-8")
    (folder / "broken.py").write_text("def x(:\n", encoding="utf-8")
    (folder / "piilint.toml").write_text(CONFIG, encoding="utf-8")
    person = {f"GIT_{role}_{key}": f"a{key}" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    day = {"GIT_AUTHOR_DATE": "2026-05-01T12:00:00Z", "GIT_COMMITTER_DATE": "2026-05-01T12:00:00Z"}
    environment = {**os.environ, **person, **day, "GIT_CONFIG_GLOBAL": os.devnull}
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True, capture_output=True)
    return folder


def gathered(folder: Path, regulation: str, *options: str) -> Any:
    return json.loads(said("evidence", folder, "--regulation", regulation, "--format", "json", *options)[0])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("evidence") / "bank")


def test_every_clause_is_there_with_what_bears_on_it(checkout: Path) -> None:
    found = gathered(checkout, "pci-dss")
    by_id = {clause["id"]: clause for clause in found["clauses"]}
    assert list(by_id) == [clause.id for clause in documents()["pci-dss"].clauses]
    by_print = {finding["fingerprint"]: finding for finding in found["findings"]}
    assert [by_print[each]["element"] for each in by_id["PCI DSS 3.3.1.2"]["findings"]] == ["card_verification_code"]
    assert by_id["PCI DSS 3.4.1"]["counts"] == {"open": 0, "suppressed": 1, "in the baseline": 0}
    assert [by_print[each]["rule"] for each in by_id["PCI DSS 3.5.1.1"]["findings"]] == ["bare-hash"]
    assert all(clause["checked_by"] for clause in found["clauses"])
    assert all("PCI DSS 3.3.1.2" in by_print[each]["clauses"] for each in by_id["PCI DSS 3.3.1.2"]["findings"])


def test_scope_and_completeness_are_said(checkout: Path) -> None:
    found = gathered(checkout, "gdpr")
    scope = found["scope"]
    assert scope["commit"] and not scope["differs_from_commit"]
    assert scope["configuration"] == "piilint.toml"
    assert scope["suppressions_judged_as_of"] == "2026-05-01"
    assert [each["path"] for each in found["completeness"]["not_analysed"]] == ["broken.py"]
    assert found["suppressions"][0]["reason"].startswith("the teller's own terminal")
    assert found["suppressions"][0]["until"] == "2027-06-30"


def test_suppressions_are_judged_by_the_day_that_is_named(checkout: Path) -> None:
    assert gathered(checkout, "gdpr", "--as-of", "2027-07-01")["suppressions"][0]["state"] == "expired"


@pytest.mark.parametrize("regulation", sorted(documents()))
@pytest.mark.parametrize("form", ["html", "json"])
def test_no_literal_and_no_claim(checkout: Path, regulation: str, form: str) -> None:
    text, code = said("evidence", checkout, "--regulation", regulation, "--format", form)
    assert code == 0
    assert "5425233430109903" not in text.replace(" ", "")
    assert "no verdict on compliance" in text
    assert str(checkout) not in text


def test_the_same_bytes_in_another_checkout_and_locale(checkout: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "elsewhere" / "another name")
    command = [sys.executable, "-m", "piilint", "evidence", "--regulation", "pipl", "--no-cache"]
    here = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}
    there = {**here, "LC_ALL": "C", "LANG": "zh_CN.GB18030", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"}
    for form in ("html", "json"):
        runs = [
            subprocess.run([*command, "--format", form, "."], cwd=checkout, env=here, capture_output=True, check=True),
            subprocess.run(
                [*command, "--format", form, str(other)], cwd="/", env=there, capture_output=True, check=True
            ),
        ]
        assert runs[0].stdout == runs[1].stdout
        assert runs[0].stdout


def test_a_revision_and_a_changed_work_tree(tmp_path: Path) -> None:
    folder = repository(tmp_path / "bank")
    clean = said("evidence", folder, "--regulation", "glba", "--format", "json")[0]
    (folder / "app.py").write_text("print(1)\n", encoding="utf-8")
    assert gathered(folder, "glba")["scope"]["differs_from_commit"] is True
    assert said("evidence", folder, "--regulation", "glba", "--format", "json", "--rev", "HEAD")[0] == clean


def test_digests_tell_configurations_and_sources_apart(tmp_path: Path) -> None:
    folder = repository(tmp_path / "bank")
    before = gathered(folder, "gdpr")["scope"]
    (folder / "piilint.toml").write_text('fail-on = "warning"\n' + CONFIG, encoding="utf-8")
    after = gathered(folder, "gdpr")["scope"]
    assert before["configuration_sha256"] != after["configuration_sha256"]
    assert before["sources_sha256"] == after["sources_sha256"]


def test_clauses_stand_in_the_readers_language(checkout: Path) -> None:
    command = ["evidence", str(checkout), "--regulation", "pci-dss", "--lang"]
    pages = {code: CliRunner().invoke(cli, [*command, code], standalone_mode=False).stdout for code in ("en", "zh")}
    english, chinese = "audit logs are protected", "审计日志受到保护"
    assert english in pages["en"] and chinese not in pages["en"]
    assert chinese in pages["zh"] and english not in pages["zh"]


def test_every_document_has_clauses_that_rules_look_at() -> None:
    for document in documents().values():
        assert document.clauses
        assert {"en", "zh"} <= document.title.keys()
