"""`piilint suppressions`: every accepted risk, for audit."""

from __future__ import annotations

import sys

import click

from piilint.cli.clock import today
from piilint.config.load import load


@click.command("suppressions")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", help="Format of the list."
)
@click.option("--state", "states", multiple=True, help="Only these: active, unused, expired, malformed, incomplete.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
def command(paths: tuple[str, ...], form: str, states: tuple[str, ...], config: str | None) -> int:
    """List all suppression comments in PATHS with reason, expiry and owner, and how many findings each accepts."""
    from piilint.pipeline import check
    from piilint.report.audit import render

    configuration = load(paths, config)
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    report = check(given, configuration, today=today())
    records = [record for record in report.suppressions if not states or record.state in states]
    sys.stdout.buffer.write(render(records, form, report).encode("utf-8", "backslashreplace"))
    return 0
