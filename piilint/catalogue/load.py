"""Reading the catalogue: its TOML files once, then the project's own elements and API entries on top.

`elements/contexts.toml` is what all elements share. The other files of `elements/` define elements (`[[element]]`) or
add the words of one language to elements defined elsewhere (`[words.iban]`). `apis/*.toml` is one library a file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from piilint.catalogue.calls import CallIndex
from piilint.catalogue.match import Names
from piilint.catalogue.schema import Access, Api, Command, Element
from piilint.catalogue.shared import Shared
from piilint.model.errors import ConfigError, ConfigMistake

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_HERE = Path(__file__).parent
_T = TypeVar("_T")


class Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one language calls an element; same meaning as the fields of `Element`."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()


class ElementFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file of `elements/`."""

    language: str = "en"
    """ISO 639-1 code of the words; "zh-pinyin" and "standard" (message formats) besides."""
    element: tuple[Element, ...] = ()
    words: dict[str, Translation] = {}


class _Read(msgspec.Struct, kw_only=True):
    """What the built-in files say."""

    elements: dict[str, Element]
    apis: tuple[Api, ...]
    shared: Shared


_RECALLED: list[_Read] = []
"""What is known of the files without reading them: at most one is used."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything piilint knows about data and libraries."""

    elements: Mapping[str, Element]
    names: Names
    calls: CallIndex
    accesses: tuple[Access, ...] = ()
    """Reads of statements, permission checks and audit calls, as the project names them."""
    commands: tuple[Command, ...] = ()
    """How functions become commands."""
    switches: frozenset[str] = frozenset()
    """Words of flags that turn protection on or off."""


def libraries() -> frozenset[str]:
    """Return the packages that the catalogue names in sinks."""
    names = (name for api in _apis() for sink in api.sink for name in sink.call)
    return frozenset(root for name in names if (root := name.partition(".")[0]).isidentifier() and "." in name)


def load(
    extra_elements: Iterable[Element] = (), extra_api: Api | None = None, followed: Iterable[str] = ()
) -> Catalogue:
    """The built-in catalogue with a project's additions; an element whose key is known adds its words to it.

    `followed` are the elements of level `low` that are to be followed like the others.

    Raises `ConfigError` for a file that isn't TOML or doesn't fit the schema, and for words of unknown elements.
    """
    extra, others = tuple(extra_elements), frozenset(followed)
    return _with(extra, extra_api, others) if extra or extra_api is not None or others else _builtin()


@lru_cache(maxsize=1)
def _builtin() -> Catalogue:
    """The catalogue without additions: most programs of a process that judges many have none."""
    return _with((), None, frozenset())


def _with(extra: tuple[Element, ...], extra_api: Api | None, followed: frozenset[str]) -> Catalogue:
    apis = _apis() if extra_api is None else (*_apis(), extra_api)
    accesses = extra_api.access if extra_api is not None else ()
    names = Names(_merge((*_elements().values(), *extra)), shared()) if extra else _builtin_names()
    switches = frozenset(word for api in apis for switch in api.switch for word in switch.words)
    commands = tuple(command for api in apis for command in api.command)
    return Catalogue(
        names.elements, names.following(followed), CallIndex(apis, extra_api), accesses, commands, switches
    )


def element_files() -> tuple[tuple[Path, ElementFile], ...]:
    """Each file of `elements/` as it stands, sorted by name; for documentation and tests."""
    paths = sorted(path for path in (_HERE / "elements").glob("*.toml") if path.stem != "contexts")
    return tuple((path, _read(path, ElementFile)) for path in paths)


def packed() -> bytes:
    """What the built-in files say, for `recall`."""
    return msgspec.msgpack.encode(_Read(elements=_elements(), apis=_apis(), shared=shared()))


def recall(content: bytes) -> None:
    """Take what `packed` gave for the same files, unless they were read already; nothing if it can't be understood."""
    if not _RECALLED and not _elements.cache_info().currsize:
        with suppress(msgspec.MsgspecError):
            _RECALLED.append(msgspec.msgpack.decode(content, type=_Read))


@lru_cache(maxsize=1)
def _builtin_names() -> Names:
    return Names(_elements(), shared())


@lru_cache(maxsize=1)
def _elements() -> dict[str, Element]:
    if _RECALLED:
        return _RECALLED[-1].elements
    files = element_files()
    elements = _merge(element for _, file in files for element in file.element)
    for path, file in files:
        for key, words in file.words.items():
            if key not in elements:
                mistake = ConfigMistake(
                    str(path), 0, f"words.{key}", "expected the key of an element", _nearest(key, elements)
                )
                raise ConfigError((mistake,))
            elements[key] = _with_words(elements[key], words)
    return elements


@lru_cache(maxsize=1)
def shared() -> Shared:
    """What all elements share: `elements/contexts.toml`."""
    if _RECALLED:
        return _RECALLED[-1].shared
    return _read(_HERE / "elements" / "contexts.toml", Shared)


def api_files() -> tuple[tuple[Path, Api], ...]:
    """Each file of `apis/` as it stands, sorted by name; for documentation and tests."""
    return tuple((path, _read(path, Api)) for path in sorted((_HERE / "apis").glob("*.toml")))


@lru_cache(maxsize=1)
def _apis() -> tuple[Api, ...]:
    if _RECALLED:
        return _RECALLED[-1].apis
    return tuple(api for _, api in api_files())


def _merge(elements: Iterable[Element]) -> dict[str, Element]:
    merged: dict[str, Element] = {}
    for element in elements:
        known = merged.get(element.key)
        merged[element.key] = element if known is None else _with_words(known, element)
    return merged


def _with_words(element: Element, words: Translation | Element) -> Element:
    context = words.context if isinstance(words, Element) else ()
    return msgspec.structs.replace(
        element,
        strong=element.strong + words.strong,
        weak=element.weak + words.weak,
        context=element.context + context,
        leaks=element.leaks + words.leaks,
        fine=element.fine + words.fine,
    )


def _read(path: Path, shape: type[_T]) -> _T:
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return msgspec.convert(table, shape)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((ConfigMistake(str(path), 0, "", f"not TOML: {error}"),)) from error
    except msgspec.ValidationError as error:
        raise ConfigError((ConfigMistake(str(path), 0, "", str(error)),)) from error


def _nearest(key: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else ""
