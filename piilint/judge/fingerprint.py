"""The identity of a finding across edits: a hash of what it is about, without line numbers.

Code + element + qualified name of the function + sink's name + argument + ordinal: moving code, reformatting it or
renaming a local doesn't change it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from piilint.judge.candidates import Candidate
from piilint.model.facts import Defect, Definition, Flow, LiteralValue

_LENGTH = 20
"""Hexadecimal digits: 80 bits, for at most some 100,000 findings."""


def fingerprints(candidates: Iterable[Candidate]) -> list[str]:
    """Return a fingerprint for each candidate; those that are about the same are told apart by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for candidate in candidates:
        parts = _parts(candidate)
        found.append(digest((*parts, str(seen[parts]))))
        seen[parts] += 1
    return found


def digest(parts: Iterable[str]) -> str:
    """Return the fingerprint of these words."""
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def _parts(candidate: Candidate) -> tuple[str, ...]:
    fact, code = candidate.fact, candidate.rule.code
    match fact:
        case Flow():
            return (code, fact.element, fact.function, fact.callee, fact.argument)
        case Defect():
            return (code, fact.kind, fact.name)
        case Definition():
            return (code, fact.element, fact.owner, fact.name)
        case LiteralValue():
            return (code, fact.element, fact.function)
