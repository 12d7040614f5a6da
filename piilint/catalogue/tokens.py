"""Names are cut where their writing cuts them: case, digits, underscores, script; no vocabulary is needed for that."""

from __future__ import annotations

import re
import unicodedata

Words = tuple[str, ...]

_TOKEN = re.compile(
    r"[A-Z]{2,}s(?![a-zA-Z])"  # IBANs
    r"|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+"  # IBANNumber, acctNo, ACCT
    r"|[0-9]+"
    r"|[^\x00-\x7f\u2000-\u206f\u3000-\u303f]+"  # any other script
)
_LATIN_END = "\u0250"
_ACCENTED = re.compile("[\x80-\u024f]")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ı": "i", "ł": "l", "å": "a",
                          "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "O", "Æ": "Ae", "Ł": "L", "Å": "A"})  # fmt: skip


def tokens(name: str) -> Words:
    """The parts of `name` in small letters, without accents: "Nº_Compte2" gives ("no", "compte", "2")."""
    if name.isascii():
        if name.islower():
            plain = name.replace("_", " ").split()
            if "".join(plain).isalpha():
                return tuple(plain)
    else:
        name = fold(name)
    return tuple([token.lower() for token in _TOKEN.findall(name)])


def fold(text: str) -> str:
    """Full-width and accented Latin letters as plain ones; German umlauts as they're written without them."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if _ACCENTED.search(text) is None:
        return text
    return "".join(_bare(char) if char < _LATIN_END else char for char in text.translate(_LETTERS))


def _bare(char: str) -> str:
    return char if char.isascii() else unicodedata.normalize("NFD", char)[0]


def is_plural_of_one(word: str, words: set[str]) -> bool:
    """Whether a word is another one's English plural."""
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith("ss")
        and (word[:-1] in words or (word.endswith("es") and word[:-2] in words))
    )
