"""Conditions of the catalogue's entries on a call's arguments: `when = { arg0 = "http://*" }`, `unless = { … }`."""

from __future__ import annotations

from fnmatch import fnmatchcase

from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments
from piilint.flow.moving import argument_at
from piilint.flow.value import Value


def applies(act: Activation, when: dict[str, str], unless: dict[str, str], args: Arguments, receiver: Value) -> bool:
    """Whether all of `when` and none of `unless` holds."""
    return all(_matches(act, path, glob, receiver, args) for path, glob in when.items()) and not any(
        _matches(act, path, glob, receiver, args) for path, glob in unless.items()
    )


def _matches(act: Activation, path: str, glob: str, receiver: Value, args: Arguments) -> bool:
    value = argument_at(act, path, receiver, args)
    return value is not None and fits_glob(value, glob)


def fits_glob(value: Value, glob: str) -> bool:
    """Whether a constant, or the type of what isn't one ("type:io.StringIO", "?"), fits one of a glob's choices."""
    named_objects = [f"object:{name[2]}" for name in sorted(value.objects) if name[0] == "l"]
    typed = [f"type:{target}" for kind, target in sorted(value.refs) if kind in ("inst", "ext")]
    texts = [str(value.const[0])] if value.const else [*named_objects, *typed] or ["?"]
    return any(fnmatchcase(text, choice) for text in texts for choice in glob.split("|"))
