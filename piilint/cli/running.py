"""Options of commands that analyse: how many processes, which cache, what is said meanwhile and afterwards."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piilint.cli.tongue import spoken
from piilint.config.load import Configuration
from piilint.model.finding import Problem, Report
from piilint.model.run import Run
from piilint.report.excerpt import cells

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

KINDS = {
    "answer": "answers for whole programs",
    "catalogue": "catalogue",
    "summaries": "files with summaries",
    "stock summaries": "files with summaries for inventories",
    "ir": "files lowered",
    "places": "files with places",
    "fix": "files with fixes",
    "stock": "inventories of whole programs",
    "trail": "trails of single values",
}
"""What the cache keeps, in words."""
PATIENCE = 1.0
"""Seconds without a bar."""
COUNTS = (
    "interpretations known from earlier runs",
    "interpretations made",
    "functions analysed",
    "unresolved calls on sensitive values",
    "budgets hit",
    "files lowered",
)
"""What runs count, in words."""
_BETWEEN = 0.1
"""Seconds between two drawings."""
_WORDS = {"lower": "reading", "flow": "following values"}
_Command = TypeVar("_Command", bound=Callable[..., Any])


def running_options(command: _Command) -> _Command:
    """Add the options that `running_as` takes."""
    options = (
        click.option("--jobs", type=click.IntRange(min=1), help="Processes that read files; by default one a core."),
        click.option(
            "--executor",
            default="",
            metavar="dask://HOST:PORT",
            help="Read files on the workers of a Dask scheduler, which see them under the same paths.",
        ),
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
    executor: str,
    no_cache: bool,
    cache_dir: Path | None,
    shared_cache: Path | None,
) -> Iterator[Run]:
    """The run that the options ask for; its cache is closed at the end, whatever happens."""
    run = Run(jobs=jobs or _cores(), executor=executor)
    bar = Bar() if sys.stderr.isatty() else None
    if bar is not None:
        run.progress = bar.show
    if not no_cache:
        from piilint.cache import Cache

        run.cache = Cache(cache_dir or folder_of(configuration), shared=shared_cache)
    try:
        yield run
    finally:
        if bar is not None:
            bar.close()
        if run.cache is not None:
            run.cache.close()
            for note in dict.fromkeys(run.cache.notes):
                click.echo(f"piilint: {spoken().translated(note)}", err=True)


def tell_problems(problems: Iterable[Problem]) -> None:
    """Say on standard error what couldn't be read or parsed."""
    for problem in problems:
        click.echo(f"{problem.path}:{problem.line}: {spoken().translated(problem.message)}", err=True)


def folder_of(configuration: Configuration) -> Path:
    """The cache's folder of a project."""
    from piilint.cache import FOLDER

    return configuration.root / FOLDER


def _cores() -> int:
    """The cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def statistics_of(run: Run, report: Report) -> str:
    """Where the time went, what was known already, what was skipped and how complete the answer is, for people."""
    summary, say, count = report.summary, spoken().say, spoken().count
    looked = say(", ").join((count(summary.files, "file"), count(summary.functions, "function")))
    lines = [say("{} in {} s", looked, summary.seconds)]
    lines += [say("stages, in seconds")]
    lines += [f"  {stage:36} {seconds:8.2f}" for stage, seconds in run.seconds.items()]
    if run.cache is not None:
        lines += [say("known from earlier runs")]
        for kind, hits in run.cache.hits.items():
            asked = hits + run.cache.misses[kind]
            lines.append(f"  {_padded(say(KINDS.get(kind, kind)))} {say('{} of {}', f'{hits:8}', asked)}")
    lines += [say("completeness")]
    lines += [f"  {_padded(say(what))} {times:8}" for what, times in run.counts.items()]
    skipped: dict[str, int] = {}
    for problem in report.problems:
        message = spoken().translated(problem.message)
        skipped[message] = skipped.get(message, 0) + 1
    lines += [say("files skipped, and why") if skipped else say("no files skipped")]
    lines += [f"  {times:6} {message}" for message, times in sorted(skipped.items())]
    return "\n".join(lines)


def _padded(text: str) -> str:
    """The text on 36 cells of a terminal."""
    return text + " " * (36 - cells(text))


class Bar:
    """Draws itself when it is told of progress; no thread of its own, since processes are started meanwhile."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._drawn = 0.0
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def show(self, stage: str, done: int, total: int) -> None:
        """Draw how much of a stage is done."""
        now = time.monotonic()
        if now - self._began < PATIENCE or now - self._drawn < _BETWEEN:
            return
        self._drawn = now
        if self._progress is None:
            self._progress = _new_bar()
        words = _WORDS.get(stage, stage)
        if self._task is None:
            self._task = self._progress.add_task(words, total=total)
        self._progress.update(self._task, description=words, completed=done, total=total, refresh=True)

    def close(self) -> None:
        """Wipe the bar off."""
        if self._progress is not None:
            self._progress.stop()


def _new_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    progress.start()
    return progress
