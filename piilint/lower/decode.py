"""Bytes of a source file → its text, as Python itself would read them (PEP 263, byte order mark, UTF-8 by default)."""

from __future__ import annotations

import io
import re
import tokenize

from piilint.model.finding import Problem

UNREADABLE = "PII900"
"""The code of problems that keep a file from being analysed."""
_NEWLINE = re.compile(rb"\r\n?|\n")
_BOM = b"\xef\xbb\xbf"


def decode(source: bytes, path: str) -> str | Problem:
    """Return the file's text without its byte order mark."""
    if b"\0" in source:
        return _nul(source, path)
    try:
        encoding = _encoding(source)
    except SyntaxError as error:
        # tokenize's messages name the encoding and the path, never the text.
        return Problem(path, 1, UNREADABLE, f"can't tell the file's encoding: {error.msg}")
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line(source, error.start)
        return Problem(
            path,
            line,
            UNREADABLE,
            f"byte 0x{source[error.start]:02x} isn't {encoding}; expected text in that encoding, or a first line "
            "that names another one, such as `# -*- coding: gbk -*-`",
        )
    except (LookupError, ValueError) as error:
        return Problem(path, 1, UNREADABLE, f"can't decode the file as {encoding}: {type(error).__name__}")


def _encoding(source: bytes) -> str:
    """Return the encoding's name; raise SyntaxError for an unknown or contradictory one."""
    if b"coding" not in source[:400] and not source.startswith(_BOM):
        first_lines = source.split(b"\n", 2)[:2]
        if not any(b"coding" in line for line in first_lines):
            return "utf-8"
    return tokenize.detect_encoding(io.BytesIO(source).readline)[0]


def _nul(source: bytes, path: str) -> Problem:
    hint = " (UTF-16? save it as UTF-8)" if source[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    line = _line(source, source.index(b"\0"))
    return Problem(path, line, UNREADABLE, f"NUL byte in the source, which Python doesn't accept{hint}")


def _line(source: bytes, offset: int) -> int:
    return 1 + len(_NEWLINE.findall(source, 0, offset))
