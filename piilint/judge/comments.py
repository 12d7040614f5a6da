"""Where comments stand: the statement, the block and the file that each belongs to.

Lines are logical ones, as Python's tokenizer has them: a comment belongs to the statement that it stands in, on
whichever of its lines; one that stands alone, to the statement below it. Decorators are part of what they decorate. So
a formatter that breaks or joins lines changes nothing.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field

from piilint.model.place import lines_of

_SKIPPED = frozenset((tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER))


@dataclass(frozen=True, slots=True)
class Located:
    """A comment and what it may be about; lines from 1, the column from 0."""

    line: int
    column: int
    text: str
    first: int
    """The first line of its statement."""
    last: int
    block_last: int
    """The last line of the block that its statement opens; `last` where it opens none."""
    is_alone: bool
    """Whether nothing else stands on its line."""
    is_above_code: bool
    """Whether no statement but the module's docstring stands above it."""


@dataclass(slots=True)
class _Piece:
    first: int
    last: int
    block_last: int
    comments: list[tuple[int, int, str]]
    is_code: bool
    """False for a text that stands alone: a docstring."""


def locate_comments(text: str, mark: str) -> Iterator[Located]:
    """Give the comments that contain the mark, in order."""
    scan = _Scan()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            scan.take(token)
    except (tokenize.TokenError, SyntaxError):
        # Grammar that is newer than this interpreter: what is left is read line by line.
        scan.take_lines(text)
    lines = lines_of(text)
    code = next((s.first for s in scan.pieces if s.is_code), len(lines) + 1)
    for piece in scan.finished():
        for line, column, comment in piece.comments:
            if mark in comment:
                alone = line > len(lines) or not lines[line - 1][:column].strip()
                last, block = piece.last, piece.block_last
                yield Located(line, column, comment, piece.first, last, block, alone, line < code)


@dataclass(slots=True)
class _Scan:
    """One pass over a file's tokens."""

    pieces: list[_Piece] = field(default_factory=list)
    open_blocks: list[_Piece] = field(default_factory=list)
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    first: int = 0
    decorated: int = 0
    """The first line of the decorators above the next statement; 0 if there are none."""
    is_decorator: bool = False
    is_code: bool = False

    def take(self, token: tokenize.TokenInfo) -> None:
        """Take the next token."""
        if token.type == tokenize.COMMENT:
            self.comments.append((*token.start, token.string))
        elif token.type == tokenize.NEWLINE:
            self._end(token.start[0])
        elif token.type == tokenize.INDENT:
            self.open_blocks.append(self.pieces[-1])
        elif token.type == tokenize.DEDENT:
            self.open_blocks.pop().block_last = self.pieces[-1].last
        elif token.type not in _SKIPPED:
            if not self.first:
                self.first = token.start[0]
                self.is_decorator = token.string == "@"
            self.is_code = self.is_code or token.type != tokenize.STRING

    def _end(self, last: int) -> None:
        first = self.decorated or self.first or last
        if self.is_decorator:
            self.decorated = first
        else:
            first = min([first, *(line for line, _, _ in self.comments if line >= self.first)])
            self.pieces.append(_Piece(first, last, last, self.comments, self.is_code))
            self.comments, self.decorated = [], 0
        self.first, self.is_decorator, self.is_code = 0, False, False

    def take_lines(self, text: str) -> None:
        """Take what the tokenizer couldn't read: every line is a statement, a block is what is indented deeper."""
        lines = lines_of(text)
        start = self.pieces[-1].last if self.pieces else 0
        self.open_blocks, self.comments, self.first = [], [], 0
        for number, line in enumerate(lines[start:], start + 1):
            column = line.find("#")
            comments = [(number, column, line[column:])] if column >= 0 else []
            below = number + (column >= 0 and not line[:column].strip())
            end = below
            while end < len(lines) and _deeper(lines[end], lines[min(below, len(lines)) - 1]):
                end += 1
            self.pieces.append(_Piece(number, below, end, comments, bool(line.strip()) and column != 0))

    def finished(self) -> Iterator[_Piece]:
        """All statements, then the comments below the last one."""
        yield from self.pieces
        for line, column, comment in self.comments:
            yield _Piece(line, line, line, [(line, column, comment)], False)


def _deeper(line: str, header: str) -> bool:
    return not line.strip() or len(line) - len(line.lstrip()) > len(header) - len(header.lstrip())
