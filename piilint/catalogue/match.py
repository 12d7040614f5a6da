"""Which data a name stands for: by its words, by its head, and by who owns it.

The last word says what a name is: `account_number` is a number of an account, `account_type` a type. So phrases are
looked up at the end of a name, before words that leave it what it is (`iban_str`, `txn_amount_1`, `balance_of_x`).
A strong phrase suffices. A weak one (`amount`, `name`) counts when the words before it or an owner say so
(`txn.amount`, `customer_name`), and not when something else owns it (`file_name`, `load_balance`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import copy
from functools import cached_property
from typing import Literal, TypeGuard

import msgspec

from piilint.catalogue.decide import Decide
from piilint.catalogue.grammar import Grammar, without_digits
from piilint.catalogue.index_kept import packed, unpacked
from piilint.catalogue.judgement import Judgement, NameMatch, promoted
from piilint.catalogue.phrases import Index, build
from piilint.catalogue.schema import Element
from piilint.catalogue.shared import Shared
from piilint.catalogue.tokens import Words
from piilint.model.facts import Confidence

__all__ = ["NameMatch", "Names"]

_REMEMBERED = 500_000
_SURROGATES = frozenset((("id",), ("uuid",), ("guid",), ("pk",)))
_BETWEEN = frozenset(("or", "and", "up", "all", "every", "first", "one", "many", "latest", "last"))
_ORDER = frozenset(("last", "latest", "previous", "next", "first"))
_MADE_FROM = frozenset((("from",), ("by",), ("to",)))
"""`from_iban(text)` makes something else of an IBAN."""

_DUNDER = "Python's own name"


class Names:
    """Judges names. Deterministic and without side effects but for its memory."""

    def __init__(self, elements: Mapping[str, Element], shared: Shared) -> None:
        self.elements = elements
        self._shared = shared
        self._classified: dict[tuple[str, tuple[str, ...]], NameMatch | None] = {}
        self._judged: dict[tuple[Words, tuple[str, ...]], Judgement] = {}
        self._described: dict[str, Literal["", "harmless", "protected"]] = {}
        self._speaks: dict[str, bool] = {}
        self._followed: frozenset[str] = frozenset()
        self._kept: bytes | None = None

    @cached_property
    def _index(self) -> Index:
        """Made, or read, when the first name is judged: an unchanged program asks for none."""
        if self._kept is not None:
            with suppress(msgspec.MsgspecError, LookupError):
                return unpacked(self._kept, self.elements, self._shared)
        return build(self.elements, self._shared)

    def recall(self, kept: bytes) -> None:
        """Use the index that `packed` gave for the same elements, unless there is one; it is made if that can't be read."""
        self._kept = kept

    def packed(self) -> bytes | None:
        """The index, for `recall`; None where no name was judged."""
        if self._kept is None and "_index" in vars(self):
            self._kept = packed(self._index)
        return self._kept

    @cached_property
    def words(self) -> Callable[[str], tuple[str, ...]]:
        """Splits names into words."""
        return self._index.vocabulary.words

    @cached_property
    def _grammar(self) -> Grammar:
        return Grammar(self._shared, self._index.vocabulary)

    @cached_property
    def _decide(self) -> Decide:
        return Decide(self._index, self._grammar)

    def following(self, elements: Iterable[str]) -> Names:
        """Return the same names, these elements of level `low` being followed like the others."""
        followed = frozenset(elements)
        if followed == self._followed:
            return self
        other = copy(self)
        other._followed, other._described = followed, {}
        return other

    def follows(self, match: NameMatch | None) -> TypeGuard[NameMatch]:
        """Whether what a name was judged to hold is followed; what is low is so only where the policy asks for it."""
        return match is not None and (match.level != "low" or match.element in self._followed)

    def classify(self, name: str, owners: tuple[str, ...] = ()) -> NameMatch | None:
        """What a variable, parameter, attribute, key or column holds; `owners` from the nearest outwards."""
        key = (name, owners)
        try:
            return self._classified[key]
        except KeyError:
            if len(self._classified) >= _REMEMBERED:
                self._classified.clear()
                self._judged.clear()
            found = self.judgement(name, owners)
            match = self._classified[key] = found if isinstance(found, NameMatch) else None
            return match

    def judgement(self, name: str, owners: tuple[str, ...] = ()) -> Judgement:
        """As `classify`, with the reason where it holds nothing."""
        if name.startswith("__") and name.endswith("__"):
            return _DUNDER
        vocabulary = self._index.vocabulary
        written = vocabulary.tokens(name)
        if self.names_class(name, written) or (len(written) > 1 and written[-1] in self._grammar.durations):
            return f"'{name}' says what it is"
        key = vocabulary.alike(name, written), owners
        judged = self._judged.get(key)  # names of the same words in other spellings are frequent
        if judged is None:
            judged = self._judged[key] = self._judge_anew(name, vocabulary.read(written), owners)
        return judged

    def names_class(self, name: str, words: Words) -> bool:
        """Whether it is a setting that says which class is used: `TRANSACTION_MODEL`."""
        return name.isupper() and len(words) > 1 and words[-1] in self._grammar.settings

    def _judge_anew(self, name: str, words: Words, owners: tuple[str, ...]) -> Judgement:
        if self._counts(name, words):
            return f"'{words[0]}' makes it a yes/no or a count"
        return self._decide.judge(words, owners)

    def _counts(self, name: str, words: Words) -> bool:
        """Whether a name is a number of several: `num_cards`; `num_carte` is a card's number."""
        if len(words) < 2 or words[0] not in self._grammar.counting:
            return False
        return self.is_plural(name) or words[-1] in self._grammar.plurals

    def is_plural(self, name: str) -> bool:
        """Whether a name says that it holds several values."""
        return self._index.vocabulary.is_plural(name)

    def speaks(self, name: str) -> bool:
        """Whether the name could hold anything at all, whoever owns it: what `classify` finds ends with such a word."""
        known = self._speaks.get(name)
        if known is None:
            known = self._speaks[name] = not self._index.ends.keys().isdisjoint(self.words(name))
        return known

    def describes(self, name: str) -> Literal["", "harmless", "protected"]:
        """Whether a name is about data rather than data ("harmless"), or says that it was made safe ("protected")."""
        if name not in self._described:
            self._described[name] = self._describe(name)
        return self._described[name]

    def _describe(self, name: str) -> Literal["", "harmless", "protected"]:
        words, grammar = self.words(name), self._grammar
        if not words:
            return ""
        if grammar.protector(words):
            return "protected"
        if self.names_class(name, words) or words in self._index.not_data:
            return "harmless"
        if (match := self._judge(words)) is not None:
            return "" if self.follows(match) else "harmless"
        if len(words) > 1 and words[0] in grammar.yes_no:
            return "harmless"
        core = without_digits(words)
        if core and core[-1] in grammar.heads and (len(core) > 1 or core[-1] in grammar.alone_harmless):
            return "harmless"
        return ""

    def excuses(self, name: str) -> bool:
        """Whether a name says surely that what it holds is made safe, or opaque: `card_last4`, `customer_id`."""
        if not (about := self.describes(name)):
            return False
        return about == "protected" or ((match := self.classify(name)) is not None and match.confidence == "high")

    def counts(self, name: str) -> bool:
        """Whether a name is that of a table of counts, `null_counts`: what stands in it under a name isn't what is called so."""
        return not self._grammar.counts.isdisjoint(self.words(name)[-1:])

    def is_address(self, name: str) -> bool:
        """Whether a name says where something is found: `statement_url`, `base_url`."""
        return not self._grammar.addresses.isdisjoint(self.words(name)[-1:])

    def holds_parts(self, name: str) -> bool:
        """Whether a name is that of a thing which isn't data itself, but has parts that are: `bai_file`, `row_reader`."""
        return not self._grammar.holders.isdisjoint(self.words(name)[-1:])

    def numbers(self, name: str) -> bool:
        """Whether a table of whole numbers of this name says how many there are or where, `columns["iban"]`; amounts aside."""
        return not self._grammar.numbered.isdisjoint(self.words(name)[-1:])

    def returns_nothing(self, function_name: str) -> bool:
        """Whether the name of a function says that its result can't hold what it was given: `count_by`, `is_valid`."""
        words, grammar = self.words(function_name), self._grammar
        if len(words) > 1 and words[0] in grammar.finders and words[-1] in grammar.people:
            return False
        while len(words) > 1 and words[0] in grammar.getters:
            words = words[1:]
        if not words or grammar.protector(words) or words[0] in grammar.prepositions:  # `cards.by_id(…)` gives no id
            return False
        if (words[0] in grammar.yes_no and len(words) > 1) or words[0] in grammar.gives_nothing:
            return True
        return self._decide.owners.strip(grammar.cut(words)[0], frozenset())[-1] in grammar.opaque

    def record(self, name: str) -> NameMatch | None:
        """Whether a class or table of this name is a record of customers' or statements' data."""
        grammar = self._grammar
        core = self._decide.owners.strip(grammar.without_prefixes(self.words(name)), grammar.record_tails)
        if grammar.protector(core) or core in self._index.not_data:
            return None
        for start in range(max(0, len(core) - self._index.longest), len(core)):
            element = self._index.records.get(core[start:])
            if element is None:
                continue
            if self._decide.owners.blocker(core[:start], core[-1], strict=False):
                return None
            return self._record_match(element, core, start)
        return None

    def _record_match(self, element: Element, core: Words, start: int) -> NameMatch:
        phrase = core[start:]
        readings = self._index.weak.get(phrase, ())
        certain = phrase in self._index.strong or promoted(readings, core[:start])[0] is not None
        confidence: Confidence = "high" if certain else "low" if phrase in self._grammar.unsure else "medium"
        return NameMatch(element.key, element.level, confidence, why=f"named '{' '.join(phrase)}'")

    def returns(self, function_name: str) -> NameMatch | None:
        """What a call of a function of this name gives back, where its name says so."""
        words, grammar = self.words(function_name), self._grammar
        known = grammar.known_calls.get(" ".join(words)) or grammar.known_calls.get(function_name)
        if known is not None:
            return NameMatch(known, self.elements[known].level, "high", why=f"call of {function_name}")
        if words[:1] in _MADE_FROM or self._counts(function_name, words):
            return None
        rest = words
        while len(rest) > 1 and rest[0] in grammar.before_getter and rest[0] not in grammar.getters:
            rest = rest[1:]
        verb = rest[0] if rest else ""
        if verb not in grammar.getters or len(rest) < 2:
            return self._judge_plain_call(words)
        while len(rest) > 1 and (rest[0] in grammar.getters or rest[0] in _BETWEEN):
            rest = rest[1:]
        if self._decide.owners.blocks(verb, rest[-1]) and not function_name.endswith("s"):
            return None
        match = self._judge(words) if words in self._index.strong else self._judge(rest)
        if match is None or (self._is_record(match) and verb in grammar.makers):
            return None
        fetched = self._decide.owners.strip(grammar.cut(rest)[0], grammar.transparent) in grammar.fetched
        return msgspec.structs.replace(match, confidence="medium") if fetched and match.confidence == "low" else match

    def may_call(self, name: str) -> bool:
        """Whether a name begins as those of functions do that give something: the others' say what they hold themselves."""
        grammar, vocabulary = self._grammar, self._index.vocabulary
        first = vocabulary.read(vocabulary.tokens(name)[:1])[:1]
        return bool(first) and (first[0] in grammar.getters or first[0] in grammar.before_getter)

    def is_surrogate(self, name: str) -> bool:
        """Whether a name ends as those of keys that a database made up."""
        return self.words(name)[-1:] in _SURROGATES

    def is_key(self, name: str) -> bool:
        """Whether a name is that of such a key: its `id`, not its `tax_id`."""
        return self.is_surrogate(name) and not self.follows(self.classify(name))

    def is_whole(self, name: str, of_party: bool = False) -> bool:
        """Whether a part of a record of this name is still the record: its `rows`, `data`, `entries`; not its `sheet_no`,
        and not when it was had, its `last_update`. Of somebody, what he has several of is his own, such as his `files`,
        unless each of them is somebody or something of his money."""
        words = self.words(name)
        if words[-1:] and words[-1] in self._grammar.happened and words[0] in _ORDER:
            return False
        if len(words) > 1 and self.is_outcome(name):
            return False  # an `error_message`
        several = self.is_of_several(name) if of_party else name.endswith("s")
        whole = several or any(word in self._grammar.record_tails for word in words[-1:])
        return whole and not (len(words) == 1 and words[0] in self._grammar.kinds)

    def is_outcome(self, name: str) -> bool:
        """Whether a name is that of what an answer says of how the request went: its `message`, its `status_msg`."""
        words = self.words(name)
        return (
            words[-1:] != ()
            and words[-1] in self._grammar.outcome
            and (len(words) == 1 or words[-2] in self._grammar.heads)
        )

    def is_context(self, name: str) -> bool:
        """Whether something of this name makes ambiguous words in it sensitive: `txn`, `Customer`, `payee_row`."""
        words = self._decide.owners.words(name)
        return any(words[start:] in self._index.contexts for start in range(len(words)))

    def is_of_several(self, name: str) -> bool:
        """Whether it is several of what makes ambiguous words sensitive in each: `payments`, `statement_entries`."""
        several = self.is_plural(name) or (name[-1:].lower() == "s" and name[-2:].lower() != "ss")
        return several and (self.is_context(name) or self.words(name) in self._index.contexts)

    # ---- small questions --------------------------------------------------------------------------------------------

    def _judge(self, words: Words) -> NameMatch | None:
        found = self._decide.judge(words, ())
        return found if isinstance(found, NameMatch) else None

    def _judge_plain_call(self, words: Words) -> NameMatch | None:
        match = self._judge(words)
        if match is None or match.confidence == "low" or self._is_record(match):
            return None
        return match

    def _is_record(self, match: NameMatch) -> bool:
        return self.elements[match.element].record
