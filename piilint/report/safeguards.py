"""What the safeguards in view were shown to do: as text or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from piilint.catalogue.shapes import shapes
from piilint.language import ENGLISH
from piilint.model.place import Place, Spot
from piilint.model.proof import Observation, Proof
from piilint.report.excerpt import plain, shown
from piilint.report.json import dumped

_VERDICTS = {
    "holds": "holds",
    "partly": "holds in part",
    "fails": "FAILS",
    "unknown": "not shown",
}
_EVIDENCE = {
    "evaluated": "evaluated on standard shapes",
    "executed": "run on standard shapes in a sandbox",
    "data flow": "not evaluated: {}; by data flow",
    "none": "not evaluated: {}",
}


def render(proofs: Sequence[Proof], places: Mapping[Spot, Place], titles: Mapping[str, str], form: str) -> str:
    """Render the proofs; `titles` are the elements' by key."""
    if form == "json":
        return dumped(
            {"version": 1, "safeguards": [_json(proof, places) for proof in proofs], "summary": _summary(proofs)}
        )
    blocks = [_block(proof, places, titles) for proof in proofs]
    counts = ", ".join(
        f"{number} {_VERDICTS[verdict].lower()}" for verdict, number in _summary(proofs).items() if number
    )
    return (
        "\n".join([*blocks, f"{ENGLISH.count(len(proofs), 'safeguard')} in view" + (f": {counts}." if counts else ".")])
        + "\n"
    )


def _summary(proofs: Sequence[Proof]) -> dict[str, int]:
    counted = Counter(proof.verdict for proof in proofs)
    return {verdict: counted.get(verdict, 0) for verdict in _VERDICTS}  # type: ignore[call-overload]


def _block(proof: Proof, places: Mapping[Spot, Place], titles: Mapping[str, str]) -> str:
    place = places.get(proof.spot)
    where = f"{place.path}:{place.line}" if place is not None else proof.spot.path
    lines = [f"{where}: {plain(proof.name)}({plain(proof.parameter)}): {_VERDICTS[proof.verdict]}"]
    lines.append(f"    {proof.kind}, {_EVIDENCE[proof.evidence].format(proof.reason)}")
    applied = ", ".join(f"{titles.get(each.element, each.element)} ({each.calls})" for each in proof.applied)
    lines.append(f"    applied to {applied}" if applied else "    applied to nothing that is known to be sensitive")
    lines += [f"    {_line(each)}" for each in proof.observations if each.relevant]
    lines += [f"    counter-example: {_example(proof, each)}" for each in proof.counter_examples[:3]]
    if proof.evidence in ("evaluated", "executed") and proof.reason:
        lines.append(f"    {proof.reason}")
    lines += [f"    note: {caveat}" for caveat in proof.caveats]
    return "\n".join(lines) + "\n"


def _line(each: Observation) -> str:
    shape = next(shape for shape in shapes().shape if shape.key == each.shape)
    under = f' under "{each.key}"' if each.key else ""
    judged = ", ".join(
        f"{standard.title} {'met' if each.standards[standard.key] else 'NOT met'}"
        for standard in shapes().standard
        if standard.key in each.standards
    )
    when = f" when {plain(each.condition)}" if each.condition else ""
    head = f"{shape.title['en']}{under}: {each.survive} of {each.of} survive{when}"
    return f"{head}; {judged}" if judged else head


def _example(proof: Proof, each: Observation) -> str:
    when = f" when {plain(each.condition)}" if each.condition else ""
    given = f'{{"{each.key}": "{each.given}"}}' if each.key else f'"{each.given}"'
    return f"{plain(proof.name.rpartition('.')[2])}({given}) gives {_result(each)}{when}"


def _result(each: Observation) -> str:
    """What came of a sample; what doesn't come from the sample may be the project's own literal."""
    return plain(each.result) if each.survive else shown(each.result)


def _json(proof: Proof, places: Mapping[Spot, Place]) -> dict[str, object]:
    place = places.get(proof.spot)
    return {
        "name": proof.name,
        "kind": proof.kind,
        "path": proof.spot.path,
        "line": place.line if place is not None else None,
        "parameter": proof.parameter,
        "verdict": proof.verdict,
        "evidence": proof.evidence,
        "reason": proof.reason or None,
        "applied": [msgspec.structs.asdict(each) for each in proof.applied],
        "observations": [_observation(each) for each in proof.observations],
        "counter_examples": [_observation(each) for each in proof.counter_examples],
        "caveats": list(proof.caveats),
    }


def _observation(each: Observation) -> dict[str, object]:
    return {
        **msgspec.structs.asdict(each),
        "result": _result(each),
        "condition": each.condition or None,
        "key": each.key or None,
    }
