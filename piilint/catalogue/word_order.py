"""The other order of words: `nam_cust_full` and `saldoPosMovimento` name what they hold first, then whose or which it is.

English puts the word that says what a name is last; Romance languages and many host systems put it first. Where a name
read from its end says nothing, and begins with such a word, it is read as English would write it.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.grammar import Grammar
from piilint.catalogue.tokens import Words


def without_manner(words: Words, grammar: Grammar) -> Words:
    """The words without those at the end that say which of several it is or how it is counted: `desc_line_2`, `amt_net`."""
    end = len(words)
    while end > 1 and (words[end - 1] in grammar.manner or words[end - 1].isdigit()):
        end -= 1
    return words[:end]


def other_orders(words: Words, grammar: Grammar) -> Iterator[Words]:
    """The words with the first one last, the others as they stand and the other way round; none where it can't be meant."""
    core = without_date_parts(words, grammar)
    while len(core) > 2 and core[0] in grammar.field_prefixes:
        core = core[1:]
    if len(core) > 1 and core != words:
        yield core
    end = len(core)
    while end > 2 and (core[end - 1] in grammar.transparent or core[end - 1].isdigit()):
        end -= 1
    first, rest = core[:1], core[1:end]
    if not rest or first[0] not in grammar.leading or rest[-1] in grammar.heads:
        return
    if not grammar.prepositions.isdisjoint(rest) or grammar.protector(core):
        return
    if first[0] in grammar.dates and not grammar.leading_always.isdisjoint(rest):
        return
    yield (*rest, *first)
    if len(rest) > 1:
        yield (*reversed(rest), *first)


def without_date_parts(words: Words, grammar: Grammar) -> Words:
    """The words without those at the end that say how a date is written: `exp_yy_mm`, `dob_yyyymmdd`."""
    end = len(words)
    while end > 1 and words[end - 1] in grammar.date_parts:
        end -= 1
    short = end == len(words) - 1 and len(words[end]) < 4
    return words if short else words[:end]
