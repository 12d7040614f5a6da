"""What stands in `piilint.toml`, or under `[tool.piilint]` in `pyproject.toml`. The texts below are the manual.

Keys are written with hyphens (`fail-on`). The tables that add to the catalogue (`[[element]]`, `[[source]]`, `[[sink]]`,
`[[propagator]]`, `[[sanitizer]]`, `[[value]]`, `[[query]]`) have the catalogue's own keys and are checked there.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from piilint.model.facts import Confidence
from piilint.model.finding import Severity

FailOn = Literal["error", "warning", "never"]
ByLevel = dict[str, Severity]
"""Level → severity; `*` for all others."""
Row = dict[str, Severity]
"""Channel → severity. A channel is a family (`log`), a family and a port (`log.message`), or `*` for all others."""
Field = Literal["reason", "until", "by", "approved-by"]
"""What a suppression can say."""
Mark = Literal["noqa", "nosec"]
RawTable = dict[str, object]
"""A table of the catalogue's own format, not yet checked."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab", gc=False):
    """What all tables share: unknown keys are mistakes."""


class Forbidden(Table, frozen=True, kw_only=True):
    """Cells of the matrix element × audience that must stay empty: whatever the rows say, such a flow is reported."""

    elements: tuple[str, ...]
    """Elements by key, levels (`critical`), or `*` for all that aren't low."""
    audiences: tuple[str, ...]
    """Audiences by key: see `piilint audiences`."""
    severity: Literal["error", "warning"] = "error"
    """How loudly a flow into such a cell is reported at least."""
    reason: str = ""
    """Why, for the reader."""


class Combination(Table, frozen=True, kw_only=True):
    """Elements that weigh more together than each by itself: an account, a counterparty, an amount and a time are a
    statement's row. Each that meets enough of the others in one call is reported this loudly, whatever the rows say.

    With `elements = ["*"]`, `at-least = 1` and `many = true` it is a rule about bulk: whole tables, not one row.
    """

    elements: tuple[str, ...]
    """Elements by key, levels (`critical`), groups (`group:account`, `group:party`, `group:statement`), or `*`; groups and
    `*` are about what isn't low."""
    at_least: int = 0
    """How many different ones of these must meet; 0: all."""
    channels: tuple[str, ...] = ("*",)
    """Channels or families; `*` for all."""
    many: bool | None = None
    """`true`: only where many rows flow (a table, a loop without bound); `false`: only where one does."""
    severity: Severity
    """How loudly these are then reported; `off` for combinations that are fine."""
    reason: str = ""
    """Why, for the reader."""


class Policy(Table, frozen=True, kw_only=True):
    """What is reported, and how loudly: level × channel → `error`, `warning` or `off`.

    A row is one severity for every channel (`low = "off"`), or a table from channel to severity. The more specific key
    counts: `log.message` before `log` before `*`. A row is laid over the default: naming a family sets all its ports.
    """

    critical: Severity | Row = msgspec.field(default_factory=dict)
    """Data that lets someone act as the customer: card number, CVV, PIN, password, one-time code."""
    high: Severity | Row = msgspec.field(default_factory=dict)
    """Data that identifies a customer or shows their money: account number, name, phone, statement, amount, balance."""
    low: Severity | Row = msgspec.field(default_factory=dict)
    """Opaque or public data: internal ids, currency, status, counts. It is followed only where this row, an element's
    own or a third party's `low` asks for it."""
    elements: dict[str, Severity | Row] = {}
    """Rows for single elements, by key (`piilint explain` lists them); they count before their level's row."""
    forbid: tuple[Forbidden, ...] = ()
    """What must never reach whom."""
    combine: tuple[Combination, ...] = ()
    """What weighs more, or less, together or in bulk. Of several that hold, the last counts."""
    allow: dict[str, tuple[str, ...]] = {}
    """What may be handed to a third party's library: by its package or a longer dotted name (`openai`, `stripe`), the
    elements by key, or levels. That isn't reported; everything else is, as `third-parties` and the rows say."""
    third_parties: dict[str, Severity | ByLevel] = {}
    """Rows for what is handed to a third party's library, by its package or a longer dotted name (`sentry_sdk`,
    `openai`): one severity (for low data only if it is `off`), or one by level. They count before all others."""


class Override(Table, frozen=True, kw_only=True):
    """Another policy for some paths. Where several overrides match a path, the later ones are laid over the earlier."""

    paths: tuple[str, ...]
    """Patterns as in `.gitignore`, relative to the configuration file: `tests/`, `scripts/*.py`."""
    ignore: tuple[str, ...] = ()
    """Rules that aren't reported there, by code (`PII201`), name (`print-console`) or family (`print`)."""
    policy: Policy = Policy()
    """Rows that are laid over the project's."""


