"""Whatever the source holds shows up as text, in every format: nothing acts on the reader's terminal, browser,
spreadsheet or forge."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from harness import check_folder
from markdown_it import MarkdownIt

from piilint.model.finding import Report
from piilint.report import formats, render

MARKUP = "<script>alert(1)</script>"
KEYS = (
    "'</script><svg onload=alert(3)>'",
    "'{{7*7}} {% raw %} ${jndi:x}'",
    "'\u202e esrever `x`|[a](javascript:alert(4))'",
    "'\x9b31m ::error::injected ##vso[task.complete] ##teamcity[x]'",
    "'=1+cmd|calc!A1'",
)
FILES = {
    "app.py": (
        "import logging\n\nlog = logging.getLogger(__name__)\n\n\ndef show(customer):\n"
        f'    log.info("{MARKUP}<img src=x onerror=alert(2)> %s", customer.iban)\n'
        + "".join(f"    held = {{{key}: customer.iban}}\n    log.info('%s', held[{key}])\n" for key in KEYS)
        + f"    log.info('{'x' * 200_000} %s', customer.iban)\n"
        '    print(customer.iban)  # piilint: ignore[PII201] =HYPERLINK("x") <b>`\u202e\n'
        "    log.info('x\x7f\x9b31m', customer.iban)\n"
    ),
    "=cmd,%0A::error::<b>`$(id)`.py": "def show(customer):\n    print(customer.iban)\n",
    "broken <script>.py": "def broken(:\n",
    "esc\x1b[31m\u202eyp.py": "def show(customer):\n    print(customer.iban)\n",
    "line\n::error::\rof.py": "def show(customer):\n    print(customer.iban)\n",
    "broken\x07\u2066.py": "def broken(:\n",
    "::error::file##vso[x]##[y].py": "def show(customer):\n    print(customer.iban)\n",
}
CODES = 8


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("hostile")
    for path, text in FILES.items():
        (folder / path).write_text(text, encoding="utf-8")
    report = check_folder(folder)
    assert len(report.findings) >= CODES, [finding.message for finding in report.findings]
    assert report.problems
    return report


@pytest.mark.parametrize("form", formats())
def test_no_control_or_bidi_character_is_let_through(form: str, hostile: Report) -> None:
    text = render(hostile, form)
    acting = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") and c not in "\n\r"}
    assert not acting, [f"{ord(character):04x}" for character in acting]
    assert "\r" not in text.replace("\r\n", "\n")


@pytest.mark.parametrize("form", formats())
def test_huge_lines_are_cut(form: str, hostile: Report) -> None:
    assert "x" * 1_000 not in render(hostile, form)


class Tags(HTMLParser):
    """Which elements a page has, and what they are told to do."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_markdown_acts_as_nothing_but_its_own_blocks(hostile: Report) -> None:
    page = Tags(MarkdownIt("commonmark", {"html": True}).enable("table").render(render(hostile, "markdown")))
    assert page.tags <= {"h2", "h3", "p", "ul", "ol", "li", "details", "summary", "code", "pre", "blockquote"}
    assert page.attributes <= {"class"}


def test_every_folded_block_is_closed(hostile: Report) -> None:
    text = render(hostile, "markdown")
    assert text.count("<details>") == text.count("</details>") == sum(f.is_open for f in hostile.findings)


def test_commands_are_only_those_of_piilint(hostile: Report) -> None:
    for form, start in (("github", "::"), ("azure", "##vso["), ("teamcity", "##teamcity[")):
        for line in render(hostile, form).splitlines():
            more = form == "github" and "error PII" in line  # what GitHub shows no annotation of
            assert line.startswith(start) or (more and not line.lstrip().startswith("::")), line


@pytest.mark.parametrize("form", formats())
def test_no_agent_is_commanded(form: str, hostile: Report) -> None:
    """Agents of Azure Pipelines, TeamCity and GitHub look for commands anywhere in a line of the log."""
    own = {"azure": "##vso[task.logissue ", "teamcity": "##teamcity[inspection"}.get(form, "")
    for line in render(hostile, form).splitlines():
        rest = line.removeprefix(own) if own else line
        assert not re.search(r"##(vso|teamcity)?\[", rest, re.IGNORECASE), line
        assert not (form in ("text", "markdown") and line.lstrip().startswith("::")), line


def test_json_says_the_same(hostile: Report) -> None:
    paths = {finding["location"]["path"] for finding in json.loads(render(hostile, "json"))["findings"]}
    assert "::error::file##vso[x]##[y].py" in paths


def test_no_cell_is_a_formula(hostile: Report) -> None:
    rows = list(csv.reader(io.StringIO(render(hostile, "csv"), newline="")))
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows[1:] for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t")), cell
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


def test_documents_stay_well_formed(hostile: Report) -> None:
    for form in ("json", "sarif", "gitlab", "gitlab-sast", "rdjson"):
        assert json.loads(render(hostile, form))
    for form in ("junit", "checkstyle"):
        assert ElementTree.fromstring(render(hostile, form).encode()) is not None


def test_json_keeps_the_names_as_they_are(hostile: Report) -> None:
    paths = {finding["location"]["path"] for finding in json.loads(render(hostile, "json"))["findings"]}
    assert paths == {Path(path).as_posix() for path in FILES if not path.startswith("broken")}


FORM_FEED = (
    "def first(customer):\n    return 1\n\f\ndef show(customer):\n"
    '    text = "\u2028"\n'
    "    print(customer.iban)  # piilint: ignore[print] known\n"
    "    print(customer.iban)  # here\n"
)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "sarif"])
def test_a_form_feed_ends_no_line(form: str, tmp_path: Path) -> None:
    """Excerpts and suppressions stand on the lines that Python counts."""
    (tmp_path / "app.py").write_text(FORM_FEED, encoding="utf-8")
    report = check_folder(tmp_path)
    assert [(f.location.line, f.suppressed is None) for f in report.findings] == [(6, False), (7, True)]
    text = re.sub(r"</?span[^>]*>|</?mark>", "", render(report, form))
    assert "# here" in text
