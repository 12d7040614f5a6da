"""The index of the elements' words as bytes that can be kept: making it takes six times as long as reading it.

Nothing in it is run or imported when it is read. What a vocabulary only remembers, it finds out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from piilint.catalogue.abbreviations import Abbreviations
from piilint.catalogue.phrases import Index, Weak
from piilint.catalogue.romanise import Initials
from piilint.catalogue.schema import Element
from piilint.catalogue.shared import Shared
from piilint.catalogue.tokens import Words
from piilint.catalogue.words import Pieces, Vocabulary

_Numbers = tuple[int, ...]
_Reading = tuple[int, int, int]
"""Elements, contexts and roles by number."""


class _Vocabulary(msgspec.Struct, array_like=True, gc=False):
    """What a settled vocabulary knows, by the names of its attributes, but for what it remembers and what is short for
    what."""

    spelling: dict[str, str]
    shorthand: dict[str, str]
    unabbreviated: frozenset[str]
    small: frozenset[str]
    phrases: frozenset[Words]
    pairs: frozenset[Words]
    numbered: frozenset[Words]
    variant: dict[int, str]
    split: dict[str, Words]
    cuts: dict[str, Words]
    known: frozenset[str]
    scripts: frozenset[str]
    longest_script: int
    pinyin: frozenset[str]
    closing: frozenset[str]
    uncut: frozenset[str]
    characters: frozenset[str]
    compounds: list[str]
    beside: frozenset[str]


class _Kept(msgspec.Struct, array_like=True, gc=False):
    """An index; phrases, elements and sets of phrases by number."""

    vocabulary: _Vocabulary
    pieces: tuple[frozenset[str], ...]
    elements: dict[str, Element]
    phrases: tuple[Words, ...]
    sets: tuple[_Numbers, ...]
    meanings: _Numbers
    """The phrases that mean something, in the order of the index."""
    strong: tuple[_Numbers, _Numbers]
    """Phrases, and the elements that they mean."""
    weak: tuple[tuple[int, tuple[_Reading, ...]], ...]
    contexts: int
    longest: int
    ends: dict[str, int]
    pairs: tuple[tuple[tuple[str, str], int], ...]
    not_data: int
    not_data_begins: frozenset[Words]
    alone: tuple[tuple[Words, str], ...]
    blockers: dict[str, frozenset[str]]
    records: tuple[_Numbers, _Numbers]
    turns: dict[str, tuple[_Reading, ...]]
    turning: frozenset[str]
    owners: dict[str, str]
    initials: dict[str, tuple[str, ...]]
    before: tuple[str, ...]
    behind: tuple[str, ...]
    tells: dict[str, tuple[str, ...]]


_decode = msgspec.msgpack.Decoder(_Kept).decode


class _Numbered:
    """What is referred to by number."""

    def __init__(self, elements: Iterable[str]) -> None:
        self.elements = {key: number for number, key in enumerate(elements)}
        self.phrases: dict[Words, int] = {}
        self.sets: dict[frozenset[Words], int] = {}

    def some(self, phrases: Iterable[Words]) -> _Numbers:
        known = self.phrases
        return tuple([known.setdefault(phrase, len(known)) for phrase in phrases])

    def set_of(self, phrases: frozenset[Words]) -> int:
        return self.sets.setdefault(phrases, len(self.sets))

    def meant(self, found: Mapping[Words, Element]) -> tuple[_Numbers, _Numbers]:
        return self.some(found), tuple([self.elements[element.key] for element in found.values()])

    def readings(self, found: Iterable[Weak]) -> tuple[_Reading, ...]:
        numbers = self.elements
        return tuple(
            [(numbers[each.element.key], self.set_of(each.context), self.set_of(each.roles)) for each in found]
        )


def packed(index: Index) -> bytes:
    """An index as bytes."""
    by, written = _Numbered(index.elements), index.initials
    meanings, strong, records = by.some(index.phrases), by.meant(index.strong), by.meant(index.records)
    weak = tuple([(by.some((phrase,))[0], by.readings(found)) for phrase, found in index.weak.items()])
    turns = {key: by.readings(found) for key, found in index.turns.items()}
    contexts, not_data = by.set_of(index.contexts), by.set_of(index.not_data)
    sets = tuple([by.some(sorted(each)) for each in by.sets])
    return msgspec.msgpack.encode(
        _Kept(
            _Vocabulary(**{name: getattr(index.vocabulary, f"_{name}") for name in _Vocabulary.__struct_fields__}),
            tuple([each.words for each in index.vocabulary._piece_sets]),
            dict(index.elements),
            tuple(by.phrases),
            sets,
            meanings,
            strong,
            weak,
            contexts,
            index.longest,
            dict(index.ends),
            tuple(index.pairs.items()),
            not_data,
            index.not_data_begins,
            tuple(index.alone.items()),
            dict(index.blockers),
            records,
            turns,
            index.turning,
            dict(written.owners),
            {letters: tuple([element.key for element in found]) for letters, found in written.elements.items()},
            written.before,
            written.behind,
            dict(written.tells),
        )
    )


def unpacked(content: bytes, elements: Mapping[str, Element], shared: Shared) -> Index:
    """The index of these elements that `packed` was given; raises msgspec.MsgspecError, LookupError for what it didn't
    make."""
    held = _decode(content)
    phrase, own = held.phrases.__getitem__, list(held.elements.values())
    sets = [frozenset(map(phrase, numbers)) for numbers in held.sets]

    def meant(numbers: _Numbers, of: _Numbers) -> dict[Words, Element]:
        return dict(zip(map(phrase, numbers), map(own.__getitem__, of), strict=True))

    def readings(found: Iterable[_Reading]) -> tuple[Weak, ...]:
        return tuple([Weak(own[element], sets[context], sets[roles]) for element, context, roles in found])

    strong = meant(*held.strong)
    weak = {phrase(number): readings(found) for number, found in held.weak}
    nothing: dict[Words, tuple[Weak, ...]] = dict.fromkeys(map(phrase, held.meanings), ())
    return Index(
        vocabulary=_as_it_was(held, shared),
        elements=held.elements,
        phrases={**nothing, **weak, **strong, **dict.fromkeys(sets[held.not_data], ())},
        strong=strong,
        weak=weak,
        contexts=sets[held.contexts],
        longest=held.longest,
        ends=held.ends,
        pairs=dict(held.pairs),
        not_data=sets[held.not_data],
        not_data_begins=held.not_data_begins,
        alone=dict(held.alone),
        blockers=held.blockers,
        records=meant(*held.records),
        turns={key: readings(found) for key, found in held.turns.items()},
        turning=held.turning,
        initials=Initials(
            owners=held.owners,
            elements={letters: tuple([elements[key] for key in keys]) for letters, keys in held.initials.items()},
            before=held.before,
            behind=held.behind,
            tells=held.tells,
        ),
    )


def _as_it_was(held: _Kept, shared: Shared) -> Vocabulary:
    vocabulary = Vocabulary.__new__(Vocabulary)
    own = {f"_{name}": getattr(held.vocabulary, name) for name in _Vocabulary.__struct_fields__}
    pieces = tuple([Pieces(words) for words in held.pieces])
    vars(vocabulary).update(own, _piece_sets=pieces, _short=Abbreviations(shared.abbreviated), _joinable={}, _met={})
    return vocabulary
