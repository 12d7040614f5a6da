"""The HTML report: one file that is read without a network, without a server and, if need be, without its script.

It's made for a reviewer with an hour: what leaks and how much, where mending closes most, which element goes through
which module into which channel, then each finding with its way. Details are bounded: beyond the loudest 2,000
findings, or some megabytes, only a summary is shown, and all of it stands in JSON beside the file.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from piilint.model.finding import Report
from piilint.report.choice import loudest, open_findings
from piilint.report.manner import Manner

if TYPE_CHECKING:
    from jinja2 import Template

MOST = 2_000
MOST_BYTES = 6_000_000
"""Of the findings' details."""


def render(report: Report, manner: Manner) -> str:
    """The whole page."""
    from piilint.report.html.view import anchor, page_of

    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = page_of(report, manner, MOST, MOST_BYTES)
    return (
        _template().render(page=page, style=style, script=script, policy=policy, say=manner.language.say, anchor=anchor)
        + "\n"
    )


def beside(report: Report, manner: Manner) -> dict[str, str]:
    """The JSON report where the page doesn't show every finding in detail."""
    from piilint.report.html.view import page_of
    from piilint.report.json import render as render_json

    if not loudest(open_findings(report), MOST).left_out and not page_of(report, manner, MOST, MOST_BYTES).left_out:
        return {}
    return {".json": render_json(report, manner)}


def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """What a content security policy allows: exactly this text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import DictLoader, Environment, StrictUndefined

    environment = Environment(
        loader=DictLoader({"page": _part("page.html.j2")}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("page")
