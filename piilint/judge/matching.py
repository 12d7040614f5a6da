"""Which findings are the same as ones known before: of a baseline, or of another revision.

A finding is known if it is the same flow: the same element from the same source to the same sink in the same function.
What moved, was renamed or was reformatted isn't new, so what is left over on both sides is compared by less and less:
first without what stands around it, then without the file, then without the source's own text (a local was renamed),
then without the argument's position. Every known one answers for one finding only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from piilint.judge.surroundings import surroundings
from piilint.model.finding import Finding


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """What identifies a finding, without any line number."""

    path: str
    """Relative to the configuration's folder."""
    code: str
    element: str
    function: str
    source: str
    """How the source reads: "stmt.iban"; "" for what isn't a flow."""
    sink: str
    argument: str
    around: str = ""
    """The mark of what stands around it, see `surroundings`; "" if that isn't known."""

    @classmethod
    def of(cls, finding: Finding, path: str, text: str) -> Known:
        """Return what identifies a finding in the file of this path; `text` is the file's, or its cell's."""
        element, source = finding.element or "", " ".join(finding.source_text.split())
        around = surroundings(text, finding.location)
        return cls(path, finding.code, element, finding.function, source, finding.sink_name, finding.argument, around)


Key = tuple[str, ...]
_PASSES: tuple[Callable[[Known], Key], ...] = (
    lambda k: (k.path, k.function, k.source, k.sink, k.argument, k.around),
    lambda k: (k.path, k.function, k.source, k.sink, k.argument),
    lambda k: ("moved", k.function, k.source, k.sink, k.argument),
    lambda k: (k.path, k.function, k.source, k.sink),
    lambda k: (k.path, k.function, k.sink, k.argument),
    lambda k: ("moved", k.function, k.source, k.sink),
    lambda k: ("moved", k.function, k.sink, k.argument),
    lambda k: (k.path, k.function, k.sink),
    lambda k: ("moved", k.function, k.sink),
)
"""What counts as the same, the strictest first; code and element always do."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The outcome of a comparison."""

    known_by_finding: Mapping[int, int]
    """Positions of findings that were known, with the position of what they were known as."""
    left: tuple[int, ...]
    """Positions of the known that no finding answers to."""


def match(
    findings: Sequence[Known],
    known: Sequence[Known],
    *,
    unseen: Collection[str] = (),
    files: Collection[str] = (),
    texts: Mapping[str, str] | None = None,
) -> Matched:
    """Pair findings with the known.

    `unseen` are files that weren't reported on: what is known of them stays theirs, and answers for nothing elsewhere.
    `files` are all that there are, and `texts` those of the findings, to tell a renamed function from a second one.
    """
    pairs: dict[int, int] = {}
    left = dict.fromkeys(range(len(known)))
    for key_of in _PASSES:
        _pair(findings, known, key_of, pairs, left, unseen)
    for position, finding in enumerate(findings):
        if position not in pairs and texts:
            gone = [at for at in left if known[at].path not in unseen]
            renamed = [at for at in gone if _is_renamed(known[at], finding, files, texts)]
            if renamed:
                pairs[position] = renamed[0]
                del left[renamed[0]]
    return Matched(pairs, tuple(left))


def _pair(
    findings: Sequence[Known],
    known: Sequence[Known],
    key_of: Callable[[Known], Key],
    pairs: dict[int, int],
    left: dict[int, None],
    unseen: Collection[str],
) -> None:
    """Pair what is left and the same by this key, in order."""
    waiting: dict[Key, list[int]] = defaultdict(list)
    for at in left:
        key = (known[at].code, known[at].element, *key_of(known[at]))
        if known[at].path not in unseen:
            waiting[key].append(at)
    for position, finding in enumerate(findings):
        if position not in pairs:
            same = waiting.get((finding.code, finding.element, *key_of(finding)))
            if same:
                pairs[position] = same.pop(0)
                del left[pairs[position]]


def _is_renamed(known: Known, finding: Known, files: Collection[str], texts: Mapping[str, str]) -> bool:
    """Whether the known function has another name now, in its file or wherever it went: it is no longer defined in its
    own file, as far as that is still there, nor where the finding is."""
    one = (known.code, known.element, known.source, known.sink, known.argument)
    other = (finding.code, finding.element, finding.source, finding.sink, finding.argument)
    if one != other or (known.path in files and known.path not in texts):
        return False
    name = known.function.rpartition(".")[2]
    homes = (texts.get(path, "") for path in (known.path, finding.path))
    return name.isidentifier() and not any(re.search(rf"\b(?:def|class)\s+{name}\b", text) for text in homes)
