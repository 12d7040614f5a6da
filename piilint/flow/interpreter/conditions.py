"""Conditions of the catalogue's entries on a call's arguments: `when = { arg0 = "http://*" }`, `unless = { … }`.

A glob is matched with a constant, or with the type ("type:io.StringIO") or the way of writing ("name:*slack*") of
what isn't one; one that only asks for a beginning also with the known beginning of a text: f"http://{host}/accounts".
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from piilint.flow.calling.moving import argument_at
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.syntax.beginnings import ADDRESS, STEPS, first_of
from piilint.flow.syntax.reaching import Reaching
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
    if path.endswith("[*]"):  # any of what is listed there: the options of a command
        listed = argument_at(act, path.removesuffix("[*]"), receiver, args)
        items = [part for _, held in act.objects(listed or NOTHING) for part in held.fields.values()]
        return any(item.const and fits_glob(item, glob) for item in items)
    value = argument_at(act, path, receiver, args)
    if value is None:
        return False
    return fits_glob(value, glob) or (not value.const and _begins(act, path, glob, args))


def _begins(act: Activation, path: str, glob: str, args: Arguments) -> bool:
    """Whether the known beginning of a text that is put together suffices."""
    asked = [choice for choice in glob.split("|") if ADDRESS.fullmatch(choice)]
    written = _given(path, args) if asked else None
    begins = _beginning(act, written) if written is not None else ""
    return any(fnmatchcase(begins, choice) for choice in asked)


def _beginning(act: Activation, expr: ir.Expr, steps: int = STEPS) -> str:
    """The text that an expression's text surely begins with: of a variable, if it is a constant or one assignment alone
    gives it, `url = f"https://{HOST}/{key}"`. How many of these are gone through is bounded: it may be its own,
    `url = url + part`."""
    first = first_of(expr)
    if first is None or isinstance(first, str):
        return first or ""
    if first is not expr:
        return _beginning(act, first, steps)
    from piilint.flow.interpreter.expressions import evaluate

    const = evaluate(act, first).const
    if const is not None:  # `()` is something, though not known
        return const[0] if const and isinstance(const[0], str) else ""
    definitions = Reaching(first.id, first.at).run(act.function.node) if isinstance(first, ir.Name) and steps else []
    text = definitions[0].value if len(definitions) == 1 and definitions[0].kind == "assigned" else None
    if text is None and isinstance(first, ir.Name) and not definitions:
        return _beginning_outside(act, act.function.module, first, steps)
    return _beginning(act, text, steps - 1) if text is not None else ""


def _beginning_outside(act: Activation, module: str, expr: ir.Expr, steps: int) -> str:
    """Likewise of what a module's one assignment says, here or where it is imported from: `HOOK = "https://…" + KEY`."""
    while (first := first_of(expr)) is not None and not isinstance(first, str) and first is not expr:
        expr = first
    if isinstance(first, str) or not isinstance(first, ir.Name) or not steps:
        return first if isinstance(first, str) else ""
    kind, target = act.program.member(module, first.id) or ("", "")
    home, _, name = target.partition(":")
    given = act.program.assigned(home, name) if kind == "var" else ()
    text = given[0].value if len(given) == 1 else None
    return _beginning_outside(act, home, text, steps - 1) if text is not None else ""


def _given(path: str, args: Arguments) -> ir.Expr | None:
    """An argument as it is written."""
    if path.startswith("kw:"):
        found = [arg.value for arg in args.given if arg.keyword == path[3:]]
    else:
        place = path.removeprefix("arg")
        plain = [arg.value for arg in args.given if arg.keyword is None and not arg.star]
        found = plain[int(place) :] if place.isdigit() else []
    return found[0] if found else None


def _written(path: str, args: Arguments) -> str:
    """How an argument is written that has a name, in small letters: `os.environ["teams_webhook_url"]`."""
    found = _given(path, args)
    return text_of(found).lower() if found is not None and not isinstance(found, ir.Const) else ""


def fits_glob(value: Value, glob: str) -> bool:
    """Whether a constant, or the type of what isn't one ("type:io.StringIO", "?"), fits one of a glob's choices."""
    named_objects = [f"object:{name[2]}" for name in sorted(value.objects) if name[0] == "l"]
    typed = [f"type:{target}" for kind, target in sorted(value.refs) if kind in ("inst", "ext")]
    texts = [str(value.const[0])] if value.const else [*named_objects, *typed] or ["?"]
    return any(fnmatchcase(text, choice) for text in texts for choice in glob.split("|"))
