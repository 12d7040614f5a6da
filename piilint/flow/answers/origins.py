"""What a value is made of: back along assignments, parameters, calls and returns, whatever the value is.

    def pay(order):                # 3. parameter order of pay, passed by main: load(path)
        iban = order.iban          # 2. assigned: order.iban, read of order
        return f"to {iban}"        # 1. made of iban

Labels tell where *sensitive* data comes from; this tells where anything does. It goes by the program's text, and by the
calls that solving it found. What is left out for being too much is marked.
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.answers.probe import Probe
from piilint.flow.interpreter.activation import text_of
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.flow.syntax.reaching import Definition, Reaching
from piilint.link.program import FunctionInfo, Program
from piilint.model import ir
from piilint.model.place import Spot
from piilint.model.trail import Origin

DEPTH = 24
"""Steps back at most."""
SIZE = 160
"""Origins of one value at most."""
CALLERS = 12
"""Callers of one function that are looked at."""


class Origins:
    """The search for one value's origins."""

    def __init__(self, program: Program, probe: Probe) -> None:
        self._program, self._probe = program, probe
        self._seen: set[tuple[str, int]] = set()
        self._left = SIZE
        self.is_cut = False

    def of(self, function: str, expr: ir.Expr) -> tuple[Origin, ...]:
        """What an expression of a function is made of."""
        return tuple(self._of(self._program.functions[function], expr, DEPTH))

    def of_binding(self, function: str, at: int) -> tuple[Origin, ...]:
        """What is bound to the target, the parameter or the exception's name with this number."""
        return tuple(self._of_binding(self._program.functions[function], at))

    def _of_binding(self, info: FunctionInfo, at: int) -> Iterator[Origin]:
        for param in info.node.params:
            if param.at == at:
                yield from self._passed(info, param.name, DEPTH)
                yield from self._of(info, param.default, DEPTH)
        for node in nodes_within(info.node):
            for target, value in _bindings(node):
                if target.at == at:
                    yield from self._of(info, value, DEPTH)
                    if isinstance(value, ir.Const):
                        yield self._made(info, "constant", at, text_of(target), iter(()))
                    if isinstance(node, ir.AugAssign):
                        yield from self._of(info, target, DEPTH)

    def _of(self, info: FunctionInfo, expr: ir.Expr | None, depth: int) -> Iterator[Origin]:
        while isinstance(expr, (ir.Watched, ir.Await, ir.Star, ir.Formatted)):
            expr = expr.inner if isinstance(expr, ir.Watched) else expr.value
        if expr is None or isinstance(expr, (ir.Const, ir.Lambda, ir.Compare, ir.Slice)):
            return
        if not depth or self._left <= 0:
            self.is_cut = True
            return
        if (info.id, expr.at) in self._seen:
            return
        self._seen.add((info.id, expr.at))
        if isinstance(expr, ir.Name):
            yield from self._name(info, expr, depth)
        elif isinstance(expr, ir.Attr):
            yield self._made(info, "read", expr.at, text_of(expr), self._attribute(info, expr, depth))
        elif isinstance(expr, ir.Sub):
            yield self._made(info, "read", expr.at, text_of(expr), self._of(info, expr.value, depth - 1))
        elif isinstance(expr, ir.Call):
            yield from self._call(info, expr, depth)
        else:
            for part in _operands(expr):
                yield from self._of(info, part, depth)

    def _made(self, info: FunctionInfo, kind: str, at: int, text: str, parts: Iterator[Origin]) -> Origin:
        self._left -= 1
        return Origin(kind, text, Spot(info.path, at), info.id, tuple(parts))

    def _name(self, info: FunctionInfo, expr: ir.Name, depth: int) -> Iterator[Origin]:
        owner = self._scope(info, expr.id)
        if owner is None:
            return
        definitions = Reaching(expr.id, expr.at).run(owner.node) if owner is info else _all_of(owner, expr.id)
        for found in definitions:
            yield from self._defined(owner, expr.id, found, depth)

    def _scope(self, info: FunctionInfo, name: str) -> FunctionInfo | None:
        """The function or module whose variable it is."""
        at: FunctionInfo | None = info
        while at is not None and name not in at.node.binds:
            at = self._program.functions[at.parent] if at.parent is not None else None
        if at is not None:
            return at
        module = self._program.functions[f"{info.module}.<module>"]
        known = self._program.modules[info.module].scope.get(name, ("var", ""))
        return module if name in module.node.binds and known[0] == "var" else None

    def _defined(self, info: FunctionInfo, name: str, found: Definition, depth: int) -> Iterator[Origin]:
        if (info.id, found.at) in self._seen:
            return
        self._seen.add((info.id, found.at))
        if found.kind == "parameter":
            yield self._made(info, "parameter", found.at, name, self._passed(info, name, depth - 1))
            return
        kind, text = found.kind, f"{name} = {text_of(found.value)}"
        if isinstance(found.value, ir.Const):
            kind, text = "constant", name
        yield self._made(info, kind, found.at, text, self._of(info, found.value, depth - 1))

    def _passed(self, info: FunctionInfo, name: str, depth: int) -> Iterator[Origin]:
        """What callers pass for a parameter."""
        sites = sorted(self._probe.callers.get(info.id, ()))
        self.is_cut |= len(sites) > CALLERS
        for caller, at in sites[:CALLERS]:
            outer = self._program.functions[caller]
            call = next((node for node in calls_within(outer.node) if node.at == at), None)
            if call is None:
                continue
            for value in _arguments(info, name, call):
                if self._left <= 0:
                    self.is_cut = True
                    return
                yield self._made(outer, "passed", at, text_of(value), self._of(outer, value, depth))

    def _call(self, info: FunctionInfo, expr: ir.Call, depth: int) -> Iterator[Origin]:
        callees = sorted(self._probe.sites.get((info.id, expr.at), ()))
        results = [callee for callee in callees if self._program.functions[callee].node.name != "__init__"]
        if results:
            for callee in results:
                inner = self._program.functions[callee]
                parts = (part for value in _results(inner.node) for part in self._of(inner, value, depth - 1))
                yield self._made(info, "returned", expr.at, f"{text_of(expr.func)}()", parts)
            return
        yield self._made(info, "called", expr.at, f"{text_of(expr.func)}()", self._given(info, expr, depth - 1))

    def _given(self, info: FunctionInfo, expr: ir.Call, depth: int) -> Iterator[Origin]:
        """What a call's result may be made of: its receiver and its arguments."""
        if isinstance(expr.func, ir.Attr):
            yield from self._of(info, expr.func.value, depth)
        for arg in expr.args:
            yield from self._of(info, arg.value, depth)

    def _attribute(self, info: FunctionInfo, expr: ir.Attr, depth: int) -> Iterator[Origin]:
        """What is stored in `self.x` by the class's methods; of other attributes what their owner is made of."""
        first = info.node.params[0].name if info.cls is not None and info.node.params else ""
        stored = False
        if info.cls is not None and isinstance(expr.value, ir.Name) and expr.value.id == first:
            for method in sorted(self._program.classes[info.cls].methods.values()):
                owner = self._program.functions[method]
                for at, value in _stores(owner.node, expr.name):
                    stored = True
                    if (owner.id, at) not in self._seen:
                        self._seen.add((owner.id, at))
                        parts = self._of(owner, value, depth - 1)
                        yield self._made(owner, "attribute", at, f"{text_of(expr)} = {text_of(value)}", parts)
        if not stored:
            yield from self._of(info, expr.value, depth - 1)


