"""Evidence: what was checked for a regulation, on which state of the code, with what outcome. Never a verdict."""

from __future__ import annotations

import msgspec

from piilint.model.finding import Report


class ClauseEvidence(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What bears on one clause."""

    id: str
    text: dict[str, str]
    """A paraphrase, by language."""
    wording: str
    """How far the paraphrase was verified: text, secondary, unverified."""
    rules: tuple[str, ...]
    """The codes of the rules that look at it."""
    findings: tuple[str, ...]
    """Fingerprints of the findings that bear on it, suppressed and baselined ones included."""


class Evidence(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All that a reviewer may ask of a run."""

    regulation: str
    title: dict[str, str]
    version: str
    """Of piilint."""
    knowledge: str
    """SHA-256 of piilint's catalogue and the project's additions."""
    paths: tuple[str, ...]
    commit: str
    """"" if the files aren't in a repository."""
    is_changed: bool
    """Whether the files differ from the commit."""
    as_of: str
    """The day by which suppressions are judged."""
    configuration: str
    """The name of the configuration's file; "" for the defaults."""
    configuration_digest: str
    """SHA-256 of the settings in effect."""
    min_confidence: str
    exclude: tuple[str, ...]
    sources_digest: str
    """SHA-256 over the names and contents of the files that were analysed."""
    report: Report
    clauses: tuple[ClauseEvidence, ...]
