"""Parameters whose keys a function goes over, and the shape of what is passed there: dicts whose keys are all known, and for
functions that call themselves with the parts, what these are.

    def redact(obj):
        if isinstance(obj, dict): return {k: "***" if k in SECRET else redact(v) for k, v in obj.items()}
        if isinstance(obj, list): return [redact(item) for item in obj]
        return obj
    redact({"account": {"iban": iban, "ccy": ccy}, "rows": rows})     # the iban is hidden, the ccy isn't
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from piilint.flow.calling.handed_on import wanted_parameters
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.state import symbol_child
from piilint.flow.domain.value import SOMETHING, Object, ObjectId, Value, constant
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import exact_items, read_part
from piilint.flow.objects.known_functions import KnownFunction, function_given
from piilint.flow.objects.sure_classes import KnownClass, instance_given, known_class
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.link.program import FunctionInfo
from piilint.model import ir

KEYS = 16
"""Keys of such a dict, or items of a list, at most."""

DEPTH = 3
"""How deep the parts of parts are looked at."""

_LONGEST_TEXT = 40
"""A name of a field in a table of texts is no longer."""


class KnownKeys(NamedTuple):
    """Instead of a constant: a dict of the caller's with just these keys."""

    keys: tuple[str, ...]
    inside: tuple[KnownKeys | KnownList | KnownText | KnownPlain | KnownClass | KnownFunction | None, ...] = ()
    """By key the shape of what stands there, where any has one; of a table of texts, `{"Konto": "account"}`, or of functions,
    `{"iban": mask}`, these."""


class KnownList(NamedTuple):
    """Instead of a constant: a list of the caller's with items of these shapes."""

    items: tuple[KnownKeys | KnownList | KnownText | KnownPlain | KnownClass | KnownFunction | None, ...]
    each: bool
    """Whether there is one shape for all items."""
    kind: str = "list"


class KnownText(NamedTuple):
    """Instead of a shape: what stands there is exactly this text, or number that a pattern compares."""

    text: str | int


class KnownPlain(NamedTuple):
    """Instead of a shape: what stands there is no data, whatever its key is called: `{"email": "short" if … else "odd"}`."""

    plain: bool = True


Shape = KnownKeys | KnownList | KnownText | KnownPlain | KnownClass | KnownFunction


def may_have_shape(act: Activation, value: Value) -> bool:
    """Whether it is one dict or list that is made in view."""
    return any(held.kind in ("dict", "list", "tuple") or held.cls is not None for _, held in act.objects(value))


def shape_of(act: Activation, value: Value, depth: int, classes: bool = False) -> Shape | None:
    """The shape of a value as far as it is known; with depth that of its parts, too, and the `classes` of these."""
    parts = known_parts(act, value) if value.objects else None
    if parts:
        if len(parts) > KEYS:
            return None
        inside: tuple[Shape | None, ...] = tuple(text_known(part) for part in parts.values())
        if not all(inside):
            inside = tuple(
                (_inside(act, part, depth, classes) if depth else None) or _plain(act, selector, part)
                for selector, part in parts.items()
            )
        return KnownKeys(tuple(selector[2:-2] for selector in parts), inside if any(inside) else ())
    objects = act.objects(value)
    if depth and classes and len(objects) == 1 and objects[0][1].cls is not None and objects[0][1].cls[0] == "list":
        each = known_class(act, read_part(act, value, "[*]"))
        return KnownList((each,), True) if each is not None else None
    if not depth or len(objects) != 1 or objects[0][1].kind not in ("list", "tuple") or value.labels or value.refs:
        return None
    held = objects[0][1]
    items = exact_items(held)
    if items and len(items) <= KEYS:
        return KnownList(tuple(_inside(act, item, depth, classes) for item in items), False, held.kind)
    if list(held.fields) != ["[*]"]:
        return None
    return KnownList((_inside(act, held.fields["[*]"], depth, classes),), True, held.kind)


def _inside(act: Activation, part: Value, depth: int, classes: bool) -> Shape | None:
    """The shape of a part."""
    return shape_of(act, part, depth - 1, classes) or (known_class(act, part) if classes else None)


def _plain(act: Activation, selector: str, part: Value) -> KnownPlain | None:
    """What stands under a key that would make it data, where it is known to be none; what was made empty is filled
    elsewhere."""
    if part.labels or part.objects or part.refs or part.opaque or part.const is None:
        return None
    is_empty = part.const != () and not part.const[0] and part.const[0] is not False
    return KnownPlain() if not is_empty and act.names.speaks(selector[2:-2]) else None


def text_known(value: Value) -> KnownText | None:
    """What stands in a table of texts, or names a kind of event."""
    text = value.const[0] if value.const and not value.labels and not value.objects else None
    return KnownText(text) if isinstance(text, str) and 0 < len(text) <= _LONGEST_TEXT else None


