"""The language that the command line speaks: `--lang zh`, or PIILINT_LANG; English if nothing is said.

The environment's locale doesn't choose it: the same run gives the same bytes on every machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from piilint.language import ENGLISH, LANGUAGES, Language, language

_Command = TypeVar("_Command", bound=Callable[..., Any])
_VARIABLE = "PIILINT_LANG"
_chosen: list[Language] = []


def spoken() -> Language:
    """Return the language of this run, also before the options are read."""
    if _chosen:
        return _chosen[-1]
    said = _argument() or os.environ.get(_VARIABLE, "")
    return language(said) if said in LANGUAGES else ENGLISH


def forget() -> None:
    """Begin a run of its own: what an earlier one in this process chose doesn't count."""
    _chosen.clear()


def _argument() -> str:
    """What `--lang` says, read from the bare arguments: Click gives up at a wrong option before it reads the others."""
    for argument, following in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
        if argument == "--lang":
            return following
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return ""


def lang_option(command: _Command) -> _Command:
    """Add `--lang`. It's read before all other options, so that what is wrong with them is said in it."""
    option = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        envvar=_VARIABLE,
        is_eager=True,
        expose_value=False,
        callback=_speak,
        help="Language of reports and messages.",
    )
    return option(command)


def _speak(_context: click.Context, _parameter: click.Parameter, code: str | None) -> None:
    _chosen[:] = [language(code)] if code is not None else []
