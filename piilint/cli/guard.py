"""The crash barrier: every way in which a run can end, as an exit code (see the report's public shape).

0 nothing to fail on · 1 findings · 2 the user's mistake · 3 a failure of piilint's own · 130 interrupted
"""

from __future__ import annotations

import os
import sys

import click

from piilint.cli.tongue import forget, spoken
from piilint.language import ENGLISH
from piilint.model.errors import ConfigError, PiilintError, places_in_piilint

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


def guarded(cli: click.Group) -> int:
    """Run the command line and return its exit code. Nothing of the analysed code gets into a crash message."""
    forget()
    try:
        result = cli.main(standalone_mode=False)
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
        return code
    except click.exceptions.Abort:
        click.echo(f"piilint: {spoken().say('interrupted')}", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        _show_usage(error)
        return 2
    except ConfigError as error:
        _show_mistakes(error)
        return 2
    except PiilintError as error:
        said = "\n".join(spoken().translated(line) for line in str(error).split("\n"))
        click.echo(f"piilint: {said}", err=True)
        return 2
    except KeyboardInterrupt:
        click.echo(f"piilint: {spoken().say('interrupted')}", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        _show_crash(error)
        return 3


def _show_usage(error: click.ClickException) -> None:
    """In English as Click has it, with the usage; in another language what is wrong."""
    if spoken() is ENGLISH:
        error.show()
    else:
        click.echo(f"piilint: {spoken().translated(error.format_message())}", err=True)


def _show_mistakes(error: ConfigError) -> None:
    language = spoken()
    for mistake in error.mistakes:
        where = f"{mistake.path}:{mistake.line}" if mistake.line else mistake.path
        key = f" {mistake.key}:" if mistake.key else ""
        hint = f" ({language.translated(mistake.hint)})" if mistake.hint else ""
        click.echo(f"{where}:{key} {language.translated(mistake.message)}{hint}", err=True)
    number = len(error.mistakes)
    counted = "{} mistake in the configuration" if number == 1 else "{} mistakes in the configuration"
    click.echo(f"piilint: {language.say(counted, number)}", err=True)


def _show_crash(error: Exception) -> None:
    """Where it happened in piilint, without any value."""
    say = spoken().say
    click.echo(f"piilint: {say('this is a bug in piilint: {} at', type(error).__name__)}", err=True)
    for place in places_in_piilint(error)[-8:]:
        click.echo(f"  {place}", err=True)
    click.echo(say("Please report it with these lines; they hold nothing of your code."), err=True)
