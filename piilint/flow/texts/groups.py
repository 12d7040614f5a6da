"""How much of a text a group of a regular expression can hold.

re.match(r"([A-Z]{2})(\\d\\d)(.+)", iban)     # 2, 2, and any number of characters
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from importlib import import_module
from typing import Any

from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.protection.guards import guarded

_SHORT = 4
"""Characters of an identifier that may be shown."""


@lru_cache(maxsize=256)
def _widths(pattern: str) -> dict[str | int, int]:
    """The most characters that each group can hold, by number and name; nothing where the pattern isn't understood."""
    parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
    try:
        tree = parser.parse(pattern)
        found: dict[str | int, int] = {}
        _measure(tree, found)
    except (re.error, RecursionError, OverflowError):
        return {}
    names = {name: found[number] for name, number in tree.state.groupdict.items() if number in found}
    return {**found, **names}


def _measure(tree: Any, found: dict[str | int, int]) -> None:
    for op, value in tree:
        name = str(op)
        if name == "SUBPATTERN":
            if value[0] is not None:
                found[value[0]] = int(value[3].getwidth()[1])
            _measure(value[3], found)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _measure(value[2], found)
        elif name == "BRANCH":
            for branch in value[1]:
                _measure(branch, found)
        elif name in ("ASSERT", "ASSERT_NOT"):
            _measure(value[1], found)
        elif name == "ATOMIC_GROUP":
            _measure(value, found)


def groups_of(pattern: Value) -> dict[str | int, int]:
    """The groups of a pattern that is known, with how much they can hold; one over several lines may have comments."""
    known = pattern.const[0] if pattern.const else None
    return _widths(known) if isinstance(known, str) and "\n" not in known else {}


def in_group(act: Activation, text: Value, pattern: Value, key: object) -> Value:
    """What a group holds of a text: a few characters of an identifier aren't it."""
    width = groups_of(pattern).get(key) if isinstance(key, (str, int)) else None
    if width is None or width > _SHORT:
        return text
    return Value(guarded(act, text, "head4").labels, opaque=text.opaque)


def all_short(pattern: Value) -> bool:
    """Whether the groups taken together are the text in pieces: `(\\d{4})(\\d{4})(\\d{4})(\\d{4})`."""
    widths = [width for key, width in groups_of(pattern).items() if isinstance(key, int)]
    return sum(widths) > _SHORT and all(width <= _SHORT for width in widths)
