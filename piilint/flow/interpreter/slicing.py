"""Slices: parts of sequences, and ends of text that may be a mask.

rows[1:]              # the same elements but the first
number[-4:]           # a mask of an identifier: see `guards`
number[:-4]           # all but the last four: no mask
"""

from __future__ import annotations

import re
from typing import NamedTuple

from piilint.flow.domain.state import symbol_child
from piilint.flow.domain.value import NOTHING, UNKNOWN, Object, Value, constant, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.unpacking import told_apart
from piilint.flow.objects.access import exact_items, read_part
from piilint.flow.objects.named_tuples import items_of_entry
from piilint.flow.protection.guards import guarded
from piilint.flow.protection.opened import still_sealed
from piilint.flow.sources.naming import last_word
from piilint.flow.syntax.nodes import nodes_of, nodes_within
from piilint.flow.texts.scalars import is_scalar
from piilint.model import ir


def slice_of(act: Activation, base: Value, index: ir.Slice, text: str) -> Value:
    """`base[a:b]`: of text, a short end or beginning is a mask; of a sequence, any of its items. `text` is how the base
    reads: what is called `ibans` is a sequence."""
    base = Value(base.labels, opaque=base.opaque) if is_scalar(act, base) else base
    lower = int_of(act, index.lower)
    upper = int_of(act, index.upper)
    known, left = told_apart(base)
    if left.objects and index.step is None and (lower, upper) != (None, None):
        theirs = slice_by_selector(act, left, selector_of(SliceOf((lower, upper, None))), index.at)
        return join(slice_of(act, known, index, text), theirs)
    step = _evaluate(act, index.step) if index.step is not None else None
    exact = _exact_slice(act, base, index, lower, upper, step)
    if exact is not None:
        return exact
    if step is None and _is_of_rest(act, base) and (lower, upper) != (None, None):
        return slice_by_selector(act, base, selector_of(SliceOf((lower, upper, None))), index.at)
    if step is None:
        end = upper if upper is not None else _at_most(act, index)
        guard = _slice_guard(index, lower if lower is not None else _from_end(index.lower), end)
        if guard is not None and not any(_has_items(held) for _, held in act.objects(base)):
            if not text.endswith("]") and act.names.is_plural(last_word(text)):
                return Value(base.labels, opaque=base.opaque)
            return guarded(act, base, guard)
    if step is None and index.upper is not None and not any(_has_items(held) for _, held in act.objects(base)):
        base = base.then(act.spot(index.at), "cut")
    items = read_part(act, base, "[*]") if base.objects else NOTHING
    if items.is_nothing():
        return still_sealed(act, [base], Value(base.labels, opaque=base.opaque))
    if any(name[0] != "p" for name in base.objects):
        return join(act.allocate(index.at, "list", None, {"[*]": items}), Value(base.labels))
    return Value(base.labels, base.objects, opaque=True)


def _has_items(held: Object) -> bool:
    """Whether it is no text: a list or a tuple, what is declared as one of records, or what a caller passes, into which
    something was put."""
    is_declared = held.cls is not None and held.cls[0] == "list"
    return held.kind in ("list", "tuple") or is_declared or (held.kind == "symbol" and "[*]" in held.fields)


def _exact_slice(
    act: Activation, base: Value, index: ir.Slice, lower: int | None, upper: int | None, step: Value | None
) -> Value | None:
    """A slice with known ends of a list or tuple of known length."""
    objects = act.objects(base)
    held = objects[0][1] if len(objects) == 1 else None
    items = exact_items(held) if held is not None else None
    items = items_of_entry(act, held) if items is None and held is not None else items
    stride = step.const[0] if step is not None and step.const else 1
    known = (index.lower is None or lower is not None) and (index.upper is None or upper is not None)
    if items is None or not known or not isinstance(stride, int) or stride == 0:
        return None
    chosen = items[slice(lower, upper, stride)]
    kind = objects[0][1].kind if objects[0][1].kind in ("list", "generator") else "tuple"
    return act.allocate(index.at, kind, None, {f"[{i}]": item for i, item in enumerate(chosen)})


def _is_of_rest(act: Activation, base: Value) -> bool:
    """Whether it is what the caller passes as `*args`, and nothing else."""
    rest = [param.name for param in act.function.node.params if param.kind == "vararg"]
    return bool(rest) and base.objects == {("p", rest[0])}


def _end(number: int | None) -> str:
    return "" if number is None else str(number)


_SLICE = re.compile(r"\[-?\d*:-?\d*\]")


def is_slice(selector: str) -> bool:
    """Whether a selector is a slice's: "[1:]"."""
    return _SLICE.fullmatch(selector) is not None


def slice_by_selector(act: Activation, base: Value, selector: str, at: int) -> Value:
    """`args[1:]` as a part: of what the caller passes, whoever knows how much that is looks again."""
    lower, upper = (int(end) if end else None for end in selector[1:-1].split(":"))
    result = NOTHING
    for name, held in act.objects(base):
        items = exact_items(held) or items_of_entry(act, held)
        if items is not None:
            fields = {f"[{i}]": item for i, item in enumerate(items[lower:upper])}
            kind = held.kind if held.kind in ("list", "generator") else "tuple"
            result = join(result, act.allocate(at, kind, None, fields, tag=f"slice {name[-1]}"))
        elif name[0] == "p":
            result = join(result, symbol_child(name, selector))
        elif held.kind != "dict" or held.cls is not None:  # a mapping has no beginning or end
            result = join(result, Value(objects=frozenset((name,))))
    text = {key: label for key, label in base.labels.items() if ("p", *label.path) not in base.objects}
    if not text:
        return result
    return join(result, slice_of(act, Value(text), ir.Slice(at, bound(at, lower), bound(at, upper), None), ""))


