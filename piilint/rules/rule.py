"""What a rule is: a page of documentation, a channel, and a message."""

from __future__ import annotations

from dataclasses import dataclass

from piilint.model.finding import Family


@dataclass(frozen=True, slots=True)
class Rule:
    """Reports the facts of its channels.

    Rules differ in what they say, not in how they find it: facts carry a channel, and the channel has one rule.
    """

    code: str
    """"PII101": the family's digit and a number."""
    name: str
    """Reads well after "allow": "log-message"."""
    family: Family
    channels: tuple[str, ...]
    """What it reports, as family.port: "log.message"; "safeguard.bare-hash", "model.showing-repr", "literal.value" for
    the facts that aren't flows."""
    title: str
    """What is wrong, as the heading of its page."""
    message: str
    """Of a finding, with {element}, {callee}, {name} and {detail} to be filled in."""
    cwe: tuple[int, ...]
    """Numbers of the weaknesses (https://cwe.mitre.org) that it shows."""
    since: str = "0.1.0"
    """The version that first had it."""
