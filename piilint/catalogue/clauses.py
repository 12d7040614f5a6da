"""The clauses of standards and laws, and which rule × element or level each supports: `regulations/*.toml`.

    citations(("log.message",), "log", element="card_number")
    # supports: ASVS 5.0 16.2.5, PCI DSS 3.5.1, …; see also: GDPR art. 5(1)(c), …

A clause that wasn't verified against its text is never a verdict, only a "see also".
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from piilint.model.errors import ConfigError, ConfigMistake
from piilint.model.finding import Family, Level

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_HERE = Path(__file__).parent
_T = TypeVar("_T")
Mark = Literal["V", "V2", "K"]
"""Where the clause's wording was checked: V primary text, V2 secondary source, K not at all."""


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One clause, and what it is about. Empty lists are no condition."""

    id: str
    """As it is cited: "PCI DSS 3.5.1"."""
    text: dict[str, str]
    """What it asks for, in a line of our own, by language: en, zh."""
    mark: Mark
    families: tuple[Family, ...] = ()
    channels: tuple[str, ...] = ()
    """family.port, where only some channels of a family are meant."""
    classes: tuple[str, ...] = ()
    """Kinds of data, see `data_classes.toml`."""
    elements: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ("critical", "high")
    advice: str = ""
    """What to do, where the clause leaves only that."""

    @property
    def is_verified(self) -> bool:
        """Whether it may support a verdict."""
        return self.mark != "K"

    def words(self, language: str = "en") -> str:
        """What it asks for, in this language."""
        return self.text.get(language, self.text["en"])

    def is_about(self, channels: Iterable[str], family: Family) -> bool:
        """Whether it concerns one of these channels."""
        return family in self.families or not set(self.channels).isdisjoint(channels)

    def covers(self, element: str, level: Level, kind: str) -> bool:
        """Whether it concerns this element."""
        if level not in self.levels or (self.elements and element not in self.elements):
            return False
        return not self.classes or kind in self.classes


class Regulation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file of `regulations/`: the clauses of a body."""

    title: str
    url: str = ""
    clause: tuple[Clause, ...]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One law or standard that evidence is written about."""

    key: str
    """As the command line names it: "pci-dss"."""
    title: dict[str, str]
    """By language: en, zh."""
    begins: str
    """How the ids of its clauses begin."""

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses, in order."""
        found = (clause for regulation in regulations() for clause in regulation.clause)
        return tuple(
            sorted((clause for clause in found if clause.id.startswith(self.begins)), key=lambda each: each.id)
        )


class Citations(msgspec.Struct, frozen=True):
    """What may be cited for a finding."""

    supports: tuple[Clause, ...] = ()
    see_also: tuple[Clause, ...] = ()
    advice: str = ""


class _Documents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    document: tuple[Document, ...]


class _Classes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    classes: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def regulations() -> tuple[Regulation, ...]:
    """All regulations, by file name. Raises ConfigError for a file that doesn't fit the schema."""
    return tuple(_read(path, Regulation) for path in sorted((_HERE / "regulations").glob("*.toml")))


@lru_cache(maxsize=1)
def documents() -> Mapping[str, Document]:
    """The laws and standards that evidence is written about, by key."""
    return {document.key: document for document in _read(_HERE / "documents.toml", _Documents).document}


@lru_cache(maxsize=1)
def data_classes() -> Mapping[str, str]:
    """The kind of data that each element is, by its key."""
    classes = _read(_HERE / "data_classes.toml", _Classes).classes
    return {element: kind for kind, elements in classes.items() for element in elements}


@lru_cache(maxsize=4096)
def citations(channels: tuple[str, ...], family: Family, element: str, level: Level) -> Citations:
    """What supports reporting this element in one of these channels."""
    kind = data_classes().get(element, "")
    return _chosen(clause for clause in _about(channels, family) if clause.covers(element, level, kind))


def citations_by_level(channels: tuple[str, ...], family: Family, level: Level) -> Citations:
    """What supports a rule for a whole level: the clauses that concern any kind of data of it."""
    kinds = {kind for kind in data_classes().values() if _level_of(kind) == level}
    about = (clause for clause in _about(channels, family) if level in clause.levels)
    return _chosen(
        clause
        for clause in about
        if (not clause.classes or not kinds.isdisjoint(clause.classes))
        and (not clause.elements or any(_level_of(data_classes().get(key, "")) == level for key in clause.elements))
    )


def _level_of(kind: str) -> Level:
    return "critical" if kind in ("sad", "cred", "pan") else "high"


def _about(channels: Iterable[str], family: Family) -> Iterable[Clause]:
    met = tuple(channels)
    return (clause for regulation in regulations() for clause in regulation.clause if clause.is_about(met, family))


def _chosen(clauses: Iterable[Clause]) -> Citations:
    found = tuple(clauses)
    return Citations(
        supports=tuple(clause for clause in found if clause.is_verified),
        see_also=tuple(clause for clause in found if not clause.is_verified),
        advice=" ".join(clause.advice for clause in found if clause.advice),
    )


def _read(path: Path, shape: type[_T]) -> _T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), shape)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError((ConfigMistake(str(path), 0, "", str(error)),)) from error
