"""What was learned of the program's text for all (`learned.py`), with what was consulted for it.

Whoever asks for it consults the answer, not all that the answer was made of: where a text changes and the answer doesn't,
that ends there. In a later run an answer holds while everything consulted for it is as it was; else it is made again, where its
key says how (`flow/relearning.py`), or is unknown until somebody who asks has it made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zlib import crc32

import msgspec

from piilint.flow.solving.packing import digest_of
from piilint.lower.keeping import could_be_somebodys

Key = tuple[str, ...]
"""What was consulted: see `consulted.py`."""
Consulted = tuple[tuple[Key, bytes], ...]
"""With the print that each had."""
ABSENT = b""
UNKNOWN = b"?"
"""The print of an answer that somebody has to make first; no record has it."""
ROWS = 32
"""What is learned is spread over so many rows, so that little is written where little changes."""
_encode = msgspec.msgpack.Encoder().encode


class Lesson(msgspec.Struct, array_like=True, gc=False):
    """One answer."""

    key: Key
    digest: bytes
    consulted: Consulted


def lesson_key(table: str, key: object) -> Key | None:
    """The key of what a table has under its own; None where that can't be kept, or may not be."""
    parts = key if isinstance(key, tuple) else (key,)
    if not all(isinstance(part, str) and not could_be_somebodys(part) for part in parts):
        return None
    return ("L", table, *parts)


class Lessons:
    """The answers of this run, and those of earlier ones."""

    def __init__(self, known: Sequence[Sequence[Lesson]], print_of: Callable[[Key], bytes]) -> None:
        self._rows = known
        self._known = {lesson.key: lesson for row in known for lesson in row}
        self._print_of = print_of
        self._made: dict[Key, tuple[object, Callable[[], list[Key]]]] = {}
        """By key the answer, and what was consulted for it."""
        self._prints: dict[Key, bytes] = {}
        self._unknown: set[Key] = set()
        self._tried: set[Key] = set()
        self.again: Callable[[Key], None] = _not_again
        """Has an answer made again, where that is known how."""

    def __contains__(self, key: Key) -> bool:
        """Whether this run has found it out."""
        return key in self._made

    def add(self, key: Key, answer: object, consulted: Callable[[], list[Key]]) -> None:
        """This was found out."""
        self._made[key] = (answer, consulted)
        self._prints.pop(key, None)
        self._unknown.clear()

    def print_of(self, key: Key) -> bytes:
        """A digest of the answer; UNKNOWN where nobody knows it yet."""
        found = self._prints.get(key)
        if found is None:
            if key in self._made:
                found = self._prints[key] = digest_of(_encode(_in_order(self._made[key][0])))
            elif self._still_holds(key):
                found = self._prints[key] = self._known[key].digest
            else:
                found = self._found_again(key)
        return found

    def _found_again(self, key: Key) -> bytes:
        if key not in self._known or key in self._tried:
            return UNKNOWN
        self._tried.add(key)
        self.again(key)
        return self.print_of(key) if key in self._made else UNKNOWN

    def _still_holds(self, key: Key) -> bool:
        lesson = self._known.get(key)
        if lesson is None or key in self._unknown:
            return False
        self._unknown.add(key)  # and while it is being looked at
        print_of = self._print_of
        for each, known in lesson.consulted:
            if print_of(each) != known:
                return False
        self._unknown.discard(key)
        return True

    def by_row(self) -> dict[int, list[Lesson]]:
        """The rows that are other than before, by number: kept is what was made, and what was asked for and holds."""
        made = self._lately_made()
        gone = self._known.keys() - self._prints.keys() - made.keys()
        other = [key for key, lesson in made.items() if lesson != self._known.get(key)]
        rows = {
            row: {lesson.key: lesson for lesson in self._rows[row]} for row in {*map(row_of, other), *map(row_of, gone)}
        }
        for key in gone:
            rows[row_of(key)].pop(key, None)
        for key in other:
            rows[row_of(key)][key] = made[key]
        return {row: [rows[row][key] for key in sorted(rows[row])] for row in sorted(rows)}

    def _lately_made(self) -> dict[Key, Lesson]:
        """What this run found out and somebody consulted."""
        print_of = self._print_of
        found: dict[Key, Lesson] = {}
        waiting = [key for key in self._made if key in self._prints]
        while waiting:
            key = waiting.pop()
            if key not in found and key in self._made:
                consulted = self._made[key][1]()
                found[key] = Lesson(key, self.print_of(key), tuple([(each, print_of(each)) for each in consulted]))
                waiting += (each for each in consulted if each[0] == "L")
        return found


def _not_again(key: Key) -> None:
    """Nobody knows how."""


def row_of(key: Key) -> int:
    """In which row something learned is kept."""
    return crc32("\0".join(key).encode("utf-8", "surrogatepass")) % ROWS


def _in_order(answer: Any) -> Any:
    """An answer in which the same always stands in the same order."""
    if isinstance(answer, (frozenset, set)):
        return sorted(answer)
    if isinstance(answer, Mapping):
        return [(name, _in_order(each)) for name, each in answer.items()]
    if isinstance(answer, (tuple, list)) and not hasattr(answer, "_fields"):
        return [_in_order(each) for each in answer]
    return answer
