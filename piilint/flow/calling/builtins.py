"""Python's own functions that build, take apart or call: what the catalogue's notation can't say.

dict(row, iban=mask(x))      # row's keys, iban overwritten
sorted(rows, key=f)          # the same rows
partial(audit, iban)         # a callable that has iban already
getattr(row, "iban")         # row.iban
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from piilint.flow.calling import standard
from piilint.flow.calling.calls import WRAPS, call_value
from piilint.flow.calling.dispatching import new_dispatcher
from piilint.flow.calling.methods import call_dunder
from piilint.flow.collections import mappings
from piilint.flow.collections.containers import copied
from piilint.flow.collections.growing import bounded
from piilint.flow.collections.lazily import copies, lazily, lazy, sliced
from piilint.flow.collections.numbered import enumerated, filtered, one_by_one, reduced, starmapped, zipped
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, SOMETHING, Value, constant, join, join_all
from piilint.flow.interpreter import iterators
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import delete_item, set_item
from piilint.flow.interpreter.items import item_of
from piilint.flow.interpreter.iterate import element_of, gone_over, known_constants, unrolled
from piilint.flow.interpreter.slicing import SliceOf, slice_by_value
from piilint.flow.interpreter.unpacking import told_apart
from piilint.flow.objects import intercepted, reflection
from piilint.flow.objects.access import exact_items
from piilint.flow.objects.chosen_fields import choice
from piilint.flow.objects.deep_copies import copy_of, deep_copy_of
from piilint.flow.objects.derived import contents
from piilint.flow.objects.functions_held import static
from piilint.flow.objects.making import object_new, type_of
from piilint.flow.objects.places import fields_by_place
from piilint.flow.objects.protocols import call_protocol
from piilint.flow.objects.removal import put_instead
from piilint.flow.protection.guards import as_number
from piilint.flow.protection.opened import still_sealed
from piilint.flow.sources.naming import own_text_of
from piilint.flow.syntax.meant import as_class_with
from piilint.flow.texts import patterns, strings
from piilint.flow.texts.own_formats import own_format
from piilint.flow.texts.render import render
from piilint.model import ir

Builtin = Callable[[Activation, Arguments, ir.Call], "Value | None"]


def call_builtin(act: Activation, callee: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The result where the callee is one of these; None otherwise."""
    if len(callee.refs) != 1 or callee.objects:
        return None
    ((kind, target),) = callee.refs
    if kind != "ext":
        return None
    own = call_protocol(act, target, args, expr.at)
    if own is not None:
        return own
    builtin = _BUILTINS.get(target) or patterns.FUNCTIONS.get(target) or standard.FUNCTIONS.get(target)
    return builtin(act, args, expr) if builtin is not None else None


def _operation(act: Activation, dotted: str) -> standard.Method | None:
    """The operation that the catalogue says a method is."""
    entries = act.catalogue.calls.exact(dotted)
    if entries.sinks or entries.values:
        return None  # it does more than that
    names = [propagator.does for propagator in entries.propagators if propagator.does and not propagator.when]
    return standard.OPERATIONS.get(names[0]) if names else None


def build_builtin(act: Activation, base: str, args: Arguments, at: int) -> Value:
    """What a class derived from a built-in one holds after `base(*args)`."""
    builtin = _BUILTINS.get(base)
    call = ir.Call(at, ir.Name(at, base.rpartition(".")[2]), ())
    made = builtin(act, args, call) if builtin is not None else None
    return made if made is not None else join_all(args.positional)


