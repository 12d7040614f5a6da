"""Options of a command line, or of a request, by the names under which a parser was told of them.

parser.add_argument("--iban")
print(vars(parser.parse_args()))     # its iban shows
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, UNKNOWN, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.sources.naming import named
from piilint.model import ir

_OPTION = ".arg "
"""Begins the selector of an option that a parser holds; such parts aren't shown."""

_FLAGS = ("store_true", "store_false", "count", "version", "help", "store_const", "append_const")
"""Actions whose option is no value of the user's."""


def add_option(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`parser.add_argument("-i", "--iban")`: the parser knows of it."""
    texts = [value.const[0] for value in args.positional if value.const]
    names = [text for text in texts if isinstance(text, str)]
    dest, action = args.keywords.get("dest"), args.keywords.get("action")
    if dest is not None and dest.const:
        names = [str(dest.const[0])]
    if names:
        name = max(names, key=lambda each: each.startswith("--")).lstrip("-").replace("-", "_")
        is_flag = action is not None and bool(action.const) and action.const is not None and action.const[0] in _FLAGS
        for oid, _ in act.objects(receiver):
            act.state.write(oid, f"{_OPTION}{name}", NOTHING if is_flag else _converted(args.keywords.get("type")))
    return NOTHING


def set_defaults(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`parser.set_defaults(func=load)`: what an option is of itself, for one of several commands the function to call."""
    for name, value in args.keywords.items():
        for oid, held in act.objects(receiver):
            known = held.fields.get(f"{_OPTION}{name}", NOTHING)
            act.state.write(oid, f"{_OPTION}{name}", join(known, value))
    return NOTHING


def _converted(to: Value | None) -> Value:
    """The value of an option; `type=Path` makes it a path, whose own name isn't what the option is called."""
    if to is not None and len(to.refs) == 1 and not to.objects:
        ((kind, target),) = to.refs
        if kind == "ext" and ("inst", target) in classes().handles:
            return Value(refs=frozenset((("inst", target),)))
    return UNKNOWN


def options(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`parser.parse_args()`: an object with them as attributes."""
    found = _known(act, receiver, expr.at)
    if not found:
        return None
    fields = {f".{name}": value for name, value in found.items()}
    return act.allocate(expr.at, "namespace", None, {**fields, ".*": UNKNOWN}, tag="options")


def options_by_key(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The same as a dict."""
    found = _known(act, receiver, expr.at)
    fields = {f'["{name}"]': value for name, value in found.items()}
    return act.allocate(expr.at, "dict", None, fields, tag="options") if fields else None


def _known(act: Activation, parser: Value, at: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for _, held in act.objects(parser):
        for selector, value in held.fields.items():
            if selector.startswith(_OPTION):
                name = selector.removeprefix(_OPTION)
                found[name] = value if value is NOTHING else named(act, value, name, (), at, name)
    return found
