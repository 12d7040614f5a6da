"""Whose a name is: an owner's words down to its head, and what owns a word so that it is something else.

owners.words("t_customer_row")      # customer
owners.words("顧客情報")             # 顧客: what tables are called is left off
owners.words("account_type")        # (""): of a type, not of an account
"""

from __future__ import annotations

from collections.abc import Callable

from piilint.catalogue.grammar import Grammar
from piilint.catalogue.phrases import Index
from piilint.catalogue.tokens import Words, tokens

SOMETHING_ELSE: Words = ("",)
_SHORTEST_TABLE = 5
_NEVER_INITIALS = frozenset("aeiouv")
"""Letters with which no syllable of Chinese begins, or few."""


class Owners:
    """Reads owners; remembers those it has read."""

    def __init__(self, index: Index, grammar: Grammar) -> None:
        self.index = index
        self.grammar = grammar
        self._words: Callable[[str], Words] = index.vocabulary.words
        self._met: dict[str, Words] = {}
        self._whole: dict[str, Words] = {}

    def words(self, owner: str) -> Words:
        """An owner's words down to its head; none for an owner that says nothing."""
        met = self._met.get(owner)
        if met is None:
            words = self.grammar.without_prefixes(self._words(owner))
            describes = len(words) > 1 and words[-1] in self.grammar.opaque and not owner[:1].isupper()
            words = self.grammar.cut(words)[0]
            if words not in self.index.contexts:  # `iso8583` is one with its number
                words = self.strip(words, self.grammar.owner_tails)
            if words[-1:] and words[-1] in self.grammar.owner_tails and words[-2:-1] in self.index.contexts:
                words = words[:-1]  # `ApplicantDetails` are a record, and an applicant's
            silent = len(words) == 1 and self._says_nothing(words[0])
            if (kind := self.chinese(owner)) and (words not in self.index.contexts or not owner.isascii()):
                words = (kind,)
            elif words and not words[0].isascii() and (words not in self.index.contexts or words in self.index.records):
                words = self._in_script("".join(words))
            if describes or (len(words) > 1 and self.blocker(words[:-1], words[-1], strict=False)):
                words = SOMETHING_ELSE  # `account_type.value`
            met = self._met[owner] = () if silent else words
        return met

    def whole(self, owner: str) -> Words:
        """An owner's words with what tables and classes are called: a `StandingOrder` is more than a `standing`."""
        met = self._whole.get(owner)
        if met is None:
            met = self._whole[owner] = self.grammar.without_prefixes(self._words(owner))
        return met

    def chinese(self, owner: str) -> str:
        """What a table holds whose name is Chinese, however it is written; "" if it isn't."""
        words = self.grammar.without_prefixes(self._words(owner))
        stripped = self.strip(words, self.grammar.owner_tails)
        owners = self.index.initials.owners
        spelt = tokens(owner) or ("",)
        ways = ("".join(spelt), "".join(words), "".join(stripped), spelt[-1])
        known = next((owners[way] for way in ways if way in owners), "")
        return known or self._chinese_table(ways[0]) or self._ends_as_tables(ways[-1])

    def _chinese_table(self, letters: str) -> str:
        """The same for `yhlsb` and 客户基本信息表, tables (表) of what stands before."""
        owners = self.index.initials.owners
        if not letters.isascii():
            tail = next((tail for tail in self.grammar.script_tails if letters.endswith(tail)), "")
            return owners.get(letters.removesuffix(tail), "")
        return owners.get(letters[:-1], "") if len(letters) > 4 and letters[-1] == "b" else ""

    def _ends_as_tables(self, letters: str) -> str:
        """The same for `grhqckmx`, initials that end as those of banks' tables do (明细)."""
        if len(letters) < _SHORTEST_TABLE or not _NEVER_INITIALS.isdisjoint(letters):
            return ""
        return next((kind for ending, kind in self.grammar.table_endings if letters.endswith(ending)), "")

    def _in_script(self, owner: str) -> Words:
        """The context that ends a word without spaces, but for what tables are called: `贷款台账`, `顧客情報`."""
        tail = next((tail for tail in self.grammar.script_tails if owner.endswith(tail) and owner != tail), "")
        core = owner.removesuffix(tail)
        ends = (core[start:] for start in range(len(core) - 1))
        return next(((end,) for end in ends if (end,) in self.index.contexts), (owner,))

    def _says_nothing(self, owner: str) -> bool:
        short = len(owner) <= 2 and owner.isascii() and owner not in self.index.blockers["*"]
        return short or owner in self.grammar.neutral_owners

    def strip(self, words: Words, tails: frozenset[str]) -> Words:
        """The words without numbers and `tails` at the end, down to a strong phrase or the first word."""
        end = len(words)
        while end > 1 and (words[end - 1] in tails or words[end - 1].isdigit()):
            if words[:end] in self.index.strong or (words[end - 1].isdigit() and words[:end] in self.index.contexts):
                break  # `iso8583`
            end -= 1
        return words[:end]

    def blocks(self, word: str, last: str) -> bool:
        """Whether a word owns a weak phrase that ends in `last`, so that the name is something else."""
        blockers = self.index.blockers
        return word in blockers["*"] or word in blockers.get(last, ())

    def keeps(self, owner: str) -> bool:
        """Whether it is a class that keeps records or works on them: `AdvisorService`."""
        return owner[:1].isupper() and not self.grammar.keepers.isdisjoint(self.whole(owner)[-1:])

    def blocker(self, before: Words, last: str, *, strict: bool) -> str:
        """The word right before a phrase that makes it something else's; "" if there is none."""
        blockers = self.index.blockers
        for word in reversed(before):
            if word in blockers.get(last, ()) or word in blockers["+" if strict else "*"]:
                return word
            if word not in self.grammar.neutral:
                return ""
        return ""
