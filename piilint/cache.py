"""Bytes by key, kept between runs in `.piilint_cache/`: an SQLite file that any number of runs may use at once.

It knows neither IR nor facts. Whoever puts something in makes a key of all that the value depends on (`key_of`), so an
entry is never wrong, only unused: versions and branches live side by side, and the least recently used goes first.

Invariants: a cache never makes a run fail and is never believed blindly. Every entry carries a digest of itself; a file
that SQLite refuses is thrown away and begun anew; one that can't be written is read, one that can't be read is done
without. `notes` says so. The folder is readable by its owner only, ignored by Git and tagged as a cache (CACHEDIR.TAG,
see https://bford.info/cachedir/).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeVar

FOLDER = ".piilint_cache"
FILE = "cache-1.db"
"""The number is the layout's: another layout is another file."""
LIMIT_BYTES = 512 * 1024 * 1024
_KEPT = 0.7
"""What is left of the limit after the oldest entries went."""
_SEEN_ANEW = 24 * 3600
"""Seconds after which a use of an entry is worth being written down."""
_PATIENCE = 5.0
"""Seconds to wait for another run's writing."""
_AT_ONCE = 500
_CHECK_BYTES = 16
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of piilint; deleting it is safe.\n"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    key BLOB PRIMARY KEY, kind TEXT NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL, value BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_use ON entry (used, size);
"""
_T = TypeVar("_T")


class Content(NamedTuple):
    """What one kind of entry takes."""

    kind: str
    entries: int
    bytes: int


def key_of(*parts: bytes | str) -> bytes:
    """A key made of all parts, in order; no two lists of parts have the same one."""
    digest = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.digest()


class Cache:
    """See the module's docstring. `shared` is the folder of another cache, which is only read."""

    def __init__(self, folder: Path, *, limit: int = LIMIT_BYTES, shared: Path | None = None) -> None:
        self.folder = folder
        self.notes: list[str] = []
        """What went wrong, for people."""
        self.hits: dict[str, int] = {}
        self.misses: dict[str, int] = {}
        self._limit = limit
        self._own: sqlite3.Connection | None = None
        self._shared = _read_only(shared / FILE) if shared is not None else None
        if shared is not None and self._shared is None:
            self.notes.append(f"the shared cache in {shared} can't be read; done without")
        self._open()

    # ---- reading and writing ----------------------------------------------------------------------------------------

    def get(self, kind: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are there and whole, by key."""
        nothing: dict[bytes, bytes] = {}
        found = self._guarded(lambda base: _select(base, keys), nothing)
        if self._shared is not None and len(found) < len(keys):
            with suppress(sqlite3.Error):
                found = {**_select(self._shared, [key for key in keys if key not in found]), **found}
        whole = {key: value[_CHECK_BYTES:] for key, value in found.items() if _is_whole(key, value)}
        damaged = [key for key in found if key not in whole]
        if damaged:
            self.notes.append(f"{len(damaged)} damaged cache entries were thrown away")
            self._guarded(lambda base: base.executemany("DELETE FROM entry WHERE key = ?", _rows(damaged)), None)
        self.hits[kind] = self.hits.get(kind, 0) + len(whole)
        self.misses[kind] = self.misses.get(kind, 0) + len(keys) - len(whole)
        return whole

    def put(self, kind: str, entries: Mapping[bytes, bytes]) -> None:
        """Keep these; where that can't be, the run goes on without."""
        now = int(time.time())
        rows = [(key, kind, len(value), now, _check(key, value) + value) for key, value in entries.items()]

        def write(base: sqlite3.Connection) -> None:
            base.execute("BEGIN IMMEDIATE")
            base.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", rows)
            self._evict(base)
            base.execute("COMMIT")

        if rows:
            self._guarded(write, None)

    def _evict(self, base: sqlite3.Connection) -> None:
        """Let the least recently used entries go where there are more bytes than the limit."""
        (total,) = base.execute("SELECT COALESCE(SUM(size), 0) FROM entry").fetchone()
        if total <= self._limit:
            return
        leaving: list[bytes] = []
        for key, size in base.execute("SELECT key, size FROM entry ORDER BY used, key"):
            if total <= self._limit * _KEPT:
                break
            leaving.append(key)
            total -= size
        base.executemany("DELETE FROM entry WHERE key = ?", _rows(leaving))

    # ---- looking after it -------------------------------------------------------------------------------------------

    def contents(self) -> tuple[Content, ...]:
        """What is in it, by kind."""
        query = "SELECT kind, COUNT(*), SUM(size) FROM entry GROUP BY kind ORDER BY kind"
        rows: list[tuple[str, int, int]] = self._guarded(lambda base: base.execute(query).fetchall(), [])
        return tuple(Content(*row) for row in rows)

    def close(self) -> None:
        """End its use; what was put is kept."""
        for base in (self._own, self._shared):
            if base is not None:
                with suppress(sqlite3.Error):
                    base.close()
        self._own = self._shared = None

    def _open(self) -> None:
        file = self.folder / FILE
        try:
            _prepare(self.folder)
        except OSError as error:
            self._own = _read_only(file)
            reason = error.strerror or type(error).__name__
            self.notes.append(f"the cache folder {self.folder} can't be written ({reason})")
            return
        try:
            self._own = _connect(file)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                self.notes.append(f"the cache in {self.folder} can't be used: {error}")
                return
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Throw a damaged file away."""
        self.notes.append(f"the cache in {self.folder} was damaged and has been begun anew")
        if self._own is not None:
            with suppress(sqlite3.Error):
                self._own.close()
        self._own = None
        try:
            remove_files(self.folder)
            self._own = _connect(self.folder / FILE)
        except (OSError, sqlite3.Error) as error:
            self.notes.append(f"the cache in {self.folder} can't be used: {error}")

    def _guarded(self, work: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        """Do something with the file; `otherwise` where it can't be done."""
        base = self._own
        if base is None:
            return otherwise
        try:
            return work(base)
        except sqlite3.DatabaseError as error:
            with suppress(sqlite3.Error):
                base.rollback()
            if _is_damage(error):
                self._begin_anew()
            return otherwise


def remove_files(folder: Path) -> int:
    """Delete the cache's files in this folder and return how many bytes they took; raises OSError."""
    freed = 0
    for file in sorted(folder.glob("cache-*.db*")):
        freed += file.stat().st_size
        file.unlink()
    return freed


def _prepare(folder: Path) -> None:
    """Make the folder, hidden from Git and from backups."""
    if (folder / "CACHEDIR.TAG").exists() and (folder / ".gitignore").exists():
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "no permission to write")
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="ascii")
    (folder / "CACHEDIR.TAG").write_text(_TAG, encoding="ascii")


