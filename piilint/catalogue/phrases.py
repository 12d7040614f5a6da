"""The elements' words as an index: which phrase at a name's end means which element, alone or in which company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product

from piilint.catalogue.abbreviations import Abbreviations, is_skeleton
from piilint.catalogue.romanise import Initials, Romanised, initials
from piilint.catalogue.schema import Element
from piilint.catalogue.shared import Shared
from piilint.catalogue.tokens import Words
from piilint.catalogue.typos import slips
from piilint.catalogue.words import Vocabulary


@dataclass(frozen=True, slots=True)
class Weak:
    """One reading of a weak phrase: the element it means when one of `context` is in sight."""

    element: Element
    context: frozenset[Words]
    roles: frozenset[Words] = frozenset()
    """Contexts in the name itself only: a `director_name` is a person's, the name of a `director` may be anything's."""


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases of canonical words, for lookup by the end of a name."""

    vocabulary: Vocabulary
    elements: Mapping[str, Element]
    phrases: Mapping[Words, Element | tuple[Weak, ...]]
    """What a phrase at a name's end means: an element, readings that need company, or () for something else."""
    strong: Mapping[Words, Element]
    weak: Mapping[Words, tuple[Weak, ...]]
    contexts: frozenset[Words]
    """Every phrase that is a context for something, and the names of records."""
    longest: int
    ends: Mapping[str, int]
    """The last words of all phrases that say what a name is, with the length of the longest such phrase."""
    pairs: Mapping[tuple[str, str], int]
    """As `ends`, by the last two words."""
    not_data: frozenset[Words]
    not_data_begins: frozenset[Words]
    """The first two words of each of those."""
    alone: Mapping[Words, str]
    blockers: Mapping[str, frozenset[str]]
    records: Mapping[Words, Element]
    """Phrases of elements that stand for whole records, weak ones included."""
    turns: Mapping[str, tuple[Weak, ...]]
    """By an element's key: what it is instead beside a word of a context."""
    turning: frozenset[str]
    """The single words of `turns`."""
    initials: Initials

    def starts(self, words: Words) -> range:
        """Where a phrase may begin that ends with these words, the longest first."""
        end = len(words)
        longest = self.ends.get(words[-1], 0)
        if longest > 1:
            longest = self.pairs.get((words[-2], words[-1]), 1) if end > 1 else 1
        return range(max(0, end - longest), end)


def build(elements: Mapping[str, Element], shared: Shared) -> Index:
    """The index of all elements; where two claim a strong phrase, the one defined first has it."""
    table = Romanised(shared.script.readings, shared.variants)
    written = initials(elements, shared.script, shared.company, table)
    listed = {name: (*words, *table.written(words)) for name, words in shared.contexts.items()}
    elements = table.added(elements)
    vocabulary = _vocabulary(elements, shared, table, listed)
    contexts = {name: _phrases(vocabulary, shared, words) for name, words in listed.items()}
    roles = contexts.pop("role")
    strong: dict[Words, Element] = {}
    weak: dict[Words, tuple[Weak, ...]] = {}
    records: dict[Words, Element] = {}
    for element in elements.values():
        own = _named(element.context, contexts, vocabulary, shared)
        within = roles if "@person" in element.context else frozenset()
        for phrase in _phrases(vocabulary, shared, element.strong):
            strong.setdefault(phrase, element)
        for phrase in _phrases(vocabulary, shared, element.weak):
            weak[phrase] = (*weak.get(phrase, ()), Weak(element, own, within))
        if element.record:
            for phrase in _phrases(vocabulary, shared, chain(element.strong, element.weak)):
                records.setdefault(phrase, element)
    every = frozenset(chain.from_iterable(contexts.values())) | frozenset(records)
    not_data = _phrases(vocabulary, shared, shared.not_data.phrases)
    turns = _turns(elements, contexts, vocabulary, shared)
    vocabulary.settle(chain(strong, weak, not_data, every, _phrases(vocabulary, shared, shared.describes.protected)))
    return Index(
        vocabulary=vocabulary,
        elements=elements,
        phrases={**weak, **strong, **dict.fromkeys(not_data, ())},
        strong=strong,
        weak=weak,
        contexts=every,
        longest=max(map(len, chain(strong, weak, every)), default=1),
        ends=_ends(chain(strong, weak, not_data)),
        pairs=_pairs(chain(strong, weak, not_data)),
        not_data=not_data,
        not_data_begins=frozenset(phrase[:2] for phrase in not_data),
        alone=_alone(vocabulary, shared),
        blockers={last: frozenset(_words(vocabulary, words)) for last, words in shared.blockers.items()},
        records=records,
        turns=turns,
        initials=written,
        turning=frozenset(
            words[0] for readings in turns.values() for one in readings for words in one.context if len(words) == 1
        ),
    )


def _turns(
    elements: Mapping[str, Element], contexts: Mapping[str, frozenset[Words]], vocabulary: Vocabulary, shared: Shared
) -> dict[str, tuple[Weak, ...]]:
    turns: dict[str, tuple[Weak, ...]] = {}
    for other, turn in shared.turns.items():
        reading = Weak(elements[other], _named(turn.after, contexts, vocabulary, shared))
        for key in turn.of:
            turns[key] = (*turns.get(key, ()), reading)
    return turns


