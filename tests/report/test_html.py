"""The HTML page as text: one file, escaped, bounded, complete without its script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import msgspec
import pytest

from piilint.model.finding import Report
from piilint.report import Manner, beside, render
from piilint.rules import rule_by_code


class Page(HTMLParser):
    """The page's elements, its text, and whether every element is closed."""

    EMPTY = frozenset(("meta", "input", "br", "hr", "img"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)


@pytest.fixture(scope="module")
def page(report: Report) -> Page:
    return Page(render(report, "html"))


def test_well_formed_with_each_id_once(page: Page) -> None:
    assert not page.open
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_one_file_without_a_network(report: Report) -> None:
    text = render(report, "html")
    for tag, attributes in Page(text).elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert "src" not in attributes and "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    outside = re.findall(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", text)
    assert not outside


def test_policy_allows_exactly_its_own_style_and_script(report: Report) -> None:
    text = render(report, "html")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    for kind in ("style", "script"):
        (body,) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy.replace("&#43;", "+").replace("&#39;", "'")
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy


def test_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for tag, attributes in page.elements:
        target = attributes.get("href") or ""
        if tag == "a" and target.startswith("#"):
            assert target[1:] in ids, target
        elif tag == "a":
            assert target.startswith("https://"), target


def test_every_finding_has_its_way_and_its_rule(report: Report, page: Page) -> None:
    shown = [attributes for tag, attributes in page.elements if tag == "details" and "data-rule" in attributes]
    assert [f"f-{f.fingerprint}" for f in report.findings if f.is_open] == [attributes["id"] for attributes in shown]
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {f"r-{f.code}" for f in report.findings if f.is_open} <= ids
    words = " ".join("".join(page.words).split())
    for finding in report.findings:
        assert finding.message in words
        assert rule_by_code()[finding.code].title in words or not finding.is_open
    assert "shown to the customer" in words
    assert report.problems[0].message in words


def test_details_are_bounded_and_the_rest_is_said_and_stands_beside(many: Report) -> None:
    text = render(many, "html")
    assert text.count('class="finding"') == 2_000
    said = text.index("4000 less severe findings aren&#39;t shown in detail")
    assert said < text.index('class="finding"'), "before the findings, so that nobody takes them for all"
    assert len(text) < 8_000_000
    assert "card number" in text
    (ending, document), *others = beside(many, "html").items()
    assert ending == ".json" and not others
    assert len(json.loads(document)["findings"]) == 6_000


def test_details_are_bounded_in_bytes_too(many: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("piilint.report.html.MOST_BYTES", 200_000)
    some = msgspec.structs.replace(many, findings=many.findings[-800:])
    text = render(some, "html")
    shown = text.count('class="finding"')
    assert 20 < shown < 800
    assert f"{800 - shown} less severe findings" in text
    assert beside(some, "html")


def test_nothing_stands_beside_a_complete_page(report: Report) -> None:
    assert beside(report, "html") == {}


def test_clean_page_says_so() -> None:
    assert "No leaks found" in render(Report(), "html")


def test_long_ways_keep_both_ends(report: Report) -> None:
    finding = next(finding for finding in report.findings if finding.element == "iban")
    middle = [msgspec.structs.replace(finding.trace[0], subject=f"step{number}") for number in range(200)]
    long = msgspec.structs.replace(finding, trace=(finding.trace[0], *middle, finding.trace[-1]))
    text = render(msgspec.structs.replace(report, findings=(long,)), "html")
    assert "142 steps in the middle are left out" in text
    assert f"reaches {finding.sink_name}" in text


def test_grouped_as_asked(report: Report) -> None:
    text = render(report, "html", Manner(group="element"))
    assert re.search(r"<h3>IBAN\s+<span", text)
