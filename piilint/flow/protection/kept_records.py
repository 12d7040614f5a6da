"""Log records as the library's constructor makes them, `logging.LogRecord(name, level, path, line, msg, args, exc_info)`: each
has the message, what goes into it and the exception as parts."""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import index_selector
from piilint.flow.domain.value import Value, constant, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part
from piilint.link.program import ClassInfo
from piilint.model import ir

LOG_RECORD = "logging.LogRecord"
MESSAGE, ARGUMENTS, EXCEPTION = 4, 5, 6
"""Positions among what a factory is given (docs.python.org, `logging.LogRecord`)."""
GIVEN = 9
_KEPT = ((MESSAGE, "msg"), (ARGUMENTS, "args"), (EXCEPTION, "exc_info"))


def makes_records(cls: ClassInfo | None) -> bool:
    """Whether a class in view is one of log records."""
    return cls is not None and ("ext", LOG_RECORD) in cls.mro


def new_record(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`logging.LogRecord(name, level, path, line, msg, args, exc_info)`: a record with its parts."""
    made = act.allocate(expr.at, "instance", None, {}, tag="log record")
    keep_record(act, made, args)
    return Value(objects=made.objects, refs=frozenset((("inst", LOG_RECORD),)))


def factory_in_use(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value:
    """`logging.getLogRecordFactory()`: what makes a record out of the same arguments."""
    return reference("ext", LOG_RECORD)


def keep_record(act: Activation, instance: Value, args: Arguments) -> None:
    """What the library's constructor does with what it is given."""
    for place, name in _KEPT:
        value = _at(act, args, place, name)
        if value is not None:
            for oid in instance.objects:
                act.state.write(oid, f".{name}", value)


def _at(act: Activation, args: Arguments, place: int, name: str) -> Value | None:
    """An argument, also where it is one of a caller's `*args`."""
    if args.sequence is not None and name not in args.keywords and place >= len(args.positional):
        return read_part(act, args.sequence[1], index_selector(constant(place - args.sequence[0])))
    return args.get(place, name)
