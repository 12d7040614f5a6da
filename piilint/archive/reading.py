"""Reading archives: the Python files in a zip file, wheel, sdist or tar file, never unpacked on disk.

What an archive says of itself isn't believed: members are read through a limit whatever size they claim, and all that is
decompressed counts, so that a small file can't grow without bound; names that lead out of the archive, links and devices
aren't read. Whatever isn't read is said.
"""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from piilint.archive import ZIPPED, is_archive

MOST_BYTES = 512 * 1024 * 1024
"""That are decompressed of one archive."""
MOST_MEMBERS = 100_000
"""Members that are looked at."""
_CHUNK = 256 * 1024
_MEMORY = 256 * 1024 * 1024
"""That an xz stream may ask for."""
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
)


class Member(NamedTuple):
    """A file of an archive."""

    name: str
    """As the archive has it, with "/"; "" for the archive itself."""
    content: bytes
    problem: str = ""
    """Why it isn't read."""


class _TooMuch(Exception):
    """The limit on what is decompressed was reached."""


def members(file: Path, suffixes: tuple[str, ...], most: int) -> list[Member]:
    """The files with these suffixes, at most `most` bytes each; of files that are there twice, the last, as unpacking
    would leave it. A problem with an empty name is about the archive as a whole."""
    found: dict[str, Member] = {}
    read = _zipped if file.name.lower().endswith(ZIPPED) else _tarred
    number = 0
    try:
        for member in read(file, suffixes, most):
            number += 1
            if number > MOST_MEMBERS:
                raise _TooMuch
            if member.name in found:
                twice = Member(member.name, member.content, "stands in the archive more than once")
                member = member if member.problem else twice
            found[member.name] = member
    except _TooMuch:
        limits = f"{MOST_MEMBERS} files or {MOST_BYTES} bytes"
        found[""] = Member("", b"", f"the archive holds more than {limits}, so the rest isn't read")
    except _BROKEN as error:
        why = str(error).split("\n")[0] or type(error).__name__
        found[""] = Member("", b"", f"can't be read as an archive to its end: {why}")
    return list(found.values())


def _zipped(file: Path, suffixes: tuple[str, ...], most: int) -> Iterator[Member]:
    left = MOST_BYTES
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir() or not _is_wanted(info.filename, suffixes):
                continue
            objection = _objection(info.filename, kind in (0, stat.S_IFREG))
            if not objection and info.flag_bits & 1:
                objection = "is encrypted, so it isn't read"
            if objection:
                yield Member(_plain(info.filename), b"", objection)
                continue
            try:
                with archive.open(info) as stream:
                    member = _read(info.filename, stream, most)
            except NotImplementedError:
                member = Member(info.filename, b"", "is compressed in a way that isn't known, so it isn't read")
            except _BROKEN as error:
                member = Member(info.filename, b"", f"can't be read from the archive: {error}")
            left -= len(member.content) if not member.problem else most
            if left < 0:
                raise _TooMuch
            yield member


def _tarred(file: Path, suffixes: tuple[str, ...], most: int) -> Iterator[Member]:
    with file.open("rb") as raw, tarfile.open(fileobj=_Decompressed(raw), mode="r|") as archive:
        for info in archive:
            if info.isdir() or not _is_wanted(info.name, suffixes):
                continue
            objection = _objection(info.name, info.isreg())
            stream = archive.extractfile(info) if not objection else None
            yield _read(info.name, stream, most) if stream else Member(_plain(info.name), b"", objection)


def _read(name: str, stream: Any, most: int) -> Member:
    content: bytes = stream.read(most + 1)
    if len(content) > most:
        return Member(_plain(name), b"", f"more than the limit of {most} bytes, so it isn't analysed")
    return Member(_plain(name), content)


def _is_wanted(name: str, suffixes: tuple[str, ...]) -> bool:
    return name.endswith(suffixes) or is_archive(name)


def _objection(name: str, is_file: bool) -> str:
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
        return "its name leads out of the archive, so it isn't read"
    if not is_file:
        return "not a regular file (a link or a device), so it isn't read"
    return "an archive within the archive, so it isn't read" if is_archive(name) else ""


def _plain(name: str) -> str:
    """The name without what would lead elsewhere where it is shown as a path."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part if part != ".." else "…" for part in parts if part not in ("", "."))


class _Decompressed(io.RawIOBase):
    """What a plain, gzip, bzip2 or xz file holds, known by its first bytes; no more than the limit is given out."""

    def __init__(self, raw: io.BufferedIOBase | io.BufferedReader) -> None:
        self._raw = raw
        self._left = MOST_BYTES
        self._make = _decompressor(raw.read(6))
        raw.seek(0)
        self._current = self._make() if self._make is not None else None
        self._input = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, b"" at the end."""
        size = _CHUNK if size < 0 else size
        found = self._raw.read(size) if self._make is None else self._decompressed(size)
        self._left -= len(found)
        if self._left < 0:
            raise _TooMuch
        return found

    def _decompressed(self, size: int) -> bytes:
        while True:
            if self._current is None or self._current.eof:
                self._input = (getattr(self._current, "unused_data", b"") or self._input).lstrip(b"\0")
                self._input = self._input or self._raw.read(_CHUNK).lstrip(b"\0")
                if not self._input or self._make is None:
                    return b""
                self._current = self._make()
            if not self._input and getattr(self._current, "needs_input", True):
                self._input = self._raw.read(_CHUNK)
            is_end = not self._input
            found: bytes = self._current.decompress(self._input, size)
            self._input = getattr(self._current, "unconsumed_tail", b"")
            if found:
                return found
            if is_end and not self._current.eof:
                raise EOFError("it ends too early")


def _decompressor(head: bytes) -> Callable[[], Any] | None:
    if head.startswith(b"\x1f\x8b"):
        return lambda: zlib.decompressobj(wbits=31)
    if head.startswith(b"BZh"):
        return bz2.BZ2Decompressor
    if head.startswith(b"\xfd7zXZ\x00"):
        return lambda: lzma.LZMADecompressor(memlimit=_MEMORY)
    return None
