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
_WRITTEN = re.compile(
    r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])|\d{3}\.\d{3}\.\d{3}-\d{2}|\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b"
)
"""Social security, Brazilian and Italian tax numbers: see `catalogue/samples.toml`."""

COMMAND = re.compile(r"##(?=(?:vso|teamcity)?\[)", re.IGNORECASE)
"""What agents of Azure Pipelines, TeamCity and GitHub take for a command, wherever it stands in a line of a log."""

HIDDEN = re.compile(
    "[\\u007f-\\u009f\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u180e\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\U000e0000-\\U000e007f]"
)
"""Characters that aren't seen or turn the reading direction, besides ASCII's own controls."""


def shown(line: str) -> str:
    """The line with long numbers and IBANs shortened to their ends, and control characters spelled out."""
    for pattern in (_IBAN, _IDENTITY, _NUMBER, _WRITTEN):
        line = pattern.sub(lambda found: mask(found[0]), line)
    text = plain(line.rstrip("\r\n"))
    return text if len(text) <= _LONG else text[:_LONG] + "…"


def plain(text: str) -> str:
    """The text on one line, with what would act on a terminal, turn the reading direction or command a CI's agent
    spelled out."""
    if "##" in text:
        text = COMMAND.sub(r"#\\u0023", text)
    return text if text.isascii() and text.isprintable() else "".join(_harmless(character) for character in text)


def cells(text: str) -> int:
    """How wide the text is on a terminal: Chinese characters take two cells."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def mask(literal: str) -> str:
    """ "4111…1111"; of a short number only its end."""
    compact = re.sub(r"\W", "", literal)
    return f"{compact[:4] if len(compact) > 12 else ''}…{compact[-4:]}"


def _harmless(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
        code = ord(character)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return character
