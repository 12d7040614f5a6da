"""Comments that accept findings, and their grammar.

    print(card.iban)  # piilint: ignore[PII201] reason: the customer's own screen until: 2027-01-31 by: teller-team

    comment   = "# piilint:" scope "[" rule {"," rule} "]" [reason] {field}
    scope     = "ignore" | "ignore-block" | "ignore-file"
    field     = ("reason:" | "until:" | "by:" | "approved-by:") text

A rule is named by its code, its name or its family. `ignore` is about the statement that the comment stands in, or the
one below if it stands alone; `ignore-block` about that statement and the block that it opens; `ignore-file` stands alone
above the file's first statement. What stands before the first field is the reason, too. Nothing else is understood, and
what isn't understood accepts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from piilint.config.validate import nearest
from piilint.judge.comments import Located, locate_comments
from piilint.model.finding import Scope
from piilint.model.place import Place, of_text_key
from piilint.rules import all_rules

MARK = "piilint:"
"""What a file contains that has such comments."""
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*piilint:(?P<text>.*)")
_DIRECTIVE = re.compile(r"\s*(?P<word>[\w-]*)\s*(?:\[(?P<rules>[^\]]*)\])?(?P<rest>.*)")
_FIELD = re.compile(r"(?:^|(?<=\s))(reason|until|by|approved-by):")
_LIKE_FIELD = re.compile(r"(?:^|(?<=\s))([A-Za-z][A-Za-z_-]{1,14}):(?=\s|$)")
_NEXT_COMMENT = re.compile(r"\s#\s*(?:noqa|nosec|type:|pylint:|pragma:|fmt:|ruff:|mypy:|pyright:).*")
"""Another tool's comment behind ours."""
_FOREIGN = re.compile(r"#\s*(?P<tool>noqa|nosec)\b(?::?\s*(?P<codes>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*))?")
_FIELDS = ("reason", "until", "by", "approved-by")
_SCOPES: Mapping[str, Scope] = {"ignore": "statement", "ignore-block": "block", "ignore-file": "file"}
EXPECTED = "expected `# piilint: ignore[PII101] reason`"


@dataclass(frozen=True, slots=True)
class Comment:
    """One suppression, understood or not."""

    place: Place
    scope: Scope
    first: int
    """The first line that it is about."""
    last: int
    rules: tuple[tuple[str, frozenset[str]], ...] = ()
    """The rules as named, each with the codes that it means."""
    reason: str = ""
    until: str = ""
    by: str = ""
    approved_by: str = ""
    mistake: str = ""
    """Why it isn't understood, or ""."""
    tool: str = ""
    """Another linter whose comment it is: "noqa", "nosec"."""

    def accepts(self, code: str, *places: Place | None) -> bool:
        """Whether a finding of this code that stands at one of these places is one that it is about."""
        return any(code in codes for _, codes in self.rules) and any(self._covers(place) for place in places)

    def _covers(self, place: Place | None) -> bool:
        if place is None or place.path != self.place.path:
            return False
        return self.scope == "file" or (place.cell == self.place.cell and self.first <= place.line <= self.last)


def read_comments(texts: Mapping[str, str], honoured: Collection[str] = ()) -> tuple[Comment, ...]:
    """Return all suppressions of these texts, by path and line; `honoured` are other tools' marks that count, too."""
    return tuple(comment for path in sorted(texts) for comment in _read(path, texts[path], honoured))


def _read(path: str, text: str, honoured: Collection[str]) -> Iterator[Comment]:
    if MARK in text:
        for located in locate_comments(text, MARK):
            found = _COMMENT.search(located.text)
            if found:
                yield _understood(path, located, found)
    for tool in sorted(honoured):
        if tool in text:
            yield from _foreign(path, text, tool)


