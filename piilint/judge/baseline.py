"""The baseline: findings that are known and don't fail the run, in a file that people read and git merges.

    bank/app.py | PII101 | iban | Service.book | stmt.iban -> logging.Logger.info(arg1) @3f9c | accepted: see RISK-7

One line a finding, sorted, without line numbers and dates. The mark behind the way tells it from others that read alike
(see `surroundings`). The last part is the verdict of whoever looked at it, with a
reason; until then the entry is unaudited. Order and repetition don't matter to the reader, so that git may merge two
branches by taking the lines of both (`merge=union`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from piilint.judge.matching import Known
from piilint.model.errors import ConfigError, ConfigMistake

VERDICTS = ("accepted", "false-positive", "to-fix")
HEADER = """\
# piilint's baseline: known findings. `piilint baseline --help` says how to keep it.
# file | rule | element | function | source -> sink(argument) @what stands around it | verdict: reason
"""
_SEPARATOR = " | "
_FLOW = re.compile(r"(?P<source>.*) -> (?P<sink>.*)\((?P<argument>[^()]*)\)")
_ORDINAL = re.compile(r" #(\d+)$")
_AROUND = re.compile(r" @([0-9a-f]{4})$")
_NONE = "-"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line."""

    known: Known
    ordinal: int = 1
    """Which of the findings that read alike."""
    verdict: str = ""
    """One of VERDICTS; "" until someone looked at it."""
    reason: str = ""
    line: int = 0
    """In the file, from 1."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline as read."""

    path: str
    """As reports show it."""
    entries: tuple[Entry, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def unaudited(self) -> int:
        """How many entries nobody has looked at."""
        return sum(not entry.verdict for entry in self.entries)


def read_baseline(text: str, path: str) -> Baseline:
    """Read a baseline's text. Raises ConfigError with all lines that aren't understood."""
    entries: dict[tuple[Known, int], Entry] = {}
    mistakes: list[ConfigMistake] = []
    comments: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            comments.append(line)
        elif line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            hint = "keep the lines of both sides: their order doesn't matter"
            mistakes.append(ConfigMistake(path, number, "", "an unresolved merge", hint))
        elif line.strip():
            entry = _entry(line, number)
            if isinstance(entry, str):
                mistakes.append(ConfigMistake(path, number, "", entry))
            else:
                old = entries.get((entry.known, entry.ordinal))
                if old is None or (entry.verdict and not old.verdict):
                    entries[entry.known, entry.ordinal] = entry
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return Baseline(path, tuple(entries.values()), tuple(comments))


def _entry(line: str, number: int) -> Entry | str:
    """Return the line's entry, or what is wrong with it."""
    cells = [_unescaped(cell.strip()) for cell in line.split(_SEPARATOR)]
    if len(cells) not in (5, 6):
        return f"expected file | rule | element | function | way, found {len(cells)} parts"
    path, code, element, function, way = cells[:5]
    ordinal = _ORDINAL.search(way)
    way = way[: ordinal.start()] if ordinal else way
    around = _AROUND.search(way)
    way = way[: around.start()] if around else way
    flow = _FLOW.fullmatch(way)
    source, sink, argument = (flow["source"], flow["sink"], flow["argument"]) if flow else ("", "", way)
    verdict, _, reason = cells[5].partition(":") if len(cells) == 6 else ("", "", "")
    if verdict and verdict not in VERDICTS:
        return f"expected a verdict of {', '.join(VERDICTS)}, found {verdict}"
    element, function, argument = ("" if word == _NONE else word for word in (element, function, argument))
    known = Known(path, code, element, function, source, sink, argument, around[1] if around else "")
    return Entry(known, int(ordinal[1]) if ordinal else 1, verdict, reason.strip(), number)


def write_baseline(entries: Iterable[Entry], comments: Iterable[str] = ()) -> str:
    """Return the file's text: the comments, then the entries, sorted; those that read alike are numbered."""
    seen: Counter[Known] = Counter()
    lines = []
    for entry in sorted(entries, key=lambda entry: (entry.known, not entry.verdict, entry.ordinal)):
        seen[entry.known] += 1
        lines.append(_line(entry, seen[entry.known]))
    head = "".join(f"{comment}\n" for comment in comments) or HEADER
    return head + "".join(f"{line}\n" for line in sorted(lines))


def _line(entry: Entry, ordinal: int) -> str:
    known = entry.known
    way = f"{known.source} -> {known.sink}({known.argument})" if known.sink else known.argument or _NONE
    cells = [known.path, known.code, known.element or _NONE, known.function or _NONE, way]
    cells[4] += (f" @{known.around}" if known.around else "") + (f" #{ordinal}" if ordinal > 1 else "")
    cells += [f"{entry.verdict}: {entry.reason}" if entry.reason else entry.verdict] if entry.verdict else []
    return _SEPARATOR.join(_escaped(cell) for cell in cells)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n").replace("\r", "\\r")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), text)
