"""Which exceptions of a `with` statement's body go on, and which its context manager ends.

with suppress(KeyError): book(row)        # a KeyError ends here, a BookingError goes on
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.domain.value import NOTHING, Object, ObjectId, Ref, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.raising import can_be_caught
from piilint.flow.objects.access import class_of, read_attribute, read_part
from piilint.flow.syntax.ended import Ending, ended_at_yield, ended_by_exit
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir

Ended = frozenset[ObjectId] | None
"""The exceptions that are ended; None where the manager ends none, whatever is raised."""


def without_ended(raised: Value, ended: Ended) -> tuple[Value, bool]:
    """What goes on of what was raised, and whether the manager ends exceptions at all."""
    if ended is None:
        return raised, False
    if raised.objects <= ended:
        return NOTHING, True
    left = raised.objects - ended
    return (raised if left == raised.objects else Value(objects=left)), True


def ended_by_library(act: Activation, manager: Value, raised: Value) -> Ended:
    """`contextlib.suppress(KeyError, BookingError)`."""
    wanted = _classes(read_part(act, manager, "[*]"))
    return frozenset(name for name, held in act.objects(raised) if not wanted or _is_one(act, wanted, held))


def ended_in_view(act: Activation, manager: Value, name: str, answer: Value, raised: Value) -> Ended:
    """What the `__exit__` of classes in view ends, which gave this answer."""
    if answer.const == (True,):
        return raised.objects
    found: set[ObjectId] = set()
    ends = False
    for oid, held in act.objects(manager):
        cls = class_of(act, held)
        method = act.program.find_method(cls.id, name) if cls is not None else None
        if method is None:
            continue
        info = act.program.functions[method[1]]
        for ending in ended_by_exit(info.node):
            ends = True
            wanted = _wanted(act, info, ending, Value(objects=frozenset((oid,))))
            for each, one in act.objects(raised):
                known = one.cls in wanted if wanted is not None and ending.exact else None
                if wanted is None or (_is_one(act, wanted, one) if known is None else known):
                    found.add(each)
    return frozenset(found) if ends else None


def ended_by_generator(act: Activation, manager: Value, raised: Value) -> Ended:
    """What the handlers around the `yield` of a `@contextmanager` end, and don't raise again."""
    found: set[ObjectId] = set()
    ends = False
    for info in _generators(act, manager):
        levels = ended_at_yield(info.node)
        ends = ends or any(not ending.goes_on for handlers in levels for ending in handlers)
        found |= {name for name, held in act.objects(raised) if any(_handled(act, info, each, held) for each in levels)}
    return frozenset(found) if ends else None


def told_at_yield(act: Activation, manager: Value, raised: Value) -> Value:
    """What of the body's exceptions those handlers are told of."""
    levels = [(info, each) for info in _generators(act, manager) for each in ended_at_yield(info.node)]
    if not levels or not raised.objects:
        return raised
    told = frozenset(
        name
        for name, held in act.objects(raised)
        if any(
            (wanted := _wanted(act, info, ending)) is None or not wanted or _is_one(act, wanted, held)
            for info, handlers in levels
            for ending in handlers
        )
    )
    return raised if told == raised.objects else Value(objects=told)


def _generators(act: Activation, manager: Value) -> Iterator[FunctionInfo]:
    for _, held in act.objects(manager):
        if held.kind == "generator" and held.cls is not None and held.cls[0] == "func":
            yield act.program.functions[held.cls[1]]


def _handled(act: Activation, info: FunctionInfo, handlers: tuple[Ending, ...], held: Object) -> bool:
    """Whether the first handler that an exception meets ends it."""
    for ending in handlers:
        wanted = _wanted(act, info, ending)
        if wanted is None or _is_one(act, wanted, held):
            return not ending.goes_on
    return False


def _wanted(act: Activation, info: FunctionInfo, ending: Ending, this: Value = NOTHING) -> frozenset[Ref] | None:
    """The classes that are meant; None for any, empty where that isn't known."""
    if ending.types is None:
        return None
    found: set[Ref] = set()
    own = {param.name for param in info.node.params}
    for expr in ending.types:
        for each in expr.elements if isinstance(expr, ir.Seq) else (expr,):
            if isinstance(each, ir.Attr) and isinstance(each.value, ir.Name) and each.value.id in own:
                held = read_attribute(act, this, each.name, -1, "", by_name=False)
                found |= _classes(held) | _classes(read_part(act, held, "[*]"))
            elif not isinstance(each, ir.Name) or each.id not in own:
                ref = resolve_expr(each, act.program.modules[info.module], act.program)
                found |= {ref} if ref is not None else set()
    return frozenset(found)


def _classes(value: Value) -> frozenset[Ref]:
    return frozenset(ref for ref in value.refs if ref[0] in ("class", "ext"))


def _is_one(act: Activation, wanted: frozenset[Ref], held: Object) -> bool:
    return any(can_be_caught(act, ref, held) for ref in wanted)
