"""`piilint cache`: look at what is kept between runs, or delete it."""

from __future__ import annotations

from pathlib import Path

import click

from piilint.cli.running import KINDS, folder_of
from piilint.cli.tongue import spoken
from piilint.config.load import load


@click.group("cache")
def command() -> None:
    """Look at what is kept between runs (`info`), or delete it (`clean`)."""


_folder = click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PIILINT_CACHE_DIR",
    help="The folder; by default .piilint_cache beside the configuration.",
)


@command.command("info")
@_folder
def info(cache_dir: Path | None) -> None:
    """Say where the cache is and what it holds."""
    from piilint.cache import FILE, LIMIT_BYTES, Cache

    folder = cache_dir or folder_of(load())
    click.echo(f"{folder}")
    file = folder / FILE
    if not file.exists():
        click.echo(spoken().say("nothing is kept there"))
        return
    cache = Cache(folder)
    for content in cache.contents():
        click.echo(
            f"  {content.entries:8} {spoken().say(KINDS.get(content.kind, content.kind)):28} {_megabytes(content.bytes)}"
        )
    for note in cache.notes:
        click.echo(f"  {spoken().translated(note)}", err=True)
    cache.close()
    size, limit = _megabytes(file.stat().st_size).strip(), _megabytes(LIMIT_BYTES).strip()
    click.echo("  " + spoken().say("{} on disk; at {} the oldest go", size, limit))


@command.command("clean")
@_folder
def clean(cache_dir: Path | None) -> None:
    """Delete the cache; the next run makes it anew."""
    from piilint.cache import remove_files

    folder = cache_dir or folder_of(load())
    try:
        freed = remove_files(folder)
    except OSError as error:
        raise click.ClickException(f"can't delete the cache in {folder}: {error.strerror}") from error
    click.echo(spoken().say("{} freed in {}", _megabytes(freed).strip(), folder))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:8.1f} MB"
