"""Containers that lose all that they held at once: `rows.clear()`, `del rows[:]`, `rows[:] = masked`.

def mend(rows):                          # the caller's list has other elements afterwards
    rows[:] = [mask(row) for row in rows]
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import BUFFERED, WIPED
from piilint.flow.domain.value import NOTHING, Object, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir

_WIPED = frozenset(("dict", "list", "set", "tuple", "generator", "cursor"))


def wipe(act: Activation, owner: Value, fields: dict[str, Value] | None = None) -> bool:
    """Let a container hold nothing, or these instead; whether it is known which one that is. Attributes stay."""
    objects = act.objects(owner)
    if len(objects) != 1:
        return False
    name, held = objects[0]
    act.displayed.pop(name, None)
    attributes = {selector: part for selector, part in held.fields.items() if selector.startswith(".")}
    filled = {**attributes, **(fields or {})}
    if held.kind in _WIPED:
        act.state.heap[name] = Object(held.kind, held.cls, filled)
    elif held.kind in ("symbol", "instance") and (name[0] == "p" or held.kind == "instance"):
        wiped = {WIPED: NOTHING} if held.kind == "symbol" else {}
        act.state.heap[name] = Object(held.kind, held.cls, {**filled, **wiped})
    else:
        return False
    return True


_REWOUND = ".rewound"
"""What a stream in memory held when it was last rewound: while it holds nothing else, that is where it stands."""


def seek(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`buffer.seek(0)`: from here on it is read, written or truncated."""
    start, objects = args.get(0, "offset"), act.objects(receiver)
    if len(objects) == 1 and len(args.positional) + len(args.keywords) == 1:
        name, held = objects[0]
        fields = {selector: part for selector, part in held.fields.items() if selector != _REWOUND}
        if start is not None and start.const == (0,):
            fields[_REWOUND] = held.fields.get("[*]", NOTHING)
        act.state.heap[name] = Object(held.kind, held.cls, fields)
    return NOTHING


def read_on(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`buffer.read()`: what was written into it, of which it then stands somewhere behind the start."""
    found = [Value(receiver.labels, opaque=receiver.opaque)]
    for name, held in act.objects(receiver):
        found += [held.fields[selector] for selector in ("[*]", BUFFERED) if selector in held.fields]
        if _REWOUND in held.fields:
            act.state.heap[name] = held.without(_REWOUND)
    return join_all(found)


def truncate(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`buffer.truncate(0)`, and `buffer.truncate()` where it was rewound and not written to since: nothing is left."""
    size, objects = args.get(0, "size"), act.objects(receiver)
    if len(objects) == 1:
        name, held = objects[0]
        rewound = held.fields.get(_REWOUND)
        at_start = rewound is not None and rewound.same(held.fields.get("[*]", NOTHING))
        if (size is not None and size.const == (0,)) or (at_start and (size is None or size.const == (None,))):
            gone = ("[*]", BUFFERED, _REWOUND)
            fields = {selector: part for selector, part in held.fields.items() if selector not in gone}
            act.state.heap[name] = Object(held.kind, held.cls, fields)
    return NOTHING


def empty_where_false(act: Activation, test: ir.Expr, holds: bool) -> None:
    """`while stack: …`: afterwards the list is empty, if it is one that was made here."""
    from piilint.flow.interpreter.expressions import evaluate

    while isinstance(test, ir.Unary) and test.op == "not":
        test, holds = test.operand, not holds
    if holds or not isinstance(test, (ir.Name, ir.Attr)):
        return
    value = evaluate(act, test)
    objects = act.objects(value)
    made = len(objects) == 1 and objects[0][0][0] == "a" and objects[0][1].cls is None
    if made and objects[0][1].kind in ("list", "dict", "set") and not (value.labels or value.refs or value.opaque):
        wipe(act, value)
