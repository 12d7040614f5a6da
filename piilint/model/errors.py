"""What can go wrong through the user's doing, as typed errors with everything needed to mend it."""

from __future__ import annotations

import os

import msgspec


class ConfigMistake(msgspec.Struct, frozen=True, order=True, gc=False):
    """One mistake in a TOML file."""

    path: str
    line: int
    """From 1; 0 when the place isn't known."""
    key: str
    """The dotted key: "policy.high.log"."""
    message: str
    """What was expected."""
    hint: str = ""
    """The nearest valid key or value, or how to mend it."""


class PiilintError(Exception):
    """The user's mistake: exit code 2."""


class UsageError(PiilintError):
    """An option, path or combination that can't be."""


class ConfigError(PiilintError):
    """All mistakes of the configuration at once. It isn't raised for problems of the code under analysis."""

    def __init__(self, mistakes: tuple[ConfigMistake, ...]) -> None:
        super().__init__("; ".join(f"{m.path}:{m.line}: {m.key}: {m.message}" for m in mistakes))
        self.mistakes = mistakes


def places_in_piilint(error: BaseException) -> list[str]:
    """Where in piilint's own code an error passed, outermost first ("flow/calling/calls.py:101"), without any value."""
    inside = f"{os.sep}piilint{os.sep}"
    places: list[str] = []
    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        if inside in code.co_filename:
            places.append(
                f"{code.co_filename.rpartition(inside)[2].replace(os.sep, '/')}:{at.tb_lineno} in {code.co_name}"
            )
        at = at.tb_next
    return places
