"""What the steps of a trace are called, and how figures are put into words."""

from __future__ import annotations

_STEPS = {
    "read": "read of {}",
    "parameter": "parameter {}",
    "literal": "literal",
    "queried": "selected by {}",
    "assigned": "assigned to {}",
    "stored": "stored in {}",
    "loaded": "loaded from {}",
    "formatted": "formatted into text",
    "concatenated": "joined to other text",
    "joined": "joined into text",
    "collected": "put in by {}",
    "unpacked": "unpacked into {}",
    "iterated": "an element of {}",
    "passed": "passed to {}",
    "returned": "returned by {}()",
    "called": "result of {}",
    "raised": "raised as {}",
    "caught": "caught as {}",
    "rendered": "shown by {}",
    "serialised": "serialised",
    "converted": "converted by {}()",
    "captured": "captured by {}",
    "yielded": "yielded",
    "weakly-protected": "hashed without a key",
    "reaches": "reaches {}",
}


def step(kind: str, subject: str) -> str:
    """One step of a trace in words."""
    phrase = _STEPS.get(kind, f"{kind} {{}}")
    return phrase.format(subject).strip() if subject else phrase.replace("{}()", "a call").replace("{}", "").strip()


def plural(number: int, word: str) -> str:
    """ "1 file", "2 files"."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")
