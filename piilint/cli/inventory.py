"""`piilint inventory`: what data the code handles, from where it enters to who can read it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from piilint.cli.running import running_as, running_options, tell_problems
from piilint.cli.tongue import spoken
from piilint.config.load import load

_FORMATS = ("text", "json", "csv", "html")


@click.command("inventory")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="Format of the inventory.")
@click.option(
    "--diff", metavar="REV", help="Only what changed since this git revision; exit 1 if something is exposed."
)
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@running_options
def command(paths: tuple[str, ...], form: str, diff: str | None, config: str | None, **running: Any) -> int:
    """List every sensitive element that the code in PATHS handles.

    Where it enters (queries, calls, keys of rows and requests), where it is held (classes, tables, columns), what it is
    protected by, and which channels it reaches, in the clear or protected, whether the policy reports it or not.
    """
    from piilint.review.inventory import inventory

    configuration = load(paths, config)
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    with running_as(configuration, statistics=False, **running) as run:
        found = inventory(given, configuration, run=run)
    tell_problems(found.problems)
    if diff is None:
        from piilint.report.inventory import render

        _write(render(found, form, spoken()))
        return 0
    from piilint.report import inventory_diff
    from piilint.snapshot import Snapshot

    before = inventory(given, configuration, tree=Snapshot.of_revision(Path.cwd(), diff))
    changed = inventory_diff.changes(before, found)
    _write(inventory_diff.render(changed, form, diff, spoken()))
    return 1 if inventory_diff.worse(changed) else 0


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
