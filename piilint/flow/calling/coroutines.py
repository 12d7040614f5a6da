"""What a coroutine raises comes out where it is awaited, or is gathered with the results.

tasks = [pay(iban) for iban in ibans]                                # nothing is raised here
results = await asyncio.gather(*tasks, return_exceptions=True)       # each is a result, or what `pay` raised
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, Value, constant, join
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.raising import new_exception, throw
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir

KIND = "coroutine"
"""The kind of the object that stands beside a coroutine's result and holds what it may raise."""

RAISES = ".raised"


def with_raised(act: Activation, info: FunctionInfo, result: Value, raised: Value, at: int) -> Value:
    """What a call of a function gives: of a coroutine that isn't awaited at once also what it may raise."""
    node = info.node
    if not node.is_async or node.is_generator or act.awaiting == at or not (raised.objects or raised.labels):
        return result
    return join(result, act.allocate(at, KIND, None, {RAISES: raised}, tag="raised"))


def awaited(act: Activation, value: Value) -> Value:
    """The result of a coroutine; what it may raise is raised here."""
    result, raised = _both(act, value)
    if raised is not None:
        throw(act, raised)
    return result


def gathered(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`asyncio.gather(a, b, return_exceptions=True)`: what each gives, or raises."""
    told = args.keywords.get("return_exceptions", constant(False))
    keeps = told.const != (False,)

    def each(value: Value) -> Value:
        """A result among the others."""
        if not keeps:
            return awaited(act, value)
        result, raised = _both(act, value)
        failed = new_exception(act, "builtins.Exception", Arguments(), expr.at)  # by code that isn't in view
        return join(join(result, failed), NOTHING if raised is None else raised)

    fields = {f"[{i}]": each(value) for i, value in enumerate(args.positional)}
    if not args.rest.is_nothing():
        fields["[*]"] = each(args.rest)
    return act.allocate(expr.at, "list", None, fields)


def run(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`asyncio.run(main())`: its result."""
    return awaited(act, args.positional[0]) if args.positional else None


def raised_by(act: Activation, receiver: Value) -> Value | None:
    """`task.exception()`: what a task raised; None of what isn't known to be one."""
    _, raised = _both(act, receiver)
    return raised


def is_task(held: Object) -> bool:
    """Whether it tells of a coroutine what it may raise."""
    return held.kind == KIND


def is_coroutine(act: Activation, expr: ir.Expr) -> bool:
    """Whether what is awaited by `self.load().__await__()` is what a call gave, no instance that was made there."""
    if not isinstance(expr, ir.Call):
        return False
    ref = resolve_expr(expr.func, act.module, act.program)
    return ref is None or ref[0] != "class"


def _both(act: Activation, value: Value) -> tuple[Value, Value | None]:
    """The result of a coroutine by itself, and what it may raise."""
    made = {name: held for name, held in act.objects(value) if held.kind == KIND}
    if not made:
        return value, None
    raised = NOTHING
    for held in made.values():
        raised = join(raised, held.fields.get(RAISES, NOTHING))
    return Value(value.labels, value.objects.difference(made), value.refs, value.const, value.opaque), raised
