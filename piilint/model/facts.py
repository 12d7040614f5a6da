"""Facts: what the analysis found out, before any policy. The waist of the hourglass: plain frozen data.

`flow` makes them; `judge` turns them into findings under the policy, through the `rules`. Facts name elements and
channels, never libraries' meaning; every place is a `Spot`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from piilint.model.place import Spot

Confidence = Literal["high", "medium", "low"]


class Step(msgspec.Struct, frozen=True, order=True, gc=False):
    """One move of a value on its way from source to sink.

    `kind` says what happened, `subject` to what (source text of a name, key, function or parameter; never a literal
    value). Reports put both into words, in the reader's language: see `report.words`.
    """

    spot: Spot
    kind: str
    """read · parameter · literal · queried · assigned · stored · loaded · formatted · concatenated · joined ·
    collected · unpacked · iterated · passed · returned · called · raised · caught · rendered · serialised · converted ·
    captured · yielded · weakly-protected · reaches"""
    subject: str = ""


class Flow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One element that travels from a source to a sink with no safeguard on the way."""

    element: str
    """The element's key in the catalogue."""
    channel: str
    """Family and port of the sink, such as "log.message" or "store.file"."""
    callee: str
    """The sink's name as the catalogue has it, such as "logging.Logger.info"; "raise" and "assert" for statements."""
    argument: str
    """Which argument of the meeting call carries it, in access path notation: "arg1", "kw:extra", "self"."""
    function: str
    """Qualified name of the function where value and way to the sink meet, such as "bank.app.Service.book"."""
    location: Spot
    """The meeting call."""
    source: Spot
    source_text: str
    """How the source reads: "stmt.iban", "row['iban']", "get_account_number()"; never a literal value."""
    sink: Spot
    trace: tuple[Step, ...]
    """From source to sink, in order."""
    confidence: Confidence = "high"
    many: bool = False
    """Whether many rows flow (a whole table, a loop without bound) rather than one."""
    defect: str = ""
    """"" or why a safeguard on the way doesn't count as one: "bare-hash"."""
    looped: bool = False
    """Whether it flows again in every round of a loop over something unknown."""
    command: str = ""
    """If there may be many rows: the command that somebody runs by hand and that leads here."""
    context: tuple[str, ...] = ()
    """Elements that meet this one in the same call, sorted; for the combination's severity."""
    unasked: bool = False
    """Whether unknown code that a caller passes would have given it back: of no weight where a caller is in view. Settled
    before facts are handed on."""
    uncalled: str = ""
    """Of a call from outside that nobody in view makes, the function that is called: of no weight where a caller is in view.
    Such flows are taken out before facts are handed on."""


class Defect(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A safeguard that doesn't guard: stands on its definition."""

    kind: str
    """"identity-mask" · "partial-mask" · "unattached-filter" · "switched-filter" · "weak-cipher" · "unchecked-read" ·
    "unaudited-read"."""
    spot: Spot
    name: str
    """Qualified name of the function or class."""
    detail: str = ""
    """What survives, in words: "all but 2 characters"."""
    confidence: Confidence = "high"


class Definition(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A field or column that will leak wherever its class is used."""

    kind: str
    """"plaintext-column" · "showing-repr"."""
    element: str
    spot: Spot
    owner: str
    """Qualified name of the class."""
    name: str
    """The field's name."""
    confidence: Confidence = "high"


class LiteralValue(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A literal in the code that passes its checksum and is no published sample."""

    element: str
    spot: Spot
    shown: str
    """The literal, masked: "4111…1111"."""
    function: str
    confidence: Confidence = "high"


class Mask(msgspec.Struct, frozen=True, order=True, gc=False):
    """A function in view that is named like a mask of one value, and whose body was seen to hold."""

    path: str
    module: str
    """Its module's dotted name, as far as the tree tells: "bank.masking"."""
    name: str


class Statistics(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How complete the analysis was."""

    functions: int = 0
    unresolved_sensitive_calls: int = 0
    """Calls that were given something sensitive and whose callee isn't known."""
    budgets_hit: int = 0
    cut_short: int = 0
    """Functions that weren't followed to their end: no fixpoint in time, too many ways out, calls nested too deep."""


class Facts(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All that `flow` found, each tuple sorted by place; and the masks that could mend it."""

    flows: tuple[Flow, ...] = ()
    defects: tuple[Defect, ...] = ()
    definitions: tuple[Definition, ...] = ()
    literals: tuple[LiteralValue, ...] = ()
    masks: tuple[Mask, ...] = ()
    statistics: Statistics = Statistics()
