"""Looking up what the catalogue says of a callable: by its dotted name, by a method's name, by a bare name.

The index of hundreds of entries is built in well under a millisecond: patterns are sorted by the word before their
first dot, and a library's braces are expanded when a program first asks for that library.

    sinks of "logging.{debug,info}"   exact("logging.info")
    sinks of "*.info"                 method("info")
    sanitizers of "mask*"             named("mask_iban")
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from typing import NamedTuple

from piilint.catalogue.schema import (
    Api,
    Attachment,
    Failure,
    Hook,
    Propagator,
    Query,
    Response,
    Sanitizer,
    Sink,
    Source,
    Value,
)
from piilint.model.path import AccessPath, Callback, parse_callback, parse_move

Entry = Sink | Source | Propagator | Sanitizer | Value | Query | Failure | Hook | Attachment


class Entries(NamedTuple):
    """All that the catalogue says of one callable."""

    sinks: tuple[Sink, ...] = ()
    sources: tuple[Source, ...] = ()
    propagators: tuple[Propagator, ...] = ()
    sanitizers: tuple[Sanitizer, ...] = ()
    values: tuple[Value, ...] = ()
    queries: tuple[Query, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the catalogue says nothing."""
        return not any(self)


NO_ENTRIES = Entries()
_NO_HOOKS: list[Hook] = []
_NO_FAILURES: list[Failure] = []
_ANY_RECEIVER = "*"
_BARE = ""


class CallIndex:
    """The entries of all libraries, and of the project's own, by name."""

    def __init__(self, apis: Iterable[Api], own: Api | None = None) -> None:
        said: list[Entry] = []
        for each in (
            (own.sink, own.source, own.propagator, own.sanitizer, own.value, own.query) if own is not None else ()
        ):
            said += each
        heads = {head for entry in said for pattern in entry.call for head in _heads(pattern)}
        self.own_heads = frozenset(heads - {_BARE, _ANY_RECEIVER})
        """The first words of the dotted names that the project itself says something of."""
        self._own_propagators = own.propagator if own is not None else ()
        self._waiting: dict[str, list[tuple[str, Entry]]] = {}
        self._exact: dict[str, list[Entry]] = {}
        self._entries: dict[str, Entries] = {}
        self._named: dict[str, Entries] = {}
        self._globs: list[tuple[re.Pattern[str], Entry]] = []
        self._type_by_path: dict[str, str] = {}
        self._parts: set[str] = set()
        self._waiting_paths: dict[str, list[Value]] = {}
        self._source_by_name: dict[str, Source] = {}
        self._waiting_hooks: dict[str, list[Hook]] = {}
        self._hooks: dict[str, list[Hook]] = {}
        self._field_sinks: list[Sink] = []
        self._field_methods: frozenset[str] | None = None
        self._failures: dict[str, list[Failure]] = {}
        self.responses: list[Response] = []
        """What functions return to frameworks."""
        for api in apis:
            self._add(api)

    def exact(self, dotted: str) -> Entries:
        """What is said of exactly this callable, such as "logging.Logger.info"."""
        found = self._entries.get(dotted)
        if found is None:
            self._expand(_head(dotted))
            found = self._entries[dotted] = _grouped(self._exact.get(dotted, ()))
        return found

    def method(self, name: str) -> Entries:
        """What is said of a method of this name on any receiver ("*.name")."""
        return self.exact(f"{_ANY_RECEIVER}.{name}")

    def named(self, name: str) -> Entries:
        """What is said of any function, method or class of this bare name; leading underscores don't count in globs."""
        found = self._named.get(name)
        if found is None:
            self._expand(_BARE)
            public = name.lstrip("_")
            globbed = [entry for pattern, entry in self._globs if pattern.match(public)]
            found = self._named[name] = _grouped([*self._exact.get(name, ()), *globbed])
        return found

    def named_in_view(self, name: str) -> Entries:
        """The same for a function of the program: what it moves, its text says, unless the project itself does."""
        found = self.named(name)
        own = tuple(each for each in found.propagators if each in self._own_propagators)
        return found if len(own) == len(found.propagators) else found._replace(propagators=own)

    def type_of_call(self, dotted: str) -> str | None:
        """The class of what a call of this callable gives, where the catalogue knows it."""
        values = self.exact(dotted).values
        return values[-1].type if values else None

    def type_of_instance(self, dotted: str) -> str | None:
        """The class of what making an instance of this class gives, where another's entries speak for it, too: of an
        `AsyncOpenAI` those of an `OpenAI`."""
        known = [each.type for each in self.exact(dotted).values if each.gives == "return" and not each.when]
        return known[-1] if known else None

    def type_of_path(self, dotted: str) -> str | None:
        """The class of a library's attribute such as "flask.current_app", where the catalogue knows it."""
        waiting = self._waiting_paths.pop(_head(dotted), None)
        for value in waiting or ():
            for pattern in value.path:
                self._type_by_path.update(dict.fromkeys(expand(pattern), value.type))
                self._parts.update(expand(pattern) if value.part else ())
        return self._type_by_path.get(dotted)

    def is_part(self, dotted: str) -> bool:
        """Whether a library's attribute is part of the object that has it."""
        return self.type_of_path(dotted) is not None and dotted in self._parts

    def hooks(self, dotted: str) -> list[Hook]:
        """What is said of a method, an attribute or a decorator of this dotted name."""
        for hook in self._waiting_hooks.pop(_head(dotted), ()):
            for pattern in hook.call:
                for name in expand(pattern):
                    self._hooks.setdefault(name, []).append(hook)
        return self._hooks.get(dotted, _NO_HOOKS)

    def logs_fields(self, name: str) -> bool:
        """Whether a function or method of this name may make what it is given by key fields of what is logged."""
        if self._field_methods is None:
            names = (each for sink in self._field_sinks for pattern in sink.call for each in expand(pattern))
            self._field_methods = frozenset(each.rpartition(".")[2] for each in names)
        return name in self._field_methods

    def failures(self, dotted: str) -> list[Failure]:
        """The exceptions of a callable of this dotted name that repeat what it is given."""
        return self._failures.get(dotted, _NO_FAILURES)

    def source_name(self, name: str) -> Source | None:
        """The source that is any variable, parameter or attribute of exactly this name."""
        return self._source_by_name.get(name)

    def _add(self, api: Api) -> None:
        entries: list[Entry] = [
            *api.sink,
            *api.source,
            *api.propagator,
            *api.sanitizer,
            *api.value,
            *api.query,
            *api.attachment,
        ]
        self._field_sinks += [sink for sink in api.sink if sink.channel.startswith("log.") and _takes_fields(sink)]
        for entry in entries:
            for pattern in entry.call:
                for head in _heads(pattern):
                    self._wait(head, pattern, entry)
        for failure in api.failure:
            for name in (name for pattern in failure.call for name in expand(pattern)):
                self._failures.setdefault(name, []).append(failure)
        self.responses += api.response
        for value in api.value:
            for head in {head for pattern in value.path for head in _heads(pattern)}:
                self._waiting_paths.setdefault(head, []).append(value)
        for hook in api.hook:
            for head in {head for pattern in hook.call for head in _heads(pattern)}:
                self._waiting_hooks.setdefault(head, []).append(hook)
        for source in api.source:
            self._source_by_name.update(dict.fromkeys(source.name, source))

    def _wait(self, head: str, pattern: str, entry: Entry) -> None:
        self._waiting.setdefault(head, []).append((pattern, entry))

    def _expand(self, head: str) -> None:
        for pattern, entry in self._waiting.pop(head, ()):
            for name in expand(pattern):
                if _head(name) != head:
                    continue
                if head == _BARE and any(sign in name for sign in "*?["):
                    self._globs.append((re.compile(translate(name)), entry))
                else:
                    self._exact.setdefault(name, []).append(entry)


