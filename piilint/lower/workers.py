"""Lowering by several processes, through `concurrent.futures.Executor`: this machine's, or a Dask cluster's.

A worker is sent paths and gives back packed IR; neither source text nor trees travel. A few small files are lowered
right here, since starting processes takes longer.
"""

from __future__ import annotations

import signal
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from piilint.cache import key_of
from piilint.discover import SourceFile, read
from piilint.lower.sources import digest_of
from piilint.model.errors import UsageError
from piilint.model.finding import Problem
from piilint.model.run import Run

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

ALONE_BYTES = 150_000
"""Work below this is done in this process: some five thousand lines, a quarter of a second."""
DASK = "dask://"
PATIENCE = 10
"""Seconds to wait for a scheduler."""
PIECES = 8
"""Pieces of work for each process, so that all end at about the same time."""

_T = TypeVar("_T")


class Job(NamedTuple):
    """One file to do something with."""

    file: SourceFile
    size: int
    nodes: frozenset[int] = frozenset()
    """The nodes to find the places of."""


class Unit(msgspec.Struct, frozen=True, gc=False):
    """What is known of a lowered file; its IR is unpacked only where it is needed."""

    problems: tuple[Problem, ...]
    """They name no path."""
    lines: int | None
    """None for a file that has no IR."""
    print: bytes
    """A digest of the IR: comments and layout don't change it."""
    module: bytes
    """The IR as msgpack, compressed."""


class Packed(NamedTuple):
    """One file's IR, or why there is none."""

    path: str
    digest: bytes
    """Of the content that was read."""
    blob: bytes
    """A `Unit` as msgpack."""
    keep: bool
    """Whether it may be kept: see `lower.keeping`."""


class Located(NamedTuple):
    """Places in one file, without their path."""

    path: str
    digest: bytes
    positions: dict[int, tuple[int, int, int, int, int | None]]


class Workers:
    """Processes that are started when they are first needed."""

    def __init__(self, run: Run) -> None:
        self._jobs = max(1, run.jobs)
        self._processes = self._jobs
        self._address = run.executor
        self._deadline = run.deadline
        self._executor: Executor | None = None
        self._close: Callable[[], object] = lambda: None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._executor is not None:
            if kind is not None:
                _stop(self._executor)
            _leave(self._executor, wait=kind is None)
        self._close()

    def lower(self, jobs: list[Job]) -> Iterator[Packed]:
        """Lower these files, in any order; those that the time doesn't suffice for are left out."""
        return self._spread(lower_some, jobs)

    def locate(self, jobs: list[Job]) -> Iterator[Located]:
        """Find places in these files, in any order."""
        return self._spread(locate_some, jobs)

    def _spread(self, work: Callable[[list[Job]], list[_T]], jobs: list[Job]) -> Iterator[_T]:
        here = [job for job in jobs if job.file.file is None]
        away = [job for job in jobs if job.file.file is not None]
        alone = (self._jobs < 2 and not self._address) or sum(job.size for job in away) < ALONE_BYTES
        for job in jobs if alone else here:
            if monotonic() > self._deadline:
                return
            yield from work([job])
        if alone:
            return
        from concurrent import futures as pools

        executor = self._started()
        pieces = _pieces(away, self._processes * PIECES)
        futures: list[Future[list[_T]]] = [executor.submit(work, piece) for piece in pieces]
        try:
            for future in pools.as_completed(futures, timeout=self._time_left()):
                yield from future.result()
        except pools.TimeoutError:  # not the built-in one before Python 3.11
            _stop(executor)
            _leave(executor, wait=False)
            self._executor = None

    def _time_left(self) -> float | None:
        """Seconds until the run has to stop; None where it needn't."""
        return None if self._deadline == float("inf") else max(0.0, self._deadline - monotonic())

    def _started(self) -> Executor:
        if self._executor is None:
            if self._address:
                self._executor, self._processes, self._close = _cluster(self._address)
            else:
                from concurrent.futures import ProcessPoolExecutor

                self._executor = ProcessPoolExecutor(self._jobs, mp_context=_context(), initializer=_begin_worker)
        return self._executor


