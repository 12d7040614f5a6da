"""A project's own additions to the catalogue: the tables of its configuration, checked and made into entries.

They have the built-in catalogue's own format, and are written a little shorter: `call = "audit"` for `call = ["audit"]`,
`title = "Score"` for `title = { en = "Score" }`, `[[safeguard]]` for `[[sanitizer]]`; a source without an element holds
"custom_data". All mistakes are found at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from piilint.catalogue.channels import channels
from piilint.catalogue.load import Catalogue, load
from piilint.catalogue.schema import (
    Access,
    Api,
    Command,
    Element,
    Failure,
    Propagator,
    Query,
    Sanitizer,
    Sink,
    Source,
    Value,
)
from piilint.config.document import Document, Key
from piilint.config.load import Configuration
from piilint.config.policy import asks_for
from piilint.config.schema import Config, RawTable
from piilint.config.validate import find_mistakes, nearest
from piilint.model.errors import ConfigError, ConfigMistake
from piilint.model.path import parse_callback, parse_move, parse_path

CUSTOM = Element(key="custom_data", title={"en": "Custom data", "zh": "自定义数据"}, level="high")
"""What a project's source holds if it doesn't say."""

_OWN = "piilint.toml"
"""Stands for the library that a project's own entries are of."""

LISTS = ("call", "name", "path", "takes", "receiver", "moves", "calls", "strong", "weak", "context", "leaks", "fine")
"""Keys that may be a single string instead of an array."""
_Entry = TypeVar("_Entry", Element, Sink, Source, Propagator, Sanitizer, Value, Query, Failure, Access, Command)


@dataclass(frozen=True, slots=True)
class Additions:
    """What a project adds, and what is wrong with it."""

    elements: tuple[Element, ...] = ()
    api: Api | None = None
    mistakes: tuple[ConfigMistake, ...] = ()
    followed: tuple[str, ...] = ()
    """Elements of level `low` that the policy asks for, by key, sorted."""

    @property
    def are_any(self) -> bool:
        """Whether the catalogue differs from the built-in one."""
        return bool(self.elements or self.api is not None or self.followed)


def catalogue_with(configuration: Configuration) -> Catalogue:
    """Return the catalogue with what a project adds to it. Raises ConfigError with all mistakes of the configuration."""
    catalogue = load()
    additions = read_additions(configuration, catalogue.elements)
    mistakes = (*configuration.mistakes, *additions.mistakes)
    if mistakes:
        raise ConfigError(tuple(sorted(set(mistakes))))
    return load(additions.elements, additions.api, additions.followed) if additions.are_any else catalogue


def read_additions(configuration: Configuration, known: Mapping[str, Element]) -> Additions:
    """Return the entries that a configuration adds to a catalogue with these elements, and what it extends."""
    elements: tuple[Element, ...] = ()
    apis: list[Api] = []
    readers: list[_Reader] = []
    for layer in configuration.layers:
        reader, own = _Reader(layer.document, known), layer.own
        added = reader.entries("element", own.element, Element)
        reader.check_elements(added)
        elements = (*elements, *added)
        apis.append(reader.api(own))
        readers.append(reader)
    if any(source.element == CUSTOM.key for api in apis for source in api.source):
        elements = (*elements, CUSTOM)
    for reader, api in zip(readers, apis, strict=True):
        reader.check_sources(api.source, {*known, *(element.key for element in elements)})
    mistakes = tuple(mistake for reader in readers for mistake in reader.mistakes)
    return Additions(
        elements, _together(apis), mistakes, _followed(configuration.settings, (*known.values(), *elements))
    )


def _followed(settings: Config, elements: Sequence[Element]) -> tuple[str, ...]:
    """Return which low elements the policy, or an override's, asks for."""
    policies = (settings.policy, *(override.policy for override in settings.override))
    low = {element.key for element in elements if element.level == "low"}
    return tuple(sorted(key for key in low if asks_for(policies, key, "low")))


def _together(apis: Sequence[Api]) -> Api | None:
    """Return one with the entries of all, or None where there are none."""
    together = Api(
        library=_OWN,
        sink=tuple(entry for api in apis for entry in api.sink),
        source=tuple(entry for api in apis for entry in api.source),
        propagator=tuple(entry for api in apis for entry in api.propagator),
        sanitizer=tuple(entry for api in apis for entry in api.sanitizer),
        value=tuple(entry for api in apis for entry in api.value),
        query=tuple(entry for api in apis for entry in api.query),
        failure=tuple(entry for api in apis for entry in api.failure),
        access=tuple(entry for api in apis for entry in api.access),
        command=tuple(entry for api in apis for entry in api.command),
    )
    return None if together == Api(library=_OWN) else together