def _connect(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.executescript(_SCHEMA)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _read_only(file: Path) -> sqlite3.Connection | None:
    """A cache that nobody writes to meanwhile; None where there is none."""
    if not file.is_file():
        return None
    try:
        base = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        base.execute("SELECT 1 FROM entry LIMIT 1")
    except sqlite3.Error:
        return None
    return base


def _select(base: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    stale: list[bytes] = []
    now = int(time.time())
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        for key, used, value in base.execute(f"SELECT key, used, value FROM entry WHERE key IN ({marks})", some):
            found[key] = value
            if now - used > _SEEN_ANEW:
                stale.append(key)
    if stale:
        with suppress(sqlite3.OperationalError):  # read-only, or another run is writing: it doesn't matter
            base.executemany("UPDATE entry SET used = ? WHERE key = ?", [(now, key) for key in stale])
    return found


def _rows(keys: Iterable[bytes]) -> list[tuple[bytes]]:
    return [(key,) for key in keys]


def _check(key: bytes, value: bytes) -> bytes:
    return blake2b(value, digest_size=_CHECK_BYTES, key=key).digest()


def _is_whole(key: bytes, value: object) -> bool:
    return isinstance(value, bytes) and value[:_CHECK_BYTES] == _check(key, value[_CHECK_BYTES:])


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is broken, rather than busy, full or out of reach."""
    return not isinstance(error, sqlite3.OperationalError) or "no such" in str(error) or "malformed" in str(error)
