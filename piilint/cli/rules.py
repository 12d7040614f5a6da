"""`piilint rules`: what there is to report."""

from __future__ import annotations

import click


@click.command("rules")
def command() -> None:
    """List the rules."""
    from piilint.rules import all_rules

    for rule in all_rules():
        click.echo(f"{rule.code}  {rule.name:<24}{rule.title}")