def _vocabulary(
    elements: Mapping[str, Element], shared: Shared, table: Romanised, contexts: Mapping[str, tuple[str, ...]]
) -> Vocabulary:
    described = (shared.describes.heads, shared.describes.prefixes, shared.describes.protected, shared.describes.verbs)
    listed: Iterable[str] = chain(
        chain.from_iterable(chain(element.strong, element.weak, element.context) for element in elements.values()),
        chain.from_iterable(contexts.values()),
        chain.from_iterable(shared.slots.values()),
        chain.from_iterable(turn.after for turn in shared.turns.values()),
        chain.from_iterable(described),
        (word for words in shared.blockers.values() for word in words),
        shared.neutral.modifiers,
        shared.neutral.owners,
        shared.tails.transparent,
        shared.tails.record,
        shared.tails.numbers,
        shared.not_data.phrases,
        shared.spellings,
        shared.returns.getters,
    )
    listed = tuple(listed)
    whole = tuple(_whole_words(elements, shared))
    written = frozenset(word for phrase in chain(listed, whole) for word in phrase.split())
    chinese = chain(chain.from_iterable(e.strong + e.weak for e in elements.values()), shared.script.before)
    return Vocabulary(
        spellings=shared.spellings,
        mistyped=slips(shared.typed, written),
        shorthand=shared.shorthand,
        abbreviated=Abbreviations(shared.abbreviated),
        unabbreviated=whole,
        small=(*shared.tails.prepositions, *shared.tails.fillers),
        beside=shared.beside,
        pieces={**shared.pieces, "pinyin": (*shared.pieces["pinyin"], *table.written(chinese))},
        closing=(*shared.tails.transparent, *shared.tails.behind, *shared.describes.protected),
        variants=shared.variants,
        phrases=listed,
        uncut=shared.uncut,
        characters=shared.characters,
    )


def _whole_words(elements: Mapping[str, Element], shared: Shared) -> Iterator[str]:
    """Words that stand for themselves, though they might be another one's beginning."""
    yield from shared.unabbreviated
    yield from chain.from_iterable(chain(element.strong, element.weak) for element in elements.values())
    yield from chain.from_iterable(shared.slots.values())
    listed = (
        *shared.contexts.values(), *shared.blockers.values(), *shared.spellings.values(), shared.beside,
        shared.describes.heads, shared.describes.prefixes, shared.describes.protected, shared.describes.verbs,
        shared.neutral.modifiers, shared.neutral.owners, shared.tails.record,
        shared.tails.numbers, shared.tails.behind, shared.tails.prepositions, shared.tails.fillers,
        shared.returns.getters,
    )  # fmt: skip
    for words in listed:
        yield from (word for word in words if " " not in word)
    yield from (word for word in shared.tails.transparent if not is_skeleton(word))  # `lst` is last, too
    for others in shared.shorthand.values():
        yield from others
    for pieces in shared.pieces.values():
        yield from (piece for piece in pieces if not is_skeleton(piece))


def _phrases(vocabulary: Vocabulary, shared: Shared, listed: Iterable[str]) -> frozenset[Words]:
    return frozenset(vocabulary.words(text) for phrase in listed for text in _expanded(phrase, shared.slots))


def _expanded(phrase: str, slots: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """ "{cpty} name" once for every counterparty word."""
    if "{" not in phrase:
        yield phrase
        return
    parts = [slots[part[1:-1]] if part.startswith("{") else (part,) for part in phrase.split()]
    for chosen in product(*parts):
        yield " ".join(chosen)


def _named(
    listed: tuple[str, ...], contexts: Mapping[str, frozenset[Words]], vocabulary: Vocabulary, shared: Shared
) -> frozenset[Words]:
    """The words of a list, "@name" standing for a shared one."""
    named = [contexts[word[1:]] for word in listed if word.startswith("@")]
    own = _phrases(vocabulary, shared, (word for word in listed if not word.startswith("@")))
    return own.union(*named)


def _alone(vocabulary: Vocabulary, shared: Shared) -> dict[Words, str]:
    alone = {vocabulary.words(phrase): "low" for phrase in shared.alone.low}
    alone.update({vocabulary.words(phrase): "medium" for phrase in shared.alone.medium})
    return alone


def _ends(phrases: Iterable[Words]) -> dict[str, int]:
    ends: dict[str, int] = {}
    for phrase in phrases:
        ends[phrase[-1]] = max(len(phrase), ends.get(phrase[-1], 0))
    return ends


def _pairs(phrases: Iterable[Words]) -> dict[tuple[str, str], int]:
    pairs: dict[tuple[str, str], int] = {}
    for phrase in phrases:
        if len(phrase) > 1:
            pair = phrase[-2], phrase[-1]
            pairs[pair] = max(len(phrase), pairs.get(pair, 0))
    return pairs


def _words(vocabulary: Vocabulary, listed: Iterable[str]) -> Iterator[str]:
    for word in listed:
        yield from vocabulary.words(word)
