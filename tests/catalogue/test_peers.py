"""The peers' call sites in `docs/peers.md`: each is reported as the table says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

_PAGE = Path(__file__).parents[2] / "docs" / "peers.md"
_ROW = re.compile(r"\| (?P<rule>.+?) \| (?:`(?P<imports>[^|]+)`)? \| `(?P<call>[^|]+)` \| \[(?P<code>PII\d+)\]")
_ROWS = [match for line in _PAGE.read_text("utf-8").splitlines() if (match := _ROW.match(line))]


@lru_cache(maxsize=1)
def _found() -> Mapping[str, frozenset[str]]:
    """The codes reported in each row's file."""
    from harness import check_project

    files = {
        f"row_{number:03}.py": f"{row['imports'] or ''}\n\n\ndef show(email, password, phone):\n    {row['call']}\n"
        for number, row in enumerate(_ROWS)
    }
    codes: dict[str, set[str]] = {}
    for finding in check_project(files):
        codes.setdefault(finding.location.path, set()).add(finding.code)
    return {path: frozenset(found) for path, found in codes.items()}


def test_the_table_is_read() -> None:
    lines = _PAGE.read_text("utf-8").splitlines()
    assert len(_ROWS) == sum(line.startswith("| ") for line in lines) - 2


@pytest.mark.parametrize("number", range(len(_ROWS)))
def test_a_peers_call_site_is_reported(number: int) -> None:
    row = _ROWS[number]
    assert _found().get(f"row_{number:03}.py", frozenset()) == {row["code"]}, row[0]
