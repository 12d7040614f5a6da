"""Which data a name stands for: by its words, by its head, and by who owns it.

The last word says what a name is: `account_number` is a number of an account, `account_type` a type. So phrases are
looked up at the end of a name, before words that leave it what it is (`iban_str`, `txn_amount_1`, `balance_of_x`).
A strong phrase suffices. A weak one (`amount`, `name`) counts when the words before it or an owner say so
(`txn.amount`, `customer_name`), and not when something else owns it (`file_name`, `load_balance`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from piilint.catalogue.phrases import Index, Weak, build
from piilint.catalogue.schema import Element
from piilint.catalogue.shared import Shared
from piilint.catalogue.words import Words
from piilint.model.facts import Confidence
from piilint.model.finding import Level

_REMEMBERED = 500_000
_BLOCKED = "blocked"
_BETWEEN = frozenset(("or", "and", "up", "all", "every", "first", "one", "many", "latest", "last"))
_DIRECTIONS = frozenset(("to", "from"))
_SOMETHING_ELSE: Words = ("",)


class NameMatch(msgspec.Struct, frozen=True, gc=False):
    """What a name was judged to hold."""

    element: str
    level: Level
    confidence: Confidence
    why: str
    """What decided: "words 'account number'", "word 'amount', owner 'txn'"."""


class Names:
    """Judges names. Deterministic and without side effects but for its memory."""

    def __init__(self, elements: Mapping[str, Element], shared: Shared) -> None:
        self.elements = elements
        self._index: Index = build(elements, shared)
        vocabulary = self._index.vocabulary
        self.words = vocabulary.words

        def known(listed: tuple[str, ...]) -> frozenset[str]:
            return frozenset(listed) | frozenset(word for text in listed for word in vocabulary.words(text))

        self._transparent = known(shared.tails.transparent)
        self._record_tails = known(shared.tails.record) | self._transparent
        self._owner_tails = known(shared.tails.owner) | self._record_tails
        self._fetched = frozenset(vocabulary.words(text) for text in shared.alone.fetched)
        self._unsure = frozenset(vocabulary.words(text) for text in shared.alone.unsure_records)
        self._prepositions = frozenset(shared.tails.prepositions)
        self._fillers = frozenset(shared.tails.fillers)
        self._table_prefixes = known(shared.tails.prefixes)
        self._neutral = known(shared.neutral.modifiers)
        self._neutral_owners = known(shared.neutral.owners)
        self._heads = known(shared.describes.heads)
        self._opaque = known(shared.describes.opaque)
        self._yes_no = frozenset(shared.describes.prefixes)
        self._verbs = frozenset(shared.describes.verbs)
        self._protected = frozenset(vocabulary.words(text) for text in shared.describes.protected)
        self._protected_first = frozenset(words[0] for words in self._protected)
        self._getters = frozenset(shared.returns.getters)
        self._before_getter = frozenset(shared.returns.before)
        self._makers = frozenset(shared.returns.makers)
        self._known_calls = shared.returns.known
        self._lax = known(shared.lax)
        self._classified: dict[tuple[str, tuple[str, ...]], NameMatch | None] = {}
        self._described: dict[str, Literal["", "harmless", "protected"]] = {}
        self._owners: dict[str, Words] = {}

    # ---- what flow asks ---------------------------------------------------------------------------------------------

    def classify(self, name: str, owners: tuple[str, ...] = ()) -> NameMatch | None:
        """What a variable, parameter, attribute, key or column holds; `owners` from the nearest outwards."""
        key = (name, owners)
        try:
            return self._classified[key]
        except KeyError:
            if name.startswith("__") and name.endswith("__"):
                return None
            if len(self._classified) >= _REMEMBERED:
                self._classified.clear()
            match = self._classified[key] = self._judge(self.words(name), owners)
            return match

    def describes(self, name: str) -> Literal["", "harmless", "protected"]:
        """Whether a name is about data rather than data ("harmless"), or says that it was made safe ("protected")."""
        if name not in self._described:
            self._described[name] = self._describe(name)
        return self._described[name]

    def _describe(self, name: str) -> Literal["", "harmless", "protected"]:
        words = self.words(name)
        if not words:
            return ""
        if self._is_protected(words):
            return "protected"
        if (match := self._judge(words, ())) is not None:
            return "harmless" if match.level == "low" else ""
        if len(words) > 1 and words[0] in self._yes_no:
            return "harmless"
        core = _without_digits(words)
        if core and core[-1] in self._heads and (len(core) > 1 or core[-1] in ("count", "len", "length", "index")):
            return "harmless"
        return ""

    def returns_nothing(self, function_name: str) -> bool:
        """Whether the name of a function says that its result can't hold what it was given: `count_by`, `is_valid`."""
        words = self.words(function_name)
        while len(words) > 1 and words[0] in self._getters:
            words = words[1:]
        if not words or self._is_protected(words):
            return False
        if (words[0] in self._yes_no and len(words) > 1) or words[0] in ("count", "len"):
            return True
        return self._strip(self._cut(words)[0], frozenset())[-1] in self._opaque

    def record(self, name: str) -> NameMatch | None:
        """Whether a class or table of this name is a record of customers' or statements' data."""
        words = self.words(name)
        while len(words) > 1 and words[0] in self._table_prefixes:
            words = words[1:]
        core = self._strip(words, self._record_tails)
        if self._is_protected(core) or core in self._index.not_data:
            return None
        for start in range(max(0, len(core) - self._index.longest), len(core)):
            element = self._index.records.get(core[start:])
            if element is None:
                continue
            if self._blocked(core[:start], core[-1], strict=False):
                return None
            return self._record_match(element, core, start)
        return None

    def returns(self, function_name: str) -> NameMatch | None:
        """What a call of a function of this name gives back, where its name says so."""
        words = self.words(function_name)
        known = self._known_calls.get(" ".join(words)) or self._known_calls.get(function_name)
        if known is not None:
            return self._match(self.elements[known], "high", f"call of {function_name}")
        rest = words
        while len(rest) > 1 and rest[0] in self._before_getter and rest[0] not in self._getters:
            rest = rest[1:]
        verb = rest[0] if rest else ""
        if verb not in self._getters or len(rest) < 2:
            return self._judge_plain_call(words)
        while len(rest) > 1 and (rest[0] in self._getters or rest[0] in _BETWEEN):
            rest = rest[1:]
        if self._blocks(verb, rest[-1]) and not function_name.endswith("s"):
            return None
        match = self._judge(words, ()) if words in self._index.strong else self._judge(rest, ())
        if match is None or (self._is_record(match) and verb in self._makers):
            return None
        fetched = self._strip(self._cut(rest)[0], self._transparent) in self._fetched
        return msgspec.structs.replace(match, confidence="medium") if fetched and match.confidence == "low" else match

    def is_whole(self, name: str) -> bool:
        """Whether a part of a record of this name is still the record: its `rows`, `data`, `entries`; not its `sheet_no`."""
        return name.endswith("s") or any(word in self._record_tails for word in self.words(name)[-1:])

    def is_context(self, name: str) -> bool:
        """Whether something of this name makes ambiguous words in it sensitive: `txn`, `Customer`, `payee_row`."""
        words = self._owner(name)
        return any(words[start:] in self._index.contexts for start in range(len(words)))

    # ---- judging ----------------------------------------------------------------------------------------------------

    def _judge(self, words: Words, owners: tuple[str, ...]) -> NameMatch | None:
        if not words:
            return None
        whole = self._index.strong.get(words)
        if whole is not None and words not in self._index.not_data:
            return self._strong(whole, words, (), owners)
        if self._is_protected(words):
            return None
        if len(words) > 1 and (words[0] in self._yes_no or words[0] in self._verbs) and words not in self._index.weak:
            return None
        if len(words) > 2 and words[0] in ("number", "count") and words[1] == "of":
            return None
        head, tail = self._cut(words)
        if tail and not self._spans(words, len(head)):
            if tail[0] == "per":
                return None
            match = self._first(self._strip(head, self._transparent), tail[1:], owners)
            return match if match is not None or tail[0] not in _DIRECTIONS else self._first(tail[1:], (), owners)
        return self._first(words, (), owners)

    def _spans(self, words: Words, place: int) -> bool:
        """Whether a phrase at the end of `words` takes in the preposition at `place`: `date_of_birth`."""
        stripped = self._strip(words, self._transparent)
        index = self._index
        return any(
            core[start:] in index.strong or core[start:] in index.weak
            for core in (words, stripped)
            for start in range(place + 1)
        )

    def _first(self, words: Words, tail: Words, owners: tuple[str, ...]) -> NameMatch | None:
        cores = [core for core in self._cores(words) if core and core[-1] in self._index.ends]
        if not cores:
            return None
        for weak in (False, True):
            for core in cores:
                found = self._end(core, tail, owners, weak=weak)
                if found is not None:
                    return found if isinstance(found, NameMatch) else None
        return None

    def _cores(self, words: Words) -> Iterator[Words]:
        """The name without little words, as it is, and without what may follow its head."""
        if not self._fillers.isdisjoint(words):
            yield words[:1] + tuple(word for word in words[1:] if word not in self._fillers)
        yield words
        stripped = self._strip(words, self._transparent)
        if stripped != words:
            yield stripped

    def _cut(self, words: Words) -> tuple[Words, Words]:
        """What stands before the first preposition, and after it."""
        if not self._prepositions.isdisjoint(words):
            for place in range(1, len(words)):
                if words[place] in self._prepositions:
                    return words[:place], words[place:]
        return words, ()

    def _strip(self, words: Words, tails: frozenset[str]) -> Words:
        end = len(words)
        while end > 1 and (words[end - 1].isdigit() or words[end - 1] in tails):
            if words[:end] in self._index.strong:
                break
            end -= 1
        return words[:end]

    def _end(self, core: Words, tail: Words, owners: tuple[str, ...], *, weak: bool) -> NameMatch | str | None:
        """The longest strong phrase at the end of `core`, or the longest of all: its judgement, `_BLOCKED` or None."""
        index = self._index
        for start in range(max(0, len(core) - index.ends[core[-1]]), len(core)):
            phrase = core[start:]
            if phrase in index.not_data:
                return _BLOCKED
            element = index.strong.get(phrase)
            if element is not None:
                return self._strong(element, phrase, core[:start], owners) or _BLOCKED
            readings = index.weak.get(phrase)
            if readings is not None and not weak:
                if len(phrase) > 1:
                    return None
            elif readings is not None:
                return self._weak(readings, phrase, core[:start], tail, owners) or _BLOCKED
        return None

    def _strong(self, element: Element, phrase: Words, before: Words, owners: tuple[str, ...]) -> NameMatch | None:
        if element.level != "low" and (
            self._blocked(before, phrase[-1], strict=True) or self._blocked(before, phrase[0], strict=True)
        ):
            return None
        blockers = self._index.blockers.get(phrase[-1])
        if (
            len(phrase) == 1
            and blockers
            and owners
            and element.level != "low"
            and blockers & set(self._owner(owners[0])[-1:])
        ):
            return None
        confidence: Confidence = "medium" if element.record else "high"
        return self._match(element, confidence, f"words '{' '.join(phrase)}'")

    def _weak(
        self, readings: tuple[Weak, ...], phrase: Words, before: Words, tail: Words, owners: tuple[str, ...]
    ) -> NameMatch | None:
        said = f"word '{' '.join(phrase)}'"
        last = _head(phrase)
        strange = False
        for end in range(len(before), 0, -1):
            if self._blocks(before[end - 1], last):
                return None
            reading, words = _promoted(readings, before[:end])
            if reading is not None:
                return self._match(reading.element, "medium", f"{said} after '{' '.join(words)}'")
            if before[end - 1] not in self._neutral and not before[end - 1].isdigit():
                strange = True
                if last not in self._lax:
                    return None
        for end in range(len(tail), 0, -1):
            reading, words = _promoted(readings, tail[:end])
            if reading is not None:
                return self._match(reading.element, "medium", f"{said} of '{' '.join(words)}'")
        judged, match = self._owned(readings, last, owners, said)
        return match if judged else self._alone(readings[0].element, phrase, said, strange=strange)

    def _owned(
        self, readings: tuple[Weak, ...], last: str, owners: tuple[str, ...], said: str
    ) -> tuple[bool, NameMatch | None]:
        """Whether an owner decides, and how."""
        for place, owner in enumerate(owners):
            words = self._owner(owner)
            if not words:
                continue
            reading, _ = _promoted(readings, words)
            if reading is not None:
                return True, self._match(reading.element, "medium", f"{said}, owner '{owner}'")
            if words is _SOMETHING_ELSE or self._blocks(words[-1], last):
                return True, None
            if not (place + 1 < len(owners) and owners[place + 1][:1].isupper()):
                break
        return False, None

    def _alone(self, element: Element, phrase: Words, said: str, *, strange: bool) -> NameMatch | None:
        """A weak phrase without context; a record with a word before it that isn't known is less sure."""
        alone = self._index.alone.get(phrase)
        if alone is None:
            return None
        return self._match(element, "low" if alone == "low" or (strange and element.record) else "medium", said)

    def _blocks(self, word: str, last: str) -> bool:
        blockers = self._index.blockers
        return word in blockers["*"] or word in blockers.get(last, ())

    def _blocked(self, before: Words, last: str, *, strict: bool) -> bool:
        """Whether the word right before a phrase makes it something else's."""
        for word in reversed(before):
            if word in self._index.blockers.get(last, ()) or word in self._index.blockers["+" if strict else "*"]:
                return True
            if word not in self._neutral:
                return False
        return False

    def _owner(self, owner: str) -> Words:
        """An owner's words down to its head; none for an owner that says nothing."""
        met = self._owners.get(owner)
        if met is None:
            words = self.words(owner)
            while len(words) > 1 and words[0] in self._table_prefixes:
                words = words[1:]
            words = self._strip(self._cut(words)[0], self._owner_tails)
            silent = len(words) == 1 and self._says_nothing(words[0])
            if len(words) > 1 and self._blocked(words[:-1], words[-1], strict=False):
                words = _SOMETHING_ELSE
            met = self._owners[owner] = () if silent else words
        return met

    # ---- small questions --------------------------------------------------------------------------------------------

    def _says_nothing(self, owner: str) -> bool:
        short = len(owner) <= 2 and owner.isascii() and owner not in self._index.blockers["*"]
        return short or owner in self._neutral_owners

    def _is_protected(self, words: Words) -> bool:
        if len(words) < 2 or self._protected_first.isdisjoint(words):
            return False
        return any(words[:size] in self._protected or words[-size:] in self._protected for size in (1, 2, 3))

    def _judge_plain_call(self, words: Words) -> NameMatch | None:
        match = self._judge(words, ())
        if match is None or match.confidence == "low" or self._is_record(match):
            return None
        return match

    def _is_record(self, match: NameMatch) -> bool:
        return self.elements[match.element].record

    def _record_match(self, element: Element, core: Words, start: int) -> NameMatch:
        phrase = core[start:]
        certain = phrase in self._index.strong or (start > 0 and self._promotes(phrase, core[:start]))
        confidence: Confidence = "high" if certain else "low" if phrase in self._unsure else "medium"
        return self._match(element, confidence, f"named '{' '.join(phrase)}'")

    def _promotes(self, phrase: Words, before: Words) -> bool:
        return _promoted(self._index.weak.get(phrase, ()), before)[0] is not None

    def _match(self, element: Element, confidence: Confidence, why: str) -> NameMatch:
        return NameMatch(element.key, element.level, confidence, why)


def _promoted(readings: tuple[Weak, ...], words: Words) -> tuple[Weak | None, Words]:
    """The reading whose context ends `words`, by the longest such context."""
    for start in range(max(0, len(words) - 3), len(words)):
        phrase = words[start:]
        for reading in readings:
            if phrase in reading.context:
                return reading, phrase
    return None, ()


def _head(phrase: Words) -> str:
    return (_without_digits(phrase) or phrase)[-1]


def _without_digits(words: Words) -> Words:
    end = len(words)
    while end and words[end - 1].isdigit():
        end -= 1
    return words[:end]