class _Reader:
    """Makes entries of tables and collects what is wrong with them."""

    def __init__(self, document: Document, known: Mapping[str, Element]) -> None:
        self.document = document
        self.known = known
        self.mistakes: list[ConfigMistake] = []
        self.keys: dict[int, Key] = {}
        """Where each entry stands, by its identity."""

    def entries(self, kind: str, tables: tuple[RawTable, ...], shape: type[_Entry]) -> tuple[_Entry, ...]:
        """Return the tables that are right as entries."""
        made: list[_Entry] = []
        for position, table in enumerate(tables):
            key: Key = (kind, position)
            written = _normal(kind, table)
            if kind == "element":
                written = self._full_element(written)
            mistakes = find_mistakes(self.document, key, written, shape)
            self.mistakes += mistakes
            if not mistakes:
                entry = msgspec.convert(written, shape)
                self.keys[id(entry)] = key
                self._check_texts(key, entry)
                made.append(entry)
        return tuple(made)

    def api(self, own: Config) -> Api:
        """Return what a document says of calls."""
        return Api(
            library="piilint.toml",
            sink=self.entries("sink", own.sink, Sink),
            source=self.entries("source", own.source, Source),
            propagator=self.entries("propagator", own.propagator, Propagator),
            sanitizer=(
                *self.entries("sanitizer", own.sanitizer, Sanitizer),
                *self.entries("safeguard", own.safeguard, Sanitizer),
            ),
            value=self.entries("value", own.value, Value),
            query=self.entries("query", own.query, Query),
            failure=self.entries("failure", own.failure, Failure),
            access=self.entries("access", own.access, Access),
            command=self.entries("command", own.command, Command),
        )

    def check_elements(self, elements: tuple[Element, ...]) -> None:
        """A known element may be given more words, not another level."""
        for element in elements:
            there = self.known.get(element.key)
            if there is not None and there.level != element.level:
                message = f"{element.key} is {there.level} in the catalogue"
                self._add((*self.keys[id(element)], "level"), message, "change how it's reported in [policy.elements]")

    def check_sources(self, sources: tuple[Source, ...], elements: Collection[str]) -> None:
        """A source names an element that exists."""
        for source in sources:
            if source.element not in elements:
                hint = nearest(source.element, elements) or "`piilint explain` lists the elements"
                key = (*self.keys[id(source)], "element")
                self._add(key, f'expected the key of an element, found "{source.element}"', hint)

    def _full_element(self, table: RawTable) -> RawTable:
        """Return an element's table with the title and level that it may leave out."""
        key = str(table.get("key", ""))
        there = self.known.get(key)
        named = key.replace("_", " ").capitalize()
        title = table.get("title", named)
        if isinstance(title, dict):  # in the first language that it is said in, where English isn't among them
            title = {"en": next(iter(title.values()), named), **title}
        return {
            "level": there.level if there else "high",
            **table,
            "title": {"en": title} if isinstance(title, str) else title,
        }

    def _check_texts(self, key: Key, entry: _Entry) -> None:
        """Names of callables, channels and access paths have a form of their own."""
        if isinstance(entry, Sink) and entry.channel not in channels():
            hint = nearest(entry.channel, channels()) or f"known are {', '.join(channels())}"
            self._add((*key, "channel"), f'expected a channel, found "{entry.channel}"', hint)
        if not isinstance(entry, Element):
            self._check_calls(key, entry)
        if isinstance(entry, Sink | Sanitizer):
            self._check_paths(key, "takes", entry.takes, parse_path)
            self._check_paths(key, "when", tuple(entry.when), parse_path)
            self._check_paths(key, "unless", tuple(entry.unless), parse_path)
        if isinstance(entry, Sink):
            self._check_paths(key, "mend", tuple(entry.mend), parse_path)
        if isinstance(entry, Source | Sanitizer | Value):
            self._check_paths(key, "gives", (entry.gives,), parse_path)
        if isinstance(entry, Propagator):
            self._check_paths(key, "moves", entry.moves, parse_move)
            self._check_paths(key, "calls", entry.calls, parse_callback)
            for place in ("key", "posts", "task"):
                self._check_paths(key, place, getattr(entry, place), parse_path)
        if isinstance(entry, Failure):
            self._check_paths(key, "shows", entry.shows, parse_path)
        if isinstance(entry, Query):
            self._check_paths(key, "text", tuple(entry.text.split("|")), parse_path)
            self._check_paths(key, "params", tuple(entry.params.split("|")), parse_path)

    def _check_calls(
        self, key: Key, entry: Sink | Source | Propagator | Sanitizer | Value | Query | Failure | Access | Command
    ) -> None:
        other = entry.name if isinstance(entry, Source) else entry.path if isinstance(entry, Value) else ()
        if not entry.call and not other:
            besides = " or name" if isinstance(entry, Source) else " or path" if isinstance(entry, Value) else ""
            self._add((*key, "call"), f"expected call{besides}: at least one name")
        for name in (*entry.call, *other):
            if not name or name.count("{") != name.count("}") or any(sign.isspace() for sign in name) or "(" in name:
                message = f'expected a name such as "audit", "*.audit" or "bank.log.{{info,warn}}", found "{name}"'
                self._add((*key, "call"), message)

    def _check_paths(self, key: Key, field: str, texts: tuple[str, ...], parse: Callable[[str], object]) -> None:
        for text in texts:
            try:
                parse(text)
            except ValueError as error:
                self._add((*key, field), str(error))

    def _add(self, key: Key, message: str, hint: str = "") -> None:
        self.mistakes.append(self.document.mistake(key, message, hint))


def _normal(kind: str, table: RawTable) -> RawTable:
    """Return a table in the catalogue's full form."""
    written: RawTable = {
        key: [value] if key in LISTS and isinstance(value, str) else value for key, value in table.items()
    }
    if kind in ("sanitizer", "safeguard"):
        written.setdefault("kind", "mask")
    if kind == "source":
        written.setdefault("element", CUSTOM.key)
    return written
