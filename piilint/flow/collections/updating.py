"""`row.update(other)`: what comes later overwrites."""

from __future__ import annotations

from piilint.flow.collections.growing import adopt
from piilint.flow.collections.known_keys import keys_given, known_parts
from piilint.flow.collections.pairs import COUNTER, fields_of_pairs
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.assign import dict_of
from piilint.flow.interpreter.iterate import element_of
from piilint.flow.objects.access import read_part, write_part
from piilint.model import ir


def update(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """Put what another mapping, or pairs, or keywords have over what a mapping has; of `__dict__` they are attributes."""
    if isinstance(expr.func, ir.Attr) and (owner := dict_of(expr.func.value)) is not None:
        return _update_attributes(act, owner, args, expr)
    for other in args.positional:
        if _count(act, receiver, other, expr.at):
            continue
        pairs = fields_of_pairs(act, other)
        if pairs is not None:
            for selector, part in pairs.items():
                write_part(act, receiver, selector, part)
            continue
        known = known_parts(act, other)
        for selector, part in known.items() if known is not None else ():
            write_part(act, receiver, selector, part)
        if known is not None:
            continue
        _may_overwrite(act, receiver, other)
        for _, held in act.objects(other):
            for selector, part in held.fields.items():
                if selector.startswith("["):
                    _put(act, receiver, selector, part, held.kind)
        if not other.objects or any(held.kind == "symbol" for _, held in act.objects(other)):
            _put_elsewhere(act, receiver, read_part(act, other, "[*]"))
    for key, value in args.keywords.items():
        write_part(act, receiver, key_selector(key), value)
    added = join_all(read_part(act, other, "[*]") for other in args.positional)
    adopt(act, receiver, added, expr, keys_given(act, args))
    return NOTHING


def _put_elsewhere(act: Activation, receiver: Value, part: Value) -> None:
    """Put something under keys that nobody knows, where nothing of the known ones is."""
    for name, held in act.objects(receiver):
        if held.kind == "dict" and "[*]" not in held.fields:
            act.state.heap[name] = held.with_field("[*]", part)
        else:
            write_part(act, Value(objects=frozenset((name,))), "[*]", part)


def _may_overwrite(act: Activation, receiver: Value, mapping: Value) -> None:
    """What stands under known keys may be the caller's mapping's from here on."""
    from piilint.flow.collections.united import is_callers, or_callers

    for name, held in act.objects(receiver) if is_callers(act, mapping) else ():
        for selector, part in held.fields.items():
            if selector.startswith('["'):
                act.state.write(name, selector, or_callers(act, part, mapping, selector))


def _update_attributes(act: Activation, owner: ir.Expr, args: Arguments, expr: ir.Call) -> Value:
    """`self.__dict__.update(fields)`: attributes by the keys of a mapping."""
    from piilint.flow.interpreter.expressions import evaluate

    instance = evaluate(act, owner)
    for other in args.positional:
        known = known_parts(act, other)
        parts = known if known is not None else {".*": read_part(act, other, "[*]")}
        for selector, part in parts.items():
            name = selector if known is None else f".{selector[2:-2]}"
            write_part(act, instance, name, part.then(act.spot(expr.at), "stored", "__dict__"))
    for key, value in args.keywords.items():
        write_part(act, instance, f".{key}", value)
    return NOTHING


def _count(act: Activation, receiver: Value, counted: Value, at: int) -> bool:
    """`counter.update(values)`: they are its keys. Whether it is a counter."""
    counters = [name for name, held in act.objects(receiver) if held.cls == COUNTER]
    for name in counters:
        act.state.add(name, "~", element_of(act, counted, at, ""))
    return bool(counters)


def _put(act: Activation, receiver: Value, selector: str, part: Value, kind: str) -> None:
    write_part(act, receiver, selector if kind == "dict" else "[*]", part)
