"""The stage `report`: a report → text, one file per format.

A format is a module of this package with a pure `render(report, manner) -> str`; it's found by its name, there is no
list to keep. Its name is the module's, with `-` for `_`. One that has to leave something out may have
`beside(report, manner)`: what is written next to its file, by the ending of the name.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from piilint.model.finding import Report
from piilint.report.manner import Manner

__all__ = ["Manner", "beside", "formats", "render"]

_NOT_FORMATS = frozenset(
    (
        "audit",
        "choice",
        "choke",
        "excerpt",
        "groups",
        "manner",
        "evidence",
        "inventory",
        "inventory_diff",
        "lines",
        "safeguards",
        "tables",
        "trail",
        "explanation",
        "sarif_tool",
        "words",
    )
)


def formats() -> tuple[str, ...]:
    """The names of the formats, sorted."""
    names = (found.name for found in iter_modules(__path__) if found.name not in _NOT_FORMATS)
    return tuple(sorted(name.replace("_", "-") for name in names))


def render(report: Report, form: str, manner: Manner | None = None) -> str:
    """The report in a format."""
    text: str = _module(form).render(report, manner or Manner())
    return text


def beside(report: Report, form: str, manner: Manner | None = None) -> dict[str, str]:
    """Further files that hold what the format leaves out, by what is appended to its file's name."""
    module = _module(form)
    more: dict[str, str] = module.beside(report, manner or Manner()) if hasattr(module, "beside") else {}
    return more


def _module(form: str) -> ModuleType:
    return import_module(f"{__name__}.{form.replace('-', '_')}")
