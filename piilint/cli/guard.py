"""The crash barrier: every way in which a run can end, as an exit code (see the report's public shape).

0 nothing to fail on · 1 findings · 2 the user's mistake · 3 a failure of piilint's own · 130 interrupted
"""

from __future__ import annotations

import os
import sys

import click

from piilint.model.errors import ConfigError, PiilintError


def guarded(cli: click.Group) -> int:
    """Run the command line and return its exit code. Nothing of the analysed code gets into a crash message."""
    try:
        result = cli.main(standalone_mode=False)
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
        return code
    except click.exceptions.Abort:
        click.echo("piilint: interrupted", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except ConfigError as error:
        _show_mistakes(error)
        return 2
    except PiilintError as error:
        click.echo(f"piilint: {error}", err=True)
        return 2
    except KeyboardInterrupt:
        click.echo("piilint: interrupted", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        _show_crash(error)
        return 3


def _show_mistakes(error: ConfigError) -> None:
    for mistake in error.mistakes:
        where = f"{mistake.path}:{mistake.line}" if mistake.line else mistake.path
        key = f" {mistake.key}:" if mistake.key else ""
        hint = f" ({mistake.hint})" if mistake.hint else ""
        click.echo(f"{where}:{key} {mistake.message}{hint}", err=True)
    number = len(error.mistakes)
    click.echo(f"piilint: {number} mistake{'' if number == 1 else 's'} in the configuration", err=True)


def _show_crash(error: Exception) -> None:
    """Where it happened in piilint, without any value."""
    place = error.__traceback__
    lines: list[str] = []
    while place is not None:
        code = place.tb_frame.f_code
        if f"{os.sep}piilint{os.sep}" in code.co_filename:
            lines.append(
                f"  {code.co_filename.rpartition(f'{os.sep}piilint{os.sep}')[2]}:{place.tb_lineno} in {code.co_name}"
            )
        place = place.tb_next
    click.echo(f"piilint: this is a bug in piilint: {type(error).__name__} at", err=True)
    for line in lines[-8:]:
        click.echo(line, err=True)
    click.echo("Please report it with these lines; they hold nothing of your code.", err=True)
