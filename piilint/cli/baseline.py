"""`piilint baseline`: keep the file of known findings, so that only new ones fail a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import msgspec

from piilint.cli.clock import today
from piilint.cli.tongue import spoken
from piilint.config.load import Configuration, baseline_of, load
from piilint.judge.baseline import VERDICTS, Baseline, Entry, read_baseline, write_baseline
from piilint.judge.gate import Scope, compare, identified
from piilint.judge.matching import Known
from piilint.model.errors import UsageError
from piilint.model.finding import Report

_ATTRIBUTES = ".gitattributes"


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What all of the commands take."""
    options = (
        click.argument("paths", nargs=-1, type=click.Path()),
        click.option(
            "--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one."
        ),
        click.option(
            "--baseline", "name", type=click.Path(dir_okay=False), help="The file, instead of the configured one."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("baseline")
def command() -> None:
    """Keep the known findings, so that `piilint check` fails for new ones only.

    The file has one sorted line a finding, without line numbers and dates, and is meant to be committed. Moving,
    renaming and reformatting code changes nothing in it that counts.
    """


@command.command("create")
@_options
@click.option("--force", is_flag=True, help="Begin anew, even if there is one.")
def create(paths: tuple[str, ...], config: str | None, name: str | None, force: bool) -> int:
    """Write down all findings of PATHS, none of them audited."""
    run = _Run.of(paths, config, name)
    if run.file.exists() and not force:
        raise UsageError(f"{run.file.name} exists; `piilint baseline update` keeps its verdicts, --force begins anew")
    entries = [Entry(known) for known in run.findings()]
    run.write(entries, ())
    _merge_by_lines(run.file)
    click.echo(f"{run.file.name}: {spoken().say('{}, none audited.', spoken().count(len(entries), 'finding'))}")
    return 0


@command.command("update")
@_options
@click.option("--accept-new", is_flag=True, help="Add new findings even though the configuration has `ratchet = true`.")
def update(paths: tuple[str, ...], config: str | None, name: str | None, accept_new: bool) -> int:
    """Add new findings, remove what no longer occurs, and bring moved ones to their place. Verdicts are kept."""
    return _rewrite(_Run.of(paths, config, name), adds=True, accept_new=accept_new)


@command.command("prune")
@_options
def prune(paths: tuple[str, ...], config: str | None, name: str | None) -> int:
    """Remove what no longer occurs in PATHS; add nothing."""
    return _rewrite(_Run.of(paths, config, name), adds=False)


@command.command("audit")
@click.argument("patterns", nargs=-1)
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@click.option("--baseline", "name", type=click.Path(dir_okay=False), help="The file, instead of the configured one.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Record this for the lines that match.")
@click.option("--reason", default="", help="Why.")
def audit(patterns: tuple[str, ...], config: str | None, name: str | None, verdict: str | None, reason: str) -> int:
    """List the lines without a verdict, or record one for those that match any of PATTERNS.

    A pattern is a part of the line, or a glob of its file such as 'legacy/*.py'. Exits with 1 while there are more lines
    without a verdict than `max-unaudited` allows.
    """
    run = _Run.of((), config, name)
    entries = list(run.baseline().entries)
    if verdict is not None:
        if not patterns:
            raise UsageError("--verdict needs at least one pattern; '*' means every line")
        wanted = [at for at, entry in enumerate(entries) if any(_matches(entry, pattern) for pattern in patterns)]
        for at in wanted:
            entries[at] = replace(entries[at], verdict=verdict, reason=" ".join(reason.split()))
        run.write(entries)
        lines = spoken().count(len(wanted), "line")
        click.echo(f"{run.file.name}: {spoken().say('{} for {}.', verdict, lines)}")
        return 0 if wanted else 1
    shown = [
        entry for entry in entries if not entry.verdict and (not patterns or any(_matches(entry, p) for p in patterns))
    ]
    for line in write_baseline(shown, ("",)).splitlines():
        if line:
            click.echo(line)
    open_ones = sum(not entry.verdict for entry in entries)
    lines = spoken().count(len(entries), "line")
    click.echo(spoken().say("{} of {} without a verdict.", open_ones, lines), err=True)
    limit = run.configuration.settings.max_unaudited
    return int(0 <= limit < open_ones)


@dataclass(frozen=True, slots=True)
class _Run:
    """One command on one baseline."""

    configuration: Configuration
    paths: tuple[str, ...]
    file: Path

    @classmethod
    def of(cls, paths: tuple[str, ...], config: str | None, name: str | None) -> _Run:
        configuration = load(paths, config)
        given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
        named = Path(name).absolute() if name else configuration.root / configuration.settings.baseline
        return cls(configuration, given, named)

    def baseline(self) -> Baseline:
        """Read the file, which must exist."""
        if not self.file.is_file():
            raise UsageError(f"{self.file.name} doesn't exist yet; `piilint baseline create` writes it")
        settings = msgspec.structs.replace(self.configuration.settings, baseline=str(self.file))
        found = baseline_of(replace(self.configuration, settings=settings))
        return read_baseline(*found) if found else Baseline(self.file.name)

    def report(self) -> Report:
        """Check the paths as if there were no baseline."""
        from piilint.pipeline import check

        settings = msgspec.structs.replace(self.configuration.settings, baseline="")
        return check(self.paths, replace(self.configuration, settings=settings), today=today())

    def scope(self) -> Scope:
        return Scope.of(self.configuration.root, self.paths)

    def findings(self) -> list[Known]:
        """Return all findings of the paths."""
        report, scope = self.report(), self.scope()
        positions, _ = compare(report, [], scope)
        return identified(report, positions, scope)

    def write(self, entries: list[Entry], comments: tuple[str, ...] | None = None) -> None:
        """Write the file, with the comments that it has."""
        if comments is None:
            comments = self.baseline().comments if self.file.is_file() else ()
        self.file.write_text(write_baseline(entries, comments), encoding="utf-8", newline="\n")


def _rewrite(run: _Run, *, adds: bool, accept_new: bool = False) -> int:
    """Bring a baseline up to date with the findings."""
    baseline, report, scope = run.baseline(), run.report(), run.scope()
    positions, matched = compare(report, [entry.known for entry in baseline.entries], scope)
    entries: list[Entry] = []
    new: list[Entry] = []
    for position, known in enumerate(identified(report, positions, scope)):
        old = matched.known_by_finding.get(position)
        if old is None:
            new.append(Entry(known))
        else:
            entry = baseline.entries[old]
            entries.append(replace(entry, known=replace(known, around=entry.known.around)))
    kept = [baseline.entries[at] for at in matched.left if not scope.covers(baseline.entries[at].known.path, report)]
    removed = len(matched.left) - len(kept)
    if run.configuration.settings.ratchet and not accept_new:
        adds = False
    run.write([*entries, *kept, *(new if adds else ())], baseline.comments)
    say, figures = spoken().say, (removed, len(new), len(entries) + len(kept))
    said = say("{} removed, {} added, {} kept.", *figures)
    left_out = say("{} removed, {} new and not added, {} kept.", *figures)
    click.echo(f"{run.file.name}: {said if adds else left_out}")
    return 0


def _matches(entry: Entry, pattern: str) -> bool:
    line = write_baseline([entry], ("#",)).splitlines()[-1]
    return pattern in line or fnmatch(entry.known.path, pattern)


def _merge_by_lines(file: Path) -> None:
    """Tell git to merge the file by taking the lines of both sides, if it is in a repository that doesn't know yet."""
    folder = file.parent
    top = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)
    if top is None:
        return
    attributes, line = folder / _ATTRIBUTES, f"{file.name} merge=union\n"
    text = attributes.read_text(encoding="utf-8") if attributes.is_file() else ""
    if line not in text:
        attributes.write_text(text + ("" if text.endswith("\n") or not text else "\n") + line, encoding="utf-8")
        why = spoken().say("{}, so that git merges it without conflicts.", line.strip())
        click.echo(f"{_ATTRIBUTES}: {why}")
