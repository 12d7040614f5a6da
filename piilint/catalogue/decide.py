"""Words → the element they name: by the phrase at their end, the words before it, and the owners.

    decide.judge(("transaction", "amount"), ())         # transaction_amount
    decide.judge(("amount",), ("txn",))                 # transaction_amount: the owner says so
    decide.judge(("amount",), ("cart",))                # "'cart' owns 'amount'"

A judgement is a match, or the reason why there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.grammar import Grammar, without_digits
from piilint.catalogue.judgement import Judgement, NameMatch, head_of, matched, owned_by, promoted
from piilint.catalogue.owner_words import SOMETHING_ELSE, Owners
from piilint.catalogue.phrases import Index, Weak
from piilint.catalogue.schema import Element
from piilint.catalogue.tokens import Words
from piilint.catalogue.word_order import other_orders, without_manner
from piilint.model.facts import Confidence

_DIRECTIONS = frozenset(("to", "from"))
_DATING = frozenset(("since", "on", "at"))
_AS_OF = ("as", "of")
_LONGEST_INITIALS = 3
"""How many letters a piece of initials has that are written apart."""
_SO_FAR = ("to", "date")
UNKNOWN = "no word of the catalogue says what it is"


class Decide:
    """The rules of judging; remembers what it made of owners."""

    def __init__(self, index: Index, grammar: Grammar) -> None:
        self.index = index
        self.grammar = grammar
        self.owners = Owners(index, grammar)

    def judge(self, words: Words, owners: tuple[str, ...]) -> Judgement:
        """What a name of these words holds; `owners` from the nearest outwards."""
        if owners and words in self.grammar.of_itself:
            owners = tuple(owner for owner in owners if not self._has_of_itself(owner, words))
        if (announced := self.grammar.announcing(words)) and not self._says_more(words):
            return f"'{' '.join(announced)}' says what it is"
        first = words[0] if len(words) > 1 else ""
        if first in self.grammar.leading_always and (turned := self._in_other_order(words)) is not None:
            return turned
        found = self._as_it_stands(words, owners)
        if not isinstance(found, NameMatch) and owners and (initials := self._initials(words, owners[0])) is not None:
            return initials
        if not isinstance(found, NameMatch) and len(words) > 1:
            return self._in_other_order(words) or found
        return found

    def _has_of_itself(self, owner: str, words: Words) -> bool:
        """Whether it's none of the owner's data: an invoice's `number` beside a name, the `username` of a `PartnerClient`."""
        kind = self.owners.whole(owner)[-1:] if owner[:1].isupper() else (owner,)
        return any(words in self.grammar.own.get(key, ()) for key in kind)

    def _initials(self, words: Words, owner: str) -> NameMatch | None:
        """What initials of Chinese words mean in a table whose name is Chinese: `jyls.jydfmc`."""
        words = self.grammar.without_prefixes(words)
        letters = "".join(words)  # `zh_ye` as `zhye`
        several = len(words) > 1 and any(len(word) > _LONGEST_INITIALS for word in words)
        kind = self.owners.chinese(owner) if letters.isascii() and letters.isalpha() and not several else ""
        if kind and len(words) > 1 and isinstance(known := self._as_it_stands((letters,), (owner,)), NameMatch):
            return known
        element = self.index.initials.read(letters, kind) if kind else None
        return None if element is None else matched(element, "medium", why=f"initials '{letters}', owner '{owner}'")

    def _in_other_order(self, words: Words) -> NameMatch | None:
        """What a name holds that says so first, where what follows says whose or which it is."""
        if self._has_other(words):
            return None
        if (core := without_manner(words, self.grammar)) != words:
            found = self._as_it_stands(core, ())
            if isinstance(found, NameMatch):
                return found if self._is_told_in_parts(found) else None
            words = core
        for turned in other_orders(words, self.grammar):
            found = self._as_it_stands(turned, ())
            if not isinstance(found, NameMatch) or found.confidence == "low":
                continue
            if turned[0] == words[0] or self._takes_in(turned):
                return found
        return None

    def _has_other(self, words: Words) -> bool:
        """Whether a phrase of something else stands anywhere in a name."""
        index, size = self.index, len(words)
        begins = (start for start in range(size - 1) if words[start : start + 2] in index.not_data_begins)
        return any(words[start:end] in index.not_data for start in begins for end in range(start + 2, size + 1))

    def _is_told_in_parts(self, match: NameMatch) -> bool:
        """Whether there may be several lines or kinds of it: text and amounts, not records and what identifies."""
        element = self.index.elements[match.element]
        return match.confidence != "low" and not (element.record or element.identifier or element.secret)

    def _takes_in(self, words: Words) -> bool:
        """Whether the last word says what a name is together with another one: `birth date`, `name` of a `payee`."""
        index = self.index
        for start in index.starts(words):
            phrase = words[start:]
            if phrase in index.strong:
                owned = phrase[-1] in self.grammar.leading_always and any((w,) in index.contexts for w in words[:start])
                return len(phrase) > 1 or owned
            if phrase in index.weak:
                return promoted(index.weak[phrase], words[:start], within=True)[0] is not None
        return False

    def _as_it_stands(self, words: Words, owners: tuple[str, ...]) -> Judgement:
        """What the last words say."""
        index, grammar = self.index, self.grammar
        if index.ends.keys().isdisjoint(words):
            return UNKNOWN
        if words in index.not_data:
            return f"'{' '.join(words)}' is something else"
        whole = index.strong.get(words)
        joined = self._joined(words, owners[0], whole) if owners else None
        if joined is not None and owners[0] in grammar.told:
            joined = None if self._is_another(index.elements[joined.element], words, owners[1:]) else joined
        if joined is not None and (whole is None or joined.element != whole.key):
            return joined
        if whole is not None:
            return self._strong(whole, words, (), owners)
        if (safe := grammar.protector(words)) and words not in index.weak:
            return f"'{' '.join(safe)}' says that it was made safe"
        if len(words) > 1 and words[0] in grammar.not_values and words not in index.weak and not self._begins(words):
            if words[0] in grammar.yes_no:
                return f"'{words[0]}' makes it a yes/no or a count"
            return f"'{words[0]}' makes it an action"
        if len(words) > 1 and words[0] in grammar.dates and words not in index.weak and not self._begins(words):
            return f"'{words[0]}' says what it is"
        if len(words) > 2 and words[0] in ("number", "count") and words[1] == "of":
            return f"'{words[0]} of' counts"
        owner = grammar.owner_behind(words)
        if owner and (owned := self._behind(words, owner, owners)) is not None:
            return owned
        head, tail = grammar.cut(words)
        if tail and not self._spans(words, len(head)):
            if tail[0] == "per":
                return "'per' makes it a rate"
            if (len(tail) == 1 and tail[0] in _DATING) or tail == _AS_OF or tail[0] == "since":
                return f"'{tail[0]}' makes it a date"
            if tail[0] in _DIRECTIONS and len(tail) > 1 and tail[-1] in grammar.heads and tail != _SO_FAR:
                return f"'{tail[-1]}' says what it is"
            if tail[0] == "of" and len(head) == 1 and head in index.weak and self._is_foreign(tail[-1]):
                return owned_by(tail[-1], head)
            found = self._first(self.owners.strip(head, grammar.transparent), tail[1:], owners)
            if isinstance(found, NameMatch) or tail[0] not in _DIRECTIONS:
                return found
            if tail[0] == "from" and head[-1:] and head[-1] in grammar.heads:
                return found  # `link_from_email`
            return self._first(tail[1:], (), owners)
        return self._first(words, (), owners)

    def _joined(self, words: Words, owner: str, whole: Element | None) -> NameMatch | None:
        """What owner and name say together: `balance.amount`, `tax.id`, `CreditorAccount.Identification`; more than the name
        says as a whole, but an account's number is one where a card has it."""
        before = self.owners.words(owner)
        full = (*before, *words)
        said = self.index.weak.get(words, ()) if len(words) > 1 and owner in self.grammar.told else ()
        phrases = [full[start:] for start in range(max(0, len(full) - self.index.longest), len(before))]
        if words[0] in self.grammar.leading:
            phrases.append((*words, *before))  # `operation.montant`: "montant operation"
        for phrase in phrases:
            element = self.index.strong.get(phrase)
            if element is not None:
                if said and all(reading.element.key != element.key for reading in said):
                    return None  # the fields beside it don't make something else of it: an invoice's `reference_number`
                card = element.level == "critical" and element.group == "card" and whole is None
                level = card or element.level == "high"
                sure = level and not element.record and phrase not in self.index.not_data
                sureness: Confidence = "medium" if whole is None or whole.level == "low" else "high"
                return matched(element, sureness, why=f"words '{' '.join(phrase)}'") if sure else None
        return None

    def _begins(self, words: Words) -> bool:
        """Whether a strong phrase takes in the first word, so that it doesn't make an action of it: `clear pin block`; one of
        what isn't the data itself doesn't: `tipo_cuenta_beneficiario`."""
        sizes = range(2, min(self.index.longest, len(words)) + 1)
        begun = (self.index.strong.get(words[:size]) for size in sizes)
        return any(element is not None and element.level != "low" for element in begun)

    def _says_more(self, words: Words) -> bool:
        """Whether a name is a phrase of the catalogue, or begins with one."""
        return words in self.index.strong or words in self.index.weak or self._begins(words)

    def _behind(self, words: Words, owner: Words, owners: tuple[str, ...]) -> NameMatch | None:
        """What a name holds whose last words say whose it is: `email_customer`, `iban_beneficiaire`, `Anschrift_Kunde`."""
        index, grammar = self.index, self.grammar
        end = len(words) - len(owner)
        longer = range(max(0, len(words) - index.longest), end)
        rest = self.owners.strip(words[:end], grammar.transparent)
        if any(words[start:] in index.phrases for start in longer) or grammar.protector(rest):
            return None
        found = self._first(rest, owner, owners)
        is_record = isinstance(found, NameMatch) and any(e.key == found.element for e in index.records.values())
        if not isinstance(found, NameMatch) or is_record:
            return None
        turned, _ = promoted(index.turns.get(found.element, ()), owner)
        return found if turned is None else matched(turned.element, found.confidence, why=found.why)

    def _is_foreign(self, word: str) -> bool:
        """Whether a word behind "of" is none that the catalogue knows: `amount_of_pages`."""
        known = (word,) in self.index.contexts or word in self.grammar.neutral
        return len(word) > 2 and not known and not word.isdigit()

    def _spans(self, words: Words, place: int) -> bool:
        """Whether a phrase at the end of `words` takes in the preposition at `place`: `date_of_birth`."""
        stripped = self.owners.strip(words, self.grammar.transparent)
        index = self.index
        cores = (words,) if stripped[-1] in self.grammar.prepositions else (words, stripped)  # `account_to_json`
        return any(
            core[start:] in index.strong or core[start:] in index.weak for core in cores for start in range(place + 1)
        )

    def _first(self, words: Words, tail: Words, owners: tuple[str, ...]) -> Judgement:
        """The longest phrase at the end decides; a strong one of any core before a weak one."""
        index = self.index
        weak: tuple[tuple[Weak, ...], Words, Words] | None = None
        for core in self._cores(words):
            for start in index.starts(core):
                phrase = core[start:]
                meaning = index.phrases.get(phrase)
                if meaning is None:
                    continue
                if isinstance(meaning, Element):
                    return self._strong(meaning, phrase, core[:start], owners)
                if not meaning:
                    return f"'{' '.join(phrase)}' is something else"
                if weak is None or len(without_digits(phrase)) > len(without_digits(weak[1])):  # `account_name_1`
                    weak = meaning, phrase, core[:start]
                break
        if (weak is None or len(weak[1]) == 1) and (numbered := self._numbered(words, owners)) is not None:
            return numbered
        if weak is not None:
            return self._weak(*weak, tail, owners)
        return f"'{words[-1]}' says what it is" if words and words[-1] in self.grammar.heads else UNKNOWN

    def _numbered(self, words: Words, owners: tuple[str, ...]) -> Judgement | None:
        """What a word behind says no more of than that it is a number (`cnic_no`, `dni_numero`), or what it makes of it:
        a `passport_img` is an image."""
        core = self.owners.strip(words, self.grammar.transparent)
        if len(core) < 2:
            return None
        numbered = core[-1] in self.grammar.numbers
        if not numbered and core[-1] not in self.index.turning:
            return None
        for start in self.index.starts(core[:-1]):
            phrase = core[start:-1]
            element = self.index.strong.get(phrase)
            if element is not None:
                turned, _ = promoted(self.index.turns.get(element.key, ()), core[-1:])
                if turned is not None:
                    return matched(turned.element, "high", why=f"words '{' '.join(core[start:])}'")
                sure = numbered and (element.identifier or element.level == "low")
                return self._strong(element, phrase, core[:start], owners) if sure else None
            if numbered and phrase in self.index.alone and (readings := self.index.weak.get(phrase)):
                sure = readings[0].element.identifier
                return matched(readings[0].element, "medium", why=f"words '{' '.join(core[start:])}'") if sure else None
        return None

    def _cores(self, words: Words) -> Iterator[Words]:
        """The name without little words, as it is, and without what may follow its head."""
        if not words:
            return
        if not self.grammar.fillers.isdisjoint(words):
            yield words[:1] + tuple(word for word in words[1:] if word not in self.grammar.fillers)
        yield words
        if words[-1] in self.grammar.transparent or words[-1].isdigit():
            stripped = self.owners.strip(words, self.grammar.transparent)
            if stripped != words:
                yield stripped

    def _strong(self, element: Element, phrase: Words, before: Words, owners: tuple[str, ...]) -> Judgement:
        if before and element.level != "low":
            other = self.owners.blocker(before, phrase[0], strict=True)
            if other:
                return owned_by(other, phrase)
        if owners and (len(phrase) == 1 or element.secret) and element.level != "low":
            last = self.owners.words(owners[0])[-1:]
            if not self.index.blockers.get(phrase[0], frozenset()).isdisjoint(last):  # `gpio.pin_number`
                return owned_by(last[0], phrase)
        if before and (turned := promoted(self.index.turns.get(element.key, ()), before)[0]) is not None:
            element = turned.element
        sure: Confidence = "low" if phrase in self.grammar.doubtful else "medium" if element.record else "high"
        return matched(element, sure, why=f"words '{' '.join(phrase)}'")

    def _weak(
        self, readings: tuple[Weak, ...], phrase: Words, before: Words, tail: Words, owners: tuple[str, ...]
    ) -> Judgement:
        said = f"word '{' '.join(phrase)}'"
        last = head_of(phrase)
        strange = ""
        if readings[0].element.record and (told := next((w for w in before if w in self.grammar.describing), "")):
            return f"'{told}' says what it is"  # `currency_code_transaction`
        for end in range(len(before), 0, -1):
            word = before[end - 1]
            if word in self.grammar.directions and (booked := self._of_booking(readings, owners[:1], said)):
                return booked
            reading, words = promoted(readings, before[:end], within=True)
            if self.owners.blocks(word, last) and (reading is None or len(phrase) == 1):
                return owned_by(word, phrase)
            if reading is not None:
                return matched(reading.element, "medium", why=f"{said} after '{' '.join(words)}'")
            if word not in self.grammar.neutral and not word.isdigit():
                strange = strange or word
                if last not in self.grammar.lax:
                    return f"{said} of something else: '{word}'"
        for end in range(len(tail), 0, -1):
            reading, words = promoted(readings, tail[:end], within=True)
            if reading is not None:
                return matched(reading.element, "medium", why=f"{said} of '{' '.join(words)}'")
        judged = self._owned(readings, phrase, owners, said)
        return judged or self._alone(readings[0].element, phrase, why=said, strange=strange)

    def _owned(self, readings: tuple[Weak, ...], phrase: Words, owners: tuple[str, ...], said: str) -> Judgement | None:
        """What the owners decide, if they do."""
        for place, owner in enumerate(owners):
            if self._describes_a_field(owner, head_of(phrase)):
                return owned_by(owner, phrase)
            words = self.owners.words(owner)
            if not words:
                spelt = self.index.vocabulary.words(owner)
                silent = promoted(readings, spelt)[0] if spelt in self.index.contexts else None
                if silent is not None and not self.owners.blocks(spelt[-1], head_of(phrase)):  # not `entry.name`
                    return matched(silent.element, "medium", why=f"{said}, owner '{owner}'")
                continue
            reading, promoting = promoted(readings, words)
            if reading is None and words is not SOMETHING_ELSE and not self.owners.blocks(words[-1], head_of(phrase)):
                bare, whole = without_digits(words), self.owners.whole(owner)
                reading, promoting = promoted(readings, bare if bare != words else whole)
            # A payment order is more than an order.
            single = len(phrase) == len(promoting) == 1
            blocked = single and words[-1] in self.index.blockers.get(phrase[0], ())
            beside = owner in self.grammar.told and len(owners) > place + 1
            if reading is not None and reading.element.group == "secret" and beside:
                continue  # whose data stands beside a payment's token doesn't make a credential of it
            of_class = owners[place + 1 :] if beside and single and reading is not None else ()
            if reading is not None and of_class and self._is_another(reading.element, phrase, of_class):
                continue
            if reading is not None and not blocked:
                return matched(reading.element, "medium", why=f"{said}, owner '{owner}'")
            if readings[0].element.record and self.owners.keeps(owner):
                continue
            if words is SOMETHING_ELSE or self.owners.blocks(words[-1], head_of(phrase)):
                told = owner in self.grammar.told  # by the fields beside it, which may tell of several things
                later = self._promoted_later(readings, owners[place + 1 :], said) if told else None
                return later or owned_by(owner, phrase)
            if owner not in self.grammar.told and not (place + 1 < len(owners) and owners[place + 1][:1].isupper()):
                break
        return None

    def _is_another(self, element: Element, phrase: Words, owners: tuple[str, ...]) -> bool:
        """Whether it is of what the class is, whatever stands beside it: an `Invoice` with its seller's IBAN has a `number`
        of its own, a `Category` with an amount a `description`; a `Transfer` has the payee's `name`."""
        if element.record:  # a `transaction["charge"]` beside its payer's address is a fee
            return any(self.owners.blocks(last, phrase[0]) for o in owners for last in self.owners.whole(o)[-1:])
        lasts = [(self.owners.whole(c)[-1], self.owners.words(c)) for c in owners if c[:1].isupper()]
        if element.identifier:
            return any(self.owners.blocks(last, phrase[0]) for last, _ in lasts)
        vague = element.key in self.grammar.vague
        if len(phrase) > 1 or not (vague or element.key in self.grammar.naming):
            return False
        meant = self.index.weak.get(phrase, ())
        blocking = (each for each in lasts if self.owners.blocks(each[0], phrase[0]))
        return any((vague or (last,) not in self.index.contexts) and not promoted(meant, w)[1] for last, w in blocking)

    def _describes_a_field(self, owner: str, head: str) -> bool:
        """Whether a class is of fields, whose name is no customer's: `CNABField.name`."""
        last = self.owners.whole(owner)[-1:] if owner[:1].isupper() else ()
        return bool(last) and last[0] in self.grammar.descriptors and self.owners.blocks(last[0], head)

    def _of_booking(self, readings: tuple[Weak, ...], owners: tuple[str, ...], said: str) -> NameMatch | None:
        """What the side of a booking has: `destination_name` of a transfer is a person's, of an edge it is a node's."""
        for owner in owners:
            reading, _ = promoted(readings, self.owners.words(owner))
            if reading is not None:
                return matched(reading.element, "medium", why=f"{said}, owner '{owner}'")
        return None

    def _promoted_later(self, readings: tuple[Weak, ...], owners: tuple[str, ...], said: str) -> Judgement | None:
        """What another owner makes of it: a client's `name` is the client's, though a `balance` stands beside it."""
        for owner in owners:
            words = self.owners.words(owner)
            reading, _ = promoted(readings, words) if words else (None, ())
            if reading is not None:
                return matched(reading.element, "medium", why=f"{said}, owner '{owner}'")
        return None

    def _alone(self, element: Element, phrase: Words, *, why: str, strange: str) -> Judgement:
        """A weak phrase without context; a record with a word before it that isn't known is less sure."""
        alone = self.index.alone.get(phrase)
        if alone is None:
            return f"{why} could be {element.key}, but nothing says whose it is"
        return matched(element, "low" if alone == "low" or (strange and element.record) else "medium", why=why)
