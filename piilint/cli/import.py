"""`piilint import`: catalogue entries from what others have written down about fields."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from piilint.cli.tongue import spoken
from piilint.config.load import load
from piilint.language import LANGUAGES, language
from piilint.model.errors import UsageError

if TYPE_CHECKING:
    from piilint.catalogue.imports import Field

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the entries there, and say what changed; by default they go to standard output.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the --output file isn't what would be written.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
def command(files: tuple[str, ...], output: Path | None, check: bool, config: str | None) -> int:
    """Read which data fields hold from FILES, and write catalogue entries for the names that aren't known.

    \b
    .csv .tsv .xlsx   the bank's classification: columns of fields and levels (C3–C1, critical, 4级 …)
    .sql .ddl         CREATE TABLE statements with their comments
    .json .avsc       JSON Schema, OpenAPI, Avro
    .proto            protobuf messages with their comments
    .py, a folder     Django, SQLAlchemy and pydantic models

    The entries say where they come from. A configuration uses them by `extends = ["that-file.toml"]`.
    """
    from piilint.catalogue.load import load as load_catalogue
    from piilint.catalogue.seeds import as_toml, differences, make_seeds

    if check and output is None:
        raise UsageError("--check needs --output: the file to hold against")
    fields = [field for file in files for field in _fields(file, config)]
    seeds = make_seeds(fields, load_catalogue().names, lambda elements: load_catalogue(elements).names)
    sources = [Path(file).as_posix() for file in files]
    text = as_toml(seeds, sources, spoken())
    words = sum(len(seed.strong) + len(seed.weak) for seed in seeds.elements.values())
    figures = (len(fields), seeds.known, seeds.harmless, words, len(seeds.elements))
    said = "{} fields: {} known by name, {} harmless, {} new words for {} elements"
    click.echo(spoken().say(said, *figures), err=True)
    for note in seeds.notes:
        click.echo(spoken().translated(note), err=True)
    if output is None:
        sys.stdout.buffer.write(text.encode())
        return 0
    before = output.read_text(encoding="utf-8") if output.exists() else ""
    for line in differences(_document(before, output), tomllib.loads(text), spoken()):
        click.echo(line)
    if not check:
        output.write_text(text, encoding="utf-8")
    # The comments' language is whoever's wrote the file.
    return 1 if check and before not in [as_toml(seeds, sources, language(code)) for code in LANGUAGES] else 0


def _fields(file: str, config: str | None) -> list[Field]:
    from piilint.catalogue.imports import read_fields
    from piilint.review.models import read_models

    path = Path(file)
    if path.is_dir() or path.suffix == ".py":
        return read_models([file], load([file], config))
    return read_fields(path, path.as_posix())


def _document(text: str, path: Path) -> dict[str, object]:
    try:
        document: dict[str, object] = tomllib.loads(text)
        return document
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML: {error}; it isn't overwritten") from None
