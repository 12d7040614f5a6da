"""How parts are called: selectors in the catalogue's notation.

.iban        an attribute            ["iban"]  an item by key         [0]  an item by position
[*]          any item                [each]    what iterating gives   ~    any of the keys
[@row…]      the item under whatever key the caller passes
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from piilint.flow.domain.value import Value

EACH = "[each]"
"""The selector of what iterating over a value gives; "[*]" is what stands under any of its keys or positions."""

KEYS, EACH_KEY = ".keys", ".each key"
"""Of a table that was grouped: a table of what it is grouped by; and what one group's key is when the groups are gone over."""

WIPED = "!"
"""The selector that says of a caller's container that nothing is left of what it held: what it has now was put there since."""

BUFFERED = ".buffered"
"""The selector of what was written into a stream, if it is one and no path: what reads it shows it, its text doesn't."""


ARGUMENT, HELD = ".arg ", ".held "
"""Begin the selectors of what a generator was called with, and of what else holds while the body of its `with` runs: nothing
that it gives."""


def key_selector(key: object) -> str:
    """The selector of a constant key or index."""
    if isinstance(key, str):
        return f'["{key}"]'
    if isinstance(key, int) and not isinstance(key, bool):
        return f"[{key}]"
    return f"[{key!r}]"


LEFT = "call:"
"""Begins the root under which the result of a call is spoken of that is left to the callers."""


def of_deferred(path: Sequence[str]) -> bool:
    """Whether what stands at this path is what such a call gives, or a part of it."""
    return bool(path) and path[0].startswith(LEFT)


SECRET = ".secret"
"""The selector of what is inside of what was encrypted or tokenised."""

SCALAR = "=scalar"
"""Ends the path of what the caller passes where the callee has found a text or a number: `if isinstance(x, bytes): …`."""

HANDLE = "=handle"
"""Ends the path of what the caller passes where the callee has found a file or a path: `if isinstance(x, Path): …`."""


WHERE = "=where "
"""Begins the selector that leaves, of the dicts that a caller may pass, those with a part that the callee asked for:
`=where ["in"] query`."""


def index_selector(index: Value) -> str:
    """The selector of an index: of a constant key that key's, of a parameter "[@…]" for whatever key the caller passes,
    else "[*]"."""
    if index.const:
        return key_selector(index.const[0])
    if len(index.objects) == 1 and len(index.labels) == 1:
        (name,) = index.objects
        if name[0] == "p" and len(name) <= 4:
            return f"[@{_JOINT.join(name[1:])}]"
    return "[*]"


_JOINT = "\x1f"


def attribute_selector(name: Value) -> str:
    """The selector of an attribute by a name that is a value: ".iban", or ".@…" for what the caller passes, else ".*"."""
    if name.const:
        return f".{name.const[0]}"
    selector = index_selector(name)
    return f".@{selector[2:-1]}" if selector.startswith("[@") else ".*"


def dynamic_path(selector: str) -> tuple[str, ...] | None:
    """The symbolic path in a selector "[@…]" or ".@…"."""
    if selector.startswith(".@"):
        return tuple(selector[2:].split(_JOINT))
    return tuple(selector[2:-1].split(_JOINT)) if selector.startswith("[@") else None


def selector_name(selector: str) -> str:
    """The identifier in a selector: ".iban" and '["iban"]' -> "iban", others -> ""."""
    if selector.startswith("."):
        return selector[1:]
    return selector[2:-2] if selector.startswith('["') else ""


def path_written(text: str) -> tuple[str, ...]:
    """The path in an expression as it is written, `row["account"].iban`; () of any other than such a path."""
    steps = _STEP.findall(text)
    if "".join(whole for whole, *_ in steps) != text or not text[:1].isidentifier():
        return ()
    first, *rest = [(f".{name}" if name else key_selector(quoted[1:-1])) for _, name, quoted in steps]
    return (first[1:], *rest)


_STEP = re.compile(r"""((?:\A|\.)([^\W\d]\w*)|\[('[^'\\]*'|"[^"\\]*")\])""")
