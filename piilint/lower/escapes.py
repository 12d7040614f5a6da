"""What the backslashes of a string literal mean (Python's language reference, "Escape sequences").

`ast.literal_eval` would do it too, but warns about `"\\d"` on the user's terminal; here an unknown escape
stays as it is, as it does in Python.
"""

from __future__ import annotations

import re
import sys
import unicodedata

_ESCAPE = re.compile(
    r"\\(?:(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9a-fA-F]{2})|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})"
    r"|N\{(?P<name>[^}]*)\}|(?P<single>.))",
    re.DOTALL,
)
_BYTES_ESCAPE = re.compile(r"\\(?:(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9a-fA-F]{2})|(?P<single>.))", re.DOTALL)
_SINGLE = {
    "\n": "", "\\": "\\", "'": "'", '"': '"',
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip


_SURROGATES = range(0xD800, 0xE000)
"""Halves of UTF-16 pairs: allowed in a literal, but no text that could be stored."""


def unescape(text: str, *, is_bytes: bool = False) -> str:
    """Return what `text`, the inside of a literal that isn't raw, stands for; bytes as latin-1 text."""
    if "\\" not in text:
        return text
    if is_bytes:
        return _BYTES_ESCAPE.sub(_replace_byte, text)
    return _ESCAPE.sub(_replace, text)


def _replace(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "single":
        return _SINGLE.get(match["single"], match[0])
    if kind == "octal":
        return chr(int(match["octal"], 8))
    if kind == "name":
        return _named(match)
    number = int(match[str(kind)], 16)
    if number > sys.maxunicode:
        return match[0]
    return "\ufffd" if number in _SURROGATES else chr(number)


def _named(match: re.Match[str]) -> str:
    """A character's name may be newer than this interpreter's Unicode tables."""
    try:
        return unicodedata.lookup(match["name"])
    except KeyError:
        return match[0]


def _replace_byte(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "single":
        return _SINGLE.get(match["single"], match[0])
    return chr(int(match[str(kind)], 8 if kind == "octal" else 16) & 0xFF)
