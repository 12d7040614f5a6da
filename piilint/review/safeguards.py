"""Which safeguards hold: what those in view were shown to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from piilint.config.load import Configuration, load
from piilint.model.finding import Problem
from piilint.model.place import Place, Spot
from piilint.model.proof import Proof
from piilint.model.run import Run
from piilint.pipeline import discover_paths, knowledge

PathLike = str | os.PathLike[str]
Execute = Callable[[Proof, str], "Proof | None"]
"""Shows by running it what a safeguard does, given its file's text; None where that can't be done safely."""


@dataclass(frozen=True, slots=True)
class Safeguards:
    """What the safeguards in view do."""

    proofs: tuple[Proof, ...]
    places: Mapping[Spot, Place]
    problems: tuple[Problem, ...]
    files: int


def safeguards(
    paths: Sequence[PathLike],
    configuration: Configuration | None = None,
    *,
    run: Run | None = None,
    execute: Execute | None = None,
) -> Safeguards:
    """Prove the safeguards in these files and folders. Raises ConfigError and UsageError for the user's mistakes."""
    from piilint.flow import prove
    from piilint.link import link
    from piilint.lower.batch import locate_all, lower_all
    from piilint.lower.sources import read_sources
    from piilint.lower.workers import Workers

    run = run if run is not None else Run()
    configuration = configuration or load(paths)
    catalogue, _, _ = knowledge(configuration)
    found = discover_paths(paths, configuration, None)
    sources = read_sources(found.files)
    with Workers(run) as workers:
        batch = lower_all(sources, run, workers)
        proofs = prove(link(batch.modules()), catalogue)
        if execute is not None:
            proofs = _executed(proofs, sources.texts({proof.spot.path for proof in proofs}), execute)
        spots: dict[str, set[int]] = {}
        for proof in proofs:
            spots.setdefault(proof.spot.path, set()).add(proof.spot.node)
        places = locate_all(spots, sources, run, workers)
    problems = tuple(sorted({*found.problems, *sources.problems, *batch.problems}))
    proofs = tuple(sorted(proofs, key=lambda proof: places.get(proof.spot) or Place(proof.spot.path, 1, 1, 1, 1)))
    return Safeguards(proofs, places, problems, len(batch.units))


def _executed(proofs: Sequence[Proof], texts: Mapping[str, str], execute: Execute) -> tuple[Proof, ...]:
    """Run what couldn't be evaluated."""
    shown: list[Proof] = []
    for proof in proofs:
        better = execute(proof, texts.get(proof.spot.path, "")) if proof.evidence in ("none", "data flow") else None
        shown.append(proof if better is None else msgspec.structs.replace(better, spot=proof.spot))
    return tuple(shown)
