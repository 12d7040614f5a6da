"""Answers by all that they depend on, so that an unchanged program isn't analysed again.

The first key is made of the files' content: nothing needs to be parsed to know it. The second is made of their IR, which
comments and layout don't change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec

from piilint.cache import Cache, key_of
from piilint.catalogue.additions import Additions
from piilint.flow.solving.memory import LESSONS, LITERALS, Memory
from piilint.lower.keeping import program_print
from piilint.lower.sources import Sources
from piilint.model.run import Run

_Kept = TypeVar("_Kept", bound=msgspec.Struct)


def made_of(additions: Additions, *more: object) -> bytes:
    """What stands for piilint's own code and what a project adds to it, in keys."""
    own = (additions.elements, additions.api, additions.followed, *more)
    return key_of(program_print(), msgspec.msgpack.encode(own))


class Kept(Generic[_Kept]):
    """The answers that a cache holds for one set of files, and to one question (`asked`), if there are several."""

    def __init__(
        self,
        shape: type[_Kept],
        cache: Cache | None,
        sources: Sources,
        additions: Additions,
        kind: str,
        asked: object = None,
    ) -> None:
        self._shape = shape
        self._cache = cache
        self._kind = kind
        self._summaries = "summaries" if kind == "answer" else f"{kind} summaries"
        self._made = b""
        self._keys: list[bytes] = []
        if cache is not None:
            self._made = made_of(additions, kind, asked)
            self._keys = [self._key("content", {path: source.digest for path, source in sources.by_path.items()})]

    def by_content(self) -> _Kept | None:
        """The answer for files with exactly this content."""
        return self._find(self._keys[0]) if self._cache is not None else None

    def by_print(self, prints: Mapping[str, bytes]) -> _Kept | None:
        """The answer for files with this IR; lines and problems may differ."""
        if self._cache is None:
            return None
        self._keys.append(self._key("ir", prints))
        return self._find(self._keys[1])

    def keep(self, answer: _Kept) -> None:
        """Remember an answer under every key that was asked for."""
        if self._cache is not None:
            packed = msgspec.msgpack.encode(answer)
            self._cache.put(self._kind, dict.fromkeys(self._keys, packed))

    def memory(self, prints: Mapping[str, bytes]) -> Memory | None:
        """What is known of how these files' functions were followed; None where nothing is to be remembered."""
        if self._cache is None:
            return None
        keys = {path: self._key("summaries", {path: b""}) for path in (*LESSONS, LITERALS, *prints)}
        rows = self._cache.get(self._summaries, list(keys.values()))
        return Memory({path: rows[key] for path, key in keys.items() if key in rows}, prints)

    def remember(self, memory: Memory | None, run: Run) -> None:
        """Keep what is known now, and note how much was."""
        if self._cache is not None and memory is not None:
            run.count("interpretations known from earlier runs", memory.recalled)
            run.count("interpretations made", memory.made)
            rows = {self._key("summaries", {path: b""}): row for path, row in memory.rows().items()}
            self._cache.put(self._summaries, rows)

    def _key(self, what: str, digests: Mapping[str, bytes]) -> bytes:
        return key_of(what, self._made, *(part for path in sorted(digests) for part in (path, digests[path])))

    def _find(self, key: bytes) -> _Kept | None:
        packed = self._cache.get(self._kind, [key]).get(key) if self._cache is not None else None
        try:
            return msgspec.msgpack.decode(packed, type=self._shape) if packed is not None else None
        except msgspec.MsgspecError:
            return None
