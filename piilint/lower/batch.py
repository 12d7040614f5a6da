"""Several files at once: their IR by path, from the cache where it is known, else lowered, by several processes if
that pays. Once facts are known, the places of some nodes, in the same way.

A file that can't be parsed is a problem and leaves the others alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from piilint.cache import key_of
from piilint.discover import UNREADABLE
from piilint.lower.depth import roomy
from piilint.lower.keeping import lowering_print
from piilint.lower.sources import Source, Sources
from piilint.lower.workers import Job, Unit, Workers
from piilint.model import ir
from piilint.model.finding import Problem
from piilint.model.place import Place, Spot
from piilint.model.run import Run

OUT_OF_TIME = "the time limit was reached before the file was read; see time-limit"
_Positions = dict[int, tuple[int, int, int, int, int | None]]
_unit = msgspec.msgpack.Decoder(Unit)
_module = msgspec.msgpack.Decoder(ir.Module)
_positions = msgspec.msgpack.Decoder(_Positions)


@dataclass(slots=True)
class Batch:
    """The files that were lowered."""

    units: dict[str, Unit] = field(default_factory=dict)
    """By path, as reported; those with IR."""
    problems: list[Problem] = field(default_factory=list)
    is_steady: bool = True
    """Whether no file changed while it was read."""

    @property
    def prints(self) -> dict[str, bytes]:
        """A digest of the IR by path: comments and layout don't change it."""
        return {path: unit.print for path, unit in self.units.items()}

    @property
    def lines(self) -> dict[str, int]:
        """Lines of the files that have IR."""
        return {path: unit.lines or 0 for path, unit in self.units.items()}

    def modules(self) -> dict[str, ir.Module]:
        """The IR by path, unpacked."""
        return {path: _unpacked(unit) for path, unit in self.units.items()}


def _unpacked(unit: Unit) -> ir.Module:
    packed = zlib.decompress(unit.module)
    return msgspec.structs.replace(roomy(lambda: _module.decode(packed)), lines=unit.lines or 0)


def lower_all(sources: Sources, run: Run, workers: Workers) -> Batch:
    """Lower every file; each stands alone."""
    batch = Batch()
    made = lowering_print() if run.cache is not None else b""
    keys = {path: key_of("ir", made, source.kind, source.digest) for path, source in sources.by_path.items()}
    known = run.cache.get("ir", list(keys.values())) if run.cache is not None else {}
    missing = [source for path, source in sources.by_path.items() if keys[path] not in known]
    run.count("files lowered", len(missing))
    fresh = _lower(missing, run, workers, batch)
    if run.cache is not None:
        kept = {keys[path]: blob for path, (blob, worth) in fresh.items() if worth}
        run.cache.put("ir", kept)
    for path in sources.by_path:
        if path not in fresh and keys[path] not in known:
            run.unfinished.append(Problem(path, 1, UNREADABLE, OUT_OF_TIME))
            continue
        unit = _unit.decode(fresh[path][0] if path in fresh else known[keys[path]])
        batch.problems += [msgspec.structs.replace(problem, path=path) for problem in unit.problems]
        if unit.lines is not None:
            batch.units[path] = unit
    return batch


def _lower(missing: list[Source], run: Run, workers: Workers, batch: Batch) -> dict[str, tuple[bytes, bool]]:
    """The packed IR by path, and whether it may be kept."""
    fresh: dict[str, tuple[bytes, bool]] = {}
    jobs = [Job(source.file, source.size) for source in missing]
    digests = {source.file.path: source.digest for source in missing}
    for done, result in enumerate(workers.lower(jobs), 1):
        run.progress("lower", done, len(jobs))
        batch.is_steady &= result.digest == digests[result.path]
        fresh[result.path] = (result.blob, result.keep and result.digest == digests[result.path])
    return fresh


def locate_all(spots: Mapping[str, Iterable[int]], sources: Sources, run: Run, workers: Workers) -> dict[Spot, Place]:
    """Where these nodes stand, by file."""
    wanted = {path: frozenset(spots[path]) for path in sorted(spots) if path in sources.by_path}
    made = lowering_print() if run.cache is not None else b""
    keys = {path: key_of("places", made, sources.by_path[path].kind, sources.by_path[path].digest) for path in wanted}
    blobs = run.cache.get("places", list(keys.values())) if run.cache is not None else {}
    known = {path: _positions.decode(blobs[key]) for path, key in keys.items() if key in blobs}
    missing = {path: nodes for path, nodes in wanted.items() if not nodes <= known.get(path, {}).keys()}
    jobs = [Job(sources.by_path[path].file, sources.by_path[path].size, nodes) for path, nodes in missing.items()]
    fresh: dict[bytes, bytes] = {}
    for located in workers.locate(jobs):
        path = located.path
        # Numbers that the file doesn't have are kept as such, too: a place at line 0.
        unknown: _Positions = dict.fromkeys(missing[path], (0, 0, 0, 0, None))
        known[path] = {**known.get(path, {}), **unknown, **located.positions}
        if located.digest == sources.by_path[path].digest:
            fresh[keys[path]] = msgspec.msgpack.encode(known[path])
    if run.cache is not None:
        run.cache.put("places", fresh)
    return {
        Spot(path, node): Place(path, *known[path][node])
        for path, nodes in wanted.items()
        for node in sorted(nodes)
        if known.get(path, {}).get(node, (0,))[0]
    }
