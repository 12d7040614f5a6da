"""Private names, as Python writes them from outside of their class."""

from __future__ import annotations

import re

_MANGLED = re.compile(r"_[A-Z]\w*?(__\w*?[^\W_]_?)")


def unmangled(name: str) -> str:
    """Return how a class itself writes its private name: `_Sealed__iban` is its `__iban`."""
    mangled = _MANGLED.fullmatch(name) if name.startswith("_") else None
    return mangled[1] if mangled is not None else name
