"""Bytes of a source file → its text, as Python itself would read them (PEP 263, byte order mark, UTF-8 by default)."""

from __future__ import annotations

import codecs
import re

from piilint.discover import UNREADABLE
from piilint.model.finding import Problem

_HEAD = 4096
"""Bytes within which the first two lines end in any file that isn't made to be odd."""
_NEWLINE = re.compile(rb"\r\n?|\n")
_COOKIE = re.compile(rb"[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n|$)")
_COOKIE_BEHIND_BLANK = re.compile(_BLANK.pattern + _COOKIE.pattern)


def decode(source: bytes, path: str) -> str | Problem:
    """Return the file's text without its byte order mark."""
    if b"\0" in source:
        return _nul(source, path)
    start = source[:_HEAD].removeprefix(codecs.BOM_UTF8)
    cookie = _COOKIE.match(start) or _COOKIE_BEHIND_BLANK.match(start)
    encoding = _plain(cookie[1].decode("ascii", "replace")) if cookie else "utf-8"
    if source.startswith(codecs.BOM_UTF8):
        if cookie and not _is_utf8(encoding):
            return Problem(
                path, 1, UNREADABLE, f"a UTF-8 byte order mark and the coding cookie {encoding} contradict each other"
            )
        encoding = "utf-8-sig"
    return _decode(source, encoding, path)


def _plain(encoding: str) -> str:
    """Drop what editors append, as Python does: "utf-8-unix", "latin-1-dos"."""
    name = encoding.lower().replace("_", "-")
    for known in ("utf-8", "latin-1", "iso-8859-1", "iso-latin-1"):
        if name.startswith(f"{known}-"):
            return "utf-8" if known == "utf-8" else "latin-1"
    return encoding


def _decode(source: bytes, encoding: str, path: str) -> str | Problem:
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{source[error.start]:02x}" if error.start < len(source) else "the end of the file"
        return Problem(
            path,
            _line(source, error.start),
            UNREADABLE,
            f"{byte} isn't {encoding}; expected text in that encoding, or a first line that names the right one, "
            "such as `# -*- coding: gbk -*-`",
        )
    except LookupError:
        message = (
            f"unknown encoding {encoding} in the coding cookie; expected one that Python has, such as utf-8 or gbk"
        )
        return Problem(path, 1, UNREADABLE, message)
    except ValueError as error:
        return Problem(path, 1, UNREADABLE, f"can't decode the file as {encoding}: {type(error).__name__}")


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


def _nul(source: bytes, path: str) -> Problem:
    hint = " (UTF-16? save it as UTF-8)" if source[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ""
    line = _line(source, source.index(b"\0"))
    return Problem(path, line, UNREADABLE, f"NUL byte in the source, which Python doesn't accept{hint}")


def _line(source: bytes, offset: int) -> int:
    return 1 + len(_NEWLINE.findall(source, 0, offset))
