"""Access paths: which part of a call's data is meant, in one notation for catalogue, traces and tests.

    arg0              the first positional argument
    arg1+             the second positional argument and all that follow
    arg*              every positional argument
    kw:extra          the keyword argument `extra`
    kw*               every keyword argument
    self              the receiver of a method
    return            the result
    caught            the exception being handled where the call stands
    arg0["iban"].text any path goes on with selectors: .name, ["key"], [0], [*] (any element),
                      [each] (what going over it gives: an element, of a mapping a key)

Moves and callbacks of the catalogue's propagators are built from paths:

    arg0[*] -> return[*]             the elements of the first argument become the result's
    arg0(arg1[*], kw*) -> return[*]  the first argument is called with these, its results become the result's elements
    kw:target(*kw:args, **kw:kwargs) the elements are its arguments, one by one, the items its keyword arguments
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

_SELECTOR = r"\.\w+|\[\"[^\"]*\"\]|\[\d+\]|\[\*\]|\[each\]"
_ROOT = r"arg\d+\+?|arg\*|kw:\w+|kw\*|self|return|caught"
_PATH = re.compile(rf"({_ROOT})((?:{_SELECTOR})*)")
_SELECTORS = re.compile(_SELECTOR)
_ARROW = re.compile(r"\s*->\s*")
_COMMA = re.compile(r"\s*,\s*")
_EXPECTED = 'expected arg0, arg1+, arg*, kw:name, kw*, self, return or caught, then any of .name, ["key"], [0], [*]'


@dataclass(frozen=True, slots=True)
class AccessPath:
    """A root and the selectors that lead from it to the part that is meant."""

    root: str
    """"arg0", "arg1+", "arg*", "kw:extra", "kw*", "self", "return" or "caught"."""
    selectors: tuple[str, ...] = ()
    """Each in the notation itself: ".name", '["key"]', "[0]", "[*]"."""
    stars: int = 0
    """Of a callback's argument: 1 for `*`, its elements are passed; 2 for `**`, its items are."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A call that a library makes of something it was given."""

    callee: AccessPath
    args: tuple[AccessPath, ...]
    result: AccessPath | None
    """Where the callback's result goes; None where it is dropped."""


def unparse(path: AccessPath) -> str:
    """The path in its notation; `parse_path` reads it back."""
    return "*" * path.stars + path.root + "".join(path.selectors)


@lru_cache(maxsize=4096)
def parse_path(text: str) -> AccessPath:
    """The access path that a text denotes; raises `ValueError` that says what was expected."""
    found = _PATH.fullmatch(text)
    if found is None:
        raise ValueError(f"not an access path: {text!r}; {_EXPECTED}")
    return _path(found)


@lru_cache(maxsize=4096)
def parse_move(text: str) -> tuple[AccessPath, AccessPath]:
    """Source and target of "arg0 -> return"; raises `ValueError` that says what was expected."""
    source, position = _read_path(text, 0)
    position = _read(text, position, _ARROW, "->")
    target, position = _read_path(text, position)
    _end(text, position)
    return source, target


@lru_cache(maxsize=4096)
def parse_callback(text: str) -> Callback:
    """The call in "arg0(arg1[*], kw*) -> return[*]"; raises `ValueError` that says what was expected."""
    callee, position = _read_path(text, 0)
    if not text.startswith("(", position):
        raise _wrong(text, position, "( and the callback's arguments")
    args, position = _read_arguments(text, position + 1)
    if position == len(text):
        return Callback(callee, args, None)
    position = _read(text, position, _ARROW, "-> and where the result goes, or nothing")
    result, position = _read_path(text, position)
    _end(text, position)
    return Callback(callee, args, result)


def _read_arguments(text: str, position: int) -> tuple[tuple[AccessPath, ...], int]:
    """The paths up to the closing parenthesis, and the position behind it."""
    args: list[AccessPath] = []
    while not text.startswith(")", position):
        if args:
            position = _read(text, position, _COMMA, ", or )")
        stars = len(text) - position - len(text[position:].lstrip("*"))
        path, position = _read_path(text, position + stars)
        args.append(replace(path, stars=stars))
    return tuple(args), position + 1


def _read_path(text: str, position: int) -> tuple[AccessPath, int]:
    found = _PATH.match(text, position)
    if found is None:
        raise _wrong(text, position, _EXPECTED.removeprefix("expected "))
    return _path(found), found.end()


def _path(found: re.Match[str]) -> AccessPath:
    return AccessPath(found[1], tuple(_SELECTORS.findall(found[2])))


def _read(text: str, position: int, token: re.Pattern[str], expected: str) -> int:
    found = token.match(text, position)
    if found is None:
        raise _wrong(text, position, expected)
    return found.end()


def _end(text: str, position: int) -> None:
    if position != len(text):
        raise _wrong(text, position, 'a further .name, ["key"], [0] or [*], or the end')


def _wrong(text: str, position: int, expected: str) -> ValueError:
    found = text[position:] or "the end"
    return ValueError(f"{text!r}: expected {expected}, found {found!r}")
