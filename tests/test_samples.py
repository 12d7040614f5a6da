"""Every sample of the documentation is run: here, or by the test that `ELSEWHERE` names."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from gate.commands import ROOT, commit, git, piilint, report, write
from harness import check_project, compare
from samples import Sample, commands, exists_as_test, run_as_shown, samples

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIGURATION = "docs/configuration.md"
README, CI, GATE, REPORTS, REVIEW = "README.md", "docs/ci.md", "docs/gate.md", "docs/reports.md", "docs/review.md"
ELSEWHERE = {
    Sample(README, "piilint", "text"): "tests/house/test_generated.py::test_generated_pages_are_fresh",
    Sample(README, "Try it", "sh", 1): "tests/test_installing.py::test_the_readme_s_first_command",
    Sample(README, "Try it", "sh", 2): ".ci/run",
    Sample(README, "In CI", "sh"): "tests/gate/test_ci.py::test_script_in_the_readme_runs",
    Sample("docs/performance.md", "Performance", "sh"): "tests/test_installing.py::test_benchmarks_as_shown",
    Sample("CONTRIBUTING.md", "Contributing", "sh"): ".ci/run",
    Sample(README, "On your code", "python"): "tests/test_docs.py::test_suppression_by_example_works",
    Sample(README, "Configuration by example", "toml"): "tests/test_docs.py::test_configuration_by_example_is_valid_and_works",
    Sample("docs/configuration.md", "The defaults", "toml"): "tests/house/test_generated.py::test_generated_pages_are_fresh",
    Sample(CI, "GitHub Actions", "yaml"): "tests/gate/test_ci.py::test_page_shows_what_there_is",
    Sample(CI, "GitLab", "yaml"): "tests/gate/test_ci.py::test_page_shows_what_there_is",
    Sample(CI, "Make", "make"): "tests/gate/test_ci.py::test_script_on_the_page_runs",
    Sample(CI, "Azure Pipelines, TeamCity and others", "sh"): "tests/gate/test_ci.py::test_script_on_the_page_runs",
    Sample(CI, "Docker", "sh"): "tests/gate/test_image.py::test_what_the_page_has_the_image_do",
    Sample(GATE, "Hooks", "sh"): "tests/gate/test_gate_page.py::test_commands_against_git_as_shown",
    Sample(GATE, "Mending", "sh"): "tests/gate/test_gate_page.py::test_mending_as_shown",
    Sample(GATE, "What a change introduces", "sh"): "tests/gate/test_gate_page.py::test_commands_against_git_as_shown",
    Sample(GATE, "Suppressions", "python"): "tests/gate/test_gate_page.py::test_suppressions_are_accepted_as_shown",
    Sample(GATE, "Suppressions", "toml"): "tests/gate/test_gate_page.py::test_demands_are_understood",
    Sample(GATE, "New findings only", "sh"): "tests/gate/test_gate_page.py::test_baseline_as_shown",
    Sample(GATE, "New findings only", "text"): "tests/gate/test_gate_page.py::test_baseline_as_shown",
    Sample(GATE, "Policy as code", "toml"): "tests/gate/test_gate_page.py::test_policy_as_shown",
    Sample(GATE, "Policy as code", "sh"): "tests/gate/test_gate_page.py::test_policy_as_shown",
    Sample(REPORTS, "Reports", "sh"): "tests/report/test_reports_page.py::test_commands_run_and_write_what_they_say",
    Sample(REPORTS, "The HTML report", "sh"): "tests/report/test_reports_page.py::test_commands_run_and_write_what_they_say",
    Sample(REPORTS, "Where to mend first", "text"): "tests/report/test_reports_page.py::test_choke_points_as_shown",
}  # fmt: skip
HERE: set[Sample] = set()
LEAK = "def show(card):\n    print(card.iban)\n"
_Test = TypeVar("_Test", bound=Callable[..., None])


def runs(*shown: Sample) -> Callable[[_Test], _Test]:
    """Say which samples a test runs."""
    HERE.update(shown)
    return lambda test: test


def text(page: str, heading: str, language: str, number: int = 1) -> str:
    return samples()[Sample(page, heading, language, number)]


def test_every_sample_is_run() -> None:
    known = HERE | ELSEWHERE.keys()
    assert not samples().keys() - known, "samples that no test runs"
    assert not known - samples().keys(), "tests of samples that are gone"
    assert not HERE & ELSEWHERE.keys()
    assert [name for name in ELSEWHERE.values() if not exists_as_test(name)] == []


# ---- docs/configuration.md -------------------------------------------------------------------------------------------


@runs(
    Sample(CONFIGURATION, "By example", "toml"),
    Sample(CONFIGURATION, "By example", "python", 1),
    Sample(CONFIGURATION, "By example", "python", 2),
)
def test_own_sources_and_sinks_as_shown() -> None:
    feed, said = (text(CONFIGURATION, "By example", "python", number) for number in (1, 2))
    for folder in ("", "src/", "backend/services/"):
        files = {f"{folder}club/feed.py": feed, f"{folder}report.py": said}
        found = check_project(files, text(CONFIGURATION, "By example", "toml"))
        assert compare(files, found).failures() == []


# ---- README and CONTRIBUTING -----------------------------------------------------------------------------------------


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A repository with a leak in `src`."""
    commit(tmp_path, {"src/app.py": LEAK})
    return tmp_path


