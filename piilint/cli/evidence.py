"""`piilint evidence`: what was checked for a regulation, and what was found."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any

import click

from piilint.cli.clock import today
from piilint.cli.running import running_as, running_options
from piilint.cli.tongue import spoken
from piilint.config.load import load

_REGULATIONS = ("gdpr", "glba", "jrt-0171", "pci-dss", "pipl")


@click.command("evidence")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--regulation", type=click.Choice(_REGULATIONS), required=True, help="Which clauses are listed.")
@click.option("--format", "form", type=click.Choice(["html", "json"]), default="html", help="Format of the document.")
@click.option("--rev", metavar="REV", help="The files as they are in this git revision, instead of on the disk.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day by which suppressions are judged; by default that of the commit.",
)
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@running_options
def command(
    paths: tuple[str, ...],
    regulation: str,
    form: str,
    rev: str | None,
    as_of: datetime | None,
    config: str | None,
    **running: Any,
) -> int:
    """Write down, clause by clause, what was checked in PATHS and what was found.

    With the commit, digests of sources, configuration and knowledge, the findings, the suppressions with reason and
    expiry, and what couldn't be analysed. The same commit gives the same bytes. It claims no compliance.
    """
    from piilint.report.evidence import render
    from piilint.review.evidence import evidence

    configuration = load(paths, config)
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    day: date | None = as_of.date() if as_of is not None else None
    with running_as(configuration, statistics=False, **running) as run:
        found = evidence(given, configuration, regulation, today=today(), as_of=day, revision=rev, run=run)
    sys.stdout.buffer.write(render(found, form, spoken()).encode("utf-8", "backslashreplace"))
    return 0
