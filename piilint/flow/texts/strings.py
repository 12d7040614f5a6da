"""What the methods of str and bytes give, for receivers that are text or may be."""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable

from piilint.flow.collections.known_keys import is_declared_mapping
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.iterate import element_of, iterated
from piilint.flow.objects.access import exact_items
from piilint.flow.protection.guards import guarded
from piilint.flow.texts.characters import exchange_guard, guard_of_translation
from piilint.flow.texts.composed import TRIMMING, composed, pieces_of, taken_apart, trimmed
from piilint.flow.texts.render import render
from piilint.flow.texts.serialised import kept
from piilint.flow.texts.text import is_mask_text
from piilint.model import ir

Method = Callable[[Activation, Value, Arguments, ir.Call], Value]


_FOLDED = frozenset(
    (
        "upper", "lower", "casefold", "title", "capitalize", "strip", "lstrip", "rstrip", "replace", "removeprefix",
        "removesuffix", "startswith", "endswith", "isdigit", "isalpha", "isupper", "islower",
    )
)  # fmt: skip


_LISTED = 64
"""So many words of a constant text are known one by one."""


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
    text = Value(receiver.labels, opaque=receiver.opaque)
    name = expr.func.name if isinstance(expr.func, ir.Attr) else ""
    if name in TRIMMING and pieces_of(act, receiver) is not None:
        return trimmed(act, receiver, name, args, expr.at)
    return kept(act, receiver, text)


