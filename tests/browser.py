"""A real browser for the HTML report: Chromium as the system has it, through Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """Where the browser is: `PIILINT_CHROMIUM`, or the first of its usual names."""
    return os.environ.get("PIILINT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A running browser; skips the test where there is none, and says how to get one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright isn't installed: pip install playwright")
    chromium = executable()
    if chromium is None:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium) or name it in PIILINT_CHROMIUM")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()
