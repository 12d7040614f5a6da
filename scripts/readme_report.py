"""The report that the README shows: some of what piilint prints of the leaking bank."""

from __future__ import annotations

import os
import re
from pathlib import Path

from piilint import check
from piilint.report import render

BANK = "examples/bank_leaking"
SHOWN = (("accounts.py", "PII101 IBAN"), ("masking.py", "PII801"))
"""Of these files the first place with such a finding."""
_BLOCK = re.compile(r"(<!-- report:begin -->\n).*?(<!-- report:end -->)", re.DOTALL)


def readme_with_report(text: str, root: Path) -> str:
    """The README with the report between its markers as piilint prints it today; raises ValueError without markers."""
    if _BLOCK.search(text) is None:
        raise ValueError("README.md has no place for the report: <!-- report:begin --> and <!-- report:end -->")
    shown = f"```text\n$ piilint check {BANK}\n{_excerpt(root)}```\n"
    return _BLOCK.sub(lambda found: f"{found[1]}{shown}{found[2]}", text)


def _excerpt(root: Path) -> str:
    """Some places of the report, and how it ends."""
    outer = Path.cwd()
    os.chdir(root)
    try:
        printed = render(check([BANK]), "text")
    finally:
        os.chdir(outer)
    places = printed.split("\n\n")
    parts = []
    for file, finding in SHOWN:
        parts.append(next(each for each in places if each.startswith(f"{BANK}/{file}:") and finding in each))
    total = next(line for line in printed.splitlines() if re.match(r"\d+ leaks? found", line))
    return "\n\n".join([*parts, "…", total]) + "\n"
