r"""Whether a regular expression can be tried without taking for ever: a repetition of what can be read in many ways may.

(a+)+             # wild: eight letters are one run, or two, or three …
(\.[\w-]+)+       # tame: every round begins with a dot, and nothing else in it is one
([\w-]+\.)+       # tame: every round ends with one
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from importlib import import_module
from typing import Any

_MANY = 8
"""Rounds of a repetition after which the ways of reading what is inside may be too many."""
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_ALPHABET = frozenset(map(chr, range(32, 127))) | {"\t", "\n", "é", "中"}
"""Characters that stand for all."""


class NoPattern(ValueError):
    """A text is no regular expression."""


@lru_cache(maxsize=512)
def is_wild(pattern: str) -> bool:
    """Whether matching a pattern may take exponential time; raises NoPattern."""
    parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        raise NoPattern(pattern) from None
    return _is_wild(tree, inside=False)


def _is_wild(tree: Any, inside: bool) -> bool:
    for op, value in tree:
        name = str(op)
        if name in _REPEATS:
            low, high, body = value
            if inside and int(high) - int(low) > 1:
                return True
            many = int(high) > _MANY and not _is_anchored(body)
            if _is_wild(body, inside or many):
                return True
        elif name == "BRANCH":
            if inside or any(_is_wild(branch, inside) for branch in value[1]):
                return True
        elif name == "SUBPATTERN":
            if _is_wild(value[3], inside):
                return True
        elif name in ("ASSERT", "ASSERT_NOT") and _is_wild(value[1], inside):
            return True
    return False


def _is_anchored(body: Any) -> bool:
    """Whether each round of a repetition begins, or ends, with one character that nothing else in it can be, and can itself
    be read in one way."""
    items = list(body)
    while len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    if len(items) < 2 or sum(map(_varies, items)) > 1:
        return False
    sets = [_characters(each) for each in items]
    for place in (0, len(items) - 1):
        others = [each for other, each in enumerate(sets) if other != place]
        if str(items[place][0]) not in _REPEATS and all(each.isdisjoint(sets[place]) for each in others):
            return True
    return False


def _varies(item: Any) -> int:
    """How many parts of an item may be of any length."""
    op, value = item
    if str(op) in _REPEATS:
        return int(int(value[1]) != int(value[0])) + sum(map(_varies, value[2]))
    if str(op) == "BRANCH":
        return 2
    return sum(map(_varies, value[3])) if str(op) == "SUBPATTERN" else 0


def _characters(item: Any) -> frozenset[str]:
    """The characters that one item of a pattern can be; all where that isn't told."""
    op, value = item
    name = str(op)
    if name in _REPEATS:
        return frozenset[str]().union(*map(_characters, value[2]))
    if name == "SUBPATTERN":
        return frozenset[str]().union(*map(_characters, value[3]))
    if name == "LITERAL":
        return frozenset((chr(value).lower(), chr(value).upper()))
    if name == "NOT_LITERAL":
        return _ALPHABET - {chr(value).lower(), chr(value).upper()}
    if name == "IN":
        found = frozenset[str]().union(*(_members(each) for each in value))
        return _ALPHABET - found if str(value[0][0]) == "NEGATE" else found
    return _ALPHABET


def _members(item: Any) -> frozenset[str]:
    """The characters of one member of a set in brackets."""
    op, value = item
    name = str(op)
    if name == "LITERAL":
        return frozenset((chr(value).lower(), chr(value).upper()))
    if name == "RANGE":
        found = {char for char in _ALPHABET if value[0] <= ord(char) <= value[1]}
        return frozenset(found | {char.swapcase() for char in found})
    if name == "CATEGORY":
        return frozenset(char for char in _ALPHABET if _is_of(char, str(value)))
    return frozenset()


def _is_of(char: str, category: str) -> bool:
    kinds = {"DIGIT": char.isdigit(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}
    kind = category.rpartition("_")[2]
    return kind not in kinds or kinds[kind] != ("_NOT_" in category)
