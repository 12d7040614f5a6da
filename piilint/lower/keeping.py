"""What may be kept of lowered files, and for how long it stays true.

The IR holds a file's constants. Where one could be somebody's number (a card, an account, an identity card), the file's
IR isn't kept and is made anew in every run: the cache never holds a copy of it.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import msgspec

from piilint.cache import key_of
from piilint.model import ir

_SUSPECT = re.compile(
    rb"\d(?:[ .-]?\d){8}|[A-Z]{2}(?: ?\d\d){3} ?[A-D]|"
    rb"\d{3}[-.]\d{2,3}[-.]\d{3,4}|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11}|\xcf",
    re.DOTALL,
)
"""Quick and too generous: nine digits, the look of an IBAN, or msgpack's sign for a large whole number."""
_NUMBER = re.compile(
    r"(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w.])|(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)|\d{17}[Xx]"
)
_WRITTEN = re.compile(
    r"(?<!\w)\d{3}[ .-]?\d{3}[ .-]?\d{3}(?!\w)|(?<!\w)\d{4}\.\d{2}\.\d{3}(?!\w)|(?<!\w)\d{11,12}(?!\w)|"
    r"(?<!\w)[A-Z]{2}(?: ?\d\d){3} ?[A-D](?!\w)|(?<!\w)[159Y][1239]\d{6}[0-9A-Z]{10}(?!\w)|"
    r"\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2}|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]|\d{4} \d{4} \d{4}"
)
"""Numbers that their written form tells: see `catalogue/samples.toml`."""
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_IDENTITY_DIGITS = 18
_SHORTEST = 9
"""Characters of the shortest number."""


def worth_keeping(packed: bytes, module: ir.Module | None) -> bool:
    """Whether the IR holds no constant that could be somebody's number."""
    if module is None or not _SUSPECT.search(packed):
        return True
    pending: list[object] = [module]
    while pending:
        node = pending.pop()
        if isinstance(node, ir.Const):
            if could_be_somebodys(str(node.value) if isinstance(node.value, (str, int)) else ""):
                return False
        elif isinstance(node, msgspec.Struct):
            pending += [getattr(node, field) for field in node.__struct_fields__]
        elif isinstance(node, tuple):
            pending += node
        elif isinstance(node, str) and any(_could_be(match[0]) for match in _NUMBER.finditer(node)):
            return False  # a docstring
    return True


def could_be_somebodys(text: str) -> bool:
    """Whether a constant holds what could be the number of a card, an account or a person."""
    if len(text) < _SHORTEST:
        return False
    return bool(_WRITTEN.search(text)) or any(_could_be(match[0]) for match in _NUMBER.finditer(text))


def _could_be(text: str) -> bool:
    """Whether it has the check digit of a card's number, or may be another kind of number."""
    compact = text.replace(" ", "").replace("-", "")
    if not compact.isdigit() or not compact.isascii() or len(compact) == _IDENTITY_DIGITS:
        return True
    digits = [int(digit) for digit in reversed(compact)]
    return sum(_DOUBLED[digit] if place % 2 else digit for place, digit in enumerate(digits)) % 10 == 0


@lru_cache(maxsize=1)
def lowering_print() -> bytes:
    """What lowered files depend on besides their content: this code, LibCST and Python."""
    from piilint import model

    here = Path(__file__).parent
    folders = (here, Path(model.__file__).parent)
    return key_of(sys.version, _libcst(), *(_content(folder) for folder in folders))


@lru_cache(maxsize=1)
def program_print() -> bytes:
    """What an answer depends on besides the files: all of piilint, LibCST and Python."""
    return key_of(sys.version, _libcst(), _content(Path(__file__).parents[1]))


def _libcst() -> bytes:
    """LibCST's version, without importing it."""
    spec = find_spec("libcst")
    version = Path(spec.origin).with_name("_version.py") if spec is not None and spec.origin else None
    if version is not None and version.is_file():
        return version.read_bytes()
    from importlib.metadata import version as version_of

    return version_of("libcst").encode()


def _content(folder: Path) -> bytes:
    """A digest of a package's code and data."""
    digest = blake2b(digest_size=20)
    for file in sorted(path for suffix in ("*.py", "*.toml") for path in folder.rglob(suffix)):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.digest()
