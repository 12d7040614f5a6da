"""Operations on plain values, within bounds: only Python's own types are ever computed with, and nothing gets large."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from piilint.flow.concrete.values import (
    BARE_HASH,
    SEALED,
    Builtin,
    External,
    Function,
    Instance,
    Method,
    NotShown,
    Opaque,
    Thrown,
)

LONGEST = 4_000
"""Characters of a text, or items of a list."""
LARGEST = 10**60
"""Numbers beyond this are no business of a mask."""

PLAIN = (
    str,
    bytes,
    int,
    float,
    bool,
    list,
    tuple,
    dict,
    set,
    frozenset,
    type(None),
    re.Match,
    re.Pattern,
    range,
    bytearray,
)
_UNSAFE_FORMAT = re.compile(r"\d{4}")
_NO_METHODS = frozenset(("__class__", "mro"))

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "&": operator.and_, "|": operator.or_, "^": operator.xor, "<<": operator.lshift,
    ">>": operator.rshift, "**": operator.pow,
}  # fmt: skip
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "is": operator.is_, "is not": operator.is_not, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}  # fmt: skip

BUILTINS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        len, str, int, float, bool, bytes, bytearray, list, tuple, dict, set, frozenset, range, enumerate, zip, reversed,
        sorted, min, max, sum, any, all, abs, round, ord, chr, repr, ascii, hex, divmod, map, filter, slice, iter, next,
        format, hash, bin, oct,
    )
}  # fmt: skip


def checked(value: Any) -> Any:
    """The value, if it isn't too large."""
    if isinstance(value, (str, bytes, bytearray, list, tuple, dict, set, frozenset)) and len(value) > LONGEST:
        raise NotShown("its values get too large")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        raise NotShown("its numbers get too large")
    return value


def attempt(operation: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
    """Do something with plain values; what Python raises is the program's exception."""
    for arg in (*args, *keywords.values()):
        if isinstance(arg, Opaque):
            raise NotShown(f"it depends on {arg.text}, which isn't known")
        if isinstance(arg, External) and not arg.is_instance:
            raise NotShown(f"it depends on {arg.dotted}, which isn't in view")
    try:
        return checked(operation(*args, **keywords))
    except (NotShown, Thrown, RecursionError, MemoryError):
        raise
    except Exception as error:  # the program's own
        raise Thrown(error) from None


def binary(op: str, one: Any, other: Any) -> Any:
    """`one op other`."""
    function = _BINARY.get(op)
    if function is None:
        raise NotShown(f"of the operator {op}")
    if op == "*":
        _must_be_short(one, other)
    elif op in ("**", "<<") and isinstance(other, int) and abs(other) > 100:
        raise NotShown("its numbers get too large")
    elif op == "%" and isinstance(one, (str, bytes)) and _UNSAFE_FORMAT.search(str(one)):
        raise NotShown("of its format")
    return attempt(function, one, other)


def _must_be_short(one: Any, other: Any) -> None:
    for sequence, times in ((one, other), (other, one)):
        if (
            isinstance(sequence, (str, bytes, list, tuple))
            and isinstance(times, int)
            and times * len(sequence) > LONGEST
        ):
            raise NotShown("its values get too large")


def compare(op: str, one: Any, other: Any) -> bool | Opaque:
    """`one op other`; of something unknown, something unknown."""
    if op in ("is", "is not") and (one is None or other is None) and not isinstance(one, Opaque):
        return bool(_COMPARE[op](one, other))
    for value in (one, other):
        if isinstance(value, Opaque):
            return value
        if isinstance(value, External) and not value.is_instance:
            return Opaque(value.dotted)
        if isinstance(value, (str, bytes)) and (SEALED[0] in str(value) or BARE_HASH[0] in str(value)):
            raise NotShown("it compares something encrypted or hashed")
    return bool(attempt(_COMPARE[op], one, other))


def is_plain(value: Any) -> bool:
    return isinstance(value, PLAIN)


def has_method(value: Any, name: str) -> bool:
    return not name.startswith("_") and callable(getattr(value, name, None))


def call_method(method: Method, args: list[Any], keywords: dict[str, Any], call: Callable[..., Any]) -> Any:
    """A method of a plain value."""
    value, name = method.value, method.name
    if isinstance(value, str) and name in ("format", "format_map") and _UNSAFE_FORMAT.search(value):
        raise NotShown("of its format")
    if (
        name in ("ljust", "rjust", "center", "zfill", "expandtabs")
        and args
        and isinstance(args[0], int)
        and args[0] > LONGEST
    ):
        raise NotShown("its values get too large")
    args = [_callable(arg, call) for arg in args]
    if isinstance(value, str) and name == "join":
        args = [list(args[0])] if args and not isinstance(args[0], Opaque) else args
    return attempt(getattr(value, name), *args, **{key: _callable(v, call) for key, v in keywords.items()})


def call_builtin(name: str, args: list[Any], keywords: dict[str, Any], call: Callable[..., Any]) -> Any:
    """A builtin function; results are lists rather than iterators, so that they can be looked at twice."""
    if name == "isinstance":
        return _isinstance(args)
    if name in ("print", "setattr", "super", "input", "open"):
        if name == "print":
            return None
        raise NotShown(f"it calls {name}()")
    if name in ("str", "repr") and args and isinstance(args[0], (Instance, External, Function)):
        raise NotShown(f"it calls {name}() of an object")
    if name in ("getattr", "hasattr", "type", "id", "callable", "vars", "object", "property"):
        raise NotShown(f"it calls {name}()")
    if name == "range" and any(isinstance(arg, int) and abs(arg) > LONGEST for arg in args):
        raise NotShown("its loops are too long")
    args = [_callable(arg, call) for arg in args]
    return attempt(_materialised, BUILTINS[name], args, {key: _callable(v, call) for key, v in keywords.items()})


def _materialised(function: Callable[..., Any], args: list[Any], keywords: dict[str, Any]) -> Any:
    result = function(*args, **keywords)
    if isinstance(result, (enumerate, zip, reversed, map, filter)):
        return list(result)
    return result


def _callable(value: Any, call: Callable[..., Any]) -> Any:
    """What Python's own functions can call."""
    if isinstance(value, (Function, Builtin, Method, External)):
        return lambda *args, **keywords: call(value, list(args), keywords)
    return value


_TYPES: dict[str, type | tuple[type, ...]] = {
    "str": str, "bytes": bytes, "int": int, "float": float, "bool": bool, "list": list, "tuple": tuple, "dict": dict,
    "set": set, "frozenset": frozenset, "bytearray": bytearray, "Mapping": dict, "MutableMapping": dict,
    "Sequence": (list, tuple, str), "Iterable": (list, tuple, dict, set, str), "Number": (int, float), "Decimal": (),
    "date": (), "datetime": (), "Pattern": re.Pattern,
}  # fmt: skip


def _isinstance(args: list[Any]) -> bool:
    value, wanted = args
    if isinstance(value, Opaque):
        raise NotShown(f"it depends on {value.text}, which isn't known")
    for each in wanted if isinstance(wanted, tuple) else (wanted,):
        name = (
            each.name
            if isinstance(each, Builtin)
            else each.dotted.rpartition(".")[2]
            if isinstance(each, External)
            else ""
        )
        if name not in _TYPES and not hasattr(each, "id"):
            raise NotShown("of an isinstance() that it doesn't know")
        if name in _TYPES and isinstance(value, _TYPES[name]):
            return True
        if isinstance(value, Instance) and getattr(each, "id", None) == value.cls:
            return True
    return False
