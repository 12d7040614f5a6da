"""Masks that are written where they are used, over the characters of a text: what they leave, trying them tells.

"".join("*" if c.isdigit() else c for c in iban)                    # no digit
"".join(c if c.isdigit() else "*" for c in iban)                    # all digits: hides nothing
"".join("*" if i < len(pan) - 4 else c for i, c in enumerate(pan))  # the last four
re.sub(r"^(..)(.*)$", lambda m: m[1] + "*" * len(m[2]), iban)        # the first two
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from piilint.flow.concrete.machine import Machine
from piilint.flow.concrete.values import Function, NotShown, Opaque, Thrown
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.sources.naming import last_word
from piilint.flow.syntax.nodes import nodes_of
from piilint.flow.texts.text import change_guard
from piilint.model import ir
from piilint.model.walking import parts_of

Guard = Callable[[Callable[[str], str]], str]
"""What tells of a change of text what it protects: `change_guard`."""

_KINDS = frozenset(
    ("isdigit", "isnumeric", "isdecimal", "isalpha", "isalnum", "isascii", "isupper", "islower", "isspace")
)


def guard_of_comprehension(act: Activation, expr: ir.Comp) -> str | None:
    """What a comprehension over the characters of a variable protects, as `change_guard` says it; None where it isn't one
    or can't be tried."""
    if len(expr.clauses) != 1 or expr.kind not in ("list", "generator"):
        return None
    (clause,) = expr.clauses
    chooses = isinstance(expr.element, ir.IfExp) and tells_characters(expr.element.test)
    if not (chooses or (clause.ifs and all(map(asks_for_kind, clause.ifs)))):
        return None
    guard = _tried_over(act, expr, clause.iter)
    return guard if chooses or guard != "letters" else None  # the digits of a text may be cut on


def _tried_over(act: Activation, expr: ir.Comp, source: ir.Expr) -> str | None:
    """What a comprehension leaves of the one text that its source names: a variable, `row["iban"]`, `account.iban`."""
    from piilint.flow.interpreter.expressions import evaluate

    parts = {text_of(part): part for part in parts_read(source)}
    owners = {text_of(part.value) for part in parts.values()}
    names = {node.id for node in nodes_of(source) if isinstance(node, ir.Name)} - owners
    subjects = [name for name in sorted(names) if is_text(act, name)]
    if subjects:
        return _tried(act, expr, subjects[0]) if len(subjects) == 1 else None
    whole = {
        name: part for name, part in parts.items() if name not in owners
    }  # `self.card.pan`, of which `self.card` is part
    for name, part in whole.items() if len(whole) == 1 else ():
        several = act.names.is_whole(last_word(name.rstrip("]'\"")))
        if not several and _says_something(act, evaluate(act, part)):
            return _tried(act, with_text(expr, name), TEXT)
    return None


def guard_of_substitution(act: Activation, expr: ir.Call, place: int) -> str | None:
    """What `re.sub` protects with a function for a replacement; the text is the argument at a place."""
    if any(arg.star or arg.keyword for arg in expr.args) or place >= len(expr.args):
        return None
    text = ir.Name(expr.at, TEXT)
    args = (*expr.args[:place], ir.Arg(text), *expr.args[place + 1 :])
    return _tried(act, ir.Call(expr.at, expr.func, args), TEXT)


def guard_of_translation(act: Activation, expr: ir.Call) -> str | None:
    """What `text.translate(table)` protects with a table that can be evaluated: `{ord(c): "#" for c in digits}`."""
    if not isinstance(expr.func, ir.Attr) or any(arg.star or arg.keyword for arg in expr.args):
        return None
    changed = ir.Call(expr.at, ir.Attr(expr.at, ir.Name(expr.at, TEXT), expr.func.name), expr.args)
    return _tried(act, changed, TEXT, exchange_guard)


def exchange_guard(change: Callable[[str], str]) -> str:
    """What it protects to put other characters in place of some; "" where they are told apart as before, and lead back."""
    given = string.digits + string.ascii_letters
    left = [change(each) for each in given]
    moved = [other for each, other in zip(given, left, strict=True) if other != each]
    return "" if len(set(moved)) > len(moved) / 2 else change_guard(change)


TEXT = "the text"
"""A name that no variable has."""


def tells_characters(test: ir.Expr) -> bool:
    """Whether a test of a mask tells characters apart by their place or kind: `i < len(pan) - 4`, `c.isdigit()`."""
    if isinstance(test, ir.Compare):
        return not any(isinstance(c, ir.Const) and isinstance(c.value, str) and len(c.value) > 1 for c in _equals(test))
    return asks_for_kind(test, tells_characters)


def _equals(test: ir.Compare) -> list[ir.Expr]:
    """What a test compares with as a whole: `x == "DE"`, not `c in "0123"`."""
    return [each for op, each in zip(test.ops, test.comparators, strict=True) if op in ("==", "!=")]


