"""`piilint query`: flows of an element into a channel, also those that the policy or the threshold leaves out."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click
import msgspec

from piilint.cli.clock import today
from piilint.cli.running import running_as, running_options
from piilint.cli.tongue import spoken
from piilint.config.load import Configuration, load
from piilint.config.policy import ALL, as_row
from piilint.config.validate import nearest
from piilint.model.errors import UsageError
from piilint.model.finding import Finding, Report, Severity


@click.command("query")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--element", "elements", multiple=True, help="Only these elements, such as iban; may be repeated.")
@click.option("--channel", "channels", multiple=True, help="Only these channels: log, store.file; may be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
@click.option("--config", type=click.Path(dir_okay=False), help="The configuration, instead of the nearest one.")
@running_options
def command(
    paths: tuple[str, ...],
    elements: tuple[str, ...],
    channels: tuple[str, ...],
    form: str,
    config: str | None,
    **running: Any,
) -> int:
    """List the flows in PATHS of some elements into some channels.

    Flows that `piilint check` doesn't report are listed, too: of low confidence, off by policy, suppressed, or in the
    baseline. Standard error says how many these are.
    """
    from piilint.pipeline import check
    from piilint.report import Manner, render

    configuration = load(paths, config)
    _refuse_unknown(configuration, elements, channels)
    given = paths or tuple(str(configuration.root / path) for path in configuration.settings.paths)
    with running_as(configuration, statistics=False, **running) as run:
        everything = check(given, wide(configuration, elements), today=today(), run=run)
        checked = check(given, configuration, today=today(), run=run).findings
    severities = {_key(finding): finding.severity for finding in checked}
    reported = {_key(finding) for finding in checked if finding.is_open}
    found = [
        msgspec.structs.replace(finding, suppressed=None, severity=severities.get(_key(finding), finding.severity))
        for finding in everything.findings
        if finding.sink is not None and _is_asked_for(finding, elements, channels)
    ]
    sys.stdout.buffer.write(
        render(_with(everything, found), form, Manner(language=spoken())).encode("utf-8", "backslashreplace")
    )
    sys.stdout.buffer.flush()
    unseen = sum(_key(finding) not in reported for finding in found)
    flows, say = spoken().count(len(found), "flow"), spoken().say
    click.echo(say("{}, of which `piilint check` doesn't report {}.", flows, unseen), err=True)
    return 0


def _refuse_unknown(configuration: Configuration, elements: tuple[str, ...], channels: tuple[str, ...]) -> None:
    from piilint.catalogue.additions import catalogue_with
    from piilint.catalogue.channels import channels as all_channels

    known = catalogue_with(configuration).elements
    families = {key.partition(".")[0] for key in all_channels()}
    for element in elements:
        if element not in known:
            raise UsageError(
                f"--element {element}: there is no such element; {nearest(element, known) or 'see piilint explain'}"
            )
    for channel in channels:
        if channel not in families and channel not in all_channels():
            hint = nearest(channel, {*families, *all_channels()}) or f"there are {', '.join(sorted(families))}"
            raise UsageError(f"--channel {channel}: there is no such channel; {hint}")


def wide(configuration: Configuration, elements: tuple[str, ...] = ()) -> Configuration:
    """The configuration with nothing left out: what is off is a warning; low data only where its element is asked for."""
    settings = configuration.settings
    policy = settings.policy
    everything = msgspec.structs.replace(
        policy,
        critical=_row(policy.critical),
        high=_row(policy.high),
        elements={key: _row(policy.elements.get(key, {})) for key in dict.fromkeys((*policy.elements, *elements))},
        third_parties={},
        combine=(),
        allow={},
    )
    return replace(
        configuration,
        settings=msgspec.structs.replace(settings, policy=everything, override=(), min_confidence="low", baseline=""),
    )


def _row(row: Severity | dict[str, Severity]) -> dict[str, Severity]:
    return {ALL: "warning", **{key: "warning" if said == "off" else said for key, said in as_row(row).items()}}


def _is_asked_for(finding: Finding, elements: tuple[str, ...], channels: tuple[str, ...]) -> bool:
    family = finding.channel.partition(".")[0]
    return (not elements or finding.element in elements) and (
        not channels or bool({family, finding.channel} & {*channels})
    )


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.location, finding.code, finding.element)


def _with(report: Report, findings: list[Finding]) -> Report:
    from piilint.judge.summary import counted_again

    return msgspec.structs.replace(report, findings=tuple(findings), summary=counted_again(report.summary, findings))
