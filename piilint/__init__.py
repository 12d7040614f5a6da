"""piilint: follows statement fields and customer data through Python banking code to where they leak.

    report = piilint.check(["src"])
    for finding in report.findings:
        print(finding.location.path, finding.location.line, finding.message)

Importing the package costs nothing: what it offers is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from piilint.config.load import load as load_config
    from piilint.config.schema import Config
    from piilint.model.errors import ConfigError, PiilintError, UsageError
    from piilint.model.finding import Finding, Problem, Report
    from piilint.pipeline import check

__version__ = "0.1.0"
__all__ = [
    "Config", "ConfigError", "Finding", "PiilintError", "Problem", "Report", "UsageError", "check", "load_config",
]  # fmt: skip

_HOMES = {
    "Config": ("piilint.config.schema", "Config"),
    "ConfigError": ("piilint.model.errors", "ConfigError"),
    "Finding": ("piilint.model.finding", "Finding"),
    "PiilintError": ("piilint.model.errors", "PiilintError"),
    "Problem": ("piilint.model.finding", "Problem"),
    "Report": ("piilint.model.finding", "Report"),
    "UsageError": ("piilint.model.errors", "UsageError"),
    "check": ("piilint.pipeline", "check"),
    "load_config": ("piilint.config.load", "load"),
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module that holds it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
