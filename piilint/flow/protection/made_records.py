"""What the program's own factory of log records leaves of what a logging call passes: all loggers use it.

    def factory(*args, **kwargs):
        record = logging.LogRecord(*args, **kwargs)
        record.msg, record.args = mask(record.getMessage()), ()
        return record

    class Record(logging.LogRecord):
        def getMessage(self): return mask(super().getMessage())

    logging.setLogRecordFactory(factory)

It is called with the message and its arguments under marks, as guards are: see `logged_records`. What comes with `extra` is
put into the record afterwards.
"""

from __future__ import annotations

from itertools import zip_longest

from piilint.flow.calling.calls import bind, call_function, construct
from piilint.flow.calling.instantiate import apply_summary
from piilint.flow.calling.specialise import KnownReference, held_constants
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import UNKNOWN, Labels, Value, join_all, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.objects.sure_classes import asks_classes
from piilint.flow.protection.event_parts import event_part
from piilint.flow.protection.kept_records import ARGUMENTS, EXCEPTION, GIVEN, LOG_RECORD, MESSAGE
from piilint.flow.protection.logged_records import (
    IN_CLEAR,
    ROOT,
    Given,
    Part,
    RecordFunction,
    mark,
    parts_left,
    record_functions,
    tried,
)
from piilint.flow.syntax.walked import KnownKeys, KnownList, Shape, shaped
from piilint.flow.texts.render import render
from piilint.link.program import ClassInfo, FunctionInfo

FACTORY = ("l", LOG_RECORD, "")
"""Where the factory is attached."""

# ---- what a factory leaves -----------------------------------------------------------------------------------------------


def left_by_factory(act: Activation, factory: Value, given: Given, at: int) -> list[dict[Part, set[str]]]:
    """For each of the factories that may be in use the parts that are left, as `logged_records.left_of_record` says it."""
    made = [
        tried(act, lambda called=called: _called(act, called, given, at))  # type: ignore[misc]
        for called in record_functions(act, factory, ())
    ]
    classes = [act.program.classes[target] for kind, target in sorted(factory.refs) if kind == "class"]
    made += [tried(act, lambda cls=cls: _constructed(act, cls, given, at)) for cls in classes]  # type: ignore[misc]
    return [_left(act, labels, given, at) for labels in made]


def _left(act: Activation, labels: Labels | None, given: Given, at: int) -> dict[Part, set[str]]:
    left = parts_left(act, labels or {}, given, at)
    for part, guards in left.items():
        if labels is None or part[0] not in (".msg", ".args", ".exc_info"):
            guards.add(IN_CLEAR)
    return left


def _called(act: Activation, called: RecordFunction, given: Given, at: int) -> Labels | None:
    """What a record shows that a function makes; None where that isn't known."""
    info = act.program.functions[called.function]
    args = _marks(act, given, (), at)
    roots = bind(act, info, args.after([called.instance]) if called.instance is not None else args, at)
    fixed = _constants(act, info, given, called.instance is not None)
    if called.frame is not None:
        roots["^"] = called.frame
        fixed |= _makers(act, called.frame)
    fixed |= held_constants(act, info, roots)
    return _shown(act, apply_summary(act, info, act.solver.variant(info.id, fixed, _VARIANTS), roots, at), at)


_VARIANTS = 40
"""As of guards: see `logged_records`."""


def _constants(act: Activation, info: FunctionInfo, given: Given, bound: bool) -> dict[str, object]:
    """What a factory is interpreted for: what the arguments are, by position or by key."""
    inside = _shapes(act, given) if asks_classes(act, info) else (None,) * len(given.values)
    shapes: list[Shape | None] = [None] * GIVEN
    shapes[MESSAGE] = inside[0]
    if given.keys:
        shapes[ARGUMENTS] = KnownKeys(given.keys, inside[1:] if any(inside[1:]) else ())
    else:
        shapes[ARGUMENTS] = KnownList(inside[1:], False, "tuple")
    params = [param for param in info.node.params if param.kind in ("posonly", "pos")][bound:]
    fixed: dict[str, object] = {
        param.name: shape for param, shape in zip(params, shapes, strict=False) if shape is not None
    }
    gathered = next((param.name for param in info.node.params if param.kind == "vararg"), "")
    if gathered and len(params) < GIVEN:
        fixed[gathered] = KnownList(tuple(shapes[len(params) :]), False, "tuple")
    return fixed


def _makers(act: Activation, frame: Value) -> dict[str, object]:
    """By place the captured variables that hold what made the records before: `old = logging.getLogRecordFactory()`."""
    fields = [(selector, part) for _, held in act.objects(frame) for selector, part in held.fields.items()]
    made = reference("ext", LOG_RECORD).refs
    return {f"^{selector}": KnownReference(LOG_RECORD) for selector, part in fields if part.refs == made}


def _shapes(act: Activation, given: Given) -> tuple[Shape | None, ...]:
    return tuple(event_part(act, value) for value in given.values)


def _constructed(act: Activation, cls: ClassInfo, given: Given, at: int) -> Labels | None:
    """What a record of a class in view shows."""
    return _shown(act, construct(act, cls, _marks(act, given, _shapes(act, given), at), at), at)


def _shown(act: Activation, record: Value, at: int) -> Labels | None:
    parts: list[Value] = []
    for name, held in act.objects(record):
        cls = class_of(act, held)
        message = act.program.find_method(cls.id, "getMessage") if cls is not None else None
        if message is not None:
            this = Value(objects=frozenset((name,)))
            parts.append(call_function(act, message[1], [this], {}, at))
        elif ".msg" not in held.fields:
            return None
        shown = (".exc_info",) if message is not None else (".msg", ".args", ".exc_info")
        parts += [held.fields[selector] for selector in shown if selector in held.fields]
    return render(act, join_all(parts), "data", at) if parts else None


def _marks(act: Activation, given: Given, shapes: tuple[Shape | None, ...], at: int) -> Arguments:
    """What a factory is given, under marks."""

    def marked(part: Part, shape: Shape | None) -> Value:
        return mark(act, part, at) if shape is None else shaped(act, ("p", ROOT, *part), shape)

    parts = given.parts()[: len(given.values)]
    message, *into = [marked(part, shape) for part, shape in zip_longest(parts, shapes)]
    items = {part[1]: value for part, value in zip(parts[1:], into, strict=True)}
    placed = act.allocate(at, "dict" if given.keys else "tuple", None, items, tag="record's arguments")
    others = [UNKNOWN] * (GIVEN - EXCEPTION - 1)
    return Arguments([UNKNOWN] * MESSAGE + [message, placed, mark(act, (".exc_info",), at), *others])