def call_library_builtin(act: Activation, dotted: str, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """The same for `receiver.name(…)` where the receiver is a library's module or object."""
    own = call_protocol(act, dotted, args, expr.at)
    if own is not None:
        return own
    method = patterns.METHODS.get(dotted) or standard.METHODS.get(dotted) or _operation(act, dotted)
    if method is not None:
        return method(act, receiver, args, expr)
    builtin = _BUILTINS.get(dotted) or patterns.FUNCTIONS.get(dotted) or standard.FUNCTIONS.get(dotted)
    return builtin(act, args, expr) if builtin is not None else None


def _text(name: str, shows: str) -> Builtin:
    """`str(x)`, `repr(x)` and the like, by whatever name they are called: `map(repr, accounts)`."""

    def make(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
        if not args.positional:
            return NOTHING
        value = args.positional[0]
        if value.const and isinstance(value.const[0], str):
            return value
        if shows == "format":
            spec = args.positional[1] if len(args.positional) > 1 else constant("")
            own = own_format(act, value, spec, expr.at)
            if own is not None:
                return own
        told_by_class = value.objects and own_text_of(act, value)
        opaque = value.opaque and not told_by_class
        text = Value(render(act, value, shows, expr.at), opaque=opaque).then(act.spot(expr.at), "converted", name)
        return still_sealed(act, [value], text)

    return make


def _plain_repr(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`object.__repr__(account)`: the class and a number, whatever the class makes of `repr`."""
    return SOMETHING


def _collection(kind: str) -> Builtin:
    def build(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
        """`list(rows)`, `tuple(row)`, `set(names)`: the same elements, one by one where they are known."""
        if not args.positional:
            return act.allocate(expr.at, kind, None, {})
        value, left = told_apart(gone_over(act, args.positional[0], expr.at))
        if left.objects:
            return join(build(act, Arguments([value]), expr) or NOTHING, left)
        objects = act.objects(value)
        if kind in ("list", "tuple") and len(objects) == 1 and objects[0][1].kind in ("list", "tuple", "items"):
            return join(act.allocate(expr.at, kind, None, dict(objects[0][1].fields)), Value(value.labels))
        items = exact_items(objects[0][1]) if len(objects) == 1 and kind != "set" else None
        if items is not None and not value.labels:  # a generator's
            return act.allocate(expr.at, kind, None, {f"[{i}]": item for i, item in enumerate(items)})
        known = known_constants(act, value) or fields_by_place(act, value, expr.at, _given_text(expr))
        if known is not None:
            return act.allocate(expr.at, kind, None, known)
        return act.allocate(expr.at, kind, None, {"[*]": element_of(act, value, expr.at, "")})

    return build


def _given_text(expr: ir.Call) -> str:
    return text_of(expr.args[0].value) if expr.args else ""


_make_list = _collection("list")


def _deque(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`deque(rows, maxlen=2)`."""
    made, most = _make_list(act, Arguments(args.positional[:1]), expr), args.get(1, "maxlen")
    if made is not None and most is not None and most.const and isinstance(most.const[0], int):
        for name, held in act.objects(made):
            act.state.heap[name] = bounded(held, most.const[0])
    return made


def _iterated(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`sorted`: the same elements in some order; their `key` sees them."""
    if not args.positional:
        return None
    element = element_of(act, args.positional[0], expr.at, "")
    if "key" in args.keywords:
        call_value(act, args.keywords["key"], Arguments([element]), expr.at, "key")
    known = known_constants(act, args.positional[0]) or _in_any_order(act, args.positional[0], element)
    return act.allocate(expr.at, "list", None, known)


_MOST_PLACES = 8
"""Elements that have places of their own although any may be in each."""


def _in_any_order(act: Activation, value: Value, element: Value) -> dict[str, Value]:
    """As many elements as there are where that is known, each of which may be any: `(*sorted((payer, payee)), currency)`."""
    objects = act.objects(value)
    items = exact_items(objects[0][1]) if len(objects) == 1 and not value.labels else None
    return {f"[{i}]": element for i in range(len(items))} if items and len(items) <= _MOST_PLACES else {"[*]": element}


def _reversed(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    own = call_dunder(act, args.positional[0], "__reversed__", [], expr.at) if args.positional else None
    if own is not None:
        return own
    if not args.positional:
        return None
    items = one_by_one(act, args.positional[0])
    return lazily(act, items[::-1], expr.at) if items else lazy(act, args.positional[0], expr.at)


def _one_of(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`min`, `max`, `next`: one of the elements, or of the arguments."""
    if "key" in args.keywords and args.positional:
        call_value(
            act, args.keywords["key"], Arguments([element_of(act, args.positional[0], expr.at, "")]), expr.at, "key"
        )
    default = args.keywords.get("default", NOTHING)
    if len(args.positional) == 1:
        own = call_dunder(act, args.positional[0], "__next__", [], expr.at)
        return own if own is not None else join(element_of(act, args.positional[0], expr.at, ""), default)
    return join_all([*args.positional, default])


def _sum(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional:
        return None
    total = element_of(act, args.positional[0], expr.at, "")
    return total if total.objects else as_number(act, Value(total.labels, opaque=total.opaque))


def _map(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if len(args.positional) < 2:
        return None
    function, *iterated = args.positional
    items = unrolled(act, iterated[0]) if len(iterated) == 1 else None
    if items and len(items) > 1:  # each by itself: of which class it is, the function may ask
        given = [_apply(act, function, Arguments([item]), expr, "map") for item in act.rounds(items)]
        return act.allocate(expr.at, "generator", None, {f"[{i}]": value for i, value in enumerate(given)})
    elements = [element_of(act, value, expr.at, "") for value in iterated]
    result = _apply(act, function, Arguments(elements), expr, "map")
    return act.allocate(expr.at, "generator", None, {"[*]": result})


def _apply(act: Activation, function: Value, args: Arguments, expr: ir.Call, text: str) -> Value:
    done = call_builtin(act, function, args, expr)
    return done if done is not None else call_value(act, function, args, expr.at, text)


def _partial(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional:
        return None
    fields = {f"[{i}]": value for i, value in enumerate(args.positional[1:])}
    fields.update(mappings.keyword_fields(args))
    fields["call"] = args.positional[0]
    kind = "partialmethod" if text_of(expr.func).endswith("partialmethod") else "partial"
    return act.allocate(expr.at, "bound", (kind, ""), fields)


def _slice(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`slice(-4, None)` with constant ends."""
    ends = [value.const[0] if value.const else "?" for value in args.positional]
    if not ends or not all(end is None or isinstance(end, int) for end in ends):
        return None
    known = [end if isinstance(end, int) else None for end in ends]
    padded = [None, known[0], None] if len(known) == 1 else [*known, None, None][:3]
    return constant(SliceOf((padded[0], padded[1], padded[2])))


def _replaced(act: Activation, args: Arguments, expr: ir.Call, kind: str = "dataclass") -> Value | None:
    """`dataclasses.replace(x, field=new)`."""
    if not args.positional:
        return None
    result = copied(act, as_class_with(act, args.positional[0], kind, frozenset(args.keywords)), expr.at)
    for name in result.objects:
        for key, value in args.keywords.items():
            act.state.write(name, f".{key}", put_instead(value))
    return result


def _item(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`operator.getitem(row, "iban")`."""
    if len(args.positional) != 2:
        return None
    owner, index = args.positional
    part = slice_by_value(act, owner, index, expr.at, "")
    return item_of(act, owner, index, expr, "") if part is None and owner.objects else part


def _set_item(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`operator.setitem(row, "iban", x)`."""
    if len(args.positional) != 3:
        return None
    owner, index, value = args.positional
    set_item(act, contents(act, owner), index, value.then(act.spot(expr.at), "stored", text_of(expr.func)))
    return NOTHING


def _delete_item(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`operator.delitem(row, "iban")`."""
    if len(args.positional) != 2:
        return None
    delete_item(act, args.positional[0], args.positional[1], expr.at)
    return NOTHING


def _first(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """Decorators and casts that give back what they were given."""
    return args.positional[0] if args.positional else None


def _cast(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    return args.positional[1] if len(args.positional) > 1 else None


def _property(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    getter = args.get(0, "fget")
    return None if getter is None else act.allocate(expr.at, "bound", ("property", ""), {"get": getter})


def _decorator(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`wraps(f)`, `lru_cache(maxsize=1)`: a decorator that gives back what it decorates."""
    if (
        args.positional
        and any(kind == "func" for kind, _ in args.positional[0].refs)
        and text_of(expr.func).endswith("cache")
    ):
        return args.positional[0]
    if args.positional and text_of(expr.func).endswith("wraps"):
        return act.allocate(expr.at, "bound", WRAPS, {"wrapped": args.positional[0]})
    return Value(refs=frozenset((("ext", "piilint.identity"),)))


_BUILTINS: dict[str, Builtin] = {
    "builtins.str": _text("str", "text"),
    "builtins.repr": _text("repr", "repr"),
    "builtins.ascii": _text("ascii", "repr"),
    "builtins.format": _text("format", "format"),
    "builtins.bytes": _text("bytes", "data"),
    "builtins.dict": mappings.new_dict,
    "builtins.dict.fromkeys": mappings.new_from_keys,
    "collections.OrderedDict": mappings.new_dict,
    "collections.defaultdict": mappings.new_default_dict,
    "collections.UserDict": mappings.new_dict,
    "collections.UserList": _collection("list"),
    "collections.OrderedDict.fromkeys": mappings.new_from_keys,
    "collections.ChainMap": mappings.new_chain_map,
    "collections.Counter": mappings.new_counter,
    "builtins.str.maketrans": strings.new_translation,
    "builtins.list": _collection("list"),
    "builtins.tuple": _collection("tuple"),
    "builtins.set": _collection("set"),
    "builtins.frozenset": _collection("set"),
    "collections.deque": _deque,
    "builtins.sorted": _iterated,
    "builtins.reversed": _reversed,
    "builtins.iter": iterators.new_iterator,
    "builtins.min": _one_of,
    "builtins.max": _one_of,
    "builtins.next": iterators.advance,
    "builtins.anext": iterators.advance,
    "builtins.sum": _sum,
    "builtins.map": _map,
    "builtins.filter": filtered,
    "builtins.zip": zipped,
    "itertools.zip_longest": zipped,
    "builtins.enumerate": enumerated,
    "functools.reduce": reduced,
    "itertools.starmap": starmapped,
    "itertools.islice": sliced,
    "itertools.tee": copies,
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "types.MethodType": _partial,
    "builtins.getattr": reflection.get_attribute,
    "builtins.setattr": reflection.set_attribute_by_name,
    "builtins.delattr": reflection.delete_attribute,
    "builtins.slice": _slice,
    "builtins.vars": reflection.own_variables,
    "dataclasses.asdict": reflection.variables,
    "dataclasses.astuple": reflection.as_tuple,
    "attr.astuple": reflection.as_tuple,
    "attrs.astuple": reflection.as_tuple,
    "attr.asdict": reflection.variables,
    "attrs.asdict": reflection.variables,
    "attr.filters.exclude": choice(kept=False),
    "attr.filters.include": choice(kept=True),
    "attrs.filters.exclude": choice(kept=False),
    "attrs.filters.include": choice(kept=True),
    "types.MappingProxyType": _first,
    "copy.copy": copy_of,
    "copy.deepcopy": deep_copy_of,
    "dataclasses.replace": _replaced,
    "attr.evolve": partial(_replaced, kind="attrs"),
    "attrs.evolve": partial(_replaced, kind="attrs"),
    "copy.replace": _replaced,
    "builtins.type": type_of,
    "builtins.object.__repr__": _plain_repr,
    "builtins.object.__new__": object_new,
    "builtins.object.__setattr__": intercepted.store,
    "builtins.object.__getattribute__": intercepted.fetch,
    "builtins.locals": reflection.local_variables,
    "builtins.globals": reflection.module_variables,
    "typing.cast": _cast,
    "piilint.identity": _first,
    "operator.getitem": _item,
    "operator.setitem": _set_item,
    "operator.delitem": _delete_item,
    **dict.fromkeys(("functools.wraps", "functools.lru_cache"), _decorator),
    "functools.cache": _first,
    "functools.singledispatch": new_dispatcher,
    "functools.singledispatchmethod": new_dispatcher,
    "builtins.property": _property,
    "builtins.staticmethod": static,
    "builtins.classmethod": _first,
    "contextlib.contextmanager": _first,
    "contextlib.asynccontextmanager": _first,
}
