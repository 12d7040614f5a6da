"""Room for deep trees: a thread with a large stack.

LibCST's native parser recurses on the machine's stack and ends the whole process when that runs out (a chain of some
thousand calls is enough for 8 MB), so a file is always parsed where there is room. Only memory that is really
used costs anything; starting the thread takes 0.1 ms.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

STACK_BYTES = 512 * 1024 * 1024
RECURSION_LIMIT = 200_000
"""Python frames that fit into the stack even where each takes a piece of it (Python 3.10)."""

T = TypeVar("T")
_starting = threading.Lock()
_deepening = threading.Lock()


class _Outcome(Generic[T]):
    """What the thread's work returned or raised."""

    value: T
    error: BaseException | None = None


def with_room(work: Callable[[], T]) -> T:
    """Return `work()`, done on a large stack; where the system grants none, on the caller's."""
    outcome: _Outcome[T] = _Outcome()

    def run() -> None:
        try:
            outcome.value = work()
        except BaseException as error:
            outcome.error = error

    thread = threading.Thread(target=run, name="piilint-lower", daemon=True)
    if not _start(thread):
        return work()
    thread.join()
    if outcome.error is not None:
        raise outcome.error
    return outcome.value


def _start(thread: threading.Thread) -> bool:
    with _starting:
        before = threading.stack_size()
        try:
            threading.stack_size(STACK_BYTES)
            thread.start()
        except (ValueError, RuntimeError, MemoryError):
            return False
        finally:
            threading.stack_size(before)
    return True


def recursing(work: Callable[[], T]) -> T:
    """Return `work()`, tried again with a higher recursion limit if the usual one stops it."""
    try:
        return work()
    except RecursionError:
        pass
    with _deepening:
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, RECURSION_LIMIT))
        try:
            return work()
        finally:
            sys.setrecursionlimit(before)


def roomy(work: Callable[[], T]) -> T:
    """Return `work()`, done again where there is room if it turns out to be too deep: packing and unpacking trees."""
    try:
        return work()
    except RecursionError:
        return with_room(lambda: recursing(work))