def _none(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    return NOTHING


def _parts(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    item = Value(receiver.labels, opaque=receiver.opaque)
    return act.allocate(expr.at, "list", None, {"[*]": item}, tag="parts")


def _lines(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    known = _after_beginning(constant("\n"), Value(receiver.labels, opaque=receiver.opaque), expr)
    return act.allocate(expr.at, "list", None, known, tag="parts")


def _partition(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`mail.partition("@")`: whom it belongs to, and a public domain."""
    apart = taken_apart(act, receiver, args, expr) if receiver.objects else _constant_parts(act, receiver, args, expr)
    if apart is not None:
        return apart
    separator = args.get(0, "sep")
    text = Value(receiver.labels, opaque=receiver.opaque)
    name = expr.func.name if isinstance(expr.func, ir.Attr) else ""
    if separator is not None and separator.const == ("@",):
        parts = {"[0]": text, "[1]": NOTHING, "[2]": NOTHING} if "partition" in name else {"[0]": text, "[1]": NOTHING}
        return act.allocate(expr.at, "tuple", None, parts, tag="parts")
    known = _after_beginning(separator, text, expr)
    if "partition" in name and separator is not None and "[1]" not in known:  # what stands between, or nothing at all
        known = {"[0]": text, "[1]": Value(separator.labels, opaque=separator.opaque), "[2]": text}
    return act.allocate(expr.at, "tuple" if "[2]" in known else "list", None, known, tag="parts")


def _constant_parts(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`"iban phone".split()`: names as they are often listed; None of a text that isn't known, or is long."""
    name = expr.func.name if isinstance(expr.func, ir.Attr) else ""
    given = [arg.const for arg in args.positional]
    text = receiver.const[0] if receiver.const and not receiver.labels else None
    known = all(given) and not args.keywords and args.rest.is_nothing() and args.rest_keywords.is_nothing()
    if not isinstance(text, str) or not known or not hasattr(text, name):
        return None
    try:
        parts = getattr(text, name)(*(each[0] for each in given if each))
    except (TypeError, ValueError):
        return None  # called as it can't be called
    if not isinstance(parts, (list, tuple)) or not 0 < len(parts) <= _LISTED:
        return None
    fields = {f"[{i}]": constant(part) for i, part in enumerate(parts)}
    return act.allocate(expr.at, type(parts).__name__, None, fields, tag="parts")


def _after_beginning(separator: Value | None, text: Value, expr: ir.Call) -> dict[str, Value]:
    """The parts of `("IBAN:" + iban).partition(":")`: what stands before the first separator is known here."""
    func, given = expr.func, separator.const if separator is not None else None
    if (
        isinstance(func, ir.Attr)
        and func.name in ("partition", "split", "splitlines")
        and given
        and isinstance(given[0], str)
    ):
        before, found, _ = _beginning(func.value).partition(given[0]) if given[0] else ("", "", "")
        if found and func.name == "partition":
            return {"[0]": constant(before), "[1]": constant(found), "[2]": text}
        if found:
            return {"[0]": constant(before), "[*]": text}
    return {"[*]": text}


def _beginning(expr: ir.Expr) -> str:
    """The constant text that an expression's text begins with, as it is written."""
    parts = expr.operands if isinstance(expr, ir.Bin) and expr.op == "+" else ()
    parts = expr.parts if isinstance(expr, ir.FString) and not expr.template else parts
    known = itertools.takewhile(lambda part: isinstance(part, ir.Const) and isinstance(part.value, str), parts)
    return "".join(str(part.value) for part in known if isinstance(part, ir.Const))


def _join(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    if not args.positional:
        return NOTHING
    given = args.positional[0]
    if any(is_declared_mapping(act, name, held) for name, held in act.objects(given)):
        given = iterated(act, given, expr.at)
    items = element_of(act, given, expr.at, "") if given.objects else given
    known = _joined_constants(act, receiver, given)
    if known is not None:
        return known
    text = Value(render(act, items, "contents", expr.at), opaque=items.opaque)
    own = {key: label for key, label in given.labels.items() if ("p", *label.path) not in given.objects}
    made = join(join(text, Value(receiver.labels)), Value(own)).then(act.spot(expr.at), "joined")
    objects = act.objects(given) if made.labels else []
    parts = exact_items(objects[0][1]) if len(objects) == 1 else None
    if not parts:
        return made
    between = [receiver] if receiver.const != ("",) else []
    pieces = [piece for part in parts for piece in (*between, part)][len(between) :]
    return composed(act, pieces, made, expr.at, joined=True)


def _joined_constants(act: Activation, separator: Value, given: Value) -> Value | None:
    """`"|".join([IBAN, PHONE])` of texts that are known: a text that is; None of anything else."""
    objects = act.objects(given)
    parts = exact_items(objects[0][1]) if len(objects) == 1 and not given.labels else None
    texts = [value.const[0] for value in (separator, *(parts or ())) if value.const and not value.labels]
    if not parts or len(texts) <= len(parts) or not all(isinstance(text, str) for text in texts):
        return None
    text = str(texts[0]).join(map(str, texts[1:]))
    return constant(text) if len(text) <= _LONGEST_JOINED else None


_LONGEST_JOINED = 400


def _replace(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    old, new = args.get(0, "old"), args.get(1, "new")
    if old is not None and new is not None and old.labels and new.const:
        left = without_part(receiver, old)
        if left is not receiver:
            return Value(left.labels, opaque=receiver.opaque)
        if is_mask_text(new):
            return guarded(act, Value(receiver.labels), "mask")
    values = [Value(receiver.labels, opaque=receiver.opaque)]
    values += [Value(new.labels)] if new is not None else []
    return join_all(values)


def without_part(text: Value, part: Value) -> Value:
    """A text in which something else stands for a part: `line.replace(row["iban"], "[iban]")`; the text itself where the
    part isn't known to be in it."""
    gone = {(label.element, label.path or label.text) for label in part.labels.values()}
    labels = {k: v for k, v in text.labels.items() if (v.element, v.path or v.text) not in gone}
    return text if len(labels) == len(text.labels) else Value(labels, opaque=text.opaque)


def new_translation(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`str.maketrans(string.digits, "*" * 10)`: a table that knows what it hides."""
    given = [_known_text(value) for value in args.positional]
    known = [text for text in given if text is not None]
    if len(known) != len(given) or not 2 <= len(known) <= 3 or len(known[0]) != len(known[1]):
        used = ir.Call(expr.at, ir.Attr(expr.at, expr.func, "translate"), (ir.Arg(expr),))
        tried = guard_of_translation(act, used)
        return None if tried is None else _table(act, tried, expr.at)
    table = str.maketrans(*known)
    return _table(act, exchange_guard(lambda text: text.translate(table)), expr.at)


def _table(act: Activation, guard: str, at: int) -> Value:
    return act.allocate(at, "cell", None, {".guard": constant(guard)}, tag="translation")


def _known_text(value: Value) -> str | None:
    """A constant text, one of the module `string` included."""
    if value.const:
        return value.const[0] if isinstance(value.const[0], str) else None
    names = [target.partition(".")[2] for kind, target in value.refs if kind == "ext" and target.startswith("string.")]
    known = getattr(string, names[0], None) if len(names) == 1 else None
    return known if isinstance(known, str) else None


def _translate(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`text.translate(table)`: hides what the table is known to."""
    tables = [held for _, held in act.objects(args.get(0, "table") or NOTHING) if held.kind == "cell"]
    guards = {held.fields[".guard"].const for held in tables if ".guard" in held.fields}
    known = guards.pop() if len(guards) == 1 else None
    text = Value(receiver.labels, opaque=receiver.opaque)
    guard = str(known[0]) if known else guard_of_translation(act, expr) if receiver.labels else None
    return guarded(act, text, guard) if guard else text


def _cut(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`column.str.slice(-4)`: as `text[-4:]`."""
    from piilint.flow.interpreter.slicing import bound, slice_of

    ends = [value.const[0] if value is not None and value.const else None for value in (args.get(0), args.get(1))]
    known = [bound(expr.at, end) if isinstance(end, int) else None for end in ends]
    if len(args.positional) != sum(end is not None for end in known):
        return Value(receiver.labels, opaque=receiver.opaque)
    return slice_of(act, Value(receiver.labels), ir.Slice(expr.at, known[0], known[1], None), "")


def _substr(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`col("iban").substr(-4, 4)`: from there on so many, counted from 1."""
    from piilint.flow.interpreter.slicing import bound, slice_of

    start, length = (
        value.const[0] if value is not None and value.const else None for value in (args.get(0), args.get(1))
    )
    if not isinstance(start, int) or not isinstance(length, int):
        return Value(receiver.labels, opaque=receiver.opaque)
    first = start - 1 if start > 0 else start
    end = first + length if first >= 0 or first + length < 0 else None
    part = ir.Slice(expr.at, bound(expr.at, first), bound(expr.at, end) if end is not None else None, None)
    return slice_of(act, Value(receiver.labels), part, "")


def _pad(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    return Value(receiver.labels, opaque=receiver.opaque)


TEXT_METHODS: dict[str, Method] = {
    **dict.fromkeys(
        (
            "upper", "lower", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "swapcase", "encode", "decode",
            "expandtabs", "removeprefix", "removesuffix", "hex", "isoformat", "strftime", "quantize", "normalize",
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
    "splitlines": _lines,
    "join": _join,
    "replace": _replace,
    "translate": _translate,
    "slice": _cut,
    "substr": _substr,
}  # fmt: skip


def as_filled(act: Activation, receiver: Value, name: str, at: int) -> Value:
    """A `bytearray` that was filled piece by piece is a list of pieces; for a method that only text has it is their text."""
    if TEXT_METHODS.get(name) is not _text or not receiver.objects:
        return receiver
    if any(held.kind != "list" or held.cls is not None for _, held in act.objects(receiver)):
        return receiver
    return Value(render(act, receiver, "contents", at), opaque=True)
