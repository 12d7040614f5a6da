"""Names of real schemas, labelled before the catalogue was asked.

At first try, before any word was added for this list, 857 of 898 banking identifiers got the right element (95.4 %), and
3 of 876 near misses were taken for data (0.3 %; 1.1 % with those of low confidence). One half, by checksum, was looked at
while tuning; the other was held out until the catalogue had changed: 95.5 % and 0.2 % then. It has been opened since,
so a new claim needs new names."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest

from piilint.catalogue.load import load
from piilint.catalogue.match import NameMatch

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAMES = load().names
SCHEMAS = tomllib.loads(Path(__file__).with_name("schemas.toml").read_text("utf-8"))
REACHED = {"tuned": 0.97, "held out": 0.97}
TAKEN = 0.02


def judged(example: str) -> NameMatch | None:
    *owners, name = example.split(".")
    return NAMES.classify(name, tuple(reversed(owners)))


def half(example: str) -> str:
    return ("tuned", "held out")[zlib.crc32(example.encode()) % 2]


@pytest.mark.parametrize("which", ["tuned", "held out"])
def test_banking_identifiers_get_their_element(which: str) -> None:
    leaks = [(name, key) for key, names in SCHEMAS["leaks"].items() for name in names if half(name) == which]
    missed = [(name, key) for name, key in leaks if (match := judged(name)) is None or match.element != key]
    assert len(leaks) > 400
    assert len(missed) <= (1 - REACHED[which]) * len(leaks), len(missed)


@pytest.mark.parametrize("which", ["tuned", "held out"])
def test_near_misses_are_left_alone(which: str) -> None:
    names = [name for names in SCHEMAS["near_misses"].values() for name in names if half(name) == which]
    taken = [
        name
        for name in names
        if (match := judged(name)) is not None and match.level != "low" and match.confidence != "low"
    ]
    assert len(names) > 400
    assert len(taken) <= TAKEN * len(names), len(taken)
