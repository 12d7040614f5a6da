"""Findings and the report: what judging made of the facts; the shape that formats render."""

from __future__ import annotations

from typing import Literal

import msgspec

from piilint.model.facts import Confidence
from piilint.model.place import Place

Level = Literal["critical", "high", "low"]
Severity = Literal["error", "warning", "off"]
Family = Literal["log", "print", "store", "send", "error", "model", "literal", "safeguard", "meta"]

Scope = Literal["statement", "block", "file"]
"""What a suppression is about."""
SuppressionState = Literal["active", "unused", "expired", "malformed", "incomplete"]


class TraceStep(msgspec.Struct, frozen=True, gc=False):
    place: Place
    kind: str
    subject: str


class Suppression(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A comment that accepted a finding."""

    place: Place
    reason: str
    until: str = ""
    """The last day on which it counts, as 2027-01-31; "" for ever."""
    by: str = ""
    approved_by: str = ""


class SuppressionRecord(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A suppression as auditors list it, whether it accepts anything or not."""

    suppression: Suppression
    scope: Scope
    rules: tuple[str, ...]
    """As named in the comment: codes, names or families."""
    state: SuppressionState
    accepts: int
    """How many findings it accepts, or would accept if it counted."""


class Edit(msgspec.Struct, frozen=True, order=True, gc=False):
    """What stands at a place, replaced by a text; a place without extent is where the text is put in."""

    place: Place
    text: str
    is_import: bool = False
    """Whether it binds a name for other edits: such edits may stand beside each other at one place."""


class Fix(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Edits that mend a finding."""

    kind: str
    """wrap · redact · cut · name · hide · set · uncomment: see `report.words`."""
    subject: str = ""
    """With what: the mask's name, the setting."""
    edits: tuple[Edit, ...]
    is_safe: bool
    """Whether nothing changes but what is shown where it leaks, so that it may be done unseen."""


class Finding(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A fact that a rule reports under the policy."""

    code: str
    rule: str
    family: Family
    element: str | None
    level: Level | None
    severity: Severity
    confidence: Confidence
    message: str
    fingerprint: str
    location: Place
    source: Place | None = None
    source_text: str = ""
    sink: Place | None = None
    sink_name: str = ""
    trace: tuple[TraceStep, ...] = ()
    suppressed: Suppression | None = None
    baselined: bool = False
    many: bool = False
    channel: str = ""
    """Family and port, such as "log.message"."""
    title: dict[str, str] = {}
    """What the element is called, by language."""
    owners: tuple[str, ...] = ()
    """Who owns the file that it stands in, by the project's CODEOWNERS."""

    function: str = ""
    """The function or class that it stands in, without its module: "Service.book"; "<module>" at the top."""
    argument: str = ""
    """Which argument of the call carries the data ("arg1", "kw:extra"), or which field of the class."""

    audiences: tuple[str, ...] = ()
    """Who can read what reaches the channel, by key."""
    forbidden_to: tuple[str, ...] = ()
    """Those of them who must not, by the policy."""

    fix: Fix | None = None
    """How it could be mended mechanically; None where that takes thought."""

    @property
    def is_open(self) -> bool:
        """Whether it counts: neither suppressed nor in the baseline."""
        return self.suppressed is None and not self.baselined

    def places(self) -> tuple[Place, ...]:
        """All places that it speaks of."""
        own = (self.location, self.source, self.sink, *(step.place for step in self.trace))
        return tuple(place for place in own if place is not None)


class Problem(msgspec.Struct, frozen=True, order=True, gc=False):
    """Something about the input that kept piilint from reading all of it."""

    path: str
    line: int
    code: str
    message: str

    def line_of_text(self) -> str:
        """As programs are told it, in English."""
        return f"{self.path}:{self.line}: {self.message}"


class Summary(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    files: int = 0
    lines: int = 0
    functions: int = 0
    errors: int = 0
    warnings: int = 0
    suppressed: int = 0
    baselined: int = 0
    unread: int = 0
    """Files that couldn't be read or parsed."""
    cut_short: int = 0
    """Functions that a limit of the analysis cut short."""
    completeness: float = 1.0
    """The share of what was asked for that was analysed to the end, from 0 to 1."""
    seconds: float = 0.0


class ChokePoint(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A place that flows go through: what is masked there gets out on none of them."""

    place: Place
    name: str = ""
    """The sink's name where it is a sink, else what the value is called there."""
    closes: tuple[str, ...] = ()
    """Fingerprints of the findings whose flows go through it, in the report's order."""
    elements: tuple[str, ...] = ()
    """What goes through it, sorted."""


class Report(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The outcome of one run: findings sorted by path, line, column, code, element."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    summary: Summary = Summary()
    files: tuple[str, ...] = ()
    """The files that were reported on."""
    others: tuple[str, ...] = ()
    """The files that were analysed, too."""
    suppressions: tuple[SuppressionRecord, ...] = ()
    """All suppression comments of the files that were reported on, by path and line."""
    sources: dict[str, str] = {}
    """Text of the files that findings point into, by path, for excerpts; not rendered as such."""