def _cluster(address: str) -> tuple[Executor, int, Callable[[], object]]:
    """The executor of a Dask scheduler, how many threads its workers have, and how to leave it; raises UsageError.

    Workers need piilint and the same files under the same paths.
    """
    if not address.startswith(DASK):
        raise UsageError(f"--executor: {address}: expected {DASK}host:port")
    try:
        dask: Any = import_module("distributed")
    except ImportError:
        raise UsageError("--executor: needs the package distributed, which the extra `dask` installs") from None
    where = "tcp://" + address.removeprefix(DASK)
    try:
        client = dask.Client(where, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"--executor: no Dask scheduler answers at {where}: {type(error).__name__}") from None
    threads = sum(client.nthreads().values())
    if not threads:
        client.close()
        raise UsageError(f"--executor: the Dask scheduler at {where} has no workers")
    executor: Executor = client.get_executor(pure=False)
    return executor, threads, client.close


def _context() -> BaseContext:
    """How processes begin: by fork, which is fastest, where no thread could be caught in the middle of something."""
    import multiprocessing

    alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if alone else "spawn")


def _begin_worker() -> None:
    """Ctrl-C is the parent's to handle: it ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(executor: Executor) -> None:
    """End the processes in the middle of their work."""
    processes: dict[int, BaseProcess] = getattr(executor, "_processes", None) or {}
    for process in list(processes.values()):
        with suppress(OSError, ValueError):
            process.terminate()
    for process in list(processes.values()):
        with suppress(OSError, ValueError, AssertionError):
            process.join(1)
    # One that was ended while it wrote leaves half an answer, and the pool's own thread would wait for the other half for
    # ever, and the program for that thread at its end: with the last place to write to, the wait is over.
    writer = getattr(getattr(executor, "_result_queue", None), "_writer", None)
    if writer is not None:
        with suppress(OSError):
            writer.close()


def _leave(executor: Executor, *, wait: bool) -> None:
    """Hand no more work out; Dask's executor knows no `cancel_futures` and cancels by itself."""
    try:
        executor.shutdown(wait=wait, cancel_futures=True)
    except TypeError:
        executor.shutdown(wait=wait)


def _pieces(jobs: Iterable[Job], most: int) -> list[list[Job]]:
    """Cut the work into pieces of about the same size, large files first."""
    ordered = sorted(jobs, key=lambda job: (-job.size, job.file.path))
    pieces: list[list[Job]] = [[] for _ in range(min(most, len(ordered)))]
    loads = [0] * len(pieces)
    for job in ordered:
        lightest = loads.index(min(loads))
        pieces[lightest].append(job)
        loads[lightest] += job.size + 2_000
    return pieces


def lower_some(jobs: list[Job]) -> list[Packed]:
    """In a worker: read and lower these files."""
    from piilint.lower import Lowered, lower
    from piilint.lower.depth import roomy
    from piilint.lower.keeping import worth_keeping

    done = []
    for job in jobs:
        content = read(job.file)
        lowered = Lowered(None, (content,)) if isinstance(content, Problem) else lower(content, job.file.path)
        nameless = tuple(msgspec.structs.replace(problem, path="") for problem in lowered.problems)
        lines = lowered.module.lines if lowered.module is not None else None
        bare = msgspec.structs.replace(lowered.module, lines=0) if lowered.module is not None else None
        packed = roomy(lambda: msgspec.msgpack.encode(bare))  # noqa: B023
        unit = Unit(nameless, lines, key_of(packed), zlib.compress(packed, 1))
        digest = digest_of(content) if isinstance(content, bytes) else b""
        keep = isinstance(content, bytes) and worth_keeping(packed, lowered.module)
        done.append(Packed(job.file.path, digest, msgspec.msgpack.encode(unit), keep))
    return done


def locate_some(jobs: list[Job]) -> list[Located]:
    """In a worker: find places in these files."""
    from piilint.lower import locate

    done = []
    for job in jobs:
        content = read(job.file)
        if isinstance(content, bytes):
            places = locate(content, job.file.path, job.nodes)
            positions = {
                node: (place.line, place.column, place.end_line, place.end_column, place.cell)
                for node, place in places.items()
            }
            done.append(Located(job.file.path, digest_of(content), positions))
    return done
