"""The documentation tells the truth: the rules' examples, the README's commands, report and configuration."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from harness import check_folder

import piilint
from piilint.model.finding import Report
from piilint.rules import Rule, all_rules, page

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTIONS = ["What it does", "Why is this bad?", "Example", "Use instead", "References"]
RULES = [pytest.param(rule, id=rule.name) for rule in all_rules()]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def section(rule: Rule, title: str) -> str:
    """The text below one of the page's headings."""
    _, _, rest = page(rule).partition(f"\n## {title}\n")
    return rest.partition("\n## ")[0]


def program(rule: Rule, title: str) -> str:
    """The Python below one of the page's headings."""
    return blocks(rule, title, "py")


def blocks(rule: Rule, title: str, language: str) -> str:
    """What stands in this language below one of the page's headings."""
    return "".join(code for found, code in BLOCK.findall(section(rule, title)) if found == language)


def check(tmp_path: Path, text: str, toml: str = "", baseline: str = "") -> Report:
    (tmp_path / "main.py").write_text(text, encoding="utf-8")
    (tmp_path / "piilint-baseline.txt").write_text(baseline, encoding="utf-8")
    (tmp_path / "piilint.toml").write_text(toml, encoding="utf-8")
    return check_folder(tmp_path)


def check_section(tmp_path: Path, rule: Rule, title: str) -> Report:
    """The program below a heading, with configuration and baseline; what isn't there is as in the example."""
    parts = (blocks(rule, title, language) or blocks(rule, "Example", language) for language in ("py", "toml", "text"))
    return check(tmp_path, *parts)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings} | {problem.code for problem in report.problems}


# ---- rules -----------------------------------------------------------------------------------------------------------


def test_there_are_rules_of_every_family() -> None:
    assert {rule.family for rule in all_rules()} == {
        "log", "print", "store", "send", "error", "model", "literal", "safeguard", "meta",
    }  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_page_has_its_sections_in_order(rule: Rule) -> None:
    assert re.findall(r"^## (.+)$", page(rule), re.MULTILINE) == SECTIONS
    for title in SECTIONS[:4]:
        assert section(rule, title).strip(), title


@pytest.mark.parametrize("rule", RULES)
def test_example_raises_the_rule(rule: Rule, tmp_path: Path) -> None:
    assert rule.code in codes(check_section(tmp_path, rule, "Example"))


@pytest.mark.parametrize("rule", RULES)
def test_what_to_use_instead_is_silent(rule: Rule, tmp_path: Path) -> None:
    compile(program(rule, "Use instead"), rule.name, "exec")
    report = check_section(tmp_path, rule, "Use instead")
    assert not report.problems
    assert not [finding for finding in report.findings if finding.is_open]


@pytest.mark.parametrize("rule", RULES)
def test_code_names_the_family(rule: Rule) -> None:
    families = ["log", "print", "store", "send", "error", "model", "literal", "safeguard", "meta"]
    digit = families.index(rule.family) + 1
    assert re.fullmatch(rf"PII{digit}\d\d", rule.code)
    assert all(channel.startswith(f"{rule.family}.") for channel in rule.channels)


# ---- README ----------------------------------------------------------------------------------------------------------


def readme_blocks(language: str) -> list[str]:
    return [code for found, code in BLOCK.findall(README) if found == language]


def test_configuration_by_example_is_valid_and_works(tmp_path: Path) -> None:
    (example,) = readme_blocks("toml")
    text = "def f(order):\n    record_event('paid', order.iban)\n    print(tokenise(order.iban))\n"
    report = check(tmp_path, text, example)
    assert [(finding.family, finding.location.line) for finding in report.findings] == [("log", 2)]


def test_suppression_by_example_works(tmp_path: Path) -> None:
    (example,) = readme_blocks("python")
    report = check(tmp_path, f"def show(card):\n    {example}")
    assert [finding.suppressed is not None for finding in report.findings] == [True]
    assert not report.problems


def test_commands_that_ci_runs_are_marked() -> None:
    commands = dict(re.findall(r"<!-- command: (\w+) -->\n```sh\n(.*?)```", README, re.DOTALL))
    assert set(commands) == {"try", "test"}
    assert commands["try"].startswith("pip install . ")


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for path in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"


def test_architecture_names_tests_that_exist() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) >= 8
    for file, function in named:
        path = ROOT / file
        assert path.exists(), file
        assert f"def {function}" in path.read_text(encoding="utf-8"), f"{file}::{function}"


def test_changelog_has_this_version() -> None:
    assert f"## {piilint.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_report_in_the_readme_repeats_no_data() -> None:
    report = check_folder(ROOT / "examples/bank_leaking")
    text = json.dumps(msgspec.to_builtins(report.findings))
    assert not re.search(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b", text)
