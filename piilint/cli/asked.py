"""What a run of `piilint check` is asked for: which files, from the disk or from git's index, against which revision."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import click
import msgspec

from piilint.cli.tongue import spoken
from piilint.config.document import Reader
from piilint.config.load import Configuration, load
from piilint.discover import STDIN_NAME, Stdin
from piilint.model.errors import UsageError
from piilint.model.finding import Report
from piilint.model.run import Run

if TYPE_CHECKING:
    from piilint.snapshot import Snapshot

_STDIN = "-"
_ADDRESS = "git+file://"
INDEX = "index"
"""What the snapshot of git's index is called."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The files to report on, those to know besides, and where they come from."""

    paths: tuple[str, ...]
    known: tuple[str, ...]
    tree: Snapshot | None
    """None for the disk."""
    revision: str | None
    """Only what this revision hasn't is reported."""
    stdin_name: str = STDIN_NAME
    """What file standard input is the text of."""
    excuse: str = ""
    """Why it is right that there is nothing to look at."""

    @property
    def left_out(self) -> bool:
        """Whether the configuration excludes files that were named."""
        return self.tree is not None and bool(self.tree.left_out)


def index_of(paths: Sequence[str]) -> Snapshot:
    """Return the index of the repository around these paths."""
    from piilint.snapshot import Snapshot

    first = Path(paths[0]).absolute() if paths else Path.cwd()
    return Snapshot.of_index(next((folder for folder in (first, *first.parents) if folder.is_dir()), Path.cwd()))


def load_staged(paths: Sequence[str], file: str | None, read: Reader) -> Configuration:
    """Return the configuration for a hook: that of the folder it is called in, whatever is staged.

    So a file is judged as `piilint check` does there, and not by what else a commit holds. Where that folder has none,
    the nearest to the files counts.
    """
    own = load((), file, read)
    return own if file is not None or own.document.path else load(paths, file, read)


def at_address(paths: Sequence[str]) -> Snapshot | None:
    """Return the state of a repository that `git+file:///folder@revision` stands for, None if the paths are paths.

    The rest of the run works as if it had been called there: the working directory becomes the repository's. Raises
    UsageError for an address that leads nowhere.
    """
    from piilint.snapshot import Snapshot

    if not any(path.startswith("git+") for path in paths):
        return None
    if len(paths) > 1 or not paths[0].startswith(_ADDRESS):
        raise UsageError(f"expected one address of the form {_ADDRESS}/folder@revision and nothing besides")
    place = unquote(paths[0].removeprefix(_ADDRESS))
    place = place[1:] if re.match(r"/[A-Za-z]:", place) else place
    folder, revision = _folder_and_revision(place)
    tree = Snapshot.of_revision(folder, revision)
    os.chdir(tree.top)
    return tree


def kept_apart(running: dict[str, Any]) -> dict[str, Any]:
    """Return how to run in a repository that is only looked at: nothing is kept there."""
    return {**running, "no_cache": running.get("cache_dir") is None or running["no_cache"]}


def _folder_and_revision(place: str) -> tuple[Path, str]:
    """Split at the last "@" before which there is a folder; without one, HEAD is meant."""
    for at in [len(place), *(at for at in range(len(place) - 1, 0, -1) if place[at] == "@")]:
        if os.path.isdir(place[:at]):
            return Path(place[:at]), place[at + 1 :] or "HEAD"
    raise UsageError(f"{_ADDRESS}{place}: there is no such folder")


def asked_for(
    paths: tuple[str, ...],
    project: str | None,
    configuration: Configuration,
    tree: Snapshot | None,
    revision: str | None,
    stdin_name: str | None,
) -> Asked:
    """Put together what the options ask for. Raises UsageError for what can't be together."""
    if stdin_name and _STDIN not in paths:
        raise UsageError("--stdin-filename says which file standard input is; expected - among the paths")
    if _STDIN in paths and (tree is not None or revision is not None):
        raise UsageError("- can't be together with --staged or --diff: standard input has no history")
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    known = (project,) if project else ()
    if tree is None or tree.name != INDEX:
        return Asked(given, known, tree, revision, stdin_name or STDIN_NAME)
    known = known or (str(configuration.root if configuration.document.path else tree.top),)
    if not paths and revision is None:
        given = tree.staged()
        excuse = "" if given else "nothing is staged"
        return Asked(given, known, tree, None, excuse=excuse)
    missing = [path for path in paths if not tree.has(path)]
    if paths and len(missing) == len(paths):
        raise UsageError(f"{', '.join(missing[:3])}: not in git's index; `git add` what is to be checked")
    for path in missing:
        click.echo("piilint: " + spoken().say("{} isn't in git's index, so it isn't checked", path), err=True)
    return Asked(given, known, tree, revision)


def check_asked(asked: Asked, configuration: Configuration, run: Run, today: date) -> Report:
    """Do the run."""
    from piilint.pipeline import check

    stdin = Stdin(sys.stdin.buffer.read(), asked.stdin_name) if _STDIN in asked.paths else None
    tree = asked.tree
    report = check(asked.paths, configuration, known=asked.known, stdin=stdin, today=today, run=run, tree=tree)
    if tree is not None and tree.left_out:
        number = spoken().count(len(tree.left_out), "file")
        click.echo("piilint: " + spoken().say("{} left out, as the configuration excludes", number), err=True)
    if asked.revision is None or not any(finding.is_open for finding in report.findings):
        return report
    return _since(report, asked, configuration, run, today)


def _since(report: Report, asked: Asked, configuration: Configuration, run: Run, today: date) -> Report:
    """Mark what the revision has already; during a merge also what the other side has."""
    from piilint.judge import Scope, hold_against_reports, marked_as
    from piilint.pipeline import check
    from piilint.snapshot import Snapshot, parents

    root = configuration.root if configuration.document.path else Path.cwd()
    revisions = [str(asked.revision)]
    if asked.tree is not None and asked.tree.name == INDEX and asked.revision == "HEAD":
        revisions = list(parents(root))
    # What was renamed may come from anywhere; a folder's own history is looked for in the folder.
    all_folders = all(os.path.isdir(path) for path in asked.paths)
    paths = asked.paths if all_folders else (str(root),)
    own = replace(configuration, settings=msgspec.structs.replace(configuration.settings, baseline=""))
    others = [
        check(paths, own, known=asked.known, today=today, run=run, tree=Snapshot.of_revision(root, revision))
        for revision in revisions
    ]
    scope = Scope.of(configuration.root, asked.paths, asked.known)
    if not report.others:
        return hold_against_reports(report, others, scope)
    # What left a file that isn't reported on has moved; so all of them are looked at for the comparison.
    everything = check((*asked.paths, *asked.known), configuration, today=today, run=run, tree=asked.tree)
    return marked_as(report, hold_against_reports(everything, others, scope))
