"""The trail of a value as text or JSON.

iban in pay, bank/app.py:12
  carries IBAN, read of order.iban at bank/app.py:9
comes from
  bank/app.py:9   assigned: iban = order.iban
  bank/app.py:7     parameter order of pay
goes to
  bank/app.py:14  given to audit()
reaches
  bank/audit.py:4  log.message by logging.Logger.info, in the clear
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from piilint.language import Language
from piilint.model.finding import TraceStep
from piilint.model.place import Place
from piilint.model.trail import Arrival, Source, Trail, Trails
from piilint.report import words
from piilint.report.excerpt import cells, plain, shown
from piilint.report.json import dumped
from piilint.report.lines import Lines

ORIGINS = {
    "assigned": "assigned: {}",
    "unpacked": "taken out: {}",
    "added": "added: {}",
    "constant": "a constant: {}",
    "loop": "an element: {}",
    "with": "opened: {}",
    "caught": "caught: {}",
    "attribute": "stored: {}",
    "parameter": "parameter {}",
    "passed": "passed by {1}: {0}",
    "read": "read of {}",
    "called": "result of {}",
    "returned": "returned by {}",
}
USES = {"called": "given to {}()", "stored": "stored in {}", "returned": "returned: {}"}
_NOTE_WIDTH = 44
_MOST_USES = 60
_MOST_ARRIVALS = 20
"""That are shown to people; JSON has all."""


def render(found: Trails, form: str, language: Language) -> str:
    """Render the trails."""
    if form == "json":
        return dumped(
            {
                "version": 1,
                "values": [_document(trail) for trail in found.trails],
                "problems": [problem.line_of_text() for problem in found.problems],
            }
        )
    return "\n".join(line for trail in found.trails for line in _Writer(found, language).lines(trail))


class _Writer:
    """Writes for people."""

    def __init__(self, found: Trails, language: Language) -> None:
        self._found, self._language, self.say = found, language, language.say
        self._lines = Lines(found.sources)

    def lines(self, trail: Trail) -> Iterator[str]:
        """One trail: what it is, where it comes from, where it goes, what it reaches."""
        place = f"{words.where(trail.place)}:{trail.place.column}"
        yield self.say(
            "{name} in {function}, {place}", name=plain(trail.name), function=plain(trail.function), place=place
        )
        yield f"  │ {self._line(trail.place)}"
        for carried in trail.carries:
            sure = "" if carried.confidence == "high" else " " + self.say(f"({carried.confidence} confidence)")
            title = self._title(carried.element)
            yield (
                "  "
                + self.say("carries {}, from {} at {}", title, plain(carried.text), words.where(carried.source))
                + sure
            )
        yield ""
        yield self.say("Comes from")
        yield from self._table(self._origins(trail.origins)) if trail.origins else ["  " + self.say("nothing in view")]
        if trail.is_cut:
            yield "  " + self.say("… and more than is shown")
        yield ""
        yield self.say("Goes to")
        uses = [(use.place, self.say(USES[use.kind], plain(use.text))) for use in trail.uses[:_MOST_USES]]
        yield from self._table(uses) if uses else ["  " + self.say("nothing in view")]
        yield from self._more(trail.uses, _MOST_USES)
        yield ""
        yield self.say("Reaches")
        shown_ones = trail.arrivals[:_MOST_ARRIVALS]
        yield from self._arrivals(shown_ones) if shown_ones else ["  " + self.say("no channel")]
        yield from self._more(trail.arrivals, _MOST_ARRIVALS)
        yield ""

    def _more(self, things: Sequence[object], most: int) -> Iterator[str]:
        if len(things) > most:
            yield "  " + self.say("and {} more", len(things) - most)

    def _origins(self, origins: Iterable[Source], depth: int = 0) -> Iterator[tuple[Place, str]]:
        for origin in origins:
            said = self.say(ORIGINS[origin.kind], plain(origin.text), plain(origin.function.rpartition(".")[2]))
            yield origin.place, "  " * depth + said
            yield from self._origins(origin.parts, depth + 1)

    def _arrivals(self, arrivals: Iterable[Arrival]) -> Iterator[str]:
        for arrival in arrivals:
            how = (
                self.say("protected by {}", plain(arrival.safeguard)) if arrival.safeguard else self.say("in the clear")
            )
            where = f"{words.where(arrival.place)}:{arrival.place.column}"
            yield "  " + self.say("{} by {} at {}, {}", self._title(arrival.channel), plain(arrival.callee), where, how)
            steps = [TraceStep(step.place, step.kind, step.subject) for step in arrival.trace]
            notes = [(step.place, words.note(step, self._language)) for step in words.merged(steps)]
            yield from self._table(notes, "    ")

    def _table(self, rows: Iterable[tuple[Place, str]], indent: str = "  ") -> Iterator[str]:
        """Place, what is there, and the line."""
        kept = list(rows)
        width = max((len(words.where(place)) for place, _ in kept), default=0)
        wide = min(max((cells(note) for _, note in kept), default=0), _NOTE_WIDTH)
        for place, note in kept:
            padded = note + " " * (wide - cells(note))
            yield f"{indent}{words.where(place):<{width}}  {padded}  {self._line(place)}".rstrip()

    def _title(self, key: str) -> str:
        title = self._found.titles.get(key, {})
        return title.get(self._language.code) or title.get("en") or key

    def _line(self, place: Place) -> str:
        return shown(self._lines.first(place)).strip()


def _document(trail: Trail) -> dict[str, object]:
    return {
        "name": trail.name,
        "location": _place(trail.place),
        "function": trail.function,
        "carries": [
            {
                "element": each.element,
                "confidence": each.confidence,
                "source": {**_place(each.source), "text": each.text},
            }
            for each in trail.carries
        ],
        "origins": [_origin(origin) for origin in trail.origins],
        "uses": [
            {"kind": use.kind, "text": use.text, "function": use.function, "location": _place(use.place)}
            for use in trail.uses
        ],
        "reaches": [
            {
                "channel": each.channel,
                "callee": each.callee,
                "function": each.function,
                "location": _place(each.place),
                "sink": _place(each.sink),
                "safeguard": each.safeguard or None,
                "trace": [{**_place(step.place), "note": words.step(step.kind, step.subject)} for step in each.trace],
            }
            for each in trail.arrivals
        ],
        "complete": not trail.is_cut,
    }


def _origin(origin: Source) -> dict[str, object]:
    return {
        "kind": origin.kind,
        "text": origin.text,
        "function": origin.function,
        "location": _place(origin.place),
        "from": [_origin(part) for part in origin.parts],
    }


def _place(place: Place) -> dict[str, object]:
    return {"path": place.path, "cell": place.cell, "line": place.line, "column": place.column}
