"""What is kept where one value carries too many labels: of each element the surest sources, of symbols the shortest paths.

Guesses beyond the surest of an element go first: what the caller passes, or its call gives, tells more than they do.

Which those are doesn't depend on the order in which they came, but for those that are steady: see `value.widened`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from piilint.flow.domain.value import LabelKey, Labels

SOURCES_LIMIT = 3
"""Of one element on one value so many sources are kept, the surest: a finding names one."""

LABEL_LIMIT = 20
"""More labels than this on one value are cut, deterministically; only generated code comes near."""


def limited(before: Labels, labels: Labels, steady: Labels | None = None) -> Labels:
    """The labels to keep of too many: of each element the surest sources, of all the shortest symbolic paths; of equals
    those that are `steady`. `before` itself where that is what is left."""
    old = steady or {}
    kept = _surest(labels, old)
    if len(kept) > LABEL_LIMIT:
        ranks = _ranks(kept, old)

        def weight(key: LabelKey) -> tuple[bool, int, int, bool, LabelKey]:
            rank = ranks.get(key, 0)
            return (rank > 0 and kept[key].unasked, len(key[1]), rank, key not in old, key)

        kept = {key: kept[key] for key in sorted(kept, key=weight)[:LABEL_LIMIT]}
    if kept is labels:
        return labels
    if len(kept) == len(before) and all(before.get(key) is label for key, label in kept.items()):
        return before
    return kept


def _ranks(labels: Labels, old: Labels) -> dict[LabelKey, int]:
    """By concrete label, how many surer ones of its element there are: of many elements each keeps its surest."""
    met: dict[str, int] = {}
    ranks: dict[LabelKey, int] = {}
    for key in sorted(labels, key=lambda key: (labels[key].shared, -labels[key].confidence, key not in old, key)):
        if not key[1]:
            ranks[key] = met[key[0]] = met.get(key[0], -1) + 1
    return ranks


def _surest(labels: Labels, old: Labels) -> Labels:
    """Labels without those of an element that has surer ones, beyond so many."""
    counts: dict[tuple[str, str], int] = {}
    crowded: set[tuple[str, str]] = set()
    for element, path, _, guard in labels:
        if not path:
            family = (element, guard)
            count = counts[family] = counts.get(family, 0) + 1
            if count > SOURCES_LIMIT:
                crowded.add(family)
    if not crowded:
        return labels
    dropped: set[LabelKey] = set()
    for family in crowded:
        keys = [key for key in labels if not key[1] and (key[0], key[3]) == family]
        keys.sort(key=lambda key: (labels[key].shared, -labels[key].confidence, key not in old, key))
        dropped.update(keys[SOURCES_LIMIT:])
    return {key: label for key, label in labels.items() if key not in dropped}
