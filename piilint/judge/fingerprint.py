"""The identity of a finding across edits: a hash of what it is about, without line numbers and without the file.

Code + element + the function's name within its module + sink's name + argument + ordinal: reformatting code, moving it
to another place or file, renaming the file or a local doesn't change it. The ordinal counts over the whole program, also
what isn't reported: which files were asked for, what the policy says and which comments stand there changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from piilint.model.facts import Defect, Definition, Flow, LiteralValue

Fact = Flow | Defect | Definition | LiteralValue
_LENGTH = 20
"""Hexadecimal digits: 80 bits, for at most some 100,000 findings."""
_NUMBERED = re.compile(r"(?<=<lambda)@\d+|#\d+")
"""What tells functions of one name apart within a run, by where they stand."""


def fingerprints(facts: Iterable[tuple[Fact, str]]) -> list[str]:
    """Return a fingerprint for each fact and rule's code; those that are about the same are told apart by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for fact, code in facts:
        parts = _parts(fact, code)
        found.append(digest((*parts, str(seen[parts]))))
        seen[parts] += 1
    return found


def digest(parts: Iterable[str]) -> str:
    """Return the fingerprint of these words."""
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_LENGTH]


def local_name(dotted: str, path: str) -> str:
    """Return a function's or class's name within its module: "Service.book" of "bank.app.Service.book" in bank/app.py.

    Names made of positions (lambdas, functions defined twice) lose them.
    """
    words = dotted.split(".")
    stem = (path.rpartition(".")[0] or path).removesuffix("/__init__")
    folders = [part for part in stem.replace("\\", "/").split("/") if part]
    lengths = [length for length in range(1, len(words)) if _same(words[:length], folders[-length:])]
    return _NUMBERED.sub("", ".".join(words[max(lengths, default=0) :]))


def _same(words: list[str], folders: list[str]) -> bool:
    """Whether a module's name is the end of a path; modules of one name are told apart by underscores."""
    return words[:-1] == folders[:-1] and words[-1].rstrip("_") == folders[-1].rstrip("_")


def _parts(fact: Fact, code: str) -> tuple[str, ...]:
    match fact:
        case Flow():
            return (code, fact.element, local_name(fact.function, fact.location.path), fact.callee, fact.argument)
        case Defect():
            return (code, fact.kind, local_name(fact.name, fact.spot.path))
        case Definition():
            return (code, fact.element, local_name(fact.owner, fact.spot.path), fact.name)
        case LiteralValue():
            return (code, fact.element, local_name(fact.function, fact.spot.path))
