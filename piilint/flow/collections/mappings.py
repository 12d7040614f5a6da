"""What `dict(…)` and its relatives make: `OrderedDict`, `ChainMap`, `Counter`."""

from __future__ import annotations

from piilint.flow.collections.chains import beside, mappings_of
from piilint.flow.collections.containers import copied
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.collections.pairs import COUNTER, fields_of_pairs, with_key
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, Object, Value, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.iterate import element_of, gone_over, known_constants
from piilint.flow.objects.abstract import as_dict
from piilint.flow.objects.access import exact_items, part_of, read_part
from piilint.model import ir


def new_dict(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`dict(row, iban=mask(x))`: the keys of what is given, overwritten by the keywords."""
    fields: dict[str, Value] = {}
    labels = NOTHING
    given = [_either(act, gone_over(act, as_dict(act, value, expr.at), expr.at), expr.at) for value in args.positional]
    if len(given) == 1 and _is_callers(act, given[0]):
        copy = copied(act, given[0], expr.at)
        for name in copy.objects:
            for selector, value in keyword_fields(args).items():
                act.state.write(name, selector, value)
        return copy
    for value in given:
        known = known_parts(act, value)
        if known is not None:
            fields.update(known)
            continue
        labels = join(labels, Value(value.labels))
        for name, held in act.objects(value):
            columns = {s: v for s, v in held.fields.items() if s.startswith('["')} if held.kind == "tuple" else {}
            if columns:
                fields.update(columns)
                continue
            if held.kind in ("dict", "symbol"):
                fields.update({s: v for s, v in held.fields.items() if s.startswith(("[", "~"))})
            if held.kind == "symbol":
                return join(value, act.allocate(expr.at, "dict", None, {**fields, **keyword_fields(args)}))
            pairs = fields_of_pairs(act, Value(objects=frozenset((name,))))
            if pairs is not None:
                fields.update(pairs)
            elif held.kind not in ("dict", "symbol"):
                pair = read_part(act, value, "[*]")
                fields["[*]"] = join(
                    fields.get("[*]", NOTHING),
                    part_of(act, name, held, "[*]") if not pair.objects else read_part(act, pair, "[1]"),
                )
                fields |= with_key(act, fields, read_part(act, pair, "[0]") if pair.objects else NOTHING)
    fields.update(keyword_fields(args))
    if not args.rest_keywords.is_nothing():
        fields["[*]"] = join(fields.get("[*]", NOTHING), args.rest_keywords)
    return join(act.allocate(expr.at, "dict", None, fields), labels)


def _either(act: Activation, value: Value, at: int) -> Value:
    """What is one of several dicts, as one that has the parts of each."""
    dicts = [held.kind == "dict" and held.cls is None for _, held in act.objects(value)]
    return copied(act, value, at) if len(dicts) > 1 and all(dicts) else value


def _is_callers(act: Activation, value: Value) -> bool:
    """Whether it is one thing that only the caller knows."""
    objects = act.objects(value)
    return len(objects) == 1 and objects[0][0][0] == "p" and objects[0][1].kind == "symbol"


def new_from_keys(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`dict.fromkeys(names, value)`: the value under each of them."""
    if not args.positional:
        return None
    keys = known_constants(act, args.positional[0])
    value = args.get(1, "value") or NOTHING
    if keys is not None:
        fields = {key_selector(key.const[0]): value for key in keys.values() if key.const}
        return act.allocate(expr.at, "dict", None, fields)
    return act.allocate(expr.at, "dict", None, {"~": element_of(act, args.positional[0], expr.at, ""), "[*]": value})


def new_default_dict(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`defaultdict(load_iban)`: under a key that it doesn't have is what the function gives; None where that is another thing
    for each key, or no data of an empty one. Of `defaultdict(list)` whoever asks for a key makes what stands there."""
    from piilint.flow.calling.calls import call_value

    given = args.positional[0] if args.positional else NOTHING
    if all(kind == "ext" for kind, _ in given.refs) and not (given.objects or given.labels):
        return new_dict(act, Arguments(args.positional[1:], args.keywords, NOTHING, args.rest_keywords), expr)
    if not args.positional or not _is_in_view(act, given):
        return None
    given = call_value(act, args.positional[0], Arguments(), expr.at, "default_factory")
    is_filled = (len(args.positional) > 1 or bool(args.keywords)) and given.const is not None
    made_anew = any(name[0] != "p" for name in given.objects)
    if made_anew or not (is_filled or any(label.element for label in given.labels.values())):
        return None
    made = new_dict(act, Arguments(args.positional[1:], args.keywords, NOTHING, args.rest_keywords), expr)
    for name in made.objects if made is not None else ():
        act.state.add(name, "[*]", given)
    return made


def _is_in_view(act: Activation, factory: Value) -> bool:
    """Whether it is a function or lambda of the program."""
    bound = any(
        held.kind == "bound" and held.cls is not None and held.cls[0] == "func" for _, held in act.objects(factory)
    )
    return bound or any(kind == "func" for kind, _ in factory.refs)


def new_counter(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`Counter(values)`: the values are its keys."""
    keys = element_of(act, args.positional[0], expr.at, "") if args.positional else NOTHING
    return act.allocate(expr.at, "dict", COUNTER, {"~": keys, "[*]": NOTHING})


def new_chain_map(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`ChainMap(first, second)`: of a key in both the first's."""
    return _chained(act, args, expr.at, "")


def _chained(act: Activation, args: Arguments, at: int, tag: str) -> Value | None:
    """What the mappings are together, with the mappings themselves beside it."""
    expr = ir.Call(at, ir.Name(at, "ChainMap"), ())
    made = _together(act, args, expr)
    names = [name for name in made.objects if name[0] == "a" and name[1:3] == (act.path, str(at))] if made else []
    if len(names) != 1:
        return made
    if tag:
        renamed = (*names[0][:3], f"{tag}{names[0][3]}")
        act.state.heap[renamed] = act.state.heap.pop(names[0])
        made, names = Value(made.labels if made else {}, frozenset((renamed,))), [renamed]
    maps = {f"[{i}]": value for i, value in enumerate(args.positional)}
    act.state.heap[beside(names[0])] = Object("list", None, maps)
    return made


def of_chain(act: Activation, value: Value, name: str, first: Value, at: int) -> Value | None:
    """`chain.maps`, `chain.parents`, `chain.new_child(first)`; None of anything but a `ChainMap`."""
    lists = mappings_of(act, value)
    if lists is None:
        return None
    maps = exact_items(act.state.object(lists)) or []
    if name == "maps":
        return Value(objects=frozenset((lists,)))
    kept = maps[1:] if name == "parents" else [first, *maps]
    return _chained(act, Arguments(kept), at, name)


def _together(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    known = [known_parts(act, value) for value in args.positional[-2::-1]]
    if known and None not in known and _is_callers(act, args.positional[-1]):
        copy = copied(act, args.positional[-1], expr.at)
        for name in copy.objects:
            for selector, value in (item for parts in known for item in (parts or {}).items()):
                act.state.write(name, selector, value)
        return copy
    return new_dict(act, Arguments(args.positional[::-1], args.keywords, args.rest, args.rest_keywords), expr)


def keyword_fields(args: Arguments) -> dict[str, Value]:
    return {key_selector(key): value for key, value in args.keywords.items()}
