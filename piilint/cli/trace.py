"""`piilint trace`: where a value comes from and where it goes, even where nothing is reported."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from piilint.cli.running import running_as, running_options, tell_problems
from piilint.cli.tongue import spoken
from piilint.config.load import load
from piilint.model.errors import UsageError

_TARGET = re.compile(r"(?P<file>.+?)(?::cell (?P<cell>\d+))?:(?P<line>\d+)(?::(?P<name>.+))?")


@click.command("trace")
@click.argument("target", metavar="FILE:LINE[:NAME]")
@click.option(
    "--project",
    type=click.Path(file_okay=False),
    help="Folder whose files the value is followed through; by default the configured paths.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Format of the trail.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@running_options
def command(target: str, project: str | None, form: str, config: str | None, **running: Any) -> int:
    """Say of a value on a line of a file what it is made of, what is done with it, and which channels it reaches.

    NAME is a variable, a parameter or an expression such as stmt.iban; without it, what the line binds is followed, or
    if it binds nothing, what it reads. It needn't be sensitive, and nothing needs to be reported of it.
    """
    from piilint.report.trail import render
    from piilint.review.trace import Target, trace

    said = _TARGET.fullmatch(target)
    if said is None:
        raise UsageError(f"{target}: expected FILE:LINE or FILE:LINE:NAME, such as bank/app.py:12:iban")
    cell = int(said["cell"]) if said["cell"] is not None else None
    asked = Target(said["file"], int(said["line"]), (said["name"] or "").strip(), cell)
    if not Path(asked.file).is_file():
        raise UsageError(f"{asked.file}: no such file")
    configuration = load([asked.file], config)
    given = (project,) if project else tuple(str(configuration.root / path) for path in configuration.settings.paths)
    with running_as(configuration, statistics=False, **running) as run:
        found = trace(asked, given, configuration, run=run)
    tell_problems(found.problems)
    sys.stdout.buffer.write(render(found, form, spoken()).encode("utf-8", "backslashreplace"))
    return 0
