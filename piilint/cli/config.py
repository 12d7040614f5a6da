"""`piilint config`: what holds and where it comes from, whether it is right, and its schema for editors."""

from __future__ import annotations

import json
import sys

import click

from piilint.cli.tongue import spoken
from piilint.config.load import Configuration, load
from piilint.model.errors import ConfigError, ConfigMistake


@click.group("config")
def command() -> None:
    """Look at the configuration."""


@command.command("show")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@click.option(
    "--format", "form", type=click.Choice(["toml", "json"]), default="toml", help="TOML with comments, or JSON."
)
def show(config: str | None, form: str) -> int:
    """Print what holds, with the file and line that each value comes from."""
    from piilint.config.effective import as_json, as_toml

    configuration = load((), config)
    _refuse_mistakes(configuration)
    text = (
        as_toml(configuration) if form == "toml" else json.dumps(as_json(configuration), ensure_ascii=False, indent=1)
    )
    sys.stdout.buffer.write(f"{text.rstrip()}\n".encode())
    return 0


@command.command("check")
@click.argument("files", nargs=-1, type=click.Path(dir_okay=False, exists=True))
def check(files: tuple[str, ...]) -> int:
    """Say whether the nearest configuration is right, or these FILES; other files' own tables are passed over."""
    from piilint.config.load import baseline_of, speaks_of_piilint
    from piilint.judge.baseline import read_baseline

    looked: list[str] = []
    mistakes: list[ConfigMistake] = []
    for file in files or (None,):
        if file is not None and not speaks_of_piilint(file):
            continue
        try:
            configuration = load((), file)
            _refuse_mistakes(configuration)
            baseline = baseline_of(configuration)
            if baseline is not None:
                read_baseline(*baseline)
        except ConfigError as error:
            mistakes += error.mistakes
        else:
            looked += [layer.document.path or "the defaults" for layer in configuration.layers]
    if mistakes:
        raise ConfigError(tuple(sorted(set(mistakes))))
    say = spoken().say
    click.echo(say("{}: no mistakes.", ", ".join(dict.fromkeys(looked)) or say("Nothing of piilint there")))
    return 0


@command.command("schema")
def schema() -> int:
    """Print the JSON Schema of piilint.toml, which editors complete and check by."""
    from piilint.catalogue.json_schema import configuration_schema

    sys.stdout.buffer.write((json.dumps(configuration_schema(), ensure_ascii=False, indent=1) + "\n").encode())
    return 0


def _refuse_mistakes(configuration: Configuration) -> None:
    """Raise ConfigError for every mistake, those against the catalogue included."""
    from piilint.pipeline import knowledge

    knowledge(configuration)
