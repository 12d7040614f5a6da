"""What a call passes: positions, keywords, and what stars spread.

pay(stmt.iban, note=text)
pay(*row)                # row[0], row[1], … where its length is known
pay(**{"iban": iban})    # iban=iban
"""

from __future__ import annotations

from piilint.catalogue.load import shared
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Object, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.iterate import iterated
from piilint.flow.objects.abstract import as_dict
from piilint.flow.objects.access import exact_items, part_of, read_part, write_part
from piilint.flow.objects.derived import contents
from piilint.flow.objects.named_tuples import items_of_entry
from piilint.flow.sources.naming import is_of_callers, named
from piilint.flow.sources.told import told_in_message
from piilint.model import ir


def arguments(act: Activation, given: tuple[ir.Arg, ...]) -> Arguments:
    """Evaluate a call's arguments; `*x` and `**x` of known shape are spread."""
    from piilint.flow.interpreter.expressions import evaluate

    args = Arguments(given=given)
    for arg in given:
        value = evaluate(act, arg.value)
        if arg.star == 1:
            spread(act, args, value, arg.value.at)
        elif arg.star == 2:
            spread_keywords(act, args, value, arg.value.at)
        elif arg.keyword is not None:
            args.keywords[arg.keyword] = value
        elif not args.rest.is_nothing():
            args.rest, args.sequence = join(args.rest, value), None
        else:
            args.positional.append(value)
    if len(args.positional) > 1 and any(isinstance(arg.value, ir.Const) for arg in given):
        exprs = [arg.value for arg in given if arg.keyword is None and not arg.star]
        if len(exprs) == len(args.positional):
            told_in_message(act, args.positional, exprs)
    return args


def arguments_of_method(act: Activation, expr: ir.Call, name: str) -> Arguments:
    """The arguments of a method; one that executes what is made in them is noted: `session.execute(update(…).values(…))`."""
    if name not in shared().company.executors:
        return arguments(act, expr.args)
    act.executing, outer = expr.at, act.executing
    args = arguments(act, expr.args)
    act.executing = outer
    return args


def spread(act: Activation, args: Arguments, value: Value, at: int) -> None:
    """Pass `*value`."""
    value = iterated(act, value, at)
    objects = act.objects(value)
    exact = [items for _, held in objects if (items := _members(act, held)) is not None]
    if len(objects) == 1 and exact:
        args.positional.extend(exact[0])
        return
    if len(exact) == 1 and sum(held.kind == "symbol" for _, held in objects) == len(objects) - 1:
        args.positional.extend(
            read_part(act, value, f"[{i}]") for i in range(len(exact[0]))
        )  # somebody's row of a query
        return
    if args.rest.is_nothing() and args.sequence is None:
        args.sequence = (len(args.positional), value)
    else:
        args.sequence = None
    args.rest = join(args.rest, read_part(act, value, "[*]"))


def _members(act: Activation, held: Object) -> list[Value] | None:
    """The members of a sequence of known length, or of a named tuple."""
    items = exact_items(held)
    return items_of_entry(act, held) if items is None else items


def spread_keywords(act: Activation, args: Arguments, value: Value, at: int) -> None:
    """Pass `**value`."""
    value = contents(act, as_dict(act, value, at))
    known = known_parts(act, value)
    if known is not None:
        args.keywords.update({selector[2:-2]: part for selector, part in known.items()})
        return
    for _, held in act.objects(value):
        for selector, part in held.fields.items():
            if selector.startswith('["'):
                args.keywords[selector[2:-2]] = part
    if any(held.kind == "symbol" or "[*]" in held.fields for _, held in act.objects(value)) or not value.objects:
        if args.mapping is not None:
            args.mapping = join(args.mapping, value)  # `f(**given, **defaults)`: a key may be in either
        elif args.rest_keywords.is_nothing():
            args.mapping = value
        args.rest_keywords = join(args.rest_keywords, _under_other_keys(act, value))


def _under_other_keys(act: Activation, value: Value) -> Value:
    """What a mapping may hold under keys that aren't known."""
    rest = [read_part(act, Value(value.labels, opaque=value.opaque and not value.objects), "[*]")]
    for name, held in act.objects(value):
        others = {selector: part for selector, part in held.fields.items() if not selector.startswith('["')}
        if held.kind in ("dict", "symbol") and len(others) < len(held.fields) and ("[*]" in others or name[0] == "p"):
            rest.append(part_of(act, name, Object(held.kind, held.cls, others), "[*]"))
        else:
            rest.append(part_of(act, name, held, "[*]"))
    return join_all(rest)


def collected(act: Activation, args: Arguments, keywords: dict[str, Value], at: int, tag: str) -> Value:
    """What `**kwargs` collects: a mapping that is passed on, with the keywords beside it in their places."""
    from piilint.flow.collections.containers import copied

    keywords = {  # named as parameters are, unless they are what the caller's caller passes by key
        key: value if is_of_callers(value, f'["{key}"]') else named(act, value, key, (), at, key)
        for key, value in keywords.items()
    }
    if args.mapping is not None:
        mapping = copied(act, args.mapping, at) if keywords else args.mapping
        for key, value in keywords.items():
            write_part(act, mapping, f'["{key}"]', value)
        return mapping
    fields = {f'["{key}"]': value for key, value in keywords.items()}
    if not args.rest_keywords.is_nothing():
        fields["[*]"] = args.rest_keywords
    return act.allocate(at, "dict", None, fields, tag=tag)
