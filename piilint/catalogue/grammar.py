"""The small words of names: what may follow, precede, describe or protect the word that says what a name is.

The lists are `elements/contexts.toml`; this gives them as sets of canonical words, with the cuts that need nothing else.
"""

from __future__ import annotations

from piilint.catalogue.romanise import Romanised
from piilint.catalogue.shared import Shared
from piilint.catalogue.tokens import Words
from piilint.catalogue.words import Vocabulary


class Grammar:
    """The shared lists as sets. Immutable."""

    def __init__(self, shared: Shared, vocabulary: Vocabulary) -> None:
        def known(listed: tuple[str, ...]) -> frozenset[str]:
            return frozenset(listed) | frozenset(word for text in listed for word in vocabulary.words(text))

        def phrases(listed: tuple[str, ...]) -> frozenset[Words]:
            return frozenset(vocabulary.words(text) for text in listed)

        table = Romanised(shared.script.readings, ())
        self.transparent = known((*shared.tails.transparent, *table.written(shared.script.behind)))
        self.record_tails = known(shared.tails.record) | self.transparent
        self.kinds = known(shared.tails.kind)
        self.happened = known(shared.tails.happened)
        self.table_endings = tuple(
            (ending, kind) for kind, listed in shared.script.endings.items() for ending in listed
        )
        self.script_tails = tuple("".join(vocabulary.words(text)) for text in shared.script.tables)
        self.owner_tails = known(shared.tails.owner) | self.record_tails
        self._behind = phrases(shared.tails.behind) | {(word,) for word in known(shared.tails.behind)}
        self.numbers = known(shared.tails.numbers)
        self.prepositions = frozenset(shared.tails.prepositions)
        self.fillers = frozenset(shared.tails.fillers)
        self.table_prefixes = known(shared.tails.prefixes)
        self.neutral = known((*shared.neutral.modifiers, *table.written(shared.script.before)))
        self.neutral_owners = known(shared.neutral.owners)
        self.heads = known(shared.describes.heads)
        self.told = frozenset((*shared.company.owners.values(), *shared.company.called.values()))
        self.vague, self.naming = frozenset(shared.company.vague), frozenset(shared.company.same["name"])
        self.own = {owner: phrases(tuple(sorted(names))) for owner, names in shared.company.own.items()}
        self.of_itself = frozenset[Words]().union(*self.own.values())
        self.alone_harmless = known(shared.describes.alone)
        self.opaque, self.addresses = known(shared.describes.opaque), shared.describes.addresses
        self.yes_no = frozenset(shared.describes.prefixes)
        self.verbs = frozenset(shared.describes.verbs)
        self.not_values = self.yes_no | self.verbs
        self._announcing = phrases(shared.describes.announcing)
        self.protected = phrases(shared.describes.protected)
        self.protected_words = frozenset(words[0] for words in self.protected)
        self.doubtful = phrases(shared.alone.doubtful)
        self.fetched = phrases(shared.alone.fetched)
        self.unsure = phrases(shared.alone.unsure_records)
        self.getters = frozenset(shared.returns.getters)
        self.finders, self.people = shared.returns.finders, shared.returns.people
        self.before_getter, self.makers = frozenset(shared.returns.before), frozenset(shared.returns.makers)
        self.gives_nothing, self.counts = frozenset(shared.returns.nothing), shared.returns.counts
        self.holders, self.numbered = shared.returns.holders, known(shared.returns.numbered)
        self.known_calls = shared.returns.known
        self.leading_always = known(shared.order.romance)
        self.leading = known(shared.order.host) | self.leading_always
        self.counting, self.plurals = known(shared.order.counting), frozenset(shared.order.plurals)
        self.manner = frozenset(shared.order.manner)
        self.dates = frozenset(shared.order.dates)
        self.describing = frozenset(shared.order.describing)
        self.descriptors, self.keepers = frozenset(shared.order.descriptors), frozenset(shared.order.keepers)
        self.settings = frozenset(shared.order.settings)
        self.durations = frozenset(shared.order.durations)
        self.field_prefixes = frozenset(shared.order.prefixes)
        self.date_parts = frozenset(shared.order.date_parts)
        self.lax = known(shared.lax)
        self.outcome = known(shared.tails.outcome)
        self.directions = known(shared.directions)

    def cut(self, words: Words) -> tuple[Words, Words]:
        """What stands before the first preposition, and the rest with it."""
        if not self.prepositions.isdisjoint(words):
            for place in range(1, len(words)):
                if words[place] in self.prepositions:
                    return words[:place], words[place:]
        return words, ()

    def announcing(self, words: Words) -> Words:
        """The first words that say that it is a text, a fault or a control about what follows; () if they don't."""
        return next(
            (words[:size] for size in (1, 2) if len(words) >= max(size, 2) and words[:size] in self._announcing), ()
        )

    def owner_behind(self, words: Words) -> Words:
        """The last words that say whose it is: `beneficiary`, `donneur ordre`; () if they don't."""
        return next((words[-size:] for size in (2, 1) if words[-size:] in self._behind), ())

    def protector(self, words: Words) -> Words:
        """The first or last words that say that the value was made safe (`masked`, `last four`); () if none do."""
        if len(words) < 2 or self.protected_words.isdisjoint(words):
            return ()
        for size in (1, 2, 3):
            for phrase in (words[:size], words[-size:]):
                if phrase in self.protected:
                    return phrase
        return ()

    def without_prefixes(self, words: Words) -> Words:
        """A table's or column's words without `t_`, `dim_`, `stg_`."""
        start = 0
        while len(words) - start > 1 and words[start] in self.table_prefixes:
            start += 1
        return words[start:]


def without_digits(words: Words) -> Words:
    """The words without numbers at the end."""
    end = len(words)
    while end and words[end - 1].isdigit():
        end -= 1
    return words[:end]
