"""The columns of CREATE TABLE statements, with what their comments say, in whatever dialect they are written.

Read from tokens, not from a parsed tree: what a table's columns are called is written alike everywhere, while what
stands behind their names (types, storage, partitions) differs between databases more than any parser knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlglot.dialects import MySQL
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType  # type: ignore[attr-defined]

from piilint.catalogue.identifiers import Identifier

_NOT_COLUMNS = frozenset(
    ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "EXCLUDE", "PERIOD",
     "LIKE", "PROJECTION", "SUPPLEMENTAL", "WATERMARK", "PARTITION")
)  # fmt: skip
_QUOTED = (TokenType.IDENTIFIER, TokenType.STRING)
_PLAIN = frozenset(
    (TokenType.BIT, TokenType.BOOLEAN, TokenType.TINYINT, TokenType.SMALLINT, TokenType.MEDIUMINT, TokenType.INT,
     TokenType.BIGINT, TokenType.UTINYINT, TokenType.USMALLINT, TokenType.UMEDIUMINT, TokenType.UINT, TokenType.UBIGINT,
     TokenType.SERIAL, TokenType.FLOAT, TokenType.DOUBLE, TokenType.DECIMAL, TokenType.DATE, TokenType.TIME,
     TokenType.DATETIME, TokenType.TIMESTAMP, TokenType.TIMESTAMPTZ, TokenType.YEAR)
)  # fmt: skip
"""Types of which a value is one number, date or truth value, under any of their names."""


def read_tables(sql: str) -> Iterator[Identifier]:
    """The columns of all tables that `sql` creates. Raises ValueError for text that ends within quotes."""
    try:
        tokens = [token for token in MySQL().tokenize(sql) if token.text not in ("[", "]")]
    except TokenError as error:
        raise ValueError("the SQL ends within quotes or a comment") from error
    apart = dict(_comments_apart(tokens))
    for at, token in enumerate(tokens):
        if _word(token) == "TABLE" and any(_word(before) == "CREATE" for before in tokens[max(0, at - 5) : at]):
            yield from _table(tokens, at + 1, apart)


def _table(tokens: Sequence[Token], at: int, apart: dict[tuple[str, str], str]) -> Iterator[Identifier]:
    table = ""
    while at < len(tokens) and tokens[at].text not in ("(", ";") and _word(tokens[at]) not in ("AS", "LIKE"):
        if _word(tokens[at]) not in ("IF", "NOT", "EXISTS", "."):
            table = tokens[at].text
        at += 1
    if at == len(tokens) or tokens[at].text != "(":
        return
    columns = [column for column in _parts(tokens, at + 1) if _is_column(column)]
    names = [column[0].text for column in columns]
    labels = [
        apart.get((table.lower(), name.lower())) or _comment(column)
        for name, column in zip(names, columns, strict=True)
    ]
    beside = tuple(label or name for name, label in zip(names, labels, strict=True))
    for name, label, column in zip(names, labels, columns, strict=True):
        yield Identifier(name, table, label, beside, len(column) > 1 and column[1].token_type in _PLAIN)


def _parts(tokens: Sequence[Token], at: int) -> Iterator[list[Token]]:
    """What stands between the commas up to the closing bracket."""
    depth, angles = 0, 0
    part: list[Token] = []
    for token in tokens[at:]:
        if depth == 0 and token.token_type not in _QUOTED:
            angles = max(0, angles + token.text.count("<") - token.text.count(">"))
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0:
            break
        if token.text == "," and depth == 0 and not angles and token.token_type not in _QUOTED:
            if part:
                part[-1].comments.extend(token.comments)
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _is_column(part: list[Token]) -> bool:
    return bool(part) and (part[0].token_type in _QUOTED or _word(part[0]).split()[0] not in _NOT_COLUMNS)


def _comments_apart(tokens: Sequence[Token]) -> Iterator[tuple[tuple[str, str], str]]:
    """COMMENT ON COLUMN schema.table.column IS '…'."""
    for at, token in enumerate(tokens):
        if _word(token) != "COLUMN" or at < 2 or _word(tokens[at - 2]) != "COMMENT":
            continue
        end = next((place for place in range(at, len(tokens)) if _word(tokens[place]) == "IS"), len(tokens))
        name = [part.text for part in tokens[at + 1 : end] if part.text != "."]
        if len(name) >= 2 and end + 1 < len(tokens):
            yield (name[-2].lower(), name[-1].lower()), tokens[end + 1].text


def _comment(column: list[Token]) -> str:
    """A column's COMMENT '…', or the comment behind it."""
    for token, after in pairwise(column):
        if _word(token) == "COMMENT" and after.token_type == TokenType.STRING:
            return after.text
    return " ".join(text.strip() for token in column for text in token.comments)


def _word(token: Token) -> str:
    """A keyword or punctuation in capitals; "" for what is quoted."""
    return "" if token.token_type in _QUOTED else token.text.upper()
