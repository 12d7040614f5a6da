"""Operators on containers: `first + second` of sequences, `first | second` of mappings, `first & second` of constants."""

from __future__ import annotations

from piilint.flow.collections.containers import copied
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.collections.united import united
from piilint.flow.domain.value import NOTHING, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.iterate import known_constants
from piilint.flow.objects.access import exact_items, read_part
from piilint.flow.tabular.column_changes import REST, rest_of

LONGEST = 24
"""Sequences up to this length are known element by element."""


def merged(act: Activation, operator: str, values: list[Value], at: int) -> Value | None:
    """`a + b` of sequences, `a | b` of mappings, `a - b` of sets; None for anything else."""
    if operator == "-" and any(held.kind == "set" for _, held in act.objects(values[0])):
        return copied(act, values[0], at)
    exact = _exact_concatenation(act, values, at)
    if exact is not None:
        return exact
    kinds = {held.kind for value in values for _, held in act.objects(value)}
    if kinds & {"list", "tuple", "set"}:
        begun = _begun(act, operator, values, at)
        if begun is not None:
            return begun
        items = join_all(read_part(act, value, "[*]") for value in values)
        kind = "tuple" if kinds == {"tuple"} else "list"
        return join(
            act.allocate(at, kind, None, {"[*]": items}), Value(join_all(Value(v.labels) for v in values).labels)
        )
    if "dict" in kinds or all(known_parts(act, value) is not None for value in values):
        return united(act, [*values], at)
    return None


def sifted(act: Activation, op: str, values: list[Value], at: int) -> Value | None:
    """`HIDDEN & row.keys()`, `given - known`: of known constants those that are left, or may be; None for anything else."""
    known = [known_constants(act, value) for value in values] if op in ("&", "-") and len(values) == 2 else []
    if op == "&" and len(known) == 2 and (known[0] is None) != (known[1] is None):
        if not _are_keys(act, values[known[1] is None]):
            return None
        return act.allocate(at, "list", None, dict(known[0] or known[1] or {}), tag="sifted")
    if not known or known[0] is None or known[1] is None:
        return None
    others = {part.const for part in known[1].values()}
    kept = [part for part in known[0].values() if (part.const in others) == (op == "&")]
    fields = {f"[{i}]": part for i, part in enumerate(kept)}
    rest = rest_of(act, values[0]) if op == "-" else NOTHING
    return act.allocate(at, "list", None, fields if rest.is_nothing() else {**fields, REST: rest}, tag="sifted")


def _are_keys(act: Activation, value: Value) -> bool:
    """Whether it is the keys of a row that a caller passes."""
    labels = read_part(act, value, "[*]").labels.values()
    return all(label.path[-1:] == ("~",) for label in labels)


def _begun(act: Activation, operator: str, values: list[Value], at: int) -> Value | None:
    """`["head"] + rest` of a rest whose length isn't known: the head stays where it is."""
    objects = act.objects(values[0])
    head = exact_items(objects[0][1]) if operator == "+" and len(objects) == 1 and not values[0].labels else None
    if not head or len(head) > LONGEST or objects[0][1].kind not in ("list", "tuple"):
        return None
    rest = join_all(read_part(act, value, "[*]") for value in values[1:])
    fields = {f"[{i}]": item for i, item in enumerate(head)}
    return act.allocate(at, objects[0][1].kind, None, {**fields, "[*]": rest})


def _exact_concatenation(act: Activation, values: list[Value], at: int) -> Value | None:
    """`a + b` of lists or tuples whose elements are known one by one."""
    items: list[Value] = []
    kinds: set[str] = set()
    for value in values:
        objects = act.objects(value)
        known = exact_items(objects[0][1]) if len(objects) == 1 and not value.labels else None
        if known is None:
            return None
        kinds.add(objects[0][1].kind)
        items += known
    if len(kinds) != 1 or len(items) > LONGEST:
        return None
    return act.allocate(at, kinds.pop(), None, {f"[{i}]": item for i, item in enumerate(items)})
