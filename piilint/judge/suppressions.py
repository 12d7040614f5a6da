"""Comments that accept findings: `# piilint: ignore[PII101] shown to the customer`.

A comment counts for the statement that it stands in, on whichever of its lines; one that stands alone, for the statement
below it. It may name rules by code or by name, several with commas.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from piilint.config.validate import nearest
from piilint.model.place import Place
from piilint.rules import all_rules

MARK = "piilint:"
"""What a file contains that has such comments."""
_COMMENT = re.compile(r"#\s*piilint:\s*(?P<text>.*)")
_IGNORE = re.compile(r"ignore\s*\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*)")
_SKIPPED = frozenset((tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER))
_EXPECTED = "expected `# piilint: ignore[PII101] reason`"


@dataclass(frozen=True, slots=True)
class Comment:
    """One suppression, understood or not."""

    place: Place
    first: int
    """The first line of the statement that it is about."""
    last: int
    codes: tuple[str, ...]
    reason: str
    mistake: str = ""
    """Why it isn't understood, or ""."""

    def covers(self, place: Place | None) -> bool:
        """Whether a finding that stands there is in the comment's statement."""
        return place is not None and place.path == self.place.path and self.first <= place.line <= self.last


def read_comments(texts: Mapping[str, str]) -> tuple[Comment, ...]:
    """Return all suppressions of these files, by path and line."""
    return tuple(
        _understood(Place(path, line, column + 1, line, column + 1 + len(comment.rstrip())), first, last, comment)
        for path in sorted(texts)
        if MARK in texts[path]
        for line, column, comment, first, last in _located(texts[path])
        if _COMMENT.match(comment)
    )


def _understood(place: Place, first: int, last: int, comment: str) -> Comment:
    found = _COMMENT.match(comment)
    text = found["text"].strip() if found else ""
    ignore = _IGNORE.match(text)
    if ignore is None:
        return Comment(place, first, last, (), "", f"this suppression isn't understood; {_EXPECTED}")
    code_by_word = {word: rule.code for rule in all_rules() for word in (rule.code, rule.name)}
    words = [word.strip() for word in ignore["codes"].split(",") if word.strip()]
    unknown = [word for word in words if word not in code_by_word]
    codes = tuple(dict.fromkeys(code_by_word[word] for word in words if word in code_by_word))
    mistake = ""
    if unknown:
        hint = nearest(unknown[0], code_by_word)
        mistake = f"this suppression names {unknown[0]}, which is no rule" + (f"; {hint}" if hint else "")
    elif not words:
        mistake = f"this suppression names no rule; {_EXPECTED}"
    return Comment(place, first, last, codes, ignore["reason"].strip().removeprefix("reason:").strip(), mistake)


def _located(text: str) -> Iterator[tuple[int, int, str, int, int]]:
    """Give each comment's line, column from 0 and text, and the first and last line of its statement."""
    open_comments: list[tuple[int, int, str]] = []
    first = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                open_comments.append((*token.start, token.string))
            elif token.type == tokenize.NEWLINE:
                for line, column, comment in open_comments:
                    yield line, column, comment, min(first, line), token.start[0]
                open_comments, first = [], 0
            elif token.type not in _SKIPPED:
                first = first or token.start[0]
    except (tokenize.TokenError, SyntaxError):
        # Grammar that is newer than this interpreter: what is left is read line by line.
        yield from _by_line(text, open_comments[0][0] if open_comments else first or 1)
        return
    for line, column, comment in open_comments:
        yield line, column, comment, line, line


def _by_line(text: str, start: int) -> Iterator[tuple[int, int, str, int, int]]:
    for number, line in enumerate(text.splitlines(), 1):
        found = _COMMENT.search(line)
        if found and number >= start:
            alone = not line[: found.start()].strip()
            yield number, found.start(), found[0], number, number + alone
