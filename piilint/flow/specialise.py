"""Summaries for a constant: what a function does when a caller passes this key, flag or mode.

    def part(row, key): return row[key]
    part(row, "ccy")                  # row["ccy"], not any part of row

    def show(account, full=False): return account.iban if full else account.iban[-4:]
    show(account)                     # the last four

    def redact(event): return {k: "***" if k in SECRET else v for k, v in event.items()}
    redact({"iban": iban, "ccy": ccy})    # the iban is hidden

A function is interpreted once more for a constant that decides something in it: a key, a name of an attribute, a test;
and for a dict whose keys are all known, where the function goes over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piilint.flow.activation import Activation
from piilint.flow.iterate import exact_keys
from piilint.flow.nodes import nodes_of
from piilint.flow.selectors import key_selector
from piilint.flow.state import symbol_child
from piilint.flow.summary import Summary
from piilint.flow.value import Object, Value
from piilint.link.program import FunctionInfo
from piilint.model import ir

VARIANTS = 12
"""Constants that one function is interpreted for; what comes later is any of them."""

RECORDS = 40
"""Dicts, by their keys, that one function is interpreted for."""

KEYS = 16
"""Keys of such a dict at most."""


class KnownKeys(NamedTuple):
    """Instead of a constant: a dict of the caller's with just these keys."""

    keys: tuple[str, ...]


_BY_NAME = frozenset(("getattr", "setattr", "hasattr", "delattr"))
_BY_KEY = frozenset(("get", "pop", "setdefault"))


