"""What filters, handlers and formatters leave of a log record: they are called with one, part by part.

    class Hide(logging.Filter):
        def filter(self, record):
            if isinstance(record.args, dict):
                record.args = {k: "***" if k in HIDDEN else v for k, v in record.args.items()}
            for key in HIDDEN & set(record.__dict__):
                setattr(record, key, "***")
            return True

    log.info("%(iban)s", {"iban": iban})           # the argument "iban" is gone
    log.info("%s", iban)                           # a positional argument stays
    log.info("paid", extra={"iban": iban})         # the attribute is gone

Every part has a mark of its own; where the mark is left, the part gets out, and where it is left under a guard, as far as
that lets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from piilint.flow.calling.calls import bind
from piilint.flow.calling.handed_on import wanted_parameters
from piilint.flow.calling.instantiate import apply_summary
from piilint.flow.calling.specialise import LoggedRecord, held_constants
from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.state import symbol
from piilint.flow.domain.value import NOTHING, UNKNOWN, Labels, Path, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_attribute, read_part
from piilint.flow.objects.class_constants import constant_of_class, own_constants
from piilint.flow.objects.sure_classes import asks_classes, sure_class
from piilint.flow.protection.event_parts import event_part
from piilint.flow.protection.kept_records import LOG_RECORD
from piilint.flow.sources.naming import record_fields
from piilint.flow.syntax.nodes import nodes_within
from piilint.flow.texts.render import render
from piilint.link.program import FunctionInfo
from piilint.model import ir
from piilint.model.place import Spot

RECORD_METHODS = ("filter", "prepare", "handle", "emit", "format")
"""The methods that the library calls with a record: of filters, handlers and formatters."""
_OWN = """name msg args message levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName
created asctime msecs relativeCreated thread threadName process processName taskName"""
"""A record's own attributes (docs.python.org, "LogRecord attributes"); others came with `extra`."""
ROOT = "log record"
_MOST_ARGUMENTS = 6
IN_CLEAR = ""
_T = TypeVar("_T")

Part = tuple[str, ...]
"""(".msg",) · (".args", "[0]") · (".args", '["iban"]') · (".iban",) · (".exc_info",)"""


class Given(NamedTuple):
    """What a call of a logger puts into a record."""

    first: int
    """The position of the message among the arguments."""
    placed: int
    """How many arguments go into the message by position."""
    keys: tuple[str, ...]
    """The keys of the one mapping that goes into the message."""
    extras: tuple[str, ...]
    values: tuple[Value, ...]
    """The message and its arguments."""

    def parts(self) -> list[Part]:
        """All parts, the message first."""
        by_position = [(".args", f"[{number}]") for number in range(self.placed)]
        by_key = [(".args", key_selector(key)) for key in self.keys]
        return [(".msg",), *by_position, *by_key, (".exc_info",), *((f".{key}",) for key in self.extras)]


def given_to(act: Activation, args: Arguments, first: int) -> Given:
    """What a logging call gives a record; the message is the argument at `first`."""
    into = args.positional[first + 1 :]
    keys = known_parts(act, into[0]) if len(into) == 1 else None
    names = tuple(selector[2:-2] for selector in keys or ())
    extra = act.objects(args.keywords["extra"]) if "extra" in args.keywords else ()
    extras = tuple(dict.fromkeys(key for _, held in extra for key in record_fields(held)))
    placed = 0 if names else min(len(into), _MOST_ARGUMENTS)
    held = (keys or {}).values() if names else into[:placed]
    return Given(first, placed, names, extras, (*(args.positional[first : first + 1] or [NOTHING]), *held))


def left_of_record(act: Activation, called: RecordFunction, given: Given, at: int) -> dict[Part, set[str]]:
    """By part, the guards under which it is still there after a guard's function was called: "" in the clear."""
    labels = tried(act, lambda: _after(act, called, given, _record(act, given, at), at))
    found = parts_left(act, labels, given, at)
    info = act.program.functions[called.function]
    chooses = any(_came_with_extra(label.path) for label in labels.values()) or _asks_for_extras(act, info)
    if info.node.name == "format" and not chooses:
        for key in given.extras:  # it doesn't choose among them: other formatters show them
            found[(f".{key}",)].add(IN_CLEAR)
    return found


def tried(act: Activation, run: Callable[[], _T]) -> _T:
    """What comes of calls that are made only to see what they do: nothing of it is left."""
    state, calls, outer = act.state, act.calls, act.only_concrete
    act.state, act.calls, act.only_concrete = state.copy(), dict(calls), True
    raises = list(act.raises)
    try:
        return run()
    finally:
        act.state, act.calls, act.only_concrete = state, calls, outer
        act.raises[:] = raises


def parts_left(act: Activation, labels: Labels, given: Given, at: int) -> dict[Part, set[str]]:
    """By part, the guards under which its mark is among labels."""
    found: dict[Part, set[str]] = {part: set() for part in given.parts()}
    for label in labels.values():
        if label.path[:1] == (ROOT,) and label.confidence > 1:
            for part in found:
                if label.path[1 : len(part) + 1] == part[: len(label.path) - 1] and not _is_harmless(
                    act, given, part, label.path[len(part) + 1 :], at
                ):
                    found[part].add(label.guard)
    return found


def _is_harmless(act: Activation, given: Given, part: Part, inside: Path, at: int) -> bool:
    """Whether of an instance only an attribute is left that holds no data: `value.id if isinstance(value, Payment)`."""
    place = given.parts().index(part)
    value = given.values[place] if inside and place < len(given.values) else NOTHING
    while inside and inside[0][0] == "[":
        value, inside = read_part(act, value, inside[0]), inside[1:]
    if not inside or inside[0][0] != "." or sure_class(act, value) is None:
        return False
    name = inside[0][1:]
    if constant_of_class(act, value, name) is not None:
        return True
    left = render(act, read_attribute(act, value, name, at, name), "data", at)
    return all(label.path for label in left.values())


