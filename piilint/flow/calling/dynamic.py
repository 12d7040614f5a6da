"""Methods chosen at run time: `getattr(logger, level)`."""

from __future__ import annotations

from piilint.flow.interpreter.activation import Activation

_COMMON = ("info", "write", "send")


def methods_of(act: Activation, owner: str) -> list[str]:
    """Dotted names of a library object's methods worth assuming when the name isn't known: those that are sinks."""
    return [f"{owner}.{name}" for name in _COMMON if act.catalogue.calls.exact(f"{owner}.{name}").sinks]
