"""Choke points close every flow, are as few as can be, and stand as near to the sinks as can be."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from harness import check_folder
from hypothesis import given
from hypothesis import strategies as st

from piilint.model.place import Place
from piilint.report import Manner, render
from piilint.report.choke import choke_points, least_cut

WAYS = st.lists(
    st.lists(st.integers(0, 7), min_size=1, max_size=4).map(
        lambda middle: [100 + middle[0], *middle, 200 + middle[-1]]
    ),
    min_size=1,
    max_size=6,
)


def place(number: int) -> Place:
    return Place("app.py", number + 1, 1, number + 1, 2)


def is_cut(ways: list[list[int]], removed: set[int]) -> bool:
    """Whether no way is left from a first to a last node once these are removed."""
    ends = {way[-1] for way in ways} - removed
    reached, before = {way[0] for way in ways} - removed, set[int]()
    edges = {pair for way in ways for pair in pairwise(way)}
    while reached != before:
        before = set(reached)
        reached |= {head for tail, head in edges if tail in reached and head not in removed}
    return not reached & ends


@given(WAYS)
def test_least_cut_is_a_cut_and_none_is_smaller(ways: list[list[int]]) -> None:
    sources = {way[0] for way in ways}
    found = {spot.line - 1 for spot in least_cut([[place(n) for n in way] for way in ways], map(place, sources))}
    assert is_cut(ways, found)
    assert not found & sources
    nodes = sorted({node for way in ways for node in way} - sources)
    for smaller in combinations(nodes, len(found) - 1):
        assert not is_cut(ways, set(smaller))


@given(WAYS, st.randoms(use_true_random=False))
def test_order_of_flows_changes_nothing(ways: list[list[int]], random: object) -> None:
    shuffled = list(ways)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    cuts = [{spot.line for spot in least_cut([[place(n) for n in w] for w in given])} for given in (ways, shuffled)]
    assert cuts[0] == cuts[1]


HELPERS = """\
import logging

log = logging.getLogger(__name__)


def audit(event, value):
    log.info("%s %s", event, value)


def pay(order):
    audit("paid", order.iban)


def refund(order):
    audit("refunded", order.iban)


def show(order):
    print(order.iban)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(HELPERS, encoding="utf-8")
    return tmp_path


def test_helper_closes_what_goes_through_it(folder: Path) -> None:
    report = check_folder(folder)
    first, second = choke_points(report.findings)
    assert (first.place.line, first.name, len(first.closes)) == (7, "logging.Logger.info", 2)
    assert (second.place.line, len(second.closes)) == (19, 1)
    closed = {fingerprint for point in (first, second) for fingerprint in point.closes}
    assert closed == {finding.fingerprint for finding in report.findings}


def test_said_in_text_markdown_and_json(folder: Path) -> None:
    report = check_folder(folder)
    text = render(report, "text")
    assert "Mending 2 places closes all 3 flows; start with:\n  app.py:7  closes 2  logging.Logger.info" in text
    assert "`app.py:7` closes 2 findings" in render(report, "markdown")
    first, second = json.loads(render(report, "json"))["choke_points"]
    assert (first["line"], first["closes"], first["elements"]) == (7, 2, ["iban"])
    assert second["line"] == 19


def test_accepted_findings_need_no_mending(folder: Path) -> None:
    (folder / "app.py").write_text(HELPERS.replace("(order.iban)\n", "(order.iban)  # piilint: ignore[PII201] own\n"))
    assert [point.place.line for point in choke_points(check_folder(folder).findings)] == [7]


def test_groups(folder: Path) -> None:
    report = check_folder(folder)
    by_sink = render(report, "text", Manner(group="sink")).splitlines()
    headings = [line for line in by_sink if line.endswith((": 2 findings", ": 1 finding"))]
    assert headings == ["logging.Logger.info app.py:7: 2 findings", "builtins.print app.py:19: 1 finding"]
    assert render(report, "text", Manner(group="element")).startswith("IBAN: 3 findings\n")
