"""The channels: every way out of a process that the catalogue's sinks name, as "family.port"."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from piilint.model.finding import Family

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One way out: a port of a family."""

    key: str
    """family.port: "log.message"."""
    title: dict[str, str]
    """What happens to the data there, by language (en, zh); completes "IBAN is …"."""
    audience: dict[str, str]
    """Who can read it there, in words, by language: "everyone who may read the log"."""
    audiences: tuple[str, ...]
    """The groups of people behind that, by key: "operations"."""

    @property
    def family(self) -> Family:
        """The rule family it belongs to."""
        family: Family = msgspec.convert(self.key.partition(".")[0], Family)
        return family


class Audience(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A group of people who can read what comes out of some channels."""

    key: str
    title: dict[str, str]
    """By language: en, zh."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    audience: tuple[Audience, ...]
    channel: tuple[Channel, ...]


@lru_cache(maxsize=1)
def _file() -> _File:
    table = tomllib.loads((Path(__file__).parent / "channels.toml").read_text("utf-8"))
    return msgspec.convert(table, _File)


@lru_cache(maxsize=1)
def channels() -> Mapping[str, Channel]:
    """Every channel by its key, in the order of `channels.toml`."""
    return MappingProxyType({channel.key: channel for channel in _file().channel})


def audiences() -> Mapping[str, Audience]:
    """Every audience that is known without configuration, by its key."""
    return {audience.key: audience for audience in _file().audience}


def audiences_of(channel: str, own: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Who can read what reaches a channel; what a project's configuration says of it or its family counts."""
    for key in (channel, channel.partition(".")[0]):
        if key in own:
            return own[key]
    known = channels().get(channel)
    return known.audiences if known is not None else ()
