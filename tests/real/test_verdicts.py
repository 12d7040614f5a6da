"""Findings in real projects, judged by hand: what was right must stay.

`verdicts.toml` lists findings of the pinned releases in `benchmarks/corpora.toml` with the verdict of somebody who read
the code and the path, as a bank's security reviewer would. The projects' code isn't kept here. Fetch it first:

    python benchmarks/fetch.py .corpora
    pytest -m slow tests/real
"""

from __future__ import annotations

import collections
import os
import sys
from pathlib import Path

import pytest

import piilint

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
CORPORA = Path(os.environ.get("PIILINT_CORPORA", ROOT / ".corpora"))
VERDICTS = tomllib.loads(Path(__file__).with_name("verdicts.toml").read_text(encoding="utf-8"))["finding"]
PROJECTS = sorted({(each["project"], each["version"]) for each in VERDICTS})

Key = tuple[str, int, str, str]
_reported: dict[str, set[Key]] = {}


def _found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[Key]:
    """What piilint reports in a project: path, line, code and element."""
    if folder.name not in _reported:
        if not folder.is_dir():
            pytest.skip(f"{folder.name} isn't fetched: python benchmarks/fetch.py {CORPORA}")
        monkeypatch.chdir(folder)
        report = piilint.check(["."])
        _reported[folder.name] = {
            (each.location.path, each.location.line, each.code, each.element or "") for each in report.findings
        }
    return _reported[folder.name]


def _listed(project: str, verdict: str) -> set[Key]:
    return {
        (each["path"], each["line"], each["code"], each["element"])
        for each in VERDICTS
        if each["project"] == project and each["verdict"] == verdict
    }


def test_verdicts_are_well_formed() -> None:
    keys = [(v["project"], v["path"], v["line"], v["code"], v["element"]) for v in VERDICTS]
    assert [key for key, count in collections.Counter(keys).items() if count > 1] == []
    for each in VERDICTS:
        assert each["verdict"] in ("accepted", "rejected", "mended", "lost"), each
        assert each["verdict"] in ("accepted", "lost") or each["reason"], each


def test_most_of_the_samples_are_accepted() -> None:
    """Of what was drawn at random and is still reported, by today's verdicts, more than six in seven; nearly all of the
    oldest sample, whose mistakes were looked into longest; from seven to nine in ten of what came later."""
    sizes = collections.Counter(each["sample"] for each in VERDICTS if each["sample"])
    # two of the first, in two channels by one call, have become one; five of 5512 and 33 of the last had been drawn before
    assert sizes == {
        2611: 99,
        4126: 100,
        7031: 50,
        9126: 60,
        5512: 35,
        3107: 50,
        8261: 50,
        4409: 50,
        31: 67,
        73: 80,
        7127: 67,
        358: 60,
        743: 60,
        947: 55,
        1171: 58,
        1172: 25,
        1181: 50,
        1182: 26,
        1290: 50,
        1291: 28,
        1330: 50,
        1331: 29,
        1340: 50,
        1341: 30,
        859: 27,
        611: 59,
        614: 28,
        1350: 88,
    }
    assert _share({2611, 4126, 7031}) >= 0.86
    assert _share({2611}) >= 0.95
    assert _share({9126, 5512}) >= 0.9
    assert _share({3107, 8261, 4409}) >= 0.9
    assert _share({31}) >= 0.88
    assert _share({73}) >= 0.95
    assert _share({7127}) >= 0.7  # what hadn't been drawn before: there the mistakes are
    assert _share({611}) >= 0.88
    assert _share({614}) >= 0.92
    assert _share({358}) >= 0.81  # some of what was wrong still is; two pages made in memory are none
    assert _share({743}) >= 0.9  # one that was right lies too deep now
    assert _share({947}) >= 0.82
    assert _share({1171}) >= 0.72
    assert _share({1172}) >= 0.8
    assert _share({1181}) >= 0.97
    assert _share({1182}) >= 0.73
    assert _share({1290}) >= 0.73
    assert _share({1291}) >= 0.75
    assert _share({1330}) >= 0.82
    assert _share({1331}) >= 0.73
    assert _share({1340}) >= 0.84
    assert _share({1341}) >= 0.77
    assert _share({859}) >= 0.76  # what had not been drawn before
    assert _share({1350}) >= 0.87  # without the twelve drawn before; 70 of 88 were right at first


def _share(samples: set[int]) -> float:
    """How much of what is still reported of the samples is accepted."""
    verdicts = [each["verdict"] for each in VERDICTS if each["sample"] in samples]
    return verdicts.count("accepted") / (verdicts.count("accepted") + verdicts.count("rejected"))


@pytest.mark.slow
@pytest.mark.parametrize(("project", "version"), PROJECTS)
def test_what_was_right_is_reported(project: str, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found(CORPORA / f"{project}-{version}", monkeypatch)
    assert sorted(_listed(project, "accepted") - found) == []


@pytest.mark.slow
@pytest.mark.parametrize(("project", "version"), PROJECTS)
def test_what_was_mended_stays_quiet(project: str, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found(CORPORA / f"{project}-{version}", monkeypatch)
    assert sorted(_listed(project, "mended") & found) == []


@pytest.mark.slow
@pytest.mark.parametrize(("project", "version"), PROJECTS)
def test_what_was_lost_is_still_a_gap(project: str, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found(CORPORA / f"{project}-{version}", monkeypatch)
    back = sorted(_listed(project, "lost") & found)
    assert back == [], "reported again: call them accepted"
