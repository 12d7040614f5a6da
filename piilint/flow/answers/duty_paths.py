"""One walk over a function's statements: which calls are dominated by a check, and which are followed by an audit.

Statements nest, they don't jump, so a state is carried along: whether a check was done on every path so far, and which
calls still wait for an audit. Branches join, loops may not run, a `try` may stop anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from piilint.model import ir


class Visit(NamedTuple):
    """What a call means for the duties."""

    is_site: bool
    checks: bool
    audits: bool
    alone: bool = False
    """Whether it is a read whose own function in view does what it does itself."""


class State(NamedTuple):
    """At one point."""

    checked: bool
    waiting: frozenset[int]
    audited: bool

    def joined(self, other: State) -> State:
        return State(
            self.checked and other.checked, self.waiting | other.waiting, self.audited and other.audited
        )  # fmt: skip


class Walk:
    """The paths through one body."""

    def __init__(self, body: tuple[ir.Stmt, ...], visit: Callable[[ir.Call], Visit] | None = None) -> None:
        self._body = body
        self._visit = visit
        self.unchecked: set[int] = set()
        self.unaudited: set[int] = set()
        self.checks = False
        """Whether every path that ends normally did a check."""
        self.audits = False
        self._exits: list[State] = []
        self._loops: list[list[State]] = []
        self._finals: list[tuple[ir.Stmt, ...]] = []

    def run(self, *, checked: bool, audited: bool) -> None:
        """Walk; a decorator may have done the duties before."""
        end = self._block(self._body, State(checked, frozenset(), audited))
        if end is not None:
            self._exits.append(end)
        if audited:
            self._exits = [state._replace(waiting=frozenset()) for state in self._exits]
        for state in self._exits:
            self.unaudited |= state.waiting
        self.checks = bool(self._exits) and all(state.checked for state in self._exits)
        self.audits = bool(self._exits) and all(state.audited for state in self._exits)

    def _block(self, body: Iterable[ir.Stmt], state: State) -> State | None:
        """The state after the statements; None if they never end normally."""
        now: State | None = state
        for stmt in body:
            if now is None:
                return None
            now = self._statement(stmt, now)
        return now

    def _statement(self, stmt: ir.Stmt, state: State) -> State | None:
        match stmt:
            case ir.If():
                return self._if(stmt, state)
            case ir.While() | ir.For():
                return self._loop(stmt, state)
            case ir.Try():
                return self._try(stmt, state)
            case ir.With():
                for item in stmt.items:
                    state = self._expression(item.context, state)
                return self._block(stmt.body, state)
            case ir.Match():
                return self._match(stmt, state)
            case ir.Return():
                self._leave(self._expression(stmt.value, state))
                return None
            case ir.Raise():
                self._expression(stmt.exc, state)
                return None
            case ir.Break() | ir.Continue():
                if self._loops:
                    self._loops[-1].append(state)
                return None
            case ir.FunctionDef() | ir.ClassDef():
                return state
            case _:
                return self._expression(stmt, state)

    def _leave(self, state: State) -> None:
        """Return through the `finally` blocks around."""
        finals, self._finals = self._finals, []
        now: State | None = state
        for final in reversed(finals):
            now = self._block(final, now) if now is not None else None
        self._finals = finals
        if now is not None:
            self._exits.append(now)

    def _if(self, stmt: ir.If, state: State) -> State | None:
        after = self._expression(stmt.test, state)
        arms = [
            self._block(stmt.body, self._assumed(stmt.test, True, after)),
            self._block(stmt.orelse, self._assumed(stmt.test, False, after)),
        ]
        return _join(arms)

    def _assumed(self, test: ir.Expr, truth: bool, state: State) -> State:
        """`a and check()` was evaluated as a whole where it is true, `a or check()` where it is false."""
        if isinstance(test, ir.Unary) and test.op == "not":
            return self._assumed(test.operand, not truth, state)
        if isinstance(test, ir.Bool) and (test.op == "and") == truth:
            for operand in test.operands:
                state = self._expression(operand, state)
        return state

    def _loop(self, stmt: ir.While | ir.For, state: State) -> State | None:
        before = self._expression(stmt.test if isinstance(stmt, ir.While) else stmt.iter, state)
        self._loops.append([])
        end = self._block(stmt.body, before)
        left = self._loops.pop()
        endless = isinstance(stmt, ir.While) and isinstance(stmt.test, ir.Const) and bool(stmt.test.value)
        around = [end, *left] if endless else [before, end, *left]
        after = _join(around)
        return None if after is None else self._block(stmt.orelse, after)

    def _try(self, stmt: ir.Try, state: State) -> State | None:
        if stmt.final:
            self._finals.append(stmt.final)
        body = self._block(stmt.body, state)
        ends = [self._block(stmt.orelse, body) if body is not None else None]
        broken = state._replace(waiting=state.waiting | (body.waiting if body is not None else frozenset()))
        ends += [self._block(handler.body, broken) for handler in stmt.handlers]
        if stmt.final:
            self._finals.pop()
        after = _join(ends)
        return self._block(stmt.final, after) if after is not None else None

    def _match(self, stmt: ir.Match, state: State) -> State | None:
        state = self._expression(stmt.subject, state)
        arms: list[State | None] = [state]
        for case in stmt.cases:
            inner = state if case.guard is None else self._expression(case.guard, state)
            arms.append(self._block(case.body, inner))
            if isinstance(case.pattern, ir.MatchAs) and case.pattern.pattern is None and case.guard is None:
                arms[0] = None  # the wildcard: no way past all cases
        return _join(arms)

    # ---- expressions ------------------------------------------------------------------------------------------------

    def _expression(self, node: Any, state: State, certain: bool = True) -> State:
        """The state after a node's calls, inner ones first; what may not be evaluated does no duty, but needs them."""
        if node is None or isinstance(node, (str, int, float, bool, ir.Lambda)):
            return state
        if isinstance(node, (tuple, list)):
            for part in node:
                state = self._expression(part, state, certain)
            return state
        if isinstance(node, ir.Bool):
            state = self._expression(node.operands[0], state, certain)
            return self._expression(node.operands[1:], state, False)
        if isinstance(node, ir.IfExp):
            state = self._expression(node.test, state, certain)
            return self._expression((node.body, node.orelse), self._assumed(node.test, True, state), False)
        if isinstance(node, ir.Comp):
            certain = False
        if isinstance(node, msgspec.Struct):
            for field in node.__struct_fields__:
                if field != "at":
                    state = self._expression(getattr(node, field), state, certain)
        return self._call(node, state, certain) if isinstance(node, ir.Call) else state

    def _call(self, node: ir.Call, state: State, certain: bool) -> State:
        if self._visit is None:
            return state
        visit = self._visit(node)
        waiting = state.waiting
        if visit.is_site:
            if not (state.checked or (visit.alone and visit.checks)):
                self.unchecked.add(node.at)
            if not visit.audits:
                waiting = waiting | {node.at}
        if not certain:
            return state._replace(waiting=waiting)
        if visit.audits:
            waiting = frozenset()
        return State(state.checked or visit.checks, waiting, state.audited or visit.audits)


def _join(states: Iterable[State | None]) -> State | None:
    found: State | None = None
    for state in states:
        if state is not None:
            found = state if found is None else found.joined(state)
    return found
