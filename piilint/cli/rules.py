"""`piilint rules`: what there is to report."""

from __future__ import annotations

import click

from piilint.cli.tongue import spoken


@click.command("rules")
def command() -> None:
    """List the rules."""
    from piilint.rules import all_rules

    for rule in all_rules():
        click.echo(f"{rule.code}  {rule.name:<24}{spoken().say(rule.title)}")
