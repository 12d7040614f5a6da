"""Which of a function's definitions of a variable may hold at one of its expressions.

iban = raw            # not any more, at the print
iban = clean(iban)    # this one
if late:
    iban = other()    # and this one
print(iban)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from piilint.model import ir
from piilint.model.walking import parts_of


class Definition(NamedTuple):
    """Something that gives a variable its value."""

    kind: str
    """assigned · unpacked · added · loop · with · caught · parameter."""
    at: int
    value: ir.Expr | None


_Held = frozenset[Definition]


class Reaching:
    """One search: for one variable, at one node."""

    def __init__(self, name: str, at: int) -> None:
        self._name, self._at = name, at
        self.found: _Held = frozenset()

    def run(self, function: ir.Function) -> list[Definition]:
        """The definitions that may hold there; parameters count as one."""
        given = {
            Definition("parameter", param.at, param.default) for param in function.params if param.name == self._name
        }
        self._block(function.body, frozenset(given))
        return sorted(self.found, key=lambda each: each.at)

    def _block(self, body: tuple[ir.Stmt, ...], held: _Held) -> _Held:
        for stmt in body:
            held = self._statement(stmt, held)
        return held

    def _statement(self, stmt: ir.Stmt, held: _Held) -> _Held:
        match stmt:
            case ir.If(test=test, body=body, orelse=other):
                held = self._read(test, held)
                return self._block(body, held) | self._block(other, held)
            case ir.For(target=target, iter=source, body=body, orelse=other):
                held = self._read(source, held)
                entered = held | bound(self._name, target, "loop", source)
                again = self._block(body, bound(self._name, target, "loop", source) or held)
                return self._block(other, self._block(body, entered | again) | held)
            case ir.While(test=test, body=body, orelse=other):
                again = held | self._block(body, self._read(test, held))
                again = self._read(test, again)
                return self._block(other, self._block(body, again) | again)
            case ir.With(items=items, body=body):
                for item in items:
                    held = self._read(item.context, held)
                    if item.target is not None:
                        held = bound(self._name, item.target, "with", item.context) or held
                return self._block(body, held)
            case ir.Try(body=body, handlers=handlers, orelse=other, final=final):
                return self._block(final, self._try(body, handlers, other, held))
            case ir.Match(subject=subject, cases=cases):
                held = self._read(subject, held)
                ends = [self._block(case.body, self._captured(case.pattern, subject) or held) for case in cases]
                return frozenset().union(held, *ends)
            case ir.FunctionDef() | ir.ClassDef():
                return self._read(stmt, held)
        return self._assigned(stmt, self._read(stmt, held))

    def _try(
        self, body: tuple[ir.Stmt, ...], handlers: tuple[ir.Handler, ...], other: tuple[ir.Stmt, ...], held: _Held
    ) -> _Held:
        done = self._block(body, held)
        anything = held | done
        ends = [self._block(other, done)]
        for handler in handlers:
            caught = frozenset({Definition("caught", handler.at, handler.type)}) if handler.name == self._name else None
            ends.append(self._block(handler.body, caught or anything))
        return frozenset().union(*ends)

    def _captured(self, pattern: ir.Pattern, subject: ir.Expr) -> _Held:
        names = {part.name for part in _parts(pattern) if isinstance(part, (ir.MatchAs, ir.MatchStar))}
        return frozenset({Definition("unpacked", pattern.at, subject)}) if self._name in names else frozenset()

    def _assigned(self, stmt: ir.Stmt, held: _Held) -> _Held:
        match stmt:
            case ir.Assign(targets=targets, value=value) if not isinstance(value, ir.Watched):
                for target in targets:
                    held = bound(self._name, target, "assigned", value) or held
            case ir.AnnAssign(target=target, value=ir.Node() as value):
                held = bound(self._name, target, "assigned", value) or held
            case ir.AugAssign(target=target, value=value):
                held = held | bound(self._name, target, "added", value)
        return held

    def _read(self, node: object, held: _Held) -> _Held:
        """What holds after an expression or a simple statement; noted, if the node that is looked for stands in it."""
        for part in _parts(node):
            if isinstance(part, ir.Walrus) and part.target.id == self._name:
                held = held if self._is_in(part) else frozenset({Definition("assigned", part.at, part.value)})
        if self._is_in(node):
            self.found |= held
        return held

    def _is_in(self, node: object) -> bool:
        return any(part.at == self._at for part in _parts(node))


def bound(name: str, target: ir.Expr, kind: str, value: ir.Expr) -> _Held:
    """The definition of the name by binding a target to a value; tuples by position where both are displays."""
    if isinstance(target, ir.Name):
        return frozenset({Definition(kind, target.at, value)}) if target.id == name else frozenset()
    if isinstance(target, ir.Star):
        return bound(name, target.value, "unpacked", value)
    if isinstance(target, ir.Seq):
        paired = isinstance(value, ir.Seq) and len(value.elements) == len(target.elements)
        found: _Held = frozenset()
        for position, part in enumerate(target.elements):
            own = value.elements[position] if paired and isinstance(value, ir.Seq) else value
            found |= bound(name, part, kind if paired else "unpacked" if kind == "assigned" else kind, own)
        return found
    return frozenset()


def _parts(node: object) -> Iterator[ir.Node]:
    """A node and everything below it."""
    if isinstance(node, tuple):
        for part in node:
            yield from _parts(part)
    elif isinstance(node, msgspec.Struct):
        if isinstance(node, ir.Node):
            yield node
        for field in parts_of(type(node)):
            yield from _parts(getattr(node, field))