@runs(Sample(README, "On your code", "sh"))
def test_on_your_code(bank: Path) -> None:
    shown = commands(text(README, "On your code", "sh"))
    assert len(shown) == 6
    outputs = [run_as_shown(bank, command) for command in shown]
    assert [done.returncode for done in outputs] == [1] * len(shown), [done.stderr for done in outputs]
    assert json.loads(outputs[1].stdout)["version"] == 1
    assert (bank / "piilint.html").read_text("utf-8").startswith("<!doctype html>")
    assert "以明文" in outputs[3].stdout


@runs(Sample(README, "On a database's columns", "sh"))
def test_on_columns(tmp_path: Path) -> None:
    tables = "CREATE TABLE t_acct (acct_no VARCHAR(30) COMMENT '账号', status INT);"
    write(tmp_path, {"schema.sql": tables, "columns.txt": "customer\tdate_of_birth\n"})
    plain, lines = (run_as_shown(tmp_path, line) for line in commands(text(README, "On a database's columns", "sh")))
    assert "account_number" in plain.stdout and "acct_no" in plain.stdout
    assert json.loads(lines.stdout)["element"] == "date_of_birth"
    assert "identifier, owner, element, level, confidence, why" in text(README, "On a database's columns", "sh")
    assert {"identifier", "owner", "element", "level", "confidence", "why"} <= json.loads(lines.stdout).keys()


HOOKS = (Sample(README, "As a hook", "yaml"), Sample(GATE, "Hooks", "yaml", 1), Sample(GATE, "Hooks", "yaml", 2))