def _takes_fields(sink: Sink) -> bool:
    return "kw*" in sink.takes or "kw:extra" in sink.takes


def moves(propagator: Propagator) -> tuple[tuple[AccessPath, AccessPath], ...]:
    """The propagator's moves, each as source and target."""
    return tuple(parse_move(text) for text in propagator.moves)


def callbacks(propagator: Propagator) -> tuple[Callback, ...]:
    """The calls that the propagator's callable makes of what it is given."""
    return tuple(parse_callback(text) for text in propagator.calls)


def expand(pattern: str) -> list[str]:
    """The names that a pattern with braces stands for, in order; braces don't nest.

    >>> expand("json.{dump,dumps}")
    ['json.dump', 'json.dumps']
    """
    before, brace, rest = pattern.partition("{")
    if not brace:
        return [pattern]
    inside, _, after = rest.partition("}")
    tails = expand(after)
    return [f"{before}{choice}{tail}" for choice in inside.split(",") for tail in tails]


def _heads(pattern: str) -> tuple[str, ...]:
    """The words before the first dot of what the pattern stands for; "" where there is no dot."""
    dot = pattern.find(".")
    if dot < 0:
        return (_BARE,)
    brace = pattern.find("{")
    if brace < 0 or dot < brace:
        return (pattern[:dot],)
    return tuple(dict.fromkeys(_head(name) for name in expand(_until_dot(pattern))))


def _until_dot(pattern: str) -> str:
    """The pattern up to its first dot outside braces, with it: no name that it stands for has its first dot later."""
    brace = 0
    while (dot := pattern.find(".", brace)) >= 0:
        opened = pattern.find("{", brace)
        if opened < 0 or dot < opened:
            return pattern[: dot + 1]
        brace = pattern.find("}", opened) + 1
    return pattern


def _head(name: str) -> str:
    dot = name.find(".")
    return _BARE if dot < 0 else name[:dot]


def _grouped(entries: Iterable[Entry]) -> Entries:
    known = tuple(entries)
    if not known:
        return NO_ENTRIES
    return Entries(
        sinks=tuple(entry for entry in known if isinstance(entry, Sink)),
        sources=tuple(entry for entry in known if isinstance(entry, Source)),
        propagators=tuple(entry for entry in known if isinstance(entry, Propagator)),
        sanitizers=tuple(entry for entry in known if isinstance(entry, Sanitizer)),
        values=tuple(entry for entry in known if isinstance(entry, Value)),
        queries=tuple(entry for entry in known if isinstance(entry, Query)),
        attachments=tuple(entry for entry in known if isinstance(entry, Attachment)),
    )
