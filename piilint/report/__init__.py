"""The stage `report`: a report → text, one file per format.

A format is a module of this package with `render(report) -> str`; it's found by its name, there is no list to keep.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from piilint.model.finding import Report

__all__ = ["formats", "render"]

_NOT_FORMATS = frozenset(("words", "excerpt"))


def formats() -> tuple[str, ...]:
    """The names of the formats, sorted."""
    return tuple(sorted(found.name for found in iter_modules(__path__) if found.name not in _NOT_FORMATS))


def render(report: Report, form: str, *, color: bool = False) -> str:
    """The report in a format; `color` is for formats that know it."""
    module = import_module(f"{__name__}.{form}")
    text: str = module.render(report, color=color) if form == "text" else module.render(report)
    return text
