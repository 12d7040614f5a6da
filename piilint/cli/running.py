"""Options of commands that analyse: how many processes, which cache, what is said meanwhile and afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from piilint.config.load import Configuration
from piilint.model.finding import Report
from piilint.model.run import Run

_Command = TypeVar("_Command", bound=Callable[..., Any])


def running_options(command: _Command) -> _Command:
    """Add the options that `running_as` takes."""
    options = (
        click.option("--jobs", type=click.IntRange(min=1), help="Processes that read files; by default one a core."),
        click.option("--no-cache", is_flag=True, help="Analyse everything anew, and keep nothing."),
        click.option(
            "--cache-dir",
            type=click.Path(file_okay=False, path_type=Path),
            envvar="PIILINT_CACHE_DIR",
            help="Where results are kept; by default .piilint_cache beside the configuration.",
        ),
        click.option(
            "--shared-cache",
            type=click.Path(file_okay=False, path_type=Path),
            envvar="PIILINT_SHARED_CACHE",
            help="Another cache folder that is only read, such as one that CI hands to its jobs.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def running_as(
    configuration: Configuration,
    *,
    statistics: bool,
    jobs: int | None,
    no_cache: bool,
    cache_dir: Path | None,
    shared_cache: Path | None,
) -> Iterator[Run]:
    """The run that the options ask for; its cache is closed at the end, whatever happens."""
    run = Run(jobs=jobs or _cores())
    if not no_cache:
        from piilint.cache import Cache

        run.cache = Cache(cache_dir or folder_of(configuration), shared=shared_cache)
    try:
        yield run
    finally:
        if run.cache is not None:
            run.cache.close()
            for note in dict.fromkeys(run.cache.notes):
                click.echo(f"piilint: {note}", err=True)


def folder_of(configuration: Configuration) -> Path:
    """The cache's folder of a project."""
    from piilint.cache import FOLDER

    return configuration.root / FOLDER


def _cores() -> int:
    """The cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def statistics_of(run: Run, report: Report) -> str:
    """Where the time went, in lines for people."""
    summary = report.summary
    lines = [f"{summary.files} files, {summary.functions} functions in {summary.seconds} s"]
    lines += [f"  {stage:12} {seconds:8.2f} s" for stage, seconds in run.seconds.items()]
    lines += [f"  {what:28} {times:8}" for what, times in run.counts.items()]
    if run.cache is not None:
        for kind in run.cache.hits:
            asked = run.cache.hits[kind] + run.cache.misses[kind]
            lines.append(f"  {f'known {kind}':28} {run.cache.hits[kind]:8} of {asked}")
    return "\n".join(lines)
