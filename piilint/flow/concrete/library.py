"""Calls of libraries in the concrete evaluation: pure functions of Python's own, and what the catalogue knows to seal.

Nothing here reads files, clocks or the network, and nothing but these is ever called.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Any

from piilint.catalogue.calls import CallIndex
from piilint.catalogue.schema import Sanitizer
from piilint.flow.concrete.operations import attempt
from piilint.flow.concrete.tame import NoPattern, is_wild
from piilint.flow.concrete.values import BARE_HASH, SEALED, External, NotShown, Opaque

_PURE = {
    "re": "sub subn match search fullmatch findall split compile escape IGNORECASE I ASCII A MULTILINE M DOTALL S VERBOSE X",
    "base64": "b64encode b64decode urlsafe_b64encode urlsafe_b64decode b32encode b16encode b85encode standard_b64encode",
    "binascii": "hexlify unhexlify b2a_hex b2a_base64 crc32",
    "codecs": "encode decode",
    "zlib": "compress decompress crc32 adler32",
    "json": "dumps loads",
    "string": "digits ascii_letters ascii_lowercase ascii_uppercase punctuation printable whitespace hexdigits",
    "unicodedata": "normalize category",
    "urllib.parse": "quote quote_plus unquote",
    "html": "escape unescape",
    "itertools": "chain islice repeat zip_longest takewhile dropwhile accumulate",
    "math": "ceil floor",
    "operator": "itemgetter add",
    "functools": "reduce",
    "textwrap": "shorten wrap fill",
    "copy": "copy deepcopy",
    "builtins": "",
}
_FRESH = re.compile(r"(secrets|uuid\.(uuid1|uuid4)|os\.urandom|random)\b")
_SETTINGS = re.compile(r"(os\.(environ|getenv)|sys\.argv)\b")
_CHAINS = frozenset(("hexdigest", "digest", "decode", "encode", "hex", "upper", "lower", "finalize", "update", "strip"))


class Library:
    """What is called outside of the program."""

    def __init__(self, calls: CallIndex) -> None:
        self._calls = calls
        self.matched = False
        """Whether a regular expression was applied."""
        self.patterns: set[str] = set()
        """Those that were."""

    def constant(self, dotted: str) -> Any:
        """A library's constant, or the thing itself by its name."""
        module, _, name = dotted.rpartition(".")
        if name in _PURE.get(module, "").split():
            value = getattr(import_module(module), name)
            if not callable(value):
                return value
        if _SETTINGS.match(dotted):
            return Opaque(dotted)
        return External(dotted)

    def call(self, callee: External, args: list[Any], keywords: dict[str, Any], call: Callable[..., Any]) -> Any:
        """Call it; raises NotShown for what isn't known."""
        dotted = callee.dotted
        module, _, name = dotted.rpartition(".")
        if name in _PURE.get(module, "").split():
            return self._pure(module, name, args, keywords, call)
        if _FRESH.match(dotted):
            return SEALED
        entries = self._calls.exact(dotted)
        for sanitizer in entries.sanitizers:
            if _applies(sanitizer, args, keywords):
                return External(_HASHED if sanitizer.kind == "bare-hash" else _SEALED, is_instance=True)
        if (entries.sinks or entries.attachments) and not entries.propagators:
            return None
        if _SETTINGS.match(dotted):
            return Opaque(dotted)
        if name[:1].isupper() or entries.values:
            return External(self._calls.type_of_call(dotted) or dotted, is_instance=True)
        if self._calls.method(name).sinks and not entries.propagators:
            return None
        raise NotShown(f"it calls {dotted}(), which isn't in view")

    def apply(self, pattern: Any) -> None:
        """Note that a regular expression is applied."""
        self.matched = True
        if isinstance(text := getattr(pattern, "pattern", pattern), str):
            self.patterns.add(text)

    def _pure(self, module: str, name: str, args: list[Any], keywords: dict[str, Any], call: Callable[..., Any]) -> Any:
        if module == "re":
            pattern = args[0] if args else keywords.get("pattern")
            _must_be_tame(pattern)
            self.matched = True
            if name != "escape":
                self.apply(pattern)
        given = [_python(arg, call) for arg in args]
        function = getattr(import_module(module), name)
        result = attempt(function, *given, **{key: _python(value, call) for key, value in keywords.items()})
        return list(result) if module == "itertools" and name != "repeat" else result


_SEALED = "<sealed>"
_HASHED = "<hashed>"


def is_result(value: Any) -> bool:
    """Whether it is what a sanitizer gave."""
    return isinstance(value, External) and value.dotted in (_SEALED, _HASHED)


def text_of_result(value: External) -> str:
    """The text that stands for it."""
    return BARE_HASH if value.dotted == _HASHED else SEALED


def sealed(kind: str) -> External:
    """The result of a sanitizer of this kind."""
    return External(_HASHED if kind == "bare-hash" else _SEALED, is_instance=True)


def method_of_result(value: External, name: str) -> Any:
    """`sealed.hexdigest`: gives text; anything else of it is it."""
    return External(f"{value.dotted}.{name}") if name in _CHAINS else value


def call_of_result(callee: External) -> Any:
    """`sealed.hexdigest()`; None if it isn't such a call."""
    kind, _, name = callee.dotted.rpartition(".")
    if kind not in (_SEALED, _HASHED):
        return None
    return External(kind, is_instance=True) if name == "update" else text_of_result(External(kind))


def _applies(sanitizer: Sanitizer, args: list[Any], keywords: dict[str, Any]) -> bool:
    return all(_matches(path, glob, args, keywords) for path, glob in sanitizer.when.items()) and not any(
        _matches(path, glob, args, keywords) for path, glob in sanitizer.unless.items()
    )


def _matches(path: str, glob: str, args: list[Any], keywords: dict[str, Any]) -> bool:
    if path.startswith("kw:"):
        present, value = path[3:] in keywords, keywords.get(path[3:])
    else:
        position = int(path[3:]) if path[3:].isdigit() else len(args)
        present, value = position < len(args), args[position] if position < len(args) else None
    text = (
        str(value) if isinstance(value, (str, int)) else f"type:{value.dotted}" if isinstance(value, External) else "?"
    )
    return present and any(fnmatchcase(text, choice) for choice in glob.split("|"))


def _python(value: Any, call: Callable[..., Any]) -> Any:
    from piilint.flow.concrete.operations import _callable

    return _callable(value, call)


def _must_be_tame(pattern: Any) -> None:
    """Refuse patterns whose matching may take exponential time."""
    if isinstance(pattern, re.Pattern):
        return
    if not isinstance(pattern, str):
        raise NotShown("of its regular expression")
    try:
        wild = is_wild(pattern)
    except NoPattern:
        raise NotShown("its regular expression is no valid one") from None
    if wild:
        raise NotShown("its regular expression may take for ever")