def shaped(act: Activation, oid: ObjectId, shape: Shape) -> Value:
    """A caller's value of this shape."""
    if isinstance(shape, KnownText):
        return constant(shape.text)
    if isinstance(shape, KnownPlain):
        return SOMETHING
    if isinstance(shape, KnownClass):
        return instance_given(act, oid, shape)
    if isinstance(shape, KnownFunction):
        return function_given(act, oid, shape)
    if isinstance(shape, KnownKeys):
        selectors, inside, kind = [key_selector(key) for key in shape.keys], shape.inside, "dict"
    else:
        selectors = ["[*]"] if shape.each else [key_selector(place) for place in range(len(shape.items))]
        inside, kind = shape.items, shape.kind
    fields: dict[str, Value] = {}
    for place, selector in enumerate(selectors):
        inner = inside[place] if inside else None
        fields[selector] = shaped(act, (*oid, selector), inner) if inner is not None else symbol_child(oid, selector)
        if inner is not None:
            act.fixed[oid, selector] = fields[selector]  # the caller's own, not a change
    act.state.heap[oid] = Object(kind, None, fields)
    return Value(objects=frozenset((oid,)))


def walked_parameters(act: Activation, info: FunctionInfo) -> frozenset[str]:
    """The parameters whose keys the function goes over, or looks for one in, itself or in a copy or a part, or hands on to
    one that does."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        """From the text."""
        return _gone_over(asked, _walked) | _gone_over(asked, _walked_parts) | _logged(act, asked)

    return wanted_parameters(act.solver, info, "walked", own)


def _logged(act: Activation, info: FunctionInfo) -> frozenset[str]:
    """The parameters whose keys become fields of what is logged, which guards of the logger choose among: `log.info(text,
    **fields)`, `log.info(text, extra=fields)`."""
    found: set[str] = set()
    for call in calls_within(info.node):
        given = {
            arg.value.id
            for arg in call.args
            if isinstance(arg.value, ir.Name) and (arg.star == 2 or arg.keyword == "extra")
        }
        if given and isinstance(call.func, ir.Attr) and act.catalogue.calls.logs_fields(call.func.name):
            found |= given
    return frozenset(found.intersection(param.name for param in info.node.params))


def nested_parameters(act: Activation, info: FunctionInfo) -> frozenset[str]:
    """Those of them of which it calls itself with the parts, or goes over the keys of one: `fields.pop("facts").items()`."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        calls = (call.func for call in calls_within(asked.node))
        called = {
            func.id if isinstance(func, ir.Name) else func.name
            for func in calls
            if isinstance(func, (ir.Name, ir.Attr))
        }
        starred = {param.name for param in asked.node.params if param.kind == "vararg"}
        parts = _gone_over(asked, _walked_parts)
        return (walked_parameters(act, asked) if asked.node.name in called else parts) - starred

    return wanted_parameters(act.solver, info, "nested", own)


def walked_places(act: Activation, info: FunctionInfo) -> tuple[str, ...]:
    """The same of what a method's instance holds, by dotted place: `self.data.items()`; and of what is around a closure:
    "^.recipes" for `recipes.items()`."""
    this = info.node.params[0].name if info.cls is not None and info.node.params else ""
    around = act.program.functions[info.parent].node if info.parent is not None and not this else None

    def look() -> tuple[str, ...]:
        if around is not None:
            captured = {name for node in nodes_within(info.node) for expr in _searched(node) for name in _walked(expr)}
            return tuple(sorted(f"^.{name}" for name in captured.intersection(around.binds) - set(info.node.binds)))
        places = {place for node in nodes_within(info.node) for expr in _searched(node) for place in _held(expr)}
        places |= _iterated_places(act, info, this)
        return tuple(sorted(place for place in places if place.partition(".")[0] == this))

    learned = act.solver.learned
    return learned.once(learned.walked_places, info.id, look) if this or around is not None else ()


def _iterated_places(act: Activation, info: FunctionInfo, this: str) -> set[str]:
    """What a mapping's `__iter__` goes over, of a method that goes over the mapping: `dict(self)`, `for key in self`."""
    iterates, looks_up = (act.program.find_method(info.cls or "", name) for name in ("__iter__", "__getitem__"))
    if iterates is None or looks_up is None or info.node.name in ("__iter__", "__getitem__"):
        return set()
    nodes = nodes_within(info.node)
    owners = {id(node.value) for node in nodes if isinstance(node, ir.Attr) and node.name not in _OVER_ALL}
    if not any(isinstance(node, ir.Name) and node.id == this and id(node) not in owners for node in nodes):
        return set()
    method = act.program.functions[iterates[1]].node
    own = method.params[0].name if method.params else ""
    attributes = (node for node in nodes_within(method) if isinstance(node, ir.Attr))
    return {f"{this}.{a.name}" for a in attributes if isinstance(a.value, ir.Name) and a.value.id == own}