@runs(*HOOKS)
@pytest.mark.parametrize("page", HOOKS, ids=["README", "gate", "monorepo"])
def test_hooks_are_what_pre_commit_reads(tmp_path: Path, page: Sample) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text(samples()[page], encoding="utf-8")
    _pre_commit("validate-config", tmp_path / ".pre-commit-config.yaml")
    _pre_commit("validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    shown = [hook["id"] for repository in yaml.safe_load(samples()[page])["repos"] for hook in repository["hooks"]]
    assert shown and set(shown) <= offered


def _pre_commit(*command: str | Path) -> None:
    words = [sys.executable, "-m", "pre_commit", *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@runs(Sample("CONTRIBUTING.md", "A bug", "markdown"))
def test_a_bug_as_contributed() -> None:
    shown = text("CONTRIBUTING.md", "A bug", "markdown")
    program = shown.partition("```py\n")[2].partition("```")[0]
    files = {"main.py": f"import logging\n\nlog = logging.getLogger()\n\n\ndef f(stmt, width):\n    {program}"}
    assert compare(files, check_project(files)).failures() == []


@runs(Sample("docs/architecture.md", "Architecture", ""))
def test_the_stages_drawn_are_parts_of_the_program() -> None:
    drawn = text("docs/architecture.md", "Architecture", "").splitlines()[0].split(" → ")
    assert drawn[0] == "discover" and drawn[-1] == "report"
    for stage in drawn:
        assert (ROOT / "piilint" / stage).is_dir() or (ROOT / "piilint" / f"{stage}.py").is_file(), stage


@runs(Sample("docs/architecture.md", "The parts", "python"))
def test_the_interpreter_finds_what_the_architecture_says() -> None:
    program = "import logging\n\nlog = logging.getLogger()\n" + text("docs/architecture.md", "The parts", "python")
    findings = check_project({"main.py": program})
    said = [line for line, code in enumerate(program.splitlines(), 1) if "the finding" in code]
    assert [(finding.location.line, finding.channel) for finding in findings] == [(*said, "log.message")]


def test_policies_are_what_editors_complete(tmp_path: Path) -> None:
    """Every TOML of the documentation, by the schema that `piilint config schema` gives to editors."""
    (tmp_path / "schema.json").write_text(piilint(tmp_path, "config", "schema").stdout, encoding="utf-8")
    shown = [block for sample, block in samples().items() if sample.language == "toml"]
    for number, block in enumerate(shown):
        (tmp_path / f"{number}.toml").write_text(block, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text('fail-on = "loudly"\n', encoding="utf-8")
    checker = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json"]
    right = [f"{number}.toml" for number in range(len(shown))]
    assert len(right) > 5
    done = subprocess.run([*checker, *right], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert subprocess.run([*checker, "wrong.toml"], cwd=tmp_path, capture_output=True, check=False).returncode == 1


# ---- docs/review.md --------------------------------------------------------------------------------------------------

MASK = '''\
"""Masks."""


# hides the last two
def mask_card(pan):
    return pan[:-2] + "**"


def show(card):
    print(mask_card(card.card_number))
    print(mask_card(card.card_number))
    print(mask_card(card.card_number))
'''


@runs(Sample(REVIEW, "Do the masks mask?", "sh"), Sample(REVIEW, "Do the masks mask?", ""))
def test_safeguards_as_shown(tmp_path: Path) -> None:
    write(tmp_path, {"src/masks.py": MASK})
    first, second = commands(text(REVIEW, "Do the masks mask?", "sh"))
    plain, machine = run_as_shown(tmp_path, first), run_as_shown(tmp_path, second)
    assert (plain.returncode, machine.returncode) == (1, 1)
    assert json.loads(machine.stdout)
    assert text(REVIEW, "Do the masks mask?", "") in piilint(tmp_path / "src", "safeguards", ".").stdout


@runs(
    Sample(REVIEW, "What data is there, and where does it go?", "sh"),
    Sample(REVIEW, "What data is there, and where does it go?", ""),
)
def test_inventory_as_shown(tmp_path: Path) -> None:
    heading = "What data is there, and where does it go?"
    program = "import logging\n\nlog = logging.getLogger()\n\ndef pay(order):\n    log.info({})\n    {}\n"
    commit(tmp_path, {"src/app.py": program.format('"*" * 18 + order.iban[-4:]', "return 1")})
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    write(tmp_path, {"src/app.py": program.format("order.iban", "print(order.card_number)")})
    whole, page, compared = (run_as_shown(tmp_path, line) for line in commands(text(REVIEW, heading, "sh")))
    assert (whole.returncode, page.returncode, compared.returncode) == (0, 0, 1)
    assert "iban" in whole.stdout and (tmp_path / "inventory.html").stat().st_size > 0
    said = piilint(tmp_path / "src", "inventory", ".", "--diff", "origin/main").stdout
    assert said == f"Since origin/main\n{text(REVIEW, heading, '')}"


@runs(Sample(REVIEW, "Who can read it?", "sh"), Sample(REVIEW, "Who can read it?", "toml"))
def test_audiences_as_shown(tmp_path: Path) -> None:
    policy = text(REVIEW, "Who can read it?", "toml")
    leak = "import boto3\n\n\ndef f(account):\n    boto3.client('s3').put_object(Bucket='b', Key='k', Body=account.balance)\n"
    write(tmp_path, {"src/app.py": leak})
    first, second = commands(text(REVIEW, "Who can read it?", "sh"))
    assert run_as_shown(tmp_path, first).returncode == run_as_shown(tmp_path, second).returncode == 0
    assert (tmp_path / "matrix.csv").read_text("utf-8").count("\n") > 1
    write(tmp_path, {"piilint.toml": policy})
    (finding,) = report(tmp_path, "src")["findings"]
    assert (finding["severity"], finding["element"]) == ("error", "account_balance")
    assert "must not reach vendor" in piilint(tmp_path, "check", "src").stdout
    assert run_as_shown(tmp_path, first).returncode == 1


@runs(Sample(REVIEW, "A question", "sh"), Sample(REVIEW, "One value", "sh"), Sample(REVIEW, "Another revision", "sh"))
def test_questions_as_shown(tmp_path: Path) -> None:
    commit(
        tmp_path, {"bank/app.py": f"{LEAK}\n\ndef f(card):\n    x = 1\n\n\ndef g(card):\n\n\n    iban = card.iban\n"}
    )
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**cell, "source": ["account = load()\n", "balance = account.balance"]} for _ in range(5)]
    write(
        tmp_path,
        {"reports/january.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})},
    )
    git(tmp_path, "tag", "v1.2")
    (query,) = commands(text(REVIEW, "A question", "sh"))
    assert "bank/app.py:2" in run_as_shown(tmp_path, query).stdout
    shown = commands(text(REVIEW, "One value", "sh"))
    said = {command: run_as_shown(tmp_path, command) for command in shown}
    assert len(shown) >= 2 and all(done.returncode == 0 for done in said.values()), said
    assert "iban" in said[shown[0]].stdout
    assert all(json.loads(done.stdout) for command, done in said.items() if "--format json" in command)
    (check,) = commands(text(REVIEW, "Another revision", "sh"))
    there = check.replace("/srv/repositories/bank", tmp_path.as_posix())
    assert there != check
    assert run_as_shown(tmp_path.parent, there).returncode == 1


@runs(Sample(REVIEW, "One finding", "sh"))
def test_one_finding_as_shown(bank: Path) -> None:
    (command,) = commands(text(REVIEW, "One finding", "sh"))
    fingerprint = report(bank, "src")["findings"][0]["fingerprint"]
    shown = command.split()[2]
    assert len(shown) == 8
    done = run_as_shown(bank, command.replace(shown, fingerprint[:8]))
    assert done.returncode == 0 and "PII201" in done.stdout, done.stderr


@runs(Sample(REVIEW, "An archive, a snippet", "sh"))
def test_archives_and_snippets_as_shown(tmp_path: Path) -> None:
    commit(tmp_path, {"bank/app.py": LEAK})
    archives, snippet = commands(text(REVIEW, "An archive, a snippet", "sh"))
    (tmp_path / "wheels").mkdir()
    for name in archives.split()[2:]:
        if name.endswith(".whl"):
            with zipfile.ZipFile(tmp_path / name, "w") as wheel:
                wheel.write(tmp_path / "bank/app.py", "bank/app.py")
        else:
            with tarfile.open(tmp_path / name, "w:gz") as sdist:
                sdist.add(tmp_path / "bank", "bank")
    assert run_as_shown(tmp_path, archives).stdout.count("error PII201") == 2
    shown, _, checked = snippet.partition(" | ")
    (tmp_path / "snippet").write_text(git(tmp_path, *shown.split()[1:]), encoding="utf-8")
    assert "bank/app.py:2:5: error PII201" in run_as_shown(tmp_path, f"{checked} < snippet").stdout


@runs(Sample(REVIEW, "Evidence", "sh"))
def test_evidence_as_shown(bank: Path) -> None:
    git(bank, "tag", "v2.4")
    first, second = (run_as_shown(bank, line) for line in commands(text(REVIEW, "Evidence", "sh")))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (bank / "evidence.html").stat().st_size > 0
    assert git(bank, "rev-parse", "v2.4") in second.stdout


@runs(Sample(REVIEW, "Who may read, and is it recorded?", "toml"))
def test_duties_as_shown(tmp_path: Path) -> None:
    program = (
        "import bank.audit\nfrom bank.store import load_statement_of, may_see\n\n\n"
        "def bare(user):\n    return load_statement_of(user)\n\n\n"
        "def right(user):\n    if not may_see(user):\n        return None\n"
        "    statement = load_statement_of(user)\n    bank.audit.record(user)\n    return statement\n"
    )
    write(tmp_path, {"main.py": program, "piilint.toml": text(REVIEW, "Who may read, and is it recorded?", "toml")})
    found = {(each["code"], each["location"]["line"]) for each in report(tmp_path, ".")["findings"]}
    assert {code for code, _ in found} == {"PII806", "PII807"}
    assert {line for _, line in found} <= {5, 6}


@runs(
    Sample(REVIEW, "What the bank has already written down", "sh"),
    Sample(REVIEW, "What the bank has already written down", "toml"),
)
def test_import_as_shown(tmp_path: Path) -> None:
    from openpyxl import Workbook

    heading = "What the bank has already written down"
    book: Any = Workbook()
    for row in (("表名", "字段名", "字段中文名", "级别"), ("t_cust", "zhye", "账户余额", "C2")):
        book.active.append(row)
    book.save(tmp_path / "classification.xlsx")
    schema = {
        "openapi": "3.0.0",
        "components": {"schemas": {"Payee": {"properties": {"qqx": {"description": "IBAN"}}}}},
    }
    model = (
        "from django.db import models\nclass Konto(models.Model):\n    vvx = models.CharField('账号', max_length=30)\n"
    )
    table = "CREATE TABLE t_payee (mc1x VARCHAR(30) COMMENT '收款人姓名');"
    write(tmp_path, {"schema.sql": table, "api/openapi.json": json.dumps(schema), "src/models.py": model})
    (command,) = commands(text(REVIEW, heading, "sh"))
    assert run_as_shown(tmp_path, command).returncode == 0
    tomllib.loads((tmp_path / "piilint-fields.toml").read_text("utf-8"))
    write(
        tmp_path, {"piilint.toml": text(REVIEW, heading, "toml"), "src/app.py": "def f(payee):\n    print(payee.qqx)\n"}
    )
    assert [finding["element"] for finding in report(tmp_path, "src/app.py")["findings"]] == ["iban"]
