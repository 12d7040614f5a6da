"""Findings about piilint's own comments and files: a suppression, a line of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from piilint.judge.fingerprint import digest
from piilint.judge.policies import Policies
from piilint.model.finding import Finding
from piilint.model.place import Place
from piilint.rules import rule_by_channel


def meta_finding(
    channel: str, place: Place, message: str, policies: Policies, *identity: str, argument: str = ""
) -> Iterator[Finding]:
    """Give the finding of a channel of the family `meta`, unless the policy of its file is silent about it.

    `identity` are further words that tell it from others with the same message; `argument` says what in it is meant.
    """
    rule = rule_by_channel()[channel]
    severity = policies.severity(place.path, rule, channel, None, "high")
    if severity != "off":
        yield Finding(
            code=rule.code,
            rule=rule.name,
            family=rule.family,
            element=None,
            level=None,
            severity=severity,
            confidence="high",
            message=message,
            fingerprint=digest((rule.code, message, *identity)),
            location=place,
            channel=channel,
            argument=argument,
        )
