"""Conditions of the catalogue's entries on a call's arguments: `when = { arg0 = "http://*" }`, `unless = { … }`.

A glob is matched with a constant, or with the type ("type:io.StringIO") or the way of writing ("name:*slack*") of
what isn't one.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from piilint.flow.calling.moving import argument_at
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.model import ir


def applies(act: Activation, when: dict[str, str], unless: dict[str, str], args: Arguments, receiver: Value) -> bool:
    """Whether all of `when` and none of `unless` holds."""
    return all(_matches(act, path, glob, receiver, args) for path, glob in when.items()) and not any(
        _matches(act, path, glob, receiver, args) for path, glob in unless.items()
    )


def _matches(act: Activation, path: str, glob: str, receiver: Value, args: Arguments) -> bool:
    if "name:" in glob and (name := _written(path, args)):
        choices = [choice[5:] for choice in glob.split("|") if choice.startswith("name:")]
        if any(fnmatchcase(name, choice) for choice in choices):
            return True
    value = argument_at(act, path, receiver, args)
    return value is not None and fits_glob(value, glob)


def _written(path: str, args: Arguments) -> str:
    """How an argument is written that has a name, in small letters: `os.environ["teams_webhook_url"]`."""
    if path.startswith("kw:"):
        found = [arg.value for arg in args.given if arg.keyword == path[3:]]
    else:
        found = [arg.value for arg in args.given if arg.keyword is None and not arg.star][int(path[3:]) :]
    return text_of(found[0]).lower() if found and not isinstance(found[0], ir.Const) else ""


def fits_glob(value: Value, glob: str) -> bool:
    """Whether a constant, or the type of what isn't one ("type:io.StringIO", "?"), fits one of a glob's choices."""
    named_objects = [f"object:{name[2]}" for name in sorted(value.objects) if name[0] == "l"]
    typed = [f"type:{target}" for kind, target in sorted(value.refs) if kind in ("inst", "ext")]
    texts = [str(value.const[0])] if value.const else [*named_objects, *typed] or ["?"]
    return any(fnmatchcase(text, choice) for text in texts for choice in glob.split("|"))
