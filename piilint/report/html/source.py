"""Source code in HTML: a line as it may be shown, highlighted, with the reported range marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from piilint.model.finding import Report
from piilint.model.place import Place
from piilint.report.excerpt import shown
from piilint.report.lines import Lines

_AROUND = 2
_LONGEST = 9
"""Lines of an excerpt."""


@dataclass(frozen=True, slots=True)
class Line:
    """A numbered line of an excerpt."""

    number: int
    code: Markup
    is_meant: bool
    """Whether the place is on it, rather than around it."""


class Sources:
    """The sources that a report has at hand."""

    def __init__(self, report: Report) -> None:
        self._lines = Lines(report.sources)

    def around(self, place: Place) -> list[Line]:
        """Return the place's lines with some before and after."""
        lines = self._lines.of(place)
        last = min(place.end_line, place.line + _LONGEST - 2 * _AROUND - 1)
        numbers = range(max(1, place.line - _AROUND), min(len(lines), last + _AROUND) + 1)
        return [Line(n, self.code(place, n), place.line <= n <= last) for n in numbers]

    def line(self, place: Place) -> Markup:
        """Return the place's first line without its indentation."""
        return self.code(place, place.line, strip=True)

    def code(self, place: Place, number: int, *, strip: bool = False) -> Markup:
        """Return one line, highlighted, with what of the place is on it marked."""
        lines = self._lines.of(place)
        if not 0 < number <= len(lines):
            return Markup("")
        raw = lines[number - 1]
        text = shown(raw)
        indent = len(text) - len(text.lstrip())
        start = end = 0
        if place.line <= number <= place.end_line:
            start = len(shown(raw[: place.column - 1])) if number == place.line else indent
            end = len(shown(raw[: place.end_column - 1])) if number == place.end_line else len(text)
        cut = indent if strip else 0
        return highlighted(text[cut:], max(start - cut, 0), max(end - cut, 0))


@lru_cache(maxsize=50_000)
def highlighted(text: str, start: int = 0, end: int = 0) -> Markup:
    """Return a line of Python as HTML; what stands from `start` to before `end` is marked."""
    parts: list[Markup] = []
    at, is_open = 0, False
    for kind, piece in _pieces(text, sorted({start, end})):
        if at == start and start < end and not is_open:
            parts.append(Markup("<mark>"))
            is_open = True
        parts.append(Markup('<span class="{}">{}</span>').format(kind, piece) if kind else escape(piece))
        at += len(piece)
        if is_open and at >= end:
            parts.append(Markup("</mark>"))
            is_open, start = False, -1
    if is_open:
        parts.append(Markup("</mark>"))
    return Markup("").join(parts)


def _pieces(text: str, cuts: list[int]) -> Iterator[tuple[str, str]]:
    """Give the tokens with their class, split where the mark begins and ends."""
    at = 0
    for kind, token in _tokens(text):
        ends = [cut for cut in cuts if at < cut < at + len(token)]
        for begin, stop in zip([at, *ends], [*ends, at + len(token)], strict=True):
            yield kind, token[begin - at : stop - at]
        at += len(token)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    from pygments.token import Comment, Keyword, Name, Number, String

    classes = ((Keyword, "k"), (String, "s"), (Comment, "c"), (Number, "m"), (Name.Builtin, "b"), (Name.Decorator, "d"))
    for kind, token in _lexer().get_tokens(text):
        plain = token.rstrip("\n")
        if plain:
            yield next((name for group, name in classes if kind in group), ""), plain


@lru_cache(maxsize=1)
def _lexer() -> Any:
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False)
