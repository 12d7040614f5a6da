"""What the methods of Python's own containers do, by key and index.

row.get("iban")       # row["iban"]
row.pop("iban")       # row["iban"]; from here on row has none
rows.append(row)      # rows[*] is row, too
",".join(parts)       # whatever the parts carry
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from piilint.flow.collections.by_item import ITEM_METHODS
from piilint.flow.collections.chains import take_out
from piilint.flow.collections.growing import EXACT, append, extend, reorder
from piilint.flow.collections.known_keys import (
    are_patterns,
    known_parts,
    named_part,
    or_default,
    pair_by_pair,
    surely_has,
)
from piilint.flow.collections.pairs import as_key
from piilint.flow.collections.sending import send
from piilint.flow.collections.updating import update
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import WIPED, attribute_selector, index_selector, key_selector
from piilint.flow.domain.state import join_objects, symbol_child, with_gaps
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import dict_of, set_item
from piilint.flow.interpreter.iterate import key_of, known_constants
from piilint.flow.interpreter.slicing import slice_by_value
from piilint.flow.objects.access import exact_items, read_part, remove_part, with_class
from piilint.flow.sources.naming import named, owners_of
from piilint.flow.sources.told import tell_format
from piilint.flow.tabular.sql_templates import with_filled_template
from piilint.flow.texts.text import call_format
from piilint.model import ir

CONTAINERS = frozenset(("dict", "list", "set", "tuple", "generator", "cursor"))


Method = Callable[[Activation, Value, Arguments, ir.Call], "Value | None"]


def _get(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional:
        return read_part(act, receiver, "[*]")  # a queue's, a lock's
    key = args.positional[0]
    if any(kind == "class" for kind, _ in key.refs):
        return None  # a session's, of a mapped class
    if (part := slice_by_value(act, receiver, key, expr.at, "")) is not None:
        return part
    default = args.get(1, "default") or NOTHING
    own = _of_attributes(act, key, expr)
    if own is not None:
        return join(own, default)
    key = as_key(act, key, receiver)
    found = read_part(act, receiver, index_selector(key))
    if not key.const:
        return join(found, default)
    known = known_parts(act, receiver)
    if known and isinstance(key.const[0], str) and index_selector(key) not in known:
        return default if args.get(1, "default") is not None else constant(None)
    text = text_of(expr.func.value) if isinstance(expr.func, ir.Attr) else ""
    if isinstance(key.const[0], str):
        shown = f"{text}.get({key.const[0]!r})" if not any(c.isdigit() for c in key.const[0]) else f"{text}.get(…)"
        found = named(act, found, key.const[0], owners_of(act, receiver, text), expr.at, shown)
    return found if surely_has(act, receiver, index_selector(key)) else or_default(act, found, default)


def _of_attributes(act: Activation, key: Value, expr: ir.Call) -> Value | None:
    """`self.__dict__.get(self.slot)`: the attribute by that name; None of any other `get`, and of a name that nobody knows."""
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.objects.reflection import own_attribute

    whose = dict_of(expr.func.value) if isinstance(expr.func, ir.Attr) else None
    if whose is None:
        return None
    owner, selector = evaluate(act, whose), attribute_selector(key)
    if selector.startswith(".@"):
        return read_part(act, owner, selector)
    return own_attribute(act, owner, key, expr.at, text_of(whose))


def _pop(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    objects = act.objects(receiver)
    if len(objects) == 1 and objects[0][1].kind == "list":
        return _pop_position(act, objects[0][0], objects[0][1], args)
    if not args.positional:
        return read_part(act, receiver, "[*]")
    found = _get(act, receiver, args, expr)
    key = as_key(act, args.positional[0], receiver)
    if key.const and isinstance(key.const[0], (str, tuple)):
        take_out(act, receiver, key_selector(key.const[0]))
    return found


def _popitem(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`row.popitem()`: the pair that was put in last, or with `last=False` the first one, where the keys are known."""
    known = known_parts(act, receiver)
    parts = [selector for selector, part in known.items() if not part.is_nothing()] if known is not None else []
    if not parts or act.repeats:
        fields = {"[0]": key_of(act, receiver), "[1]": _values_of(act, receiver, expr.at)}
        return act.allocate(expr.at, "tuple", None, fields, tag="pair")
    last = args.get(0, "last")
    taken = parts[0 if last is not None and last.const == (False,) else -1]
    part = named_part(act, receiver, taken, (known or {})[taken], expr.at)
    remove_part(act, receiver, taken)
    return act.allocate(expr.at, "tuple", None, {"[0]": constant(taken[2:-2]), "[1]": part}, tag="pair")


