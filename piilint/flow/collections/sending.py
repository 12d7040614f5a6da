"""`generator.send(x)`: what a generator gives for it, and what is left of it.

def echo():
    said = yield "ready"
    yield said

talk = echo()
next(talk)          # "ready"
talk.send(iban)     # {IBAN}
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_part
from piilint.model import ir


def send(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """What the generator gives next, with `x` for the `yield` that it stands at; None where it isn't in view."""
    from piilint.flow.calling.instantiate import apply_summary

    given: list[Value] = []
    objects = act.objects(receiver)
    for name, held in objects:
        if held.kind == "generator" and held.cls is not None and held.cls[0] == "func" and args.positional:
            info = act.program.functions[held.cls[1]]
            roots = {s[5:]: v for s, v in held.fields.items() if s.startswith(".arg ")}
            roots["yield"] = args.positional[0]
            goes_on = apply_summary(act, info, act.solver.summary(info.id), roots, expr.at)
            steps = _steps(act, held, goes_on) if len(objects) == 1 and not act.repeats else None
            given.append(read_part(act, goes_on, "[*]") if steps is None else _advance(act, name, held, steps))
    return join_all(given) if given else None


def _steps(act: Activation, held: Object, goes_on: Value) -> list[Value] | None:
    """What it still gives, one by one; None where that isn't known. What was sent before may come later, too."""
    made = act.objects(goes_on)
    left, again = exact_items(held), exact_items(made[0][1]) if len(made) == 1 else None
    if left is None or again is None or len(again) < len(left):
        return None
    return [join(old, new) for old, new in zip(left, again[len(again) - len(left) :], strict=True)]


def _advance(act: Activation, name: ObjectId, held: Object, steps: list[Value]) -> Value:
    others = {selector: part for selector, part in held.fields.items() if selector[0] != "["}
    left = {f"[{i}]": step for i, step in enumerate(steps[1:])}
    act.state.heap[name] = Object(held.kind, held.cls, {**left, **others})
    return steps[0] if steps else NOTHING
