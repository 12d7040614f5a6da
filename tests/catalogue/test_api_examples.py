"""Every entry's example is run through piilint: a sink reports its family, a propagator lets the value be printed, a
sanitizer is silent; a near miss is silent.

All examples are one project, a file each, so that they cost one run.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest

import piilint.catalogue
from piilint.catalogue.calls import Entry
from piilint.catalogue.schema import Api, Propagator, Response, Sanitizer, Sink

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FOLDER = Path(piilint.catalogue.__file__).parent / "apis"
_KINDS = ("sink", "source", "propagator", "sanitizer", "value", "query", "failure", "hook", "response")
_SILENT: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A snippet and the families that it must raise; None stands for any."""

    path: str
    text: str
    families: frozenset[str] | None
    entry: str


def _cases() -> list[Case]:
    cases: list[Case] = []
    for file in sorted(_FOLDER.glob("*.toml")):
        api = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Api)
        for kind in _KINDS:
            for number, entry in enumerate(getattr(api, kind)):
                name = f"{file.stem.replace('-', '_')}_{kind}_{number:03}"
                names = next((n for k in ("call", "path", "name", "decorators") if (n := getattr(entry, k, ()))), ())
                called = f"{file.name}: {', '.join(names)}"
                if entry.example:
                    cases.append(Case(f"{name}.py", entry.example, _expected(entry), called))
                if entry.fine:
                    cases.append(Case(f"{name}_fine.py", entry.fine, _SILENT, called))
    return cases


def _expected(entry: Entry | Response) -> frozenset[str] | None:
    if isinstance(entry, (Sink, Response)):
        return frozenset((entry.channel.partition(".")[0],))
    if isinstance(entry, Propagator):
        return frozenset(("print",)) if entry.moves or entry.calls or entry.does else _SILENT
    if isinstance(entry, Sanitizer):
        return frozenset(("safeguard",)) if entry.kind == "bare-hash" else _SILENT
    return None


_CASES = _cases()


@lru_cache(maxsize=1)
def _found() -> Mapping[str, frozenset[str]]:
    """The families reported in each file."""
    from harness import check_project

    families: dict[str, set[str]] = {}
    for finding in check_project({case.path: case.text for case in _CASES}):
        families.setdefault(finding.location.path, set()).add(finding.family)
    return {path: frozenset(found) for path, found in families.items()}


@pytest.mark.skipif(find_spec("piilint.pipeline") is None, reason="the engine doesn't stand yet")
@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.path.removesuffix(".py"))
def test_example(case: Case) -> None:
    found = _found().get(case.path, _SILENT)
    if case.families is None:
        assert found, f"{case.entry}: nothing reported in\n{case.text}"
    elif case.families:
        assert case.families <= found, (
            f"{case.entry}: {sorted(found)} instead of {sorted(case.families)} in\n{case.text}"
        )
    else:
        assert not found, f"{case.entry}: {sorted(found)} reported in\n{case.text}"


def test_every_sink_and_safeguard_has_an_example() -> None:
    for file in sorted(_FOLDER.glob("*.toml")):
        api = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Api)
        for entry in (*api.sink, *api.sanitizer, *api.query):
            assert entry.example or _is_setting(entry), f"{file.name}: {', '.join(entry.call)} has no example"


def _is_setting(entry: Entry) -> bool:
    """Whether it is a variable of a settings module, whose example needs a file of that name: see `tests/flow`."""
    return isinstance(entry, Sink) and bool(entry.exposes) and entry.call[0].rpartition(".")[2].isupper()
