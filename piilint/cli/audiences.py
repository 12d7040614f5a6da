"""`piilint audiences`: which data can be read by whom."""

from __future__ import annotations

import sys
from typing import Any

import click

from piilint.cli.running import running_as, running_options, tell_problems
from piilint.cli.tongue import spoken
from piilint.config.load import load


@click.command("audiences")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv", "html"]), default="text", help="Format of the matrix."
)
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@running_options
def command(paths: tuple[str, ...], form: str, config: str | None, **running: Any) -> int:
    """Show which sensitive data in PATHS can be read by whom: developers, operations, vendors …

    Every flow counts, whether the policy reports it or not. `[audiences]` says who reads a channel, `[[policy.forbid]]`
    which cells must stay empty. The exit code is 1 if one of those isn't.
    """
    from piilint.report.inventory import is_forbidden, matrix, render_matrix
    from piilint.review.inventory import inventory

    configuration = load(paths, config)
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    with running_as(configuration, statistics=False, **running) as run:
        found = inventory(given, configuration, run=run)
    sys.stdout.buffer.write(render_matrix(found, form, spoken()).encode("utf-8", "backslashreplace"))
    tell_problems(found.problems)
    banned = any(is_forbidden(reach, reader) for (_, reader), ways in matrix(found).items() for reach in ways)
    return 1 if banned else 0