def _bindings(node: ir.Node) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """Every target of a statement, and what it is bound to; of displays each part to its part."""
    pairs: list[tuple[ir.Expr, ir.Expr]] = []
    match node:
        case ir.Assign(targets=targets, value=value) if not isinstance(value, ir.Watched):
            pairs = [(target, value) for target in targets]
        case ir.AnnAssign(target=target, value=value) if value is not None:
            pairs = [(target, value)]
        case ir.AugAssign(target=target, value=value):
            pairs = [(target, value)]
        case ir.For(target=target, iter=value):
            pairs = [(target, value)]
        case ir.With(items=items):
            pairs = [(item.target, item.context) for item in items if item.target is not None]
    while pairs:
        target, value = pairs.pop(0)
        if isinstance(target, ir.Star):
            pairs.insert(0, (target.value, value))
        elif isinstance(target, ir.Seq):
            paired = isinstance(value, ir.Seq) and len(value.elements) == len(target.elements)
            parts = value.elements if paired and isinstance(value, ir.Seq) else (value,) * len(target.elements)
            pairs = [*zip(target.elements, parts, strict=True), *pairs]
        else:
            yield target, value


def _operands(expr: ir.Expr) -> Iterator[ir.Expr]:
    """The expressions below one."""
    match expr:
        case ir.Comp(element=element, value=value, clauses=clauses):
            yield from (clause.iter for clause in clauses)
            yield from (part for part in (element, value) if part is not None)
        case ir.IfExp(body=body, orelse=other):
            yield from (body, other)
        case _:
            for field in expr.__struct_fields__:
                part = getattr(expr, field)
                for each in part if isinstance(part, tuple) else (part,):
                    if isinstance(each, ir.Node):
                        yield each  # type: ignore[misc]  # below an expression stand expressions