def int_of(act: Activation, expr: ir.Expr | None) -> int | None:
    """The integer that an expression is known to be, or is unless said otherwise."""
    if expr is None:
        return None
    if isinstance(expr, ir.Unary) and expr.op == "-":
        positive = int_of(act, expr.operand)
        return None if positive is None else -positive
    value = _evaluate(act, expr)
    if not value.const and isinstance(expr, ir.Name) and _is_as_passed(act, expr.id, value):
        value = act.state.object(("d", act.function.id, expr.id)).fields.get(
            ".", value
        )  # what it is unless said otherwise
    number = value.const[0] if value.const else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _at_most(act: Activation, index: ir.Slice) -> int | None:
    """What the upper end is no more than: `min(keep, 2)`, or a variable that is set to that, once and before."""
    end = _set_before(act.function.node, index.upper.id, index) if isinstance(index.upper, ir.Name) else index.upper
    if not isinstance(end, ir.Call) or text_of(end) != "min()":
        return None
    known = (int_of(act, arg.value) for arg in end.args if not arg.star)
    return min((number for number in known if number is not None), default=None)


def _set_before(function: ir.Function, name: str, index: ir.Slice) -> ir.Expr | None:
    """What the variable is set to, where one statement alone does that, whatever happens, and before the slice."""
    found: ir.Expr | None = None
    for node in nodes_within(function):
        if node is index:
            return found
        if _sets(node, name):
            once = isinstance(node, ir.Assign) and found is None and any(node is stmt for stmt in function.body)
            found = node.value if isinstance(node, ir.Assign) and once else ir.Const(-1, None)
    return None


def _is_as_passed(act: Activation, name: str, value: Value) -> bool:
    """Whether a variable's value is the parameter of its name, which nothing in the function's text sets."""
    passed = any(label.path == (name,) for label in value.labels.values())
    return passed and not any(_sets(node, name) for node in nodes_within(act.function.node))


def _sets(node: ir.Node, name: str) -> bool:
    """Whether a statement or walrus sets the variable."""
    if not isinstance(node, (ir.Assign, ir.AugAssign, ir.AnnAssign, ir.For, ir.Walrus)):
        return False
    targets = node.targets if isinstance(node, ir.Assign) else (node.target,)
    return any(isinstance(each, ir.Name) and each.id == name for each in nodes_of(targets))


def is_run(act: Activation, expr: ir.Expr) -> bool:
    """Whether a loop is known to run: over `range(3)`."""
    if not isinstance(expr, ir.Call) or text_of(expr) != "range()" or len(expr.args) != 1:
        return False
    return (int_of(act, expr.args[0].value) or 0) > 0


class SliceOf(NamedTuple):
    """A `slice(…)` with constant ends, as a constant."""

    parts: tuple[int | None, int | None, int | None]


def is_callers_choice(act: Activation, base: Value, asked: SliceOf) -> bool:
    """Whether a caller says what part is taken of what only a caller knows, so that it looks itself."""
    held = [(name, thing) for name, thing in act.objects(base) if name[0] == "p" and thing.kind == "symbol"]
    return len(held) == len(base.objects) == 1 and held[0][1].cls is None and asked.parts[2] is None


def slice_value(act: Activation, index: ir.Slice) -> Value:
    """What a class's own `__getitem__` is given for `self[a:b]`."""
    ends = (index.lower, index.upper, index.step)
    known = [int_of(act, end) for end in ends]
    if any(number is None and end is not None for number, end in zip(known, ends, strict=True)):
        return UNKNOWN
    return constant(SliceOf((known[0], known[1], known[2])))


def slice_by_value(act: Activation, base: Value, index: Value, at: int, text: str) -> Value | None:
    """`base[index]`, `getitem(base, index)` of an index that is a `slice(…)` with constant ends; None of any other."""
    asked = index.const[0] if index.const else None
    if not isinstance(asked, SliceOf):
        return None
    lower, upper, step = (bound(at, part) for part in asked.parts)
    return slice_of(act, base, ir.Slice(at, lower, upper, step), text)


def selector_of(asked: SliceOf) -> str:
    """Its selector: "[1:]"."""
    return f"[{_end(asked.parts[0])}:{_end(asked.parts[1])}]"


def bound(at: int, number: int | None) -> ir.Expr | None:
    return None if number is None else ir.Const(at, number)


def _from_end(expr: ir.Expr | None) -> int | None:
    """`len(x) - 4`, as a lower end: the last four."""
    if isinstance(expr, ir.Bin) and expr.op == "-" and len(expr.operands) == 2:
        whole, width = expr.operands
        if (
            isinstance(whole, ir.Call)
            and isinstance(whole.func, ir.Name)
            and whole.func.id == "len"
            and isinstance(width, ir.Const)
        ):
            return -width.value if isinstance(width.value, int) else None
    return None


def _slice_guard(index: ir.Slice, lower: int | None, upper: int | None) -> str | None:
    """Which protection a slice with constant ends is, if any: see `guards`."""
    if index.upper is None and lower is not None and -4 <= lower < 0:
        return "tail"
    if upper is None or upper < 0:
        return None
    start = lower if lower is not None else (0 if index.lower is None else None)
    if start is None or start < 0:
        return None
    width = upper - start
    if width <= 4:
        return "head4"
    return "head8" if start == 0 and width <= 8 else None


def _evaluate(act: Activation, expr: ir.Expr) -> Value:
    from piilint.flow.interpreter.expressions import evaluate

    return evaluate(act, expr)
