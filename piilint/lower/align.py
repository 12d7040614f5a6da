"""Offsets in what LibCST writes → offsets in the source.

LibCST drops a few blanks that Python doesn't read either: a form feed before a line's first token, blank lines
behind the last statement, a lone carriage return at the end. All else is written as it was read.
"""

from __future__ import annotations

from bisect import bisect_right

_BLANKS = " \t\f\r\n"


class Alignment:
    """Where two texts that differ in blanks only run in step."""

    def __init__(self, written: str, source: str) -> None:
        self._starts = [0]
        """Offsets in the written text from which a shift holds."""
        self._shifts = [0]
        if not source.startswith(written):
            self._align(written, source)

    def source(self, offset: int) -> int:
        """Return the source's offset for an offset in the written text."""
        return offset + self._shifts[bisect_right(self._starts, offset) - 1]

    def _align(self, written: str, source: str) -> None:
        at = 0
        there = 0
        while at < len(written) and there < len(source):
            run = _common(written, at, source, there)
            at += run
            there += run
            if there < len(source) and source[there] in _BLANKS and not (at < len(written) and written[at] in _BLANKS):
                there += 1
            elif at < len(written) and there < len(source):
                at, there = _skip(written, at, source, there)
            self._starts.append(at)
            self._shifts.append(there - at)


def _skip(written: str, at: int, source: str, there: int) -> tuple[int, int]:
    """Step over one differing blank, in the source if it can be; a difference that is none can only be passed by."""
    if source[there] in _BLANKS:
        return at, there + 1
    if written[at] in _BLANKS:
        return at + 1, there
    return at + 1, there + 1


def _common(left: str, left_at: int, right: str, right_at: int) -> int:
    """Return how many characters both texts share from there on."""
    most = min(len(left) - left_at, len(right) - right_at)
    low, high = 0, 64
    while high < most and left[left_at + low : left_at + high] == right[right_at + low : right_at + high]:
        low, high = high, high * 2
    high = min(high, most)
    while low < high:
        middle = (low + high + 1) // 2
        if left[left_at + low : left_at + middle] == right[right_at + low : right_at + middle]:
            low = middle
        else:
            high = middle - 1
    return low
