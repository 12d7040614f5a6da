"""Fixes by all that they depend on, so that unchanged files aren't read again for them.

They hold no text of the files: what is put in, and where.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from piilint.cache import Cache, key_of
from piilint.model.finding import Finding, Fix

_KIND = "fix"
_Fixes = tuple[Fix | None, ...]


class Kept:
    """The fixes that a cache holds, file by file."""

    def __init__(self, cache: Cache | None, made: bytes) -> None:
        """`made` stands for what fixes are made of besides the file: piilint's own code, the project's additions."""
        self._cache = cache
        self._made = made

    def key(self, text: str, findings: Sequence[Finding]) -> bytes:
        """What the fixes of these findings, which stand in one file of this text, are kept under."""
        digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
        return key_of(self._made, digest, msgspec.msgpack.encode(findings))

    def find(self, keys: Sequence[bytes]) -> dict[bytes, _Fixes]:
        """The fixes that are known, by key."""
        if self._cache is None:
            return {}
        found = self._cache.get(_KIND, list(keys))
        try:
            return {key: msgspec.msgpack.decode(packed, type=_Fixes) for key, packed in found.items()}
        except msgspec.MsgspecError:
            return {}

    def keep(self, fixes: dict[bytes, _Fixes]) -> None:
        """Remember fixes."""
        if self._cache is not None and fixes:
            self._cache.put(_KIND, {key: msgspec.msgpack.encode(each) for key, each in fixes.items()})