def asks_for_kind(test: ir.Expr, inner: Callable[[ir.Expr], bool] | None = None) -> bool:
    """Whether a test asks of which kind a character is."""
    ask = inner or asks_for_kind
    if isinstance(test, ir.Unary):
        return ask(test.operand)
    if isinstance(test, ir.Bool):
        return any(ask(operand) for operand in test.operands)
    return isinstance(test, ir.Call) and isinstance(test.func, ir.Attr) and test.func.name in _KINDS


def parts_read(piece: object) -> Iterator[ir.Attr | ir.Sub]:
    """Attributes and keys of variables that are read, methods aside: `self.pan`, `row["pan"]`."""
    nodes = list(nodes_of(tuple(piece) if isinstance(piece, list) else piece))
    called = {id(node.func) for node in nodes if isinstance(node, ir.Call)}
    for node in nodes:
        keyed = isinstance(node, ir.Sub) and isinstance(node.index, ir.Const) and isinstance(node.index.value, str)
        if isinstance(node, (ir.Attr, ir.Sub)) and (keyed or isinstance(node, ir.Attr)) and id(node) not in called:
            yield node


def with_text(piece: Any, part: str) -> Any:
    """A piece of the program with the text itself in place of the part of an object that it is read from."""
    if isinstance(piece, tuple):
        return tuple(with_text(each, part) for each in piece)
    if isinstance(piece, (ir.Attr, ir.Sub)) and text_of(piece) == part:
        return ir.Name(piece.at, TEXT)
    if not isinstance(piece, msgspec.Struct) or isinstance(piece, ir.Function):
        return piece
    parts = {name: with_text(getattr(piece, name), part) for name in parts_of(type(piece))}
    return msgspec.structs.replace(piece, **parts)


def is_text(act: Activation, name: str) -> bool:
    """Whether a variable may hold a text that says something."""
    value = act.state.env.get(name)
    return value is not None and not act.names.is_whole(name) and _says_something(act, value)


def _says_something(act: Activation, value: Value) -> bool:
    """Whether it may be one text, of which something is known."""
    if not value.labels:
        return False
    of_many = any(label.many or label.record for label in value.labels.values())
    return not of_many and all(held.kind == "symbol" for _, held in act.objects(value))


def _tried(act: Activation, expr: ir.Expr, subject: str, guard_of: Guard = change_guard) -> str | None:
    """What an expression leaves of the text that a variable holds, tried on samples."""
    return _tried_body(act, (ir.Return(expr.at, expr),), subject, guard_of)


def guard_of_statements(act: Activation, body: tuple[ir.Stmt, ...], result: str, subject: str) -> str | None:
    """What statements leave in one variable of the text that another holds."""
    at = body[-1].at
    return _tried_body(act, (*body, ir.Return(at, ir.Name(at, result))), subject)


def _tried_body(act: Activation, body: tuple[ir.Stmt, ...], subject: str, guard_of: Guard = change_guard) -> str | None:
    known = {name: value for name, value in act.state.env.items() if name != subject and name in act.locals}
    others = {name: value.const[0] if value.const else Opaque(name) for name, value in sorted(known.items())}
    return guard_of_body(act, body, subject, others, act.function.module, guard_of)


def guard_of_body(
    act: Activation,
    body: tuple[ir.Stmt, ...],
    subject: str,
    others: dict[str, Any],
    module: str,
    guard_of: Guard = change_guard,
) -> str | None:
    """What statements of a module return of the text that one variable holds; `others` are the rest of their variables."""
    at = body[-1].at
    node = ir.Function(at, "<lambda>", tuple(ir.Param(at, name, "pos") for name in (subject, *others)), body)
    machine = Machine(act.program, act.catalogue)

    def change(text: str) -> str:
        """What is left of a sample."""
        machine.renew()
        made = machine.call(Function(node, module), [text, *others.values()])
        left = "".join(made) if isinstance(made, list) and all(isinstance(each, str) for each in made) else made
        left = left.decode(errors="replace") if isinstance(left, (bytes, bytearray)) else left
        if not isinstance(left, str) or machine.assumed:
            raise NotShown("it gives back something else than a text")
        return left

    try:
        guard = guard_of(change)
        return guard if guard_of is exchange_guard else _by_place(change, guard)
    except (NotShown, Thrown, RecursionError):
        return None


_CARD = "4929123456781234"
_HEAD, _TAIL = 8, 4
"""How much of the ends of a card number may be shown (contract: the first 6 or 8 and the last 4)."""


def _by_place(change: Callable[[str], str], guard: str) -> str:
    """What a change of characters by their place protects, whatever it says of other shapes: of the ends of a card number it
    may leave so much ("head8"), and what leaves more of its end hides too little."""
    left = change(_CARD)
    if left == _CARD or len(left) != len(_CARD):
        return guard
    kept = [one == other for one, other in zip(_CARD, left, strict=True)]
    head, tail = [*kept, False].index(False), [*reversed(kept), False].index(False)
    if tail > _TAIL:
        return ""
    return guard or ("head8" if head <= _HEAD and not any(kept[head : len(kept) - tail]) else "")