def _came_with_extra(path: Path) -> bool:
    return path[:1] == (ROOT,) and (len(path) < 2 or path[1][1:] not in _OWN)


def _asks_for_extras(act: Activation, info: FunctionInfo) -> bool:
    """Whether a formatter's text, or what it hands the record to, looks for attributes that came with `extra`:
    `vars(record)`, `record.__dict__`, `getattr(record, key)`, `record.job`."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        owners = (owner for node in nodes_within(asked.node) for owner in _asked_for_extras(node))
        return frozenset(owner.id for owner in owners if isinstance(owner, ir.Name))

    return info.node.params[-1].name in wanted_parameters(act.solver, info, "extras", own)


def _asked_for_extras(node: object) -> Iterator[ir.Expr]:
    """Whose attributes, but for a record's own, a piece of text asks for."""
    if isinstance(node, ir.Attr) and node.name not in _OWN.split() and node.name != "getMessage":
        yield node.value
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Name) and node.func.id in _BY_NAME and node.args:
        yield node.args[0].value


_BY_NAME = frozenset(("vars", "getattr", "hasattr"))


def _record(act: Activation, given: Given, at: int) -> Value:
    """A record whose parts carry marks."""
    items = {part[1]: mark(act, part, at) for part in given.parts() if part[0] == ".args"}
    args = act.allocate(at, "dict" if given.keys else "tuple", None, items, tag="record's arguments")
    own = {part[0]: mark(act, part, at) for part in given.parts() if part[0] != ".args"}
    made = act.allocate(at, "instance", None, {**own, ".args": args}, tag="record")
    return Value(objects=made.objects, refs=frozenset((("inst", LOG_RECORD),)))


def mark(act: Activation, part: Part, at: int) -> Value:
    return Value(symbol((ROOT, *part), Spot(act.path, at), "").labels, opaque=True)


def _after(act: Activation, called: RecordFunction, given: Given, record: Value, at: int) -> Labels:
    """What gets out after the call: of a formatter what it returns, else what is left in the record."""
    info = act.program.functions[called.function]
    args = Arguments([record])
    if info.kind == "method" and info.cls is not None:
        args = args.after([called.instance if called.instance is not None else UNKNOWN])
    roots = bind(act, info, args, at)
    if called.frame is not None:
        roots["^"] = called.frame
    shapes = tuple(event_part(act, each) for each in given.values) if asks_classes(act, info) else ()
    record_given = LoggedRecord(given.extras, given.keys, given.placed, shapes if any(shapes) else ())
    fixed = {info.node.params[-1].name: record_given, **held_constants(act, info, roots)}
    if called.instance is not None:
        fixed |= own_constants(act, info, called.instance)
    result = apply_summary(act, info, act.solver.variant(info.id, fixed, _VARIANTS), roots, at)
    if info.node.name == "format":
        return render(act, result, "data", at)
    if info.node.name not in ("prepare", "handle", "emit") and result.const == (False,):
        return {}
    another = [name for name, held in act.objects(result) if ".msg" in held.fields]
    left = Value(objects=frozenset(another)) if another else record
    return render(act, join_all(part for _, held in act.objects(left) for part in held.fields.values()), "data", at)


_VARIANTS = 40
"""Kinds of records that one guard is interpreted for; further ones are any record."""


def hidden_parts(left: dict[Part, set[str]], given: Given) -> set[str]:
    """What a guard hides, as `redaction.protected_keys` says it."""
    names: dict[Part, str] = {(".msg",): f"arg{given.first}", (".exc_info",): "log.exception"}
    names |= {(".args", f"[{number}]"): f"arg{given.first + 1 + number}" for number in range(given.placed)}
    names |= {(".args", key_selector(key)): f"args:{key}" for key in given.keys}
    keys: set[str] = set()
    for part, guards in left.items():
        name = names.get(part, part[0][1:])
        keys |= {name} if not guards else {f"{name}:{guard}" for guard in guards} if IN_CLEAR not in guards else set()
    for channel, first in (("log.message", (".msg", ".args")), ("log.field", tuple(f".{key}" for key in given.extras))):
        guards = set[str]().union(*(kept for part, kept in left.items() if part[0] in first))
        if first and IN_CLEAR not in guards:
            keys |= {f"{channel}:{guard}" for guard in guards} or {channel}
    return keys


class RecordFunction(NamedTuple):
    """A function that a guard calls with a record."""

    function: str
    instance: Value | None
    """Whose method it is."""
    frame: Value | None
    """What it captured."""


def record_functions(act: Activation, guard: Value, names: tuple[str, ...] = RECORD_METHODS) -> list[RecordFunction]:
    """The functions in view that a guard calls with a record: itself, or its class's methods, bound to it."""
    found = [RecordFunction(target, None, None) for kind, target in guard.refs if kind == "func"]
    classes = [(target, Value(objects=frozenset((("t", target),)))) for kind, target in guard.refs if kind == "class"]
    for oid, held in act.objects(guard):
        cls = class_of(act, held)
        if cls is not None:
            classes.append((cls.id, Value(objects=frozenset((oid,)))))
        elif held.cls is not None and held.cls[0] == "func":
            found.append(RecordFunction(held.cls[1], held.fields.get("self"), held.fields.get("frame")))
    for name, instance in classes:
        methods = [act.program.find_method(name, method) for method in names]
        found += [RecordFunction(method[1], instance, None) for method in methods if method is not None]
    called = {each.function: each for each in found if act.program.functions[each.function].node.params}
    return [called[name] for name in sorted(called)]
