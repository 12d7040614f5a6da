"""Modules by their names: `importlib.import_module(name)`, `sys.modules[name]`."""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir

LOADED = frozenset((("ext", "sys.modules"),))
"""What holds all modules by their names."""


def import_module(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`importlib.import_module(".rates", package="books")`."""
    name = args.positional[0].const if args.positional else None
    if not name or not isinstance(name[0], str):
        return None
    dotted = name[0]
    package = args.get(1, "package")
    if dotted.startswith(".") and package is not None and package.const:
        dotted = f"{package.const[0]}{dotted}"
    return _named(act, dotted)


def loaded_module(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`sys.modules.get("books.rates")`."""
    found = module_of(act, args.positional[0]) if args.positional else None
    return None if found is None else join_all([found, *args.positional[1:]])


def module_of(act: Activation, name: Value) -> Value | None:
    """The module of this name."""
    return _named(act, name.const[0]) if name.const and isinstance(name.const[0], str) else None


def _named(act: Activation, dotted: str) -> Value:
    found = act.program.index.resolve(dotted, act.path)
    return Value(refs=frozenset((("module", found) if found is not None else ("ext", dotted),)))
