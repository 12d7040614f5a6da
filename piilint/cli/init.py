"""`piilint init`: a configuration that fits the repository, the hook, and the line for CI."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import click

from piilint.cli.running import running_as, running_options
from piilint.cli.tongue import spoken
from piilint.config.load import load
from piilint.model.errors import UsageError

_DISTRIBUTION = "piilint-bank"
_PLACEHOLDER = "https://git.your-bank.example/tools/piilint"
_HOOKS = ".pre-commit-config.yaml"


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, exists=True), default=".")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--force", is_flag=True, help="Write a new piilint.toml over the one that is there.")
@running_options
def command(folder: str, dry_run: bool, force: bool, **running: Any) -> int:
    """Write a commented piilint.toml for the repository in FOLDER, and the hook if there are no hooks yet.

    Libraries, wrappers around loggers, masks, tests and generated files are found by analysing the code.
    """
    from piilint.cli.fitting import ci_lines, configuration_text, hook_text
    from piilint.review.survey import survey

    top = Path(folder)
    configuration = load((folder,))
    if configuration.document.path and not force:
        raise UsageError(f"{configuration.document.path} is there already; --force writes a new piilint.toml")
    if (top / "pyproject.toml").is_file() and configuration.document.path.endswith("pyproject.toml"):
        raise UsageError(f"{configuration.document.path} has [tool.piilint]; one configuration is enough")
    fresh = load((folder,), None, _without_own)
    with running_as(fresh, statistics=False, **running) as run:
        found = survey(fresh, run)
    address, revision = origin()
    written = {top / "piilint.toml": configuration_text(found, spoken())}
    hooks = hook_text(address or _PLACEHOLDER, revision)
    if (top / ".git").exists() and not (top / _HOOKS).exists():
        written[top / _HOOKS] = hooks
    say = spoken().say
    for file, text in written.items():
        click.echo(f"{say('would write') if dry_run else say('written')}: {file.as_posix()}")
        if dry_run:
            click.echo("".join(f"    {line}\n" for line in text.splitlines()))
        else:
            file.write_text(text, encoding="utf-8", newline="\n")
    if top / _HOOKS not in written:
        click.echo(say("for {}:", _HOOKS) + "\n" + "".join(f"    {line}\n" for line in hooks.splitlines()[1:]))
    if not address:
        click.echo(say("{} stands for the address of piilint's repository, which isn't known here.", _PLACEHOLDER))
    click.echo(
        say("for {}:", "CI") + "\n" + "".join(f"    {line}\n" for line in ci_lines(top, address or _PLACEHOLDER))
    )
    summary = found.report.summary
    number = summary.errors + summary.warnings
    if number:
        todo = "{} today: mend them, or `piilint baseline create` writes them down, so that only new ones fail."
        click.echo(say(todo, spoken().count(number, "finding")))
    return 0


def _without_own(file: Path) -> bytes:
    """Read a file; the configuration that is to be replaced isn't there."""
    if file.name == "piilint.toml":
        raise FileNotFoundError(str(file))
    return file.read_bytes()


def origin() -> tuple[str, str]:
    """Return the repository and the commit that this piilint was installed from; "" where that isn't recorded."""
    try:
        recorded = distribution(_DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return "", ""
    facts = json.loads(recorded) if recorded else {}
    version = facts.get("vcs_info", {})
    return (str(facts["url"]), str(version.get("commit_id", ""))) if version else ("", "")
