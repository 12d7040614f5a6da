"""What stands around a finding, as a short mark: it tells apart what is otherwise the same.

    print(card.iban)   # @3f9c, below "Your card:"
    print(card.iban)   # @a01b, below "Their card:"

Two branches that add the same flow to one function write different lines of a baseline, so that git keeps both; the same
change on both branches writes the same line. The mark is made of the statement's own lines and their neighbours, without
white space. What was written down keeps its mark, whatever becomes of the neighbours.
"""

from __future__ import annotations

from hashlib import sha256

from piilint.model.place import Place, lines_of

_LENGTH = 4
"""Hexadecimal digits: only findings of one flow in one function are told apart."""


def surroundings(text: str, place: Place) -> str:
    """Return the mark of a place in a file's or cell's text; "" if the text isn't known."""
    lines = ["".join(line.split()) for line in lines_of(text)]
    if not 1 <= place.line <= len(lines):
        return ""
    before = next((line for line in reversed(lines[: place.line - 1]) if line), "")
    after = next((line for line in lines[place.end_line :] if line), "")
    own = "".join(lines[place.line - 1 : place.end_line])
    return sha256("\0".join((before, own, after)).encode("utf-8", "replace")).hexdigest()[:_LENGTH]
