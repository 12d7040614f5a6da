"""Suppressions: their grammar, what they are about, and what becomes of the unused, expired and incomplete ones."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from gate.commands import piilint, report, write
from harness import check_project
from hypothesis import HealthCheck, given, settings
from properties.programs import Program, programs, render

from piilint.model.finding import Finding

LINE = "    print(card.iban)"
HEAD = "def show(card):\n"


def check(text: str, toml: str = "") -> tuple[Finding, ...]:
    """All findings of a file, those that are accepted included."""
    return all_findings({"main.py": text}, toml)


def all_findings(files: dict[str, str], toml: str = "") -> tuple[Finding, ...]:
    import tempfile

    from harness import check_folder

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {**files, "piilint.toml": toml})
        return check_folder(Path(folder)).findings


def states(findings: tuple[Finding, ...]) -> list[str]:
    """Codes in order, the accepted ones in brackets."""
    return [f"({finding.code})" if finding.suppressed else finding.code for finding in findings]


@pytest.mark.parametrize(
    "comment",
    [
        "ignore[PII201] shown to the customer",
        "ignore[PII201]",
        "ignore[print-console] reason: the customer's own screen",
        "ignore[print] own screen: theirs",
        "ignore[PII201] reason: own screen until: 2999-01-31 by: teller-team approved-by: A. Officer",
        "ignore[PII201] by: teller-team reason: own screen",
        "ignore[ PII201 , print ] own screen",
        "ignore-block[PII201] own screen",
        "ignore[PII201] own screen  # noqa: E501",
    ],
)
def test_accepts(comment: str) -> None:
    assert states(check(f"{HEAD}{LINE}  # piilint: {comment}\n")) == ["(PII201)"]
    assert states(check(f"{HEAD}    # piilint: {comment}\n{LINE}\n")) == ["(PII201)"]


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("ignore", "expected `# piilint: ignore[PII101] reason`"),
        ("ignore[]", "names no rule"),
        ("ignore[PII999] x", "PII999"),
        ("ignore[print-consle] x", "print-console"),
        ("ingore[PII201] x", "did you mean ignore?"),
        ("disable=PII201", "isn't understood"),
        ("ignore[PII201] reason: x until: 31.01.2027", "2027-01-31"),
        ("ignore[PII201] reason: x until: 2027-02-30", "no date"),
        ("ignore[PII201] reason: x unitl: 2027-01-31", "did you mean until?"),
        ("ignore[PII201] reason: x Until: 2027-01-31", "did you mean until?"),
        ("ignore[PII201] reason:", "reason is empty"),
        ("ignore[PII201] own screen reason: own screen", "reason twice"),
        ("ignore[PII201] by: a by: b", "by twice"),
        ("ignore-file[PII201] whole file", "above the first statement"),
    ],
)
def test_malformed_accepts_nothing(comment: str, says: str) -> None:
    findings = check(f"{HEAD}{LINE}  # piilint: {comment}\n")
    assert sorted(states(findings)) == ["PII201", "PII902"]
    (malformed,) = [finding for finding in findings if finding.code == "PII902"]
    assert says in malformed.message


def test_prose_about_suppressions_is_no_suppression() -> None:
    assert states(check('X = 1  # write "# piilint: ignore[PII101]" there\nTEXT = "# piilint: nonsense"\n')) == []


def test_block_ends_where_it_ends() -> None:
    text = f"""\
# piilint: ignore-block[PII201] a teller's screen
@printed
def show(card):
{LINE}
    if card:
    {LINE}


def other(card):
{LINE}
"""
    assert states(check(text)) == ["(PII201)", "(PII201)", "PII201"]


def test_a_statement_is_no_block() -> None:
    findings = check(f"def show(card):  # piilint: ignore[PII201] not the body\n{LINE}\n")
    assert states(findings) == ["PII901", "PII201"]


def test_file_is_accepted_from_its_top() -> None:
    text = f'"""A module."""\n# piilint: ignore-file[print] a terminal program\nimport os\n{HEAD}{LINE}\n{LINE}\n'
    assert states(check(text)) == ["(PII201)", "(PII201)"]


def test_unused_rules_are_named() -> None:
    findings = check(f"{HEAD}{LINE}  # piilint: ignore[PII201, PII101, send] own screen\n")
    assert states(findings) == ["(PII201)", "PII901"]
    assert "PII101, send" in findings[1].message


def test_expired_accepts_nothing_from_the_day_after(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": f"{HEAD}{LINE}  # piilint: ignore[PII201] reason: x until: 2026-03-31\n"})
    last_day, day_after = "1774915200", "1775001600"  # 2026-03-31 and 2026-04-01, 00:00 UTC
    assert report(tmp_path, ".", SOURCE_DATE_EPOCH=last_day)["summary"]["suppressed"] == 1
    expired = report(tmp_path, ".", SOURCE_DATE_EPOCH=day_after)
    assert [finding["code"] for finding in expired["findings"]] == ["PII201", "PII903"]
    assert "2026-03-31" in expired["findings"][1]["message"]
    assert piilint(tmp_path, "check", ".", SOURCE_DATE_EPOCH="soon").returncode == 2


DEMANDS = """
[suppressions]
require = ["reason"]
require-critical = ["until", "approved-by"]
max-days = 400
"""


@pytest.mark.parametrize(
    ("element", "fields", "missing"),
    [
        ("iban", "", "lacks reason"),
        ("iban", "own screen", ""),
        ("cvv", "own screen", "lacks until, approved-by"),
        ("cvv", "own screen until: {soon} by: ann approved-by: Ann", "two people"),
        ("cvv", "own screen until: {soon} by: ann approved-by: bob", ""),
        ("iban", "own screen until: 2999-01-01", "longer than 400 days"),
    ],
)
def test_policy_demands(element: str, fields: str, missing: str) -> None:
    from datetime import date, timedelta

    soon = (date.today() + timedelta(days=30)).isoformat()
    text = f"{HEAD}    print(card.{element})  # piilint: ignore[PII201] {fields.format(soon=soon)}\n"
    findings = check(text, DEMANDS)
    assert sorted(states(findings)) == (["PII201", "PII904"] if missing else ["(PII201)"])
    assert any(missing in finding.message for finding in findings)


def test_other_linters_comments_count_only_when_asked() -> None:
    text = f"{HEAD}{LINE}  # noqa\n{LINE}  # nosec B101\n{LINE}  # noqa: PII201\n{LINE}  # noqa: E501\n"
    assert states(check(text)) == ["PII201"] * 4
    honoured = check(text, '[suppressions]\nhonour = ["noqa"]\n')
    assert states(honoured) == ["(PII201)", "PII201", "(PII201)", "PII201"]
    both = check(f"{HEAD}{LINE}  # nosec\n", '[suppressions]\nhonour = ["noqa", "nosec"]\n')
    assert states(both) == ["(PII201)"]


SCATTERED = """\
def show(card, log):
    log.info("a long message about %s and some more words to fill the line %s", card.iban, card)  # piilint: ignore[PII101] r
    if card: print(card.iban)  # piilint: ignore[PII201] s
    # piilint: ignore[PII201] t
    print(
      "x", card.iban, card.holder_name,
    )
    print(  # piilint: ignore[PII201] u
      card.iban)
    with open("a") as file, open("b") as other: file.write(card.iban)  # piilint: ignore[PII301] v
