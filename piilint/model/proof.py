"""What safeguards in view were shown to do: plain data, from the analysis to the report."""

from __future__ import annotations

from typing import Literal

import msgspec

from piilint.model.place import Spot

Evidence = Literal["evaluated", "executed", "data flow", "none"]
Verdict = Literal["holds", "partly", "fails", "unknown"]


class Observation(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a safeguard made of one sample of a standard shape."""

    shape: str
    """The shape's key in `catalogue.shapes`."""
    given: str
    """The sample: published or invented, never the project's data."""
    result: str
    """What came of it: text, "raises ValueError", "<encrypted>"."""
    survive: int
    """Letters and digits of the sample that the result tells."""
    of: int
    positions: tuple[int, ...] = ()
    """Which these are, counted among the sample's letters and digits."""
    key: str = ""
    """Of a record: the key that the sample stood under."""
    condition: str = ""
    """What must be so for it: "settings.MASKING is off"."""
    standards: dict[str, bool] = {}
    """Whether each standard that speaks of the shape is met, by its key."""
    by_pattern: bool = False
    """Whether regular expressions had a part in it, which pass over what they don't match."""
    relevant: bool = True
    """Whether the safeguard is meant for such data: by its name, its parameter or what it is applied to."""


class Application(msgspec.Struct, frozen=True, order=True, gc=False):
    """Data that a safeguard is given somewhere."""

    element: str
    calls: int


class Proof(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One safeguard and what is known of it."""

    name: str
    """Qualified name: "bank.masking.mask_card"."""
    kind: str
    """mask · encryption · token · keyed-hash, as its name or the configuration says."""
    spot: Spot
    parameter: str
    """The parameter that takes the data; "" if there is none."""
    evidence: Evidence
    verdict: Verdict
    reason: str = ""
    """Why it couldn't be evaluated, or what makes the verdict."""
    applied: tuple[Application, ...] = ()
    observations: tuple[Observation, ...] = ()
    counter_examples: tuple[Observation, ...] = ()
    """The observations that make it fail, the plainest first."""
    caveats: tuple[str, ...] = ()
