"""`piilint check`: find the leaks in files and folders."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import msgspec

from piilint.cli.asked import asked_for, at_address, check_asked, index_of, kept_apart, load_staged
from piilint.cli.clock import today
from piilint.cli.fixing import diff_of, fix_options, mended, refuse_fixing
from piilint.cli.running import running_as, running_options, statistics_of
from piilint.cli.tongue import lang_option, spoken
from piilint.config.load import Configuration, load
from piilint.config.schema import Config
from piilint.model.errors import UsageError
from piilint.model.finding import Report
from piilint.report.manner import GROUPINGS, Grouping, Manner

_SEVERITIES = ("error", "warning", "never")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--format", "form", help="Format of the report: text, json, sarif, html, …; text if nothing is said.")
@click.option(
    "--output",
    "output",
    multiple=True,
    metavar="[FORMAT=]FILE|FORMAT",
    help="Write a report to a file, or with a format alone to standard output. May be repeated: one run, many reports.",
)
@click.option(
    "--config", "config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one."
)
@click.option("--project", type=click.Path(file_okay=False), help="Folder that is analysed, too, but not reported.")
@click.option(
    "--min-confidence", type=click.Choice(["high", "medium", "low"]), help="Report findings at least this sure."
)
@click.option("--fail-on", type=click.Choice(_SEVERITIES), help="From which severity on the exit code is 1.")
@click.option("--strict", is_flag=True, help="Exit with 1 for files that can't be read or parsed, too.")
@click.option(
    "--group-by", "group", type=click.Choice(GROUPINGS), default="file", help="Put findings together by this."
)
@click.option("--baseline", metavar="FILE", help="The file of known findings, instead of the configured one.")
@click.option("--no-baseline", is_flag=True, help="Report known findings, too.")
@click.option("--staged", is_flag=True, help="Read from git's index; without PATHS, report on what is staged.")
@click.option(
    "--diff", "revision", metavar="REV", help="Report only what REV hasn't; REV... is where this branch left it."
)
@click.option("--require-complete", type=click.FloatRange(0, 1), help="Exit with 1 if less than this was analysed.")
@click.option("--require-files", is_flag=True, help="Exit with 2 if there was nothing to look at.")
@click.option("--color/--no-color", default=None, help="Colour on or off; by default on a terminal only.")
@click.option(
    "--stdin-filename",
    "stdin_name",
    metavar="FILE",
    help="Which file standard input is the text of; reports name it, and with --project it stands for that file.",
)
@click.option("--statistics", is_flag=True, help="Say on standard error where the time went, and what was skipped.")
@fix_options
@running_options
@lang_option
def command(
    paths: tuple[str, ...],
    form: str | None,
    output: tuple[str, ...],
    config: str | None,
    project: str | None,
    min_confidence: str | None,
    fail_on: str | None,
    strict: bool,
    group: Grouping,
    baseline: str | None,
    no_baseline: bool,
    staged: bool,
    revision: str | None,
    require_complete: float | None,
    require_files: bool,
    color: bool | None,
    stdin_name: str | None,
    statistics: bool,
    fixing: str | None,
    unsafe: bool,
    **running: Any,
) -> int:
    """Find statement fields and customer data that leak from PATHS: files, folders, archives, or - for standard input.

    Without PATHS, those of the configuration are checked. git+file:///folder@revision stands for a repository as it was.
    Zip files, wheels, sdists and tar files are read as if they were folders; nothing is unpacked.
    """
    from piilint.cli.outputs import read_outputs, write_outputs

    outputs = read_outputs(form, output)
    began = time.perf_counter()
    known = os.path.abspath(baseline) if baseline else "" if no_baseline else None
    config = os.path.abspath(config) if config else None
    tree = index_of(paths) if staged else at_address(paths)
    refuse_fixing(paths, fixing=fixing, from_git=tree is not None, unsafe=unsafe)
    if tree is not None and not staged:
        paths, project, running = (".",), None, kept_apart(running)
    read = tree.read if tree is not None else Path.read_bytes
    configuration = _configured(
        (load_staged if staged else load)([*paths, *filter(None, (project, stdin_name))], config, read),
        min_confidence=min_confidence,
        fail_on=fail_on,
        strict=strict or None,
        baseline=known,
        require_complete=require_complete,
    )
    asked = asked_for(paths, project, configuration, tree, revision, stdin_name)
    with running_as(configuration, statistics=statistics, **running) as run:
        report = check_asked(asked, configuration, run, today())
        if fixing == "fix":
            report = mended(report, lambda: check_asked(asked, configuration, run, today()), unsafe=unsafe)
    if require_files and not (report.summary.files or report.problems or asked.excuse or asked.left_out):
        raise UsageError(f"nothing was looked at: there are no Python files in {', '.join(asked.paths[:3])}")
    if statistics:
        report = _timed(report, time.perf_counter() - began)
        click.echo(statistics_of(run, report), err=True)
    instead = diff_of(report, unsafe=unsafe) if fixing == "diff" else None
    write_outputs(report, outputs, Manner(group=group, language=spoken()), color=color, instead=instead)
    return exit_code(report, configuration.settings)


def _timed(report: Report, seconds: float) -> Report:
    return msgspec.structs.replace(report, summary=msgspec.structs.replace(report.summary, seconds=round(seconds, 2)))


def _configured(configuration: Configuration, **options: object) -> Configuration:
    """The configuration with what the options say instead; those that are None say nothing."""
    changes = {key: value for key, value in options.items() if value is not None}
    settings = msgspec.structs.replace(configuration.settings, **changes)
    return replace(configuration, settings=settings)


def exit_code(report: Report, settings: Config) -> int:
    """1 for what the settings don't let pass, else 0; what isn't seen in the report is said on standard error."""
    summary = report.summary
    found = summary.errors + summary.warnings
    failing = {"error": summary.errors, "warning": found, "never": 0}[settings.fail_on]
    objections, say = [], spoken().say
    if summary.completeness < settings.require_complete:
        done, wanted = f"{summary.completeness:.2%}", f"{settings.require_complete:.2%}"
        objections.append(say("{} were analysed, less than {}", done, wanted))
    if settings.fail_on != "never":
        if 0 <= settings.max_warnings < summary.warnings:
            objections.append(say("{} warnings are more than {}", summary.warnings, settings.max_warnings))
        if settings.ratchet and found:
            objections.append(say("{} findings aren't in the baseline, or no longer occur (ratchet)", found))
    for objection in objections:
        click.echo(f"piilint: {objection}", err=True)
    return 1 if failing or objections or (settings.strict and report.problems) else 0