def _results(function: ir.Function) -> Iterator[ir.Expr]:
    """What a function returns and yields."""
    for node in nodes_within(function):
        if isinstance(node, (ir.Return, ir.Yield, ir.YieldFrom)) and node.value is not None:
            yield node.value


def _stores(function: ir.Function, attribute: str) -> Iterator[tuple[int, ir.Expr]]:
    """What a method assigns to an attribute of its first parameter."""
    first = function.params[0].name if function.params else ""
    for node in nodes_within(function):
        targets = node.targets if isinstance(node, ir.Assign) else ()
        if isinstance(node, ir.AnnAssign) and node.value is not None:
            targets = (node.target,)
        for target in targets:
            own = isinstance(target, ir.Attr) and isinstance(target.value, ir.Name) and target.value.id == first
            if own and isinstance(target, ir.Attr) and target.name == attribute:
                value = node.value if isinstance(node, (ir.Assign, ir.AnnAssign)) else None
                if value is not None and not isinstance(value, ir.Watched):
                    yield target.at, value


def _all_of(owner: FunctionInfo, name: str) -> list[Definition]:
    """All definitions of a variable that an inner function reads: which of them hold there depends on when it runs."""
    found = [Definition("parameter", param.at, param.default) for param in owner.node.params if param.name == name]
    for node in nodes_within(owner.node):
        if isinstance(node, ir.Assign) and not isinstance(node.value, ir.Watched):
            at = [target.at for target in node.targets if isinstance(target, ir.Name) and target.id == name]
            found += [Definition("assigned", each, node.value) for each in at]
        elif isinstance(node, ir.AnnAssign) and isinstance(node.target, ir.Name) and node.target.id == name:
            found.append(Definition("assigned", node.target.at, node.value))
    return found


def _arguments(info: FunctionInfo, name: str, call: ir.Call) -> list[ir.Expr]:
    """The arguments of a call that may be a parameter's value."""
    positions = [param.name for param in info.node.params if param.kind in ("posonly", "pos")]
    bound = info.kind in ("method", "classmethod")
    kinds = {param.name: param.kind for param in info.node.params}
    if bound and positions and name == positions[0]:
        return [call.func.value] if isinstance(call.func, ir.Attr) else []
    offset = 1 if bound else 0
    plain = [arg for arg in call.args if arg.keyword is None and not arg.star]
    given = [arg.value for arg in call.args if arg.keyword == name or arg.star]
    if name in positions:
        position = positions.index(name) - offset
        if 0 <= position < len(plain):
            given.append(plain[position].value)
    elif kinds.get(name) == "vararg":
        given += [arg.value for arg in plain[max(len(positions) - offset, 0) :]]
    elif kinds.get(name) == "kwarg":
        given += [arg.value for arg in call.args if arg.keyword is not None and arg.keyword not in kinds]
    return given
