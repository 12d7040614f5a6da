"""Text that is put together with separators, and what taking it apart at them gives: the parts.

line = "|".join([ref, iban])             # or f"{ref}|{iban}"
first, second = line.split("|")          # ref, iban
url = "https://bank.example/find?" + query
url.partition("?")[0]                    # nothing of query
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from piilint.flow.calling.handed_on import wanted_parameters
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.state import symbol
from piilint.flow.domain.value import Object, Value, constant, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import calls_in
from piilint.flow.texts.render import render
from piilint.flow.texts.serialised import KIND, kept
from piilint.flow.texts.text import is_mask_text
from piilint.link.program import FunctionInfo
from piilint.model import ir

_PIECE = ".piece "
LARGEST = 16
"""Pieces of a text that are told apart."""

_SEPARATING = frozenset("|?~;#\t\n\x1f")
"""Characters that take a text apart wherever they stand; others do where they stand alone, as in `", "`."""


def composed(act: Activation, pieces: Sequence[Value], text: Value, at: int, joined: bool = False) -> Value:
    """The text, which remembers its pieces where it may be taken apart again; `joined` by a separator, if so."""
    if not text.labels or text.objects or len(pieces) > LARGEST or any(piece.refs for piece in pieces):
        return text  # or a column's expression
    if not any(piece.objects or _separates(piece, joined or 0 < i < len(pieces) - 1) for i, piece in enumerate(pieces)):
        return text
    flat = [inner for piece in pieces for inner in _flattened(act, piece, at)]
    if len(flat) > LARGEST or not any(_separates(p, joined or 0 < i < len(flat) - 1) for i, p in enumerate(flat)):
        return text
    made = act.allocate(at, KIND, None, {f"{_PIECE}{i}": piece for i, piece in enumerate(flat)}, tag="composed")
    return Value(text.labels, made.objects, text.refs, text.const, text.opaque)


def taken_apart(act: Activation, text: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`text.split("|")`, `text.partition("|")`, from the right, too; None where the pieces aren't known."""
    pieces, separator = pieces_of(act, text), args.get(0, "sep")
    if pieces is None or separator is None or not separator.const or not isinstance(expr.func, ir.Attr):
        return None
    pieces = [inner for piece in pieces for inner in _flattened(act, piece, expr.at)]
    between = separator.const[0]
    segments = _segments(pieces, between) if isinstance(between, str) and between else []
    if len(segments) < 2:
        return None
    once, from_right = "partition" in expr.func.name, expr.func.name.startswith("r")
    limit = constant(1) if once else args.get(1, "maxsplit")
    if limit is not None and not (limit.const and isinstance(limit.const[0], int)):
        return None
    most = int(str(limit.const[0])) if limit is not None and limit.const else -1
    if 0 <= most < len(segments) - 1:
        kept = segments[: -most or None] if from_right else segments[most:]
        merged = [piece for segment in kept for piece in (constant(between), *segment)][1:]
        segments = [merged, *segments[len(segments) - most :]] if from_right else [*segments[:most], merged]
    parts = [_together(act, segment, expr.at, i) for i, segment in enumerate(segments)]
    if once:
        parts = [parts[0], constant(between), parts[1]]
    fields = {f"[{i}]": part for i, part in enumerate(parts)}
    return act.allocate(expr.at, "tuple" if once else "list", None, fields, tag="parts")


TRIMMING = frozenset(("strip", "lstrip", "rstrip", "removeprefix", "removesuffix"))
"""Methods that take something away at the ends of a text."""


def trimmed(act: Activation, text: Value, name: str, args: Arguments, at: int) -> Value:
    """A text that was put together, without what such a method takes away of the constant pieces at its ends; without its
    pieces where that can't be told."""
    plain, pieces = Value(text.labels, opaque=text.opaque), pieces_of(act, text) or []
    given = [arg.const[0] if arg.const else None for arg in args.positional]
    if args.keywords or not all(isinstance(each, str) for each in given):
        return plain
    if name != "rstrip" and name != "removesuffix":
        pieces = _without_end(pieces, 0, "removeprefix" if name == "removeprefix" else "lstrip", given)
    if name != "lstrip" and name != "removeprefix":
        pieces = _without_end(pieces, -1, "removesuffix" if name == "removesuffix" else "rstrip", given)
    return composed(act, pieces, plain, at)


def _without_end(pieces: list[Value], end: int, method: str, given: list[object]) -> list[Value]:
    while pieces and (const := pieces[end].const) and isinstance(const[0], str):
        left = str(getattr(const[0], method)(*given))
        others = pieces[1:] if end == 0 else pieces[:-1]
        if left:
            return [constant(left), *others] if end == 0 else [*others, constant(left)]
        pieces = others
        if method.startswith("remove"):
            break
    return pieces


def pieces_of(act: Activation, text: Value) -> list[Value] | None:
    """The pieces of a text that was put together here; None of any other."""
    objects = act.objects(text)
    if len(objects) != 1 or objects[0][1].kind != KIND:
        return None
    return _pieces(objects[0][1]) or None


