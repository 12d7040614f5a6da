"""Experiments on safeguards: a sample, and the same sample with one character changed, tell what the result tells.

given 4012888888881881   ************1881
given 4012888888885881   ************5881      the 13th character survives
given 5012888888881881   ************1881      the first doesn't
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from piilint.catalogue.shapes import Limit, Shape
from piilint.flow.concrete.library import is_result, text_of_result
from piilint.flow.concrete.values import BARE_HASH, SEALED, External, Instance, NotShown, Opaque
from piilint.model.proof import Observation

_CHINESE = "李陈"
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run."""

    text: str = ""
    raised: str = ""
    """The exception's name, if it raised one."""
    by_pattern: bool = False
    """Whether a regular expression was applied."""


Run = Callable[[Sequence[str]], list[Outcome]]
"""Runs a safeguard on several texts. Raises NotShown."""


def observe(run: Run, shape: Shape, sample: str, key: str = "") -> Observation:
    """Which characters of a sample the safeguard's result tells."""
    inputs, changed = [sample], [-1]
    end = sample.find(shape.until) if shape.until in sample and shape.until else len(sample)
    places = [place for place, char in enumerate(sample[:end]) if char.isalnum()]
    for position, place in enumerate(places):
        for other in _others(sample[place]):
            inputs.append(sample[:place] + other + sample[place + 1 :])
            changed.append(position)
    outcomes = run(inputs)
    first = outcomes[0]
    told = {
        position
        for position, outcome in zip(changed[1:], outcomes[1:], strict=True)
        if outcome.text != first.text and not outcome.raised
    }
    if BARE_HASH[0] in first.text:
        told = set(range(len(places)))
    if first.raised:
        told = set()
    positions = tuple(sorted(told))
    return Observation(
        shape=shape.key,
        given=sample,
        result=f"raises {first.raised}" if first.raised else shown(first.text),
        survive=len(positions),
        of=len(places),
        positions=positions,
        key=key,
        by_pattern=first.by_pattern,
        standards={
            name: not first.text.count(BARE_HASH[0]) and is_met(limit, positions, len(places))
            for name, limit in shape.limits.items()
        },
    )


def comes_back_whole(observation: Observation) -> bool:
    """Whether a sample that is too short for any limit comes back as it was."""
    return observation.given != "" and observation.given in observation.result


def is_met(limit: Limit, positions: Sequence[int], length: int) -> bool:
    """Whether what survives is within a limit."""
    if limit.hide:
        return length - len(positions) >= min(limit.hide, length)
    return all(position < limit.first or position >= length - limit.last for position in positions)


def tell(value: Any) -> str:
    """A result as text, the same for the same result. Raises NotShown for what isn't known."""
    if isinstance(value, str):
        return value
    if is_result(value):
        return text_of_result(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("latin-1")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{tell(key)!r}: {tell(item)!r}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(repr(tell(item)) for item in value) + "]"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(repr(tell(item)) for item in value)) + "}"
    if isinstance(value, Instance):
        return f"{value.cls.rpartition('.')[2]}({tell(value.fields)})"
    if isinstance(value, (re.Match, re.Pattern)):
        raise NotShown("it gives back a match")
    if isinstance(value, Opaque):
        raise NotShown(f"it gives back {value.text}, which isn't known")
    if isinstance(value, External):
        raise NotShown(f"it gives back an object of {value.dotted}")
    return str(value)


def shown(text: str) -> str:
    """A result as the report shows it."""
    text = re.sub(f"{SEALED[0]}+", "<encrypted>", text)
    text = re.sub(f"{BARE_HASH[0]}+", "<hash without a key>", text)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _others(char: str) -> tuple[str, ...]:
    """Two characters of the same kind."""
    if char.isdigit():
        return (str((int(char) + 1) % 10), str((int(char) + 5) % 10))
    if char.isascii():
        first = "A" if char.isupper() else "a"
        return tuple(chr((ord(char) - ord(first) + step) % 26 + ord(first)) for step in (1, 7))
    return tuple(other for other in _CHINESE if other != char)
