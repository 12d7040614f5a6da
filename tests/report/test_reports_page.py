"""docs/reports.md tells the truth: its table is complete and its samples are run."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from gate.commands import ROOT, piilint, write

from piilint.report import formats

PAGE = (ROOT / "docs/reports.md").read_text(encoding="utf-8")
HELPERS = """\
import logging

log = logging.getLogger(__name__)


def audit(value):
    log.info("%s", value)


def pay(order):
    audit(order.iban)


def refund(order):
    audit(order.iban)


def show(order):
    print(order.iban)
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    write(tmp_path, {"src/app.py": HELPERS})
    return tmp_path


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_every_format_is_in_the_table() -> None:
    assert set(re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE)) == set(formats())


def test_commands_run_and_write_what_they_say(bank: Path) -> None:
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) >= 3
    for command in commands:
        words = shlex.split(command)
        done = piilint(bank, *words[1:])
        assert done.returncode == 1, (command, done.stderr)
        for output in (word for before, word in pairwise(words) if before == "--output"):
            _, equals, path = output.partition("=")
            assert not equals or (bank / path).stat().st_size > 0


def test_choke_points_as_shown(bank: Path) -> None:
    (shown,) = blocks("text")
    assert shown in piilint(bank / "src", "check", ".").stdout


def test_options_as_shown(bank: Path) -> None:
    for group in (*re.findall(r"`--group-by (\w+)`", PAGE), "sink", "element", "file"):
        assert piilint(bank, "check", ".", "--group-by", group).returncode == 1
    assert "以明文" in piilint(bank, "check", ".", "--lang", "zh").stdout
    assert "以明文" in piilint(bank, "check", ".", PIILINT_LANG="zh").stdout