def _foreign(path: str, text: str, tool: str) -> Iterator[Comment]:
    """Give another tool's comments: those without codes, and those that name ours."""
    known = _codes_by_word()
    for located in locate_comments(text, tool):
        found = _FOREIGN.search(located.text)
        if found and found["tool"] == tool:
            named = re.split(r"[\s,]+", found["codes"]) if found["codes"] else [rule.code for rule in all_rules()]
            rules = tuple((word, known[word]) for word in named if word in known)
            place = _place(path, located, found.start())
            if rules:
                yield Comment(place, "statement", located.first, located.last, rules, tool=tool)


def _understood(path: str, located: Located, found: re.Match[str]) -> Comment:
    place = _place(path, located, found.start())
    directive = _DIRECTIVE.match(_NEXT_COMMENT.sub("", found["text"]))
    word, named, rest = (directive["word"], directive["rules"], directive["rest"]) if directive else ("", None, "")
    scope = _SCOPES.get(word)
    if scope is None or named is None:
        hint = nearest(word, _SCOPES) if scope is None else ""
        mistake = f"this suppression isn't understood; {hint or EXPECTED}"
        return Comment(place, scope or "statement", located.first, located.last, mistake=mistake)
    rules, mistake = _rules(named)
    fields, wrong = _fields(rest.strip())
    if scope == "file" and not (located.is_alone and located.is_above_code):
        wrong = wrong or "this suppression of a file isn't understood; it stands alone above the first statement"
    lines = {"statement": (located.first, located.last), "block": (located.first, located.block_last)}
    first, last = lines.get(scope, (1, _WHOLE_FILE))
    return Comment(
        place,
        scope,
        first,
        last,
        rules,
        reason=fields.get("reason", ""),
        until=fields.get("until", ""),
        by=fields.get("by", ""),
        approved_by=fields.get("approved-by", ""),
        mistake=mistake or wrong,
    )


_WHOLE_FILE = 1 << 62


def _place(path: str, located: Located, start: int) -> Place:
    begin = located.column + start + 1
    file, cell = of_text_key(path)
    return Place(file, located.line, begin, located.line, located.column + 1 + len(located.text.rstrip()), cell)


@lru_cache(maxsize=1)
def _codes_by_word() -> Mapping[str, frozenset[str]]:
    """Return the codes that a rule's code, name or family means."""
    words: dict[str, set[str]] = {}
    for rule in all_rules():
        for word in (rule.code, rule.name, rule.family):
            words.setdefault(word, set()).add(rule.code)
    return {word: frozenset(codes) for word, codes in words.items()}


def _rules(named: str) -> tuple[tuple[tuple[str, frozenset[str]], ...], str]:
    """Return the rules between the brackets, and what is wrong with them."""
    known = _codes_by_word()
    words = list(dict.fromkeys(word.strip() for word in named.split(",") if word.strip()))
    unknown = [word for word in words if word not in known]
    mistake = ""
    if unknown:
        hint = nearest(unknown[0], known)
        mistake = f"this suppression names {unknown[0]}, which is no rule" + (f"; {hint}" if hint else "")
    elif not words:
        mistake = f"this suppression names no rule; {EXPECTED}"
    return tuple((word, known[word]) for word in words if word in known), mistake


def _fields(text: str) -> tuple[dict[str, str], str]:
    """Return the fields behind the rules, and what is wrong with them."""
    parts = _FIELD.split(text)
    fields = {"reason": parts[0].strip()} if parts[0].strip() else {}
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        if name in fields:
            return fields, f"this suppression says {name} twice"
        if not value.strip():
            return fields, f"this suppression's {name} is empty"
        fields[name] = value.strip()
    for found in _LIKE_FIELD.finditer(text):
        close = get_close_matches(found[1], _FIELDS, n=1, cutoff=0.75)
        if close and found[1] not in _FIELDS:
            return fields, f"this suppression has a field {found[1]}; did you mean {close[0]}?"
    if "until" in fields and not _is_date(fields["until"]):
        return fields, "this suppression's until is no date; expected one like 2027-01-31"
    return fields, ""


def _is_date(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
