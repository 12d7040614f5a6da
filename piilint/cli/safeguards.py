"""`piilint safeguards`: what the masks and ciphers in view were shown to do."""

from __future__ import annotations

import sys
from typing import Any

import click

from piilint.cli.running import running_as, running_options, tell_problems
from piilint.cli.tongue import spoken
from piilint.config.load import load


@click.command("safeguards")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
@click.option(
    "--execute",
    is_flag=True,
    help="Run pure functions that can't be evaluated, in a process without network and files. Their code is executed.",
)
@click.option("--failing", is_flag=True, help="Only those that fail, or that nothing could be shown of.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@running_options
def command(paths: tuple[str, ...], form: str, execute: bool, failing: bool, config: str | None, **running: Any) -> int:
    """List the masks and ciphers in PATHS with what they were shown to do.

    Each is tried on standard shapes (card numbers of 16 and 19 digits, IBAN, 身份证, phone, Chinese names, short and
    empty text): how many characters survive, and whether PCI DSS 3.4.1 and JR/T 0171 annex A allow it. The functions
    are evaluated, not run. The exit code is 1 if one fails.
    """
    from piilint.catalogue.additions import catalogue_with
    from piilint.cli.sandbox import execute as run_in_sandbox
    from piilint.report.safeguards import render
    from piilint.review.safeguards import safeguards

    configuration = load(paths, config)
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    with running_as(configuration, statistics=False, **running) as run:
        found = safeguards(given, configuration, run=run, execute=run_in_sandbox if execute else None)
    proofs = [proof for proof in found.proofs if not failing or proof.verdict in ("fails", "unknown")]
    titles = {key: element.title for key, element in catalogue_with(configuration).elements.items()}
    sys.stdout.buffer.write(render(proofs, found.places, titles, form, spoken()).encode("utf-8", "backslashreplace"))
    tell_problems(found.problems)
    return 1 if any(proof.verdict == "fails" for proof in found.proofs) else 0
