"""What is known to be an exception where `isinstance` tells: results that were gathered with what went wrong.

for result in results:
    if isinstance(result, Exception):
        log.error("%s", result)       # what was raised, not what the others gave
        continue
    ledger.book(result)               # what was given
"""

from __future__ import annotations

from piilint.flow.domain.value import Object, ObjectId, Ref, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.raising import can_be_caught, is_exception
from piilint.link.classes import resolve_expr
from piilint.model import ir

_ANY = frozenset((("ext", "builtins.Exception"), ("ext", "builtins.BaseException")))


def assume_failure(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let a test tell whether a variable that may be an exception is one."""
    if isinstance(test, ir.Unary) and test.op == "not":
        assume_failure(act, test.operand, not holds)
    elif isinstance(test, ir.Bool) and (test.op == "and") == holds:
        for operand in test.operands:
            assume_failure(act, operand, holds)
    elif isinstance(test, ir.Call) and isinstance(test.func, ir.Name) and test.func.id == "isinstance":
        asked = [arg.value for arg in test.args]
        if len(asked) == 2 and isinstance(asked[0], ir.Name):
            _assume(act, asked[0].id, asked[1], holds)


def _assume(act: Activation, variable: str, classes: ir.Expr, holds: bool) -> None:
    """`isinstance(result, Exception)`: of what a variable may be, what is an exception, or what isn't one."""
    value = act.state.env.get(variable)
    failures = {} if value is None else {name: held for name, held in act.objects(value) if _is_failure(act, held)}
    if value is None or not failures:
        return
    asked = classes.elements if isinstance(classes, ir.Seq) else (classes,)
    wanted = [ref for each in asked if (ref := resolve_expr(each, act.module, act.program)) is not None]
    if len(wanted) != len(asked) or not all(_of_exceptions(act, ref) for ref in wanted):
        return
    if not holds:
        gone = {name for name, held in failures.items() if any(_is_surely(act, held, ref) for ref in wanted)}
        objects = value.objects.difference(gone)
        act.state.env[variable] = Value(value.labels, objects, value.refs, value.const, value.opaque)
        return
    caught = {name for name, held in failures.items() if any(can_be_caught(act, ref, held) for ref in wanted)}
    others: set[ObjectId] = {name for name in value.objects if name[0] == "p"}
    symbols = {key: label for key, label in value.labels.items() if label.path}
    act.state.env[variable] = Value(symbols, frozenset(caught | others), opaque=value.opaque)


def _is_failure(act: Activation, held: Object) -> bool:
    return held.kind == "instance" and held.cls is not None and _of_exceptions(act, held.cls)


def _of_exceptions(act: Activation, ref: Ref) -> bool:
    kind, target = ref
    if kind == "class":
        cls = act.program.classes[target]
        return cls.kind == "exception" or any(base == ("ext", "builtins.BaseException") for base in cls.mro)
    return kind in ("ext", "inst") and is_exception(target)


def _is_surely(act: Activation, held: Object, wanted: Ref) -> bool:
    if wanted in _ANY:
        return True
    return held.cls is not None and held.cls[0] == "class" and wanted in act.program.classes[held.cls[1]].mro
