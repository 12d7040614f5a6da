"""docs/gate.md tells the truth: its samples are run."""

from __future__ import annotations

import re
from pathlib import Path

from gate.commands import ROOT, report, write

PAGE = (ROOT / "docs/gate.md").read_text(encoding="utf-8")


def samples(heading: str, language: str) -> list[str]:
    """The blocks in this language below a heading of the page."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def test_suppressions_are_accepted_as_shown(tmp_path: Path) -> None:
    (program,) = samples("Suppressions", "python")
    write(tmp_path, {"main.py": program})
    found = report(tmp_path, ".")["findings"]
    assert [finding["code"] for finding in found if finding["suppressed"]] == ["PII201", "PII201"]
    assert len(found) == 2


def test_demands_are_understood(tmp_path: Path) -> None:
    (program,), (policy,) = samples("Suppressions", "python"), samples("Suppressions", "toml")
    write(tmp_path, {"main.py": program, "piilint.toml": policy})
    found = report(tmp_path, ".")["findings"]
    messages = [finding["message"] for finding in found if finding["code"] == "PII904"]
    assert len(messages) == 2
    assert "lacks by" in messages[0]
    assert "longer than 365 days" in messages[1]