class Suppressions(Table, frozen=True, kw_only=True):
    """What `# piilint: ignore[…]` comments must say. One that doesn't accepts nothing, and is a finding itself.

    Whatever is demanded, `until` is a date, and `by` and `approved-by` are two people.
    """

    require: tuple[Field, ...] = ()
    """What every suppression must have, of `reason`, `until`, `by`, `approved-by`."""
    require_critical: tuple[Field, ...] = ()
    """What the suppression of a `critical` element must have besides."""
    max_days: int = 0
    """How many days ahead `until` may lie; 0: any number."""
    honour: tuple[Mark, ...] = ()
    """Other linters' comments that are suppressions, too: `noqa` and `nosec`, without codes or with piilint's own."""


class Config(Table, frozen=True, kw_only=True):
    """The keys of `piilint.toml`."""

    extends: tuple[str, ...] = ()
    """Policies that this one is laid over, the later ones over the earlier: a TOML file relative to this one
    (`"bank-policy.toml"`), a file of an installed package (`"bank_policies:strict.toml"`), or a preset (`"default"`,
    `"strict"`, `"pci-dss"`, `"jrt-0171"`, `"gdpr"`). Rows of policies are laid over row by row, arrays of tables are
    added to, other keys replace. Paths and patterns are relative to the file that extends."""
    paths: tuple[str, ...] = (".",)
    """What `piilint check` without paths looks at, relative to the configuration file."""
    exclude: tuple[str, ...] = ()
    """What is left out when folders are walked: patterns as in `.gitignore`, relative to the configuration file.

    Files named on the command line are checked all the same."""
    max_file_bytes: int = 5_000_000
    """Files larger than this many bytes aren't analysed, and are reported as problems: such files are generated."""
    time_limit: int = 0
    """Seconds after which the analysis stops, 0 for none. What couldn't be analysed by then is reported as problems."""
    file_time_limit: int = 60
    """Seconds of computing that the values in one file's functions may take, 0 for no limit. A file that takes longer,
    such as a generated one, is reported as a problem, and its functions aren't followed to the end."""
    min_confidence: Confidence = "medium"
    """Findings that the analysis is less sure of aren't reported: `high`, `medium` or `low`."""
    fail_on: FailOn = "error"
    """From which severity on findings make the exit code 1: `error`, `warning` or `never`."""
    strict: bool = False
    """Whether files that can't be read or parsed make the exit code 1, too."""
    require_complete: float = 0.0
    """How complete the analysis must have been, from 0 to 1: else the exit code is 1. Files that couldn't be read, and
    functions that were cut short by a limit, count against it."""
    max_warnings: int = -1
    """More warnings than this make the exit code 1, whatever `fail-on` says; -1: any number is fine."""
    ratchet: bool = False
    """Whether only the way down is open: any finding, warning or error, that isn't in the baseline makes the exit code
    1, and so does a line of the baseline that no longer occurs; `piilint baseline update` adds nothing by itself."""
    baseline: str = "piilint-baseline.txt"
    """The file of known findings, relative to the configuration file; see `piilint baseline`. It counts where it exists."""
    max_unaudited: int = -1
    """How many lines of the baseline may be without a verdict; -1: any number."""
    policy: Policy = Policy()
    """What is reported, and how loudly."""
    audiences: dict[str, tuple[str, ...]] = {}
    """Who can read what reaches a channel, where it isn't as the catalogue says: channel or family → audiences. Other
    names than the catalogue's are the project's own."""
    suppressions: Suppressions = Suppressions()
    """What suppressions must say."""
    override: tuple[Override, ...] = ()
    """Other policies for some paths."""
    element: tuple[RawTable, ...] = ()
    """The project's own elements, or more words for known ones."""
    source: tuple[RawTable, ...] = ()
    """The project's own sources: calls, or names of variables, parameters and attributes, that hold an element."""
    sink: tuple[RawTable, ...] = ()
    """The project's own sinks: calls that hand their arguments to a channel."""
    propagator: tuple[RawTable, ...] = ()
    """Calls that move data from their arguments to their result, or to their receiver."""
    sanitizer: tuple[RawTable, ...] = ()
    """Calls whose result is safe to show."""
    safeguard: tuple[RawTable, ...] = ()
    """Another name for `sanitizer`."""
    value: tuple[RawTable, ...] = ()
    """Types of what calls give, so that methods are known."""
    query: tuple[RawTable, ...] = ()
    """Calls that run SQL text."""
    failure: tuple[RawTable, ...] = ()
    """Calls that fail with an exception whose text repeats what they were given."""
    access: tuple[RawTable, ...] = ()
    """Calls that read statements, check permissions and write audit records: see below."""
    command: tuple[RawTable, ...] = ()
    """How functions become commands that somebody runs by hand; what these write out in bulk is an export."""