def with_pieces(act: Activation, whole: Value, text: Value) -> Value:
    """A text that is the whole of another one, which remembers the pieces of that."""
    return text if pieces_of(act, whole) is None else kept(act, whole, text)


class KnownPieces(NamedTuple):
    """Instead of a constant: a text of the caller's that is put together of so many pieces, of which these are constant."""

    constants: tuple[str | None, ...]


def pieces_passed(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """The parameters that the function takes apart, itself or where it hands them on, and that are given what can be."""
    found: dict[str, object] = {}
    for name, value in roots.items():
        pieces = pieces_of(act, value) if value.objects else None
        if pieces is not None:
            found[name] = KnownPieces(tuple(str(piece.const[0]) if piece.const else None for piece in pieces))
    wanted = wanted_parameters(act.solver, info, "taken apart", _taken_apart) if found else frozenset[str]()
    return {name: found[name] for name in sorted(wanted & found.keys())}


def _taken_apart(info: FunctionInfo) -> frozenset[str]:
    """The parameters that a function's own text takes apart: `line.split("|")`, `line.strip().partition("=")`."""
    return frozenset({param.name for param in info.node.params}.intersection(_apart_in(info.node.body)))


def _apart_in(body: tuple[ir.Stmt, ...]) -> Iterator[str]:
    for call in calls_in(body):
        if isinstance(call.func, ir.Attr) and call.func.name in _APART:
            of = call.func.value
            while isinstance(of, ir.Call) and isinstance(of.func, ir.Attr):
                of = of.func.value
            if isinstance(of, ir.Name):
                yield of.id


_APART = frozenset(("split", "rsplit", "partition", "rpartition"))


def as_passed(act: Activation, name: str, known: KnownPieces) -> Value:
    """A parameter that is such a text: whoever calls knows the pieces."""
    whole = symbol((name,), act.spot(-1), name)
    pieces = [
        constant(text)
        if text is not None
        else Value(symbol((name, f"{PIECE}{i}"), act.spot(-1), name).labels, opaque=True)
        for i, text in enumerate(known.constants)
    ]
    fields = {f"{_PIECE}{i}": piece for i, piece in enumerate(pieces)}
    made = act.allocate(act.function.node.at, KIND, None, fields, tag=f"passed {name}")
    return Value(whole.labels, made.objects, opaque=True)


PIECE = "|"
"""Begins the selector of a piece of a text that the caller passes."""


def piece_of(act: Activation, text: Value, selector: str) -> Value:
    """What the caller passes as that piece of a text."""
    pieces = pieces_of(act, text)
    place = int(selector.removeprefix(PIECE))
    return pieces[place] if pieces is not None and place < len(pieces) else text.text()


def _pieces(held: Object) -> list[Value]:
    return [part for selector, part in held.fields.items() if selector.startswith(_PIECE)]


def _separates(piece: Value, between: bool) -> bool:
    """Whether a text may be taken apart at a constant piece, which stands between others or before or after one."""
    text = piece.const[0] if piece.const else None
    if not isinstance(text, str) or is_mask_text(piece):
        return False
    alone = bool(text.strip()) and not any(map(str.isalnum, text))
    return not _SEPARATING.isdisjoint(text) or (between and alone)


def _flattened(act: Activation, piece: Value, at: int) -> Iterator[Value]:
    """A piece as text: its own pieces, unless it is what this very place made in the round before."""
    inner = pieces_of(act, piece)
    if inner is not None and all(name[2] != str(at) for name in piece.objects):
        yield from inner
    elif piece.const and isinstance(piece.const[0], str) and not piece.labels:
        yield piece
    else:
        yield Value(render(act, piece, "contents", at), opaque=piece.opaque)


def _segments(pieces: list[Value], separator: str) -> list[list[Value]]:
    """The pieces between the separators that stand in constant ones."""
    segments: list[list[Value]] = [[]]
    for piece in pieces:
        if not piece.const:
            segments[-1].append(piece)
            continue
        first, *others = str(piece.const[0]).split(separator)
        segments[-1] += [constant(first)] if first else []
        segments += [[constant(other)] if other else [] for other in others]
    return segments


def _together(act: Activation, pieces: list[Value], at: int, place: int) -> Value:
    """The text of some pieces."""
    if all(piece.const for piece in pieces):
        return constant("".join(str(piece.const[0]) for piece in pieces if piece.const))
    if len(pieces) == 1:
        return pieces[0]
    text = Value(join_all(Value(piece.labels) for piece in pieces).labels, opaque=any(p.opaque for p in pieces))
    if not text.labels or not any(_separates(piece, True) for piece in pieces):
        return text
    fields = {f"{_PIECE}{i}": piece for i, piece in enumerate(pieces)}
    made = act.allocate(at, KIND, None, fields, tag=f"composed {place}")
    return Value(text.labels, made.objects, opaque=text.opaque)