_OVER_ALL = frozenset(("items", "keys", "values"))


def _gone_over(asked: FunctionInfo, walked: Callable[[ir.Expr], Iterator[str]]) -> frozenset[str]:
    """The parameters that loops, or searches for a key, are of as `walked` tells it of an expression, or what was kept
    under another name."""
    names = {param.name for param in asked.node.params}
    copies: dict[str, set[str]] = {}
    found: set[str] = set()
    kept: set[str] = set()
    for node in nodes_within(asked.node):
        if isinstance(node, ir.Assign) and isinstance(node.targets[0], ir.Name):
            copies.setdefault(node.targets[0].id, set()).update(walked(node.value))
        for expr in _searched(node):
            found.update(walked(expr))
            kept.update(_walked(expr))
    for name in sorted(found | kept):
        found |= copies.get(name, set())
    return frozenset(found & names)


def _searched(node: object) -> Iterator[ir.Expr]:
    """What a piece of text goes over, or looks for a key in."""
    if isinstance(node, ir.For):
        yield node.iter
    elif isinstance(node, ir.Comp):
        yield from (clause.iter for clause in node.clauses)
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name == "update":
        yield from (arg.value for arg in node.args if arg.keyword is None)
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Name) and node.func.id == "filter":
        yield from (arg.value for arg in node.args[1:])
    elif isinstance(node, ir.Call) and any(arg.star == 2 for arg in node.args) and _makes_namespace(node.func):
        yield from (arg.value for arg in node.args if arg.star == 2)
    elif isinstance(node, ir.Compare) and node.ops[-1] in ("in", "not in"):
        yield node.comparators[-1]


_NAMESPACES = frozenset(("SimpleNamespace", "Namespace"))
"""What has every key of a mapping that it is given for an attribute: `SimpleNamespace(**row)`."""


def _makes_namespace(func: ir.Expr) -> bool:
    return (func.id if isinstance(func, ir.Name) else func.name if isinstance(func, ir.Attr) else "") in _NAMESPACES


def _walked_parts(expr: ir.Expr) -> Iterator[str]:
    """The variable of which a part is gone over: `fields["extra"].items()`, `fields.pop("facts", {})`, `(row.get("x") or {})`."""
    if isinstance(expr, ir.Sub) and isinstance(expr.value, ir.Name) and isinstance(expr.index, ir.Const):
        yield expr.value.id
    elif isinstance(expr, ir.Bool):
        yield from (name for operand in expr.operands for name in _walked_parts(operand))
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and not expr.args:
        yield from _walked_parts(expr.func.value)
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name in _PART_OF:
        yield from (expr.func.value.id,) if isinstance(expr.func.value, ir.Name) else ()
    elif isinstance(expr, ir.Call) and expr.args and isinstance(expr.func, ir.Name):
        yield from _walked_parts(expr.args[0].value)


_PART_OF = frozenset(("get", "pop", "setdefault"))


def _held(expr: ir.Expr) -> Iterator[str]:
    """The attribute that a loop goes over the keys of: `self.data.items()`, `dict(self.data)`, `{**self.data}`."""
    if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Name):
        yield f"{expr.value.id}.{expr.name}"
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name in _OF_KEYS:
        yield from _held(expr.func.value)
    elif isinstance(expr, ir.Call) and expr.args and isinstance(expr.func, ir.Name):
        yield from _held(expr.args[0].value)
    elif isinstance(expr, ir.Dict):
        for key, value in zip(expr.keys, expr.values, strict=True):
            yield from _held(value) if key is None else ()


_OF_KEYS = frozenset(("items", "keys", "copy"))


def _walked(expr: ir.Expr) -> Iterator[str]:
    """The variable that a loop goes over: `row`, `row.items()`, `list(row)`, `sorted(row.keys())`, `dict(row)`, `{**row}`."""
    if isinstance(expr, ir.Name):
        yield expr.id
    elif isinstance(expr, ir.Bin):  # `HIDDEN & row.keys()`
        yield from (name for operand in expr.operands for name in _walked(operand))
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name in _OF_KEYS:
        yield from _walked(expr.func.value)
    elif isinstance(expr, ir.Call) and expr.args and isinstance(expr.func, (ir.Name, ir.Attr)):
        yield from _walked(expr.args[0].value)
    elif isinstance(expr, ir.Dict):
        for key, value in zip(expr.keys, expr.values, strict=True):
            if key is None:
                yield from _walked(value)