def summary_for(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> Summary:
    """The function's summary, as exactly as the constants among what is passed tell."""
    constants = {
        name: value.const[0]
        for name, value in roots.items()
        if value.const and not value.labels and isinstance(value.const[0], (str, bool, int, type(None)))
    }
    records = {name: keys for name, value in roots.items() if (keys := _known_keys(act, value)) is not None}
    if not constants and not records:
        return act.solver.summary(info.id)
    deciding = deciding_parameters(act, info)
    fixed: dict[str, object] = {name: constants[name] for name in sorted(constants) if name in deciding}
    if records:
        walked = _walked_parameters(act, info)
        fixed |= {name: records[name] for name in sorted(records) if name in walked}
    if not fixed:
        return act.solver.summary(info.id)
    return act.solver.variant(info.id, fixed, RECORDS if records else VARIANTS)


def record_of(act: Activation, name: str, known: KnownKeys) -> Value:
    """A parameter that is a dict with just these keys."""
    oid = ("p", name)
    selectors = [key_selector(key) for key in known.keys]
    act.state.heap[oid] = Object("dict", None, {selector: symbol_child(oid, selector) for selector in selectors})
    return Value(objects=frozenset((oid,)))


def summary_for_keys(act: Activation, info: FunctionInfo, param: str, keys: tuple[str, ...]) -> Summary:
    """The function's summary where it is given a dict with these keys, if it goes over them; else that for anything."""
    if not keys or len(keys) > KEYS or param not in _walked_parameters(act, info):
        return act.solver.summary(info.id)
    return act.solver.variant(info.id, {param: KnownKeys(keys)}, RECORDS)


def _known_keys(act: Activation, value: Value) -> KnownKeys | None:
    if len(value.objects) != 1 or value.labels:
        return None
    keys = exact_keys(act.objects(value)[0][1])
    return KnownKeys(tuple(str(key.const[0]) for key in keys if key.const)) if keys and len(keys) <= KEYS else None


def _walked_parameters(act: Activation, info: FunctionInfo) -> frozenset[str]:
    """The parameters whose keys the function goes over, or looks for one in, itself or in a copy."""
    known = act.solver.learned.walked.get(info.id)
    if known is None:
        names = {param.name for param in info.node.params if param.kind in ("posonly", "pos", "kwonly")}
        copies: dict[str, set[str]] = {}
        found: set[str] = set()
        for node in nodes_of(info.node.body):
            if isinstance(node, ir.Assign) and isinstance(node.targets[0], ir.Name):
                copies.setdefault(node.targets[0].id, set()).update(_walked(node.value))
            elif isinstance(node, ir.For):
                found.update(_walked(node.iter))
            elif isinstance(node, ir.Comp):
                found.update(name for clause in node.clauses for name in _walked(clause.iter))
            elif isinstance(node, ir.Compare) and node.ops[-1] in ("in", "not in"):
                found.update(_walked(node.comparators[-1]))
        for name in sorted(found):
            found |= copies.get(name, set())
        known = act.solver.learned.walked[info.id] = frozenset(found & names)
    return known


def _walked(expr: ir.Expr) -> Iterator[str]:
    """The variable that a loop goes over: `row`, `row.items()`, `list(row)`, `sorted(row.keys())`, `dict(row)`, `{**row}`."""
    if isinstance(expr, ir.Name):
        yield expr.id
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name in ("items", "keys", "copy"):
        yield from _walked(expr.func.value)
    elif isinstance(expr, ir.Call) and expr.args and isinstance(expr.func, (ir.Name, ir.Attr)):
        yield from _walked(expr.args[0].value)
    elif isinstance(expr, ir.Dict):
        for key, value in zip(expr.keys, expr.values, strict=True):
            if key is None:
                yield from _walked(value)


def deciding_parameters(act: Activation, info: FunctionInfo) -> frozenset[str]:
    """The parameters that a test, a key or the name of an attribute in the function's own body depends on."""
    known = act.solver.learned.deciding.get(info.id)
    if known is None:
        names = {param.name for param in info.node.params if param.kind not in ("vararg", "kwarg")}
        if info.node.name == "__set_name__":
            return frozenset(names)  # that is what it is told its name for
        rebound = {target for target in _rebound(info.node.body) if target in names}
        known = frozenset(name for name in _deciding(act, info.node.body) if name in names and name not in rebound)
        act.solver.learned.deciding[info.id] = known
    return known


def _deciding(act: Activation, body: tuple[ir.Stmt, ...]) -> Iterator[str]:
    for node in nodes_of(body):
        if isinstance(node, (ir.If, ir.While, ir.IfExp)):
            yield from _names(node.test)
        elif isinstance(node, ir.Match):
            yield from _names(node.subject)
        elif isinstance(node, ir.Sub):
            yield from _names(node.index)
        elif isinstance(node, ir.Dict):
            for key in node.keys:
                yield from _names(key) if key is not None else ()
        elif isinstance(node, ir.Call):
            yield from _looked_up(act, node)


def _looked_up(act: Activation, call: ir.Call) -> Iterator[str]:
    """Names of parameters that say which attribute or key a call is about, or what a query asks."""
    if isinstance(call.func, ir.Name) and call.func.id in _BY_NAME and len(call.args) > 1:
        yield from _names(call.args[1].value)
    elif isinstance(call.func, ir.Attr) and call.args and _asks(act, call.func.name):
        yield from _names(call.args[0].value)


def _asks(act: Activation, method: str) -> bool:
    """Whether a method's first argument says what it is about: a key, or the text of a query."""
    return method in _BY_KEY or bool(act.catalogue.calls.method(method).queries)


def _names(expr: ir.Expr) -> Iterator[str]:
    """The variables that a short expression speaks of, but for what is read of them."""
    if isinstance(expr, ir.Name):
        yield expr.id
    elif isinstance(expr, ir.Unary):
        yield from _names(expr.operand)
    elif isinstance(expr, ir.Bool):
        for operand in expr.operands:
            yield from _names(operand)
    elif isinstance(expr, ir.Compare):
        for part in (expr.left, *expr.comparators):
            yield from _names(part)
    elif isinstance(expr, ir.Slice):
        for end in (expr.lower, expr.upper):
            if end is not None:
                yield from _names(end)
    elif isinstance(expr, ir.Bin):
        for operand in expr.operands:
            yield from _names(operand)


def _rebound(body: tuple[ir.Stmt, ...]) -> Iterator[str]:
    for node in nodes_of(body):
        if isinstance(node, ir.AugAssign) and isinstance(node.target, ir.Name):
            yield node.target.id
