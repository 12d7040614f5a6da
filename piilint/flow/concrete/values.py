"""Values of the concrete evaluation: Python's own plain ones, and stand-ins for what isn't plain.

Text that was encrypted or hashed is a run of private-use characters, so that whatever text operation follows keeps it
recognisable and the same for every input.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from piilint.model import ir

SEALED = "\ue000" * 64
"""The result of encryption, tokenisation or a keyed hash, or a fresh random value."""
BARE_HASH = "\ue001" * 64
"""The result of a hash without a key: who can list the inputs can reverse it."""


class NotShown(Exception):
    """The evaluation met something that it doesn't know; says what."""


class Thrown(Exception):
    """An exception of the evaluated program."""

    def __init__(self, error: Any) -> None:
        super().__init__()
        self.error = error

    @property
    def name(self) -> str:
        """The exception's class, without its module."""
        return self.error.cls.rpartition(".")[2] if isinstance(self.error, Instance) else type(self.error).__name__


@dataclass(slots=True)
class Frame:
    """The names of one call."""

    module: str
    locals: dict[str, Any] = field(default_factory=dict)
    parent: Frame | None = None
    shared: frozenset[str] = frozenset()
    """Names declared global."""
    yields: list[Any] = field(default_factory=list)
    caught: Any = None


@dataclass(slots=True, eq=False)
class Function:
    """A function in view, with the frame that it was made in."""

    node: ir.Function
    module: str
    closure: Frame | None = None
    receiver: Any = None
    cls: str | None = None
    defaults: Frame | None = None


@dataclass(slots=True, eq=False)
class Class:
    id: str


@dataclass(slots=True)
class Instance:
    """An instance of a class in view."""

    cls: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Module:
    name: str


@dataclass(slots=True)
class External:
    """Something of a library, by its dotted name; a method of an instance has the instance."""

    dotted: str
    is_instance: bool = False


@dataclass(slots=True)
class Opaque:
    """A value that isn't known: a key, a setting, the environment. Testing it is an assumption."""

    text: str
    known: dict[str, Any] = field(default_factory=dict)
    """Attributes of it that are."""


@dataclass(slots=True, eq=False)
class Method:
    """A method of a plain value."""

    value: Any
    name: str


@dataclass(slots=True, eq=False)
class Builtin:
    name: str
