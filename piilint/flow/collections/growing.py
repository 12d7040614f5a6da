"""Lists that get longer: element by element while their length is known, else as a whole.

names = [status]
names.insert(0, iban)      # [0]: {IBAN}, [1]: {}
names[0] = mask(names[0])  # nothing left
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, UNKNOWN, Object, Value, join, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import bind_target
from piilint.flow.objects.access import exact_items, read_part
from piilint.model import ir

EXACT = 24
"""Lists up to this length are known element by element."""

_END = 1 << 30


def append(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional:
        return None
    added = args.positional[-1] if len(args.positional) < 3 else args.positional[0]
    added = added.then(act.spot(expr.at), "collected", text_of(expr.func))
    method = expr.func.name if isinstance(expr.func, ir.Attr) else ""
    if not grow_exactly(act, receiver, [added], _position(method, args)):
        _grow(act, receiver, added, method == "append" and not act.repeats)
    adopt(act, receiver, added, expr)
    return NOTHING


def extend(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional:
        return None
    if isinstance(expr.func, ir.Attr) and expr.func.name == "extend" and add_all(act, receiver, args.positional[0]):
        return NOTHING
    added = read_part(act, args.positional[0], "[*]").then(act.spot(expr.at), "collected", text_of(expr.func))
    _grow(act, receiver, added)
    adopt(act, receiver, added, expr)
    return NOTHING


def put_last(act: Activation, receiver: Value, added: Value) -> None:
    """One element more at the end."""
    if not grow_exactly(act, receiver, [added], _END):
        _grow(act, receiver, added)


def _grow(act: Activation, receiver: Value, added: Value, at_end: bool = False) -> None:
    """One element more: at the end of a list of known length, else anywhere."""
    for name, held in act.objects(receiver):
        if held.kind == "absent":
            continue
        grows = at_end and held.kind == "list" and held.cls is None and "[*]" not in held.fields
        if grows and len(held.fields) < EXACT and name[0] == "a":
            act.state.write(name, f"[{len(held.fields)}]", added)
            continue
        if held.kind == "list" and not at_end and "[*]" not in held.fields:
            added = join(added, read_part(act, Value(objects=frozenset((name,))), "[*]"))
            held = Object(held.kind, held.cls, {})
        old = held.fields.get("[*]")
        act.state.heap[name] = held.with_field("[*]", added if old is None else join(old, added))


def adopt(act: Activation, receiver: Value, added: Value, expr: ir.Call, keys: dict[str, Value] | None = None) -> None:
    """What held nothing known (a variable, a `defaultdict`'s item) becomes a list once something is put into it, or a dict
    once it is put under keys."""
    if receiver.objects or not isinstance(expr.func, ir.Attr):
        return
    owner = expr.func.value
    if isinstance(owner, ir.Name) and owner.id not in act.state.env:
        return
    if isinstance(owner, (ir.Name, ir.Sub, ir.Attr)):
        filled = {"[*]": UNKNOWN, **keys} if keys else {"[*]": added}
        held = act.allocate(expr.at, "dict" if keys else "list", None, filled, tag="adopted")
        bind_target(act, owner, join(receiver, held))


def lengthened(act: Activation, receiver: Value, others: Value) -> bool:
    """`names += others`; whether it is a list, which is changed in place."""
    lists = [(name, held) for name, held in act.objects(receiver) if held.kind == "list"]
    if lists and not add_all(act, receiver, others):
        added = read_part(act, others, "[*]")
        for name, held in act.objects(receiver):
            act.state.heap[name] = held.with_field("[*]", join(held.fields.get("[*]", NOTHING), added))
    return bool(lists)


def add_all(act: Activation, receiver: Value, others: Value) -> bool:
    """Put the elements of what has a known length at the end of what has; whether both have."""
    objects = act.objects(others)
    items = exact_items(objects[0][1]) if len(objects) == 1 and not others.labels else None
    return items is not None and grow_exactly(act, receiver, items, _END)


def grow_exactly(act: Activation, receiver: Value, added: list[Value], position: int | None) -> bool:
    """Put elements into a list of known length before this position; whether that was possible."""
    objects = act.objects(receiver)
    name, held = objects[0] if len(objects) == 1 else ((), Object("absent"))
    is_own, is_callers = name[:1] == ("a",) and held.kind == "list", name[:1] == ("p",) and held.kind == "tuple"
    items = exact_items(held) if is_own or is_callers else None  # a caller's is one of known length: see `stepped`
    if items is None or position is None or act.repeats or len(items) + len(added) > EXACT:
        return False
    if len(held.fields) != len(items):
        return False
    items[position:position] = added
    if held.cls is not None and held.cls[0] == BOUNDED:
        most = int(held.cls[1])
        items = items[:most] if position == 0 else items[max(len(items) - most, 0) :]
    act.state.heap[name] = Object(held.kind, held.cls, {f"[{i}]": item for i, item in enumerate(items)})
    return True


BOUNDED = "bounded"
"""A deque of so many elements at most: what is added pushes out what stands at the other end."""


def bounded(made: Object, most: int) -> Object:
    """A deque just made, of so many elements at most."""
    items = exact_items(made)
    if items is None:
        return made
    kept = items[max(len(items) - most, 0) :]
    return Object(made.kind, (BOUNDED, str(most)), {f"[{i}]": item for i, item in enumerate(kept)})


def _position(method: str, args: Arguments) -> int | None:
    """Before which element a method puts what it is given; None where that isn't known."""
    if method == "append":
        return _END
    if method == "appendleft":
        return 0
    at = args.positional[0].const if method == "insert" else None
    return at[0] if at and isinstance(at[0], int) and not isinstance(at[0], bool) else None


def reorder(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`rows.reverse()`, `ring.rotate(1)`, `rows.sort()`: the same elements elsewhere, one by one where that is known."""
    objects = act.objects(receiver)
    name, held = objects[0] if len(objects) == 1 else ((), Object("absent"))
    items = exact_items(held) if held.kind == "list" and name[0] == "a" else None
    if not items or not any(item.labels or item.objects for item in items):
        return NOTHING
    method, steps = text_of(expr.func).rpartition(".")[2], args.get(0)
    by = 1 if steps is None else steps.const[0] if steps.const else None
    if method == "reverse" and not act.repeats:
        items.reverse()
    elif method == "rotate" and isinstance(by, int) and not act.repeats:
        items = [items[(place - by) % len(items)] for place in range(len(items))]
    else:
        act.state.heap[name] = Object(held.kind, held.cls, {"[*]": join_all(items)})
        return NOTHING
    act.state.heap[name] = Object(held.kind, held.cls, {f"[{i}]": item for i, item in enumerate(items)})
    return NOTHING
