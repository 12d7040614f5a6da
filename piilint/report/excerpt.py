"""A line of source as it may be shown: without the sensitive literals that may stand in it, and without anything that
would act on the reader's terminal."""

from __future__ import annotations

import re
import unicodedata

_LONG = 160
"""Characters of a line that are shown."""
_NUMBER = re.compile(r"(?<![\w.])\d(?:[ -]?\d){11,18}(?![\w.])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}\b")
_IDENTITY = re.compile(r"\b\d{17}[\dXx]\b")


def shown(line: str) -> str:
    """The line with long numbers and IBANs shortened to their ends, and control characters spelled out."""
    for pattern in (_IBAN, _IDENTITY, _NUMBER):
        line = pattern.sub(lambda found: mask(found[0]), line)
    plain = "".join(_harmless(character) for character in line.rstrip("\r\n"))
    return plain if len(plain) <= _LONG else plain[:_LONG] + "…"


def mask(literal: str) -> str:
    """ "4111…1111"."""
    compact = literal.replace(" ", "").replace("-", "")
    return f"{compact[:4]}…{compact[-4:]}"


def _harmless(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
        return f"\\u{ord(character):04x}"
    return character
