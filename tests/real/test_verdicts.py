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
        assert each["verdict"] in ("accepted", "rejected", "mended"), each
        assert each["verdict"] == "accepted" or each["reason"], each


def test_most_of_the_sample_are_accepted() -> None:
    """Of the 100 drawn, two have become one; of those that are still reported, by today's verdicts, nearly nine in ten."""
    sample = [each["verdict"] for each in VERDICTS if each["sampled"]]
    assert len(sample) == 99  # two, in two channels by one call, have become one bulk export
    reported = sample.count("accepted") + sample.count("rejected")
    assert sample.count("accepted") / reported >= 0.89


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
