"""Commands of piilint, run in this process as a user would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from piilint.cli import cli

ROOT = Path(__file__).parents[2]


def said(command: str, *arguments: str | Path) -> tuple[str, int]:
    """What a command says on standard output, and its exit code."""
    given = [command, *(str(argument) for argument in arguments), "--no-cache"]
    done = CliRunner().invoke(cli, given, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.stdout, done.return_value if isinstance(done.return_value, int) else 0


def as_json(command: str, *arguments: str | Path) -> Any:
    """The JSON that a command says."""
    return json.loads(said(command, *arguments, "--format", "json")[0])
