"""What the methods of str and bytes give, for receivers that are text or may be."""

from __future__ import annotations

from collections.abc import Callable

from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments
from piilint.flow.guards import guarded
from piilint.flow.iterate import element_of
from piilint.flow.render import render
from piilint.flow.text import is_mask_text
from piilint.flow.value import NOTHING, Value, constant, join, join_all
from piilint.model import ir

Method = Callable[[Activation, Value, Arguments, ir.Call], Value]


_FOLDED = frozenset(
    (
        "upper", "lower", "casefold", "title", "capitalize", "strip", "lstrip", "rstrip", "replace", "removeprefix",
        "removesuffix", "startswith", "endswith", "isdigit", "isalpha", "isupper", "islower",
    )
)  # fmt: skip


def folded(receiver: Value, name: str, args: Arguments) -> Value | None:
    """What a method of a constant text gives for constant arguments; None where that isn't known."""
    if name not in _FOLDED or not receiver.const or not isinstance(receiver.const[0], str) or receiver.labels:
        return None
    if args.keywords or not all(arg.const and isinstance(arg.const[0], str) for arg in args.everything()[:-2]):
        return None
    try:
        return constant(getattr(receiver.const[0], name)(*(arg.const[0] for arg in args.positional if arg.const)))
    except TypeError:
        return None  # called with too many or too few arguments


def _text(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """Text that still holds the receiver's characters."""
    return Value(receiver.labels, opaque=receiver.opaque)


def _none(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    return NOTHING


def _parts(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    item = Value(receiver.labels, opaque=receiver.opaque)
    return act.allocate(expr.at, "list", None, {"[*]": item}, tag="parts")


def _partition(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`mail.partition("@")`: whom it belongs to, and a public domain."""
    separator = args.get(0, "sep")
    text = Value(receiver.labels, opaque=receiver.opaque)
    name = expr.func.name if isinstance(expr.func, ir.Attr) else ""
    if separator is None or separator.const != ("@",):
        return act.allocate(expr.at, "list", None, {"[*]": text}, tag="parts")
    parts = {"[0]": text, "[1]": NOTHING, "[2]": NOTHING} if "partition" in name else {"[0]": text, "[1]": NOTHING}
    return act.allocate(expr.at, "tuple", None, parts, tag="parts")


def _join(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    if not args.positional:
        return NOTHING
    given = args.positional[0]
    items = element_of(act, given, expr.at, "") if given.objects else given
    text = Value(render(act, items, "text", expr.at), opaque=items.opaque)
    own = {key: label for key, label in given.labels.items() if ("p", *label.path) not in given.objects}
    return join(join(text, Value(receiver.labels)), Value(own)).then(act.spot(expr.at), "joined")


def _replace(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    old, new = args.get(0, "old"), args.get(1, "new")
    if old is not None and new is not None and old.labels and is_mask_text(new):
        return guarded(act, Value(receiver.labels), "mask")
    values = [Value(receiver.labels, opaque=receiver.opaque)]
    values += [Value(new.labels)] if new is not None else []
    return join_all(values)


def _cut(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`column.str.slice(-4)`: as `text[-4:]`."""
    from piilint.flow.slicing import bound, slice_of

    ends = [value.const[0] if value is not None and value.const else None for value in (args.get(0), args.get(1))]
    known = [bound(expr.at, end) if isinstance(end, int) else None for end in ends]
    if len(args.positional) != sum(end is not None for end in known):
        return Value(receiver.labels, opaque=receiver.opaque)
    return slice_of(act, Value(receiver.labels), ir.Slice(expr.at, known[0], known[1], None), "")


def _pad(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    return Value(receiver.labels, opaque=receiver.opaque)


TEXT_METHODS: dict[str, Method] = {
    **dict.fromkeys(
        (
            "upper", "lower", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "swapcase", "encode", "decode",
            "expandtabs", "translate", "removeprefix", "removesuffix", "hex", "isoformat", "strftime", "quantize", "normalize",
            "as_tuple", "__str__", "__repr__", "tobytes",
        ),
        _text,
    ),
    **dict.fromkeys(("center", "ljust", "rjust", "zfill"), _pad),
    **dict.fromkeys(
        (
            "startswith", "endswith", "isdigit", "isalpha", "isalnum", "isnumeric", "isdecimal", "isspace", "isupper",
            "islower", "istitle", "isidentifier", "isascii", "find", "rfind", "count", "__len__", "__eq__", "is_integer",
            "bit_length", "is_nan", "is_zero", "is_signed", "exists", "is_file", "is_dir",
        ),
        _none,
    ),
    **dict.fromkeys(("split", "rsplit", "partition", "rpartition"), _partition),
    "splitlines": _parts,
    "join": _join,
    "replace": _replace,
    "slice": _cut,
}  # fmt: skip
