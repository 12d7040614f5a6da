"""Mending files: the options `--fix`, `--unsafe-fixes` and `--fix-diff`, and what they do."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any, TypeVar

import click

from piilint.archive import is_archive
from piilint.cli.tongue import spoken
from piilint.fix import applicable, apply_edits, choose_fixes
from piilint.model.errors import UsageError
from piilint.model.finding import Finding, Fix, Report
from piilint.report.excerpt import shown

_ROUNDS = 10
"""Fixes that get in each other's way are made one after the other; there are never many of them at one place."""
_Command = TypeVar("_Command", bound=Callable[..., Any])


def fix_options(command: _Command) -> _Command:
    """Add the options that say whether findings are mended."""
    options = (
        click.option("--fix", "fixing", flag_value="fix", help="Mend what can be mended safely, in the files."),
        click.option(
            "--fix-diff", "fixing", flag_value="diff", help="Show what --fix would change, and change nothing."
        ),
        click.option("--unsafe-fixes", "unsafe", is_flag=True, help="With these: also what somebody should look at."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def refuse_fixing(paths: Sequence[str], *, fixing: str | None, from_git: bool, unsafe: bool) -> None:
    """Raise UsageError where there are no files to mend."""
    if fixing == "fix" and (from_git or any(path == "-" or is_archive(path) for path in paths)):
        raise UsageError(
            "--fix mends files: it can't be together with --staged, -, an archive or a repository's address"
        )
    if unsafe and fixing is None:
        raise UsageError("--unsafe-fixes goes with --fix or --fix-diff")


def mended(report: Report, again: Callable[[], Report], *, unsafe: bool) -> Report:
    """Make the fixes of a report in the files, and return the report of what is left."""
    count, files = 0, set[str]()
    for _ in range(_ROUNDS):
        chosen = _chosen(report, unsafe=unsafe)
        written = _write(chosen, report.sources)
        if not written:
            break
        files |= written
        count += sum(finding.location.path in written for finding in chosen)
        report = again()
    said = spoken()
    what, where = said.count(count, "finding"), said.count(len(files), "file")
    click.echo(f"piilint: {said.say('{} mended in {}', what, where)}", err=True)
    return report


def diff_of(report: Report, *, unsafe: bool) -> str:
    """Return what mending would change, for reading: long numbers are shortened as in every report."""
    texts = apply_edits(_fixes(_chosen(report, unsafe=unsafe)), report.sources)
    lines: list[str] = []
    for path, text in texts.items():
        before, after = (map(shown, each.splitlines()) for each in (report.sources[path], text))
        lines += unified_diff([*before], [*after], path, path, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _chosen(report: Report, *, unsafe: bool) -> list[Finding]:
    return choose_fixes(applicable(report.findings, unsafe=unsafe))


def _fixes(findings: Sequence[Finding]) -> list[Fix]:
    return [finding.fix for finding in findings if finding.fix is not None]


def _write(findings: Sequence[Finding], sources: Mapping[str, str]) -> set[str]:
    """Write the mended files, each in its own encoding; return those that could be."""
    written = set()
    for path, text in apply_edits(_fixes(findings), sources).items():
        file = Path(path)
        try:
            before = file.read_bytes()
            encoding, _ = tokenize.detect_encoding(io.BytesIO(before).readline)
            if before.decode(encoding) != sources[path] or text == sources[path]:
                continue  # changed since it was read
            after = text.encode(encoding)
        except (OSError, UnicodeError, SyntaxError):
            continue
        try:
            file.write_bytes(after)
        except OSError as error:
            raise click.ClickException(f"can't write {path}: {error.strerror}") from error
        written.add(path)
    return written