def _move_to_end(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`row.move_to_end("iban")`, or with `last=False` to the beginning: which pair `popitem` takes."""
    objects, key, last = act.objects(receiver), args.get(0, "key"), args.get(1, "last")
    selector = key_selector(key.const[0]) if key is not None and key.const else ""
    if len(objects) == 1 and selector in objects[0][1].fields:
        name, held = objects[0]
        others = {each: part for each, part in held.fields.items() if each != selector}
        moved = {selector: held.fields[selector]}
        to_front = last is not None and last.const == (False,)
        act.state.heap[name] = Object(held.kind, held.cls, {**moved, **others} if to_front else {**others, **moved})
    return NOTHING


def _popleft(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return _pop(act, receiver, Arguments([constant(0)]), expr)


def _pop_position(act: Activation, name: ObjectId, held: Object, args: Arguments) -> Value:
    """`pop()`, `pop(0)` of a list: it gets shorter, where its length is known."""
    items = exact_items(held)
    index = args.positional[0].const[0] if args.positional and args.positional[0].const else -1
    if items is None or not isinstance(index, int) or not -len(items) <= index < len(items) or act.repeats:
        return read_part(act, Value(objects=frozenset((name,))), "[*]")
    taken = items.pop(index)
    act.state.heap[name] = Object(held.kind, held.cls, {f"[{i}]": item for i, item in enumerate(items)})
    return taken


def _setdefault(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    if len(args.positional) < 2:
        return _get(act, receiver, args, expr)
    found = _get(act, receiver, Arguments([args.positional[0]]), expr) or NOTHING
    if surely_has(act, receiver, index_selector(args.positional[0])):
        return found
    default, there = args.positional[1], read_part(act, receiver, index_selector(args.positional[0]))
    set_item(
        act, receiver, args.positional[0], join(there, default)
    )  # what the key's name says, it says to whoever reads it
    return join(found, default)


def _items(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    exact = pair_by_pair(act, receiver, key_of(act, receiver), expr.at, EXACT)
    if exact is not None:
        return exact
    pair = act.allocate(
        expr.at, "tuple", None, {"[0]": key_of(act, receiver), "[1]": _values_of(act, receiver, expr.at)}, tag="pair"
    )
    return act.allocate(expr.at, "list", None, {"[*]": pair}, tag="items")


def _values(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    known = known_parts(act, receiver)
    as_written = known and (all(surely_has(act, receiver, s) for s in known) or are_patterns(act, known.values()))
    if known and len(known) <= EXACT and as_written:
        parts = {f"[{i}]": named_part(act, receiver, s, part, expr.at) for i, (s, part) in enumerate(known.items())}
        return act.allocate(expr.at, "list", None, parts, tag="values")
    return act.allocate(expr.at, "list", None, {"[*]": _values_of(act, receiver, expr.at)}, tag="values")


def _values_of(act: Activation, receiver: Value, at: int) -> Value:
    """Any of a mapping's values, each with what its key says."""
    from piilint.flow.domain.selectors import selector_name

    known = known_parts(act, receiver)
    if known is not None:
        return join_all(named_part(act, receiver, selector, part, at) for selector, part in known.items())
    result = NOTHING
    for oid, held in act.objects(receiver):
        for selector, part in held.fields.items():
            if selector.startswith("["):
                name = selector_name(selector)
                result = join(result, named(act, part, name, (), at, name) if name else part)
        if held.kind == "symbol" and WIPED not in held.fields:
            result = join(result, with_class(act, held, "[*]", symbol_child(oid, "[*]")))
    others = {k: v for k, v in receiver.labels.items() if ("p", *v.path) not in receiver.objects}
    return join(result, Value(others, opaque=receiver.opaque and not receiver.objects))


def _keys(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    known = known_constants(act, receiver)
    return act.allocate(expr.at, "list", None, known or {"[*]": key_of(act, receiver)}, tag="keys")


def _copy(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return copied(act, receiver, expr.at)


def copied(act: Activation, value: Value, at: int) -> Value:
    """A shallow copy: a new object with the same parts; of what is one of several dicts, one that has the parts of each."""
    result = Value(value.labels, opaque=value.opaque)
    dicts = [held for name, held in act.objects(value) if name[0] != "p" and held.kind == "dict" and held.cls is None]
    for name, held in act.objects(value):
        if len(dicts) > 1 and held in dicts:
            continue
        if name[0] == "p":
            twin: ObjectId = name if f"={at}" in name else (*name, f"={at}")
            act.state.heap[twin] = held
            labels = {key: label for key, label in value.labels.items() if ("p", *label.path) != name}
            same = {label.path: label for label in value.labels.values() if ("p", *label.path) == name}
            for label in same.values():
                moved = label._replace(path=twin[1:])
                labels[moved.key] = moved
            kept = {key: label for key, label in result.labels.items() if ("p", *label.path) != name}
            result = Value({**kept, **labels}, result.objects | {twin}, opaque=True)
        else:
            known = "copy " in name[-1]  # what it is called gets no longer for a copy of a copy
            tag = name[-1] if known else f"copy {' '.join(name[2:] or name)}"
            result = join(result, act.allocate(at, held.kind, held.cls, dict(held.fields), tag=tag))
    if len(dicts) > 1:
        merged = reduce(lambda one, other: join_objects(("a",), one, other), dicts)
        fields = dict(with_gaps(merged, dicts).fields)
        result = join(result, act.allocate(at, "dict", None, fields, tag="copy of either"))
    return result


def _same(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return receiver


def _nothing(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return NOTHING


def _union(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    if not act.objects(receiver):
        return None
    items = join_all(read_part(act, value, "[*]") for value in [receiver, *args.positional])
    return act.allocate(expr.at, "set", None, {"[*]": items})


def _intersection(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    from piilint.flow.collections.merging import sifted

    known = sifted(act, "&", [receiver, *args.positional], expr.at)
    return known if known is not None else _union(act, receiver, args, expr)


def _difference(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    from piilint.flow.collections.merging import sifted

    return sifted(act, "-", [receiver, *args.positional], expr.at) or _copy(act, receiver, args, expr)


def _format(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    rest = join(args.rest, args.rest_keywords)
    pattern = receiver.const[0] if receiver.const else None
    tell_format(act, pattern, args.positional, [arg.value for arg in expr.args if arg.keyword is None and not arg.star])
    result = call_format(act, receiver, args.positional, args.keywords, rest, expr.at)
    return with_filled_template(act, expr.at, pattern, result)


def _format_map(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return call_format(act, receiver, [], {}, args.get(0) or NOTHING, expr.at)


def _add_note(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`error.add_note(text)`: it comes out with the traceback."""
    note = args.get(0) or NOTHING
    for name, _ in act.objects(receiver):
        act.state.add(name, ".__notes__", note)
    if not receiver.objects:  # raised by code that isn't in view
        made = act.allocate(expr.at, "cell", None, {".__notes__": note}, tag="notes")
        act.caught = join(act.caught, made)
    return NOTHING


def _fetch_one(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    cursors = [held for _, held in act.objects(receiver) if "[*]" in held.fields]
    return read_part(act, receiver, "[*]") if cursors else None


def _fetch_all(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    row = _fetch_one(act, receiver, args, expr)
    return None if row is None else act.allocate(expr.at, "list", None, {"[*]": row.as_many()}, tag="rows")


def _scalar(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The first column of the first row; a mapped class's row is its own column."""
    return _column(act, receiver, args, expr, "[0]")


def _scalars(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """One column of all rows, the first unless `scalars(1)` says which."""
    place = args.get(0, "index") or constant(0)
    column = _column(act, receiver, args, expr, index_selector(place)) if place.const else None
    return None if column is None else act.allocate(expr.at, "cursor", None, {"[*]": column}, tag="scalars")


def _column(act: Activation, receiver: Value, args: Arguments, expr: ir.Call, selector: str) -> Value | None:
    row = _fetch_one(act, receiver, args, expr)
    if row is None:
        return None
    rows = frozenset(name for name, held in act.objects(row) if held.kind == "tuple")
    others = Value(row.labels, row.objects - rows, row.refs, row.const, row.opaque)
    return join(read_part(act, Value(objects=rows), selector), others) if rows else row


CONTAINER_METHODS: dict[str, Method] = {
    "fetchone": _fetch_one,
    "fetchall": _fetch_all,
    "fetchmany": _fetch_all,
    "first": _fetch_one,
    "one": _fetch_one,
    "one_or_none": _fetch_one,
    "scalar": _scalar,
    "scalar_one": _scalar,
    "scalar_one_or_none": _scalar,
    "scalars": _scalars,
    "all": _fetch_all,
    "mappings": _same,
    "get": _get,
    "pop": _pop,
    "popleft": _popleft,
    "popitem": _popitem,
    "move_to_end": _move_to_end,
    "setdefault": _setdefault,
    "update": update,
    "items": _items,
    "values": _values,
    "keys": _keys,
    "copy": _copy,
    **dict.fromkeys(("append", "appendleft", "add", "insert", "put", "put_nowait"), append),
    "get_nowait": _get,
    "extend": extend,
    "extendleft": extend,
    "add_note": _add_note,
    "isdisjoint": _nothing,
    "issubset": _nothing,
    "issuperset": _nothing,
    "sort": reorder,
    "reverse": reorder,
    "rotate": reorder,
    "union": _union,
    "intersection": _intersection,
    "difference": _difference,
    "most_common": _items,
    "elements": _keys,
    "format": _format,
    "format_map": _format_map,
    "send": send,
    "asend": send,
    "__getitem__": _get,
    **ITEM_METHODS,
}
