"""The command line: one file per command, loaded when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pkgutil import iter_modules

import click

from piilint import __version__
from piilint.cli.tongue import lang_option

_NOT_COMMANDS = frozenset(
    (
        "asked",
        "clock",
        "fitting",
        "fixing",
        "guard",
        "help",
        "outputs",
        "running",
        "sandbox",
        "tongue",
    )
)


class Commands(click.Group):
    """Commands are the modules of this package; each has a `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(found.name for found in iter_modules(__path__) if found.name not in _NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None if there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        from piilint.cli.help import spoken_command

        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return spoken_command(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; an unknown one is told the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], self.list_commands(ctx), n=1)
            known = f"did you mean {close[0]}?" if close else f"there are {', '.join(self.list_commands(ctx))}"
            raise click.UsageError(f"{error.message.rstrip('.')}; {known}", ctx) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@lang_option
@click.version_option(__version__, prog_name="piilint")
def cli() -> None:
    """Follow statement fields and customer data through Python banking code to where they leak."""


def main() -> None:
    """The command line; see `guard` for the exit codes."""
    from piilint.cli.guard import INTERRUPTED, guarded
    from piilint.cli.help import spoken_command

    code = guarded(spoken_command(cli))
    if code == INTERRUPTED:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # at once: nothing is waited for, the cache is whole after every write
    sys.exit(code)
