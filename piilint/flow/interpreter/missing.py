"""What a test tells of the parts that a variable was taken from: where it is false, they aren't there to be seen.

token = answer.get("access_token") or answer.get("token")
if not token:
    raise LoginError(f"no token in {answer}")    # shows what else the answer holds
try:
    return answer["access_token"]
except KeyError:
    raise LoginError(f"no token in {answer}")    # here, too
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.known_functions import table_of
from piilint.flow.syntax.nodes import nodes_within
from piilint.flow.syntax.reaching import Reaching
from piilint.model import ir
from piilint.model.walking import targets_of


def assume_missing(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let nothing stand under the keys from which something was taken that is false where a test holds or doesn't."""
    from piilint.flow.interpreter.bare import bare_where

    if _asks_for_nothing(test):
        take_away(act, [bare.expr for bare in bare_where(act, test, holds).values() if not bare.is_own])


def _asks_for_nothing(test: ir.Expr) -> bool:
    """Whether a test tells only what is empty, zero or nothing, and not which of its constants something is."""
    if isinstance(test, ir.Unary):
        return _asks_for_nothing(test.operand)
    if isinstance(test, ir.Bool):
        return all(map(_asks_for_nothing, test.operands))
    if isinstance(test, ir.Compare):
        other = test.comparators[0]
        return len(test.ops) == 1 and isinstance(other, ir.Const) and not other.value
    return isinstance(test, (ir.Name, ir.Sub, ir.Walrus)) or _part(test) is not None


def take_away(act: Activation, false: Iterable[ir.Expr]) -> None:
    """Let nothing stand under the keys from which these were taken, which are false."""
    from piilint.flow.interpreter.expressions import evaluate

    for part in [part for expr in false for part in _taken(act, expr)]:
        owners = [name for name, held in act.objects(evaluate(act, part.value)) if held.kind in ("dict", "symbol")]
        if len(owners) == 1 and isinstance(part.index, ir.Const):
            act.state.write(owners[0], key_selector(str(part.index.value)), NOTHING)


def not_found(body: tuple[ir.Stmt, ...]) -> tuple[ir.Expr, ...]:
    """What wasn't there, where a `try` only looks a part up by key, in the handlers."""
    looks = body[0] if len(body) == 1 else None
    value = looks.value if isinstance(looks, (ir.Assign, ir.Return)) else None
    return (value,) if isinstance(value, ir.Sub) else ()


def is_found(act: Activation, body: tuple[ir.Stmt, ...]) -> bool:
    """Whether a `try` only looks a function up under a key that its table has: `rule = self._rules[key]`."""
    from piilint.flow.interpreter.expressions import evaluate

    looks = not_found(body) if body and isinstance(body[0], ir.Assign) else ()
    if not looks or not isinstance(looks[0], ir.Sub) or not isinstance(looks[0].value, (ir.Name, ir.Attr)):
        return False
    table, key = table_of(act, evaluate(act, looks[0].value)), evaluate(act, looks[0].index)
    known = key.const[0] if key.const and not key.labels else None
    return table is not None and isinstance(known, str) and known in table[0]


def misses(handler: ir.Handler) -> bool:
    """Whether it is for what isn't found, and for nothing else."""
    return isinstance(handler.type, ir.Name) and handler.type.id in ("KeyError", "LookupError")


def _taken(act: Activation, expr: ir.Expr) -> Iterator[ir.Sub]:
    """The parts by key whose values are an expression's, all of them where it is false; of a variable, what its only
    assignment says."""
    if isinstance(expr, ir.Bool) and expr.op == "or":
        for operand in expr.operands:
            yield from _taken(act, operand)
    elif isinstance(expr, ir.Name):
        value = act.state.env.get(expr.id)
        if value is not None and (value.objects or value.opaque) and expr.id in _looked_up(act):
            assigned = _assigned(act, expr)
            if assigned is not None and not isinstance(assigned, ir.Name):
                yield from _taken(act, assigned)
    elif (part := _part(expr)) is not None:
        yield part


def _looked_up(act: Activation) -> Mapping[str, tuple[str, ...]]:
    """The variables to which something is assigned that may have been taken by key."""

    def look() -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for node in nodes_within(act.function.node):
            targets = [node.target] if isinstance(node, ir.Walrus) else list(targets_of(node))
            value = getattr(node, "value", None) if targets else None
            if isinstance(value, (ir.Bool, ir.Seq)) or (isinstance(value, (ir.Call, ir.Sub)) and _part(value)):
                found.update((each.id, ()) for each in targets if isinstance(each, ir.Name))
        return found

    learned = act.solver.learned
    return learned.once(learned.reads, (act.function.id, "looked up"), look)


def _part(expr: ir.Expr) -> ir.Sub | None:
    """`row["key"]`, `row.get("key")`, `(row.get("outer") or {}).get("key")` of something that can be looked up again."""
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name == "get" and expr.args:
        expr = ir.Sub(expr.at, expr.func.value, expr.args[0].value)
    if not isinstance(expr, ir.Sub) or not isinstance(expr.index, ir.Const) or not isinstance(expr.index.value, str):
        return None
    owner = expr.value
    if isinstance(owner, ir.Bool) and owner.op == "or":
        owner = owner.operands[0]
    if not isinstance(owner, ir.Name):
        inner = _part(owner)
        if inner is None:
            return None
        owner = inner
    return ir.Sub(expr.at, owner, expr.index)


def _assigned(act: Activation, name: ir.Name) -> ir.Expr | None:
    """What a variable was assigned, where that is the only thing that it can hold."""
    found = Reaching(name.id, name.at).run(act.function.node)
    return found[0].value if len(found) == 1 and found[0].kind == "assigned" else None