"""


@pytest.mark.parametrize("formatter", [("ruff", "format"), ("black", "--quiet")], ids=lambda command: command[0])
@pytest.mark.parametrize("width", ["40", "88", "200"])
def test_formatters_break_nothing(tmp_path: Path, formatter: tuple[str, ...], width: str) -> None:
    before = states(check(SCATTERED))
    assert before.count("(PII201)") >= 4
    assert "PII901" not in before
    (tmp_path / "main.py").write_text(SCATTERED, encoding="utf-8")
    command = [sys.executable, "-m", *formatter, "--line-length", width, "main.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    formatted = (tmp_path / "main.py").read_text(encoding="utf-8")
    assert formatted != SCATTERED
    assert states(check(formatted)) == before


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs)
def test_suppressing_and_lifting_changes_nothing(program: Program) -> None:
    files = render(program)
    before = check_project(files)
    marked = dict(files)
    families: dict[tuple[str, int], set[str]] = {}
    for finding in before:
        families.setdefault((finding.location.path, finding.location.end_line - 1), set()).add(finding.family)
    for (path, line), named in families.items():
        lines = marked[path].splitlines(keepends=True)
        lines[line] = lines[line].rstrip("\n") + f"  # piilint: ignore[{','.join(sorted(named))}] accepted\n"
        marked[path] = "".join(lines)
    accepted = all_findings(marked)
    assert [f.fingerprint for f in accepted if f.suppressed] == [f.fingerprint for f in before]
    assert not [f for f in accepted if f.suppressed is None]
    lifted = {path: _without_marks(text) for path, text in marked.items()}
    assert check_project(lifted) == before


def _without_marks(text: str) -> str:
    return "".join(line.partition("  # piilint:")[0].rstrip("\n") + "\n" for line in text.splitlines())


def test_list_for_audit(tmp_path: Path) -> None:
    text = f"""\
{HEAD}{LINE}  # piilint: ignore[PII201] reason: =own screen, "theirs" until: 2999-01-31 by: teller-team
{LINE}  # piilint: ignore[PII201] until: 2020-01-31
    print(1)  # piilint: ignore[PII201] nothing here
    print(2)  # piilint: ignroe
"""
    write(tmp_path, {"main.py": text})
    plain = piilint(tmp_path, "suppressions", ".").stdout
    assert "main.py:2: active PII201: 1 finding\n    reason: =own screen" in plain
    assert "4 suppressions in 1 file: 1 active, 1 expired, 1 malformed, 1 unused." in plain
    document = json.loads(piilint(tmp_path, "suppressions", ".", "--format", "json").stdout)
    assert [row["state"] for row in document["suppressions"]] == ["active", "expired", "unused", "malformed"]
    assert document["suppressions"][0]["by"] == "teller-team"
    rows = list(csv.DictReader(io.StringIO(piilint(tmp_path, "suppressions", "--format", "csv").stdout)))
    assert rows[0]["reason"] == '\'=own screen, "theirs"', "no formula for spreadsheets"
    assert [row["line"] for row in rows] == ["2", "3", "4", "5"]
    expired = piilint(tmp_path, "suppressions", ".", "--state", "expired", "--format", "csv").stdout
    assert len(expired.splitlines()) == 2


def test_a_comment_that_accepts_nothing_is_counted_as_a_finding_but_no_leak(tmp_path: Path) -> None:
    write(tmp_path, {"app.py": "x = 1  # piilint: ignore[PII201] nothing here\n"})
    assert "1 finding found in 1 file" in piilint(tmp_path, "check", ".").stdout
    write(tmp_path, {"app.py": "def show(card):\n    print(card.iban)\n"})
    assert "1 leak found in 1 file" in piilint(tmp_path, "check", ".").stdout
