"""What the safeguards in view were shown to do: as text or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from piilint.catalogue.shapes import shapes
from piilint.language import ENGLISH, Language
from piilint.model.place import Place, Spot
from piilint.model.proof import Observation, Proof
from piilint.report.excerpt import plain, shown
from piilint.report.json import dumped

VERDICTS = {
    "holds": "holds",
    "partly": "holds in part",
    "fails": "FAILS",
    "unknown": "not shown",
}
EVIDENCE = {
    "evaluated": "evaluated on standard shapes",
    "executed": "run on standard shapes in a sandbox",
    "data flow": "not evaluated: {}; by data flow",
    "none": "not evaluated: {}",
}

_EXAMPLES = 3


def render(
    proofs: Sequence[Proof],
    places: Mapping[Spot, Place],
    titles: Mapping[str, Mapping[str, str]],
    form: str,
    language: Language = ENGLISH,
) -> str:
    """Render the proofs; `titles` are the elements' by key and language."""
    if form == "json":
        return dumped(
            {"version": 1, "safeguards": [_json(proof, places) for proof in proofs], "summary": _summary(proofs)}
        )
    writer = _Writer(places, titles, language)
    say = language.say
    counts = say(", ").join(
        f"{number} {say(VERDICTS[verdict]).lower()}" for verdict, number in _summary(proofs).items() if number
    )
    last = say("{} in view", language.count(len(proofs), "safeguard")) + (say(": {}.", counts) if counts else say("."))
    return "\n".join([*("\n".join(writer.block(proof)) + "\n" for proof in proofs), last]) + "\n"


def _summary(proofs: Sequence[Proof]) -> dict[str, int]:
    counted = Counter(proof.verdict for proof in proofs)
    return {verdict: counted.get(verdict, 0) for verdict in VERDICTS}  # type: ignore[call-overload]


class _Writer:
    """Writes for people."""

    def __init__(
        self, places: Mapping[Spot, Place], titles: Mapping[str, Mapping[str, str]], language: Language
    ) -> None:
        self._places, self._titles, self._language, self.say = places, titles, language, language.say
        self._words = {shape.title["en"]: shape.title[language.code] for shape in shapes().shape}

    def block(self, proof: Proof) -> Iterator[str]:
        """One safeguard: its verdict, how that was found, and what it is built on."""
        say, place = self.say, self._places.get(proof.spot)
        where = f"{place.path}:{place.line}" if place is not None else proof.spot.path
        yield f"{where}: {plain(proof.name)}({plain(proof.parameter)}): {say(VERDICTS[proof.verdict])}"
        evidence = say(EVIDENCE[proof.evidence], self._said(proof.reason))
        yield f"    {say(proof.kind)}{say(', ')}{evidence}"
        applied = say(", ").join(f"{self._title(each.element)} ({each.calls})" for each in proof.applied)
        found = say("applied to {}", applied) if applied else say("applied to nothing that is known to be sensitive")
        yield f"    {found}"
        yield from (f"    {self._line(each)}" for each in proof.observations if each.relevant)
        for each in proof.counter_examples[:_EXAMPLES]:
            yield "    " + say("counter-example: {}", self._example(proof, each))
        if proof.evidence in ("evaluated", "executed") and proof.reason:
            yield f"    {self._said(proof.reason)}"
        yield from ("    " + say("note: {}", self._said(caveat)) for caveat in proof.caveats)

    def _title(self, element: str) -> str:
        titles = self._titles.get(element, {})
        return titles.get(self._language.code) or titles.get("en") or element

    def _said(self, text: str) -> str:
        """A finished text in the reader's language, on one line."""
        return plain(self._language.translated(text, self._words))

    def _line(self, each: Observation) -> str:
        say = self.say
        shape = next(shape for shape in shapes().shape if shape.key == each.shape)
        title = shape.title[self._language.code]
        under = say('{} under "{}"', title, each.key) if each.key else title
        judged = say(", ").join(
            say("{} met" if each.standards[standard.key] else "{} NOT met", standard.title)
            for standard in shapes().standard
            if standard.key in each.standards
        )
        survive = say("{} of {} survive", each.survive, each.of)
        return f"{under}: {survive}{self._when(each)}" + (f"; {judged}" if judged else "")

    def _when(self, each: Observation) -> str:
        return self.say(" when {}", self._said(each.condition)) if each.condition else ""

    def _example(self, proof: Proof, each: Observation) -> str:
        given = f'{{"{each.key}": "{each.given}"}}' if each.key else f'"{each.given}"'
        call = f"{plain(proof.name.rpartition('.')[2])}({given})"
        return self.say("{} gives {}", call, _result(each)) + self._when(each)


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
