"""Methods of Python's own types that are called by the type's name, or passed as functions.

str.upper(iban)                 # iban.upper()
map(str.isdigit, texts)         # text.isdigit() of each
"""

from __future__ import annotations

import builtins
import types

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir

_TYPES = (str, bytes, bytearray, int, float, list, tuple, dict, set, frozenset)
_METHODS = frozenset(
    f"{builtins.__name__}.{each.__name__}.{name}"
    for each in _TYPES
    for name, member in vars(each).items()
    if (isinstance(member, types.MethodDescriptorType) and not name.startswith("_")) or name == "__getitem__"
)


def call_unbound(act: Activation, dotted: str, receiver: Value, args: Arguments, at: int) -> Value | None:
    """What such a function does with its first argument; None of anything else, and of a method that an object of the
    type is asked for."""
    if dotted not in _METHODS or not args.positional:
        return None
    owner, _, name = dotted.rpartition(".")
    if not receiver.is_nothing() and ("ext", owner) not in receiver.refs:
        return None
    from piilint.flow.calling.methods import call_method

    func = ir.Attr(at, ir.Name(at, ""), name)
    given = Arguments(args.positional[1:], args.keywords, args.rest, args.rest_keywords)
    return call_method(act, args.positional[0], func, given, ir.Call(at, func, ()))
