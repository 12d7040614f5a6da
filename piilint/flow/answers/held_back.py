"""What a document holds until it is saved: where it is only saved into memory, nothing has been stored yet.

def fill(sheet, rows):
    for row in rows: sheet.append([row.iban])       # no file yet …

book = Workbook()
fill(book.active, rows)
raw = io.BytesIO(); book.save(raw)                  # … nor here: raw holds it
path.write_bytes(Fernet(key).encrypt(raw.getvalue()))

Where a document is saved is told by the program's text: from the variable that holds it, or a part of it, to what it is
handed to, to those that handed it over, and to those that it is returned to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from piilint.catalogue.schema import Sink
from piilint.flow.calling.handed_on import called_function
from piilint.flow.interpreter.activation import Activation
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import calls_within, nodes_within
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir

_LOOKED_AT = 40
"""Variables that are looked at for one document."""


def is_held_back(act: Activation, sink: Sink, at: int) -> bool:
    """Whether what a sink takes is kept by its object, which is only saved into memory."""
    solver, info = act.solver, act.function
    name = next((_root(node) for node in nodes_within(info.node) if node.at == at and isinstance(node, _OWNED)), "")
    return is_only_held(solver, info, name, ",".join(f"{method}={into}" for method, into in sink.held.items()))


def is_only_held(solver: Solver, info: FunctionInfo, name: str, held: str) -> bool:
    """Whether a document that a function's variable holds is only saved into memory; `held` says by which methods of it, and
    into what: "save=io.BytesIO,write=…"."""
    methods = dict(each.split("=", 1) for each in held.split(","))
    learned = solver.learned
    return learned.once(
        learned.held_back, (info.id, name, held), lambda: _Saved(solver, methods).of(info, name) is True
    )


_OWNED = (ir.Call, ir.Attr, ir.Sub)


class _Saved:
    """Where a document is saved."""

    def __init__(self, solver: Solver, held: Mapping[str, str]) -> None:
        self._solver = solver
        self._held = held
        self._known: dict[tuple[str, str], bool | None] = {}

    def of(self, info: FunctionInfo, name: str) -> bool | None:
        """Whether a document that a variable of a function holds is only saved into memory; None where it isn't known to
        be saved at all."""
        if (info.id, name) in self._known or len(self._known) > _LOOKED_AT:
            return self._known.get((info.id, name))
        self._known[info.id, name] = None
        where = self._known_in(info, name)
        group = _group(where, name) if name else None
        answers = [
            answer for each in where for node in nodes_within(each.node) for answer in self._at(each, node, group)
        ]
        if group is not None:
            answers += self._by_callers(info, group)
        known = self._known[info.id, name] = _all(answer for answer in answers if answer is not None)
        return known

    def _known_in(self, info: FunctionInfo, name: str) -> list[FunctionInfo]:
        """Where the variable is known: in its function, or in all methods of the instance that holds it."""
        if not name.startswith("self.") or info.cls is None:
            return [info]
        program = self._solver.program
        return [program.functions[method] for method in program.classes[info.cls].methods.values()]

    def _at(self, info: FunctionInfo, node: ir.Node, group: set[str] | None) -> Iterator[bool | None]:
        """What one node does with a document; `group` are the variables that hold it, None where that isn't known."""
        if isinstance(node, ir.Call):
            func = node.func
            saves = isinstance(func, ir.Attr) and func.name in self._held and len(node.args) < 2
            if isinstance(func, ir.Attr) and saves and (group is None or _root(func.value) in group):
                kept = self._held[func.name].split("|")
                yield self._is_made_of(info, node.args[0].value, kept) if node.args else "" in kept
            elif group is not None:
                yield from self._handed_on(info, node, group)
        elif isinstance(node, ir.With) and group is not None:
            for item in node.items:
                if item.target is not None and _root(item.target) in group:
                    yield self._given_by(info, item.context)
        elif (
            isinstance(node, ir.Assign) and group is not None and any(_root(target) in group for target in node.targets)
        ):
            yield self._given_by(info, node.value)
            yield self._made_into(info, node.value)

    def _made_into(self, info: FunctionInfo, expr: ir.Expr) -> bool | None:
        """Whether a document that is told where to go when it is made, `Canvas(buffer)`, goes into memory."""
        func = expr.func if isinstance(expr, ir.Call) else None
        name = func.name if isinstance(func, ir.Attr) else func.id if isinstance(func, ir.Name) else ""
        if not isinstance(expr, ir.Call) or name not in self._held or not expr.args:
            return None
        return self._is_made_of(info, expr.args[0].value, self._held[name].split("|"))

    def _handed_on(self, info: FunctionInfo, call: ir.Call, group: set[str]) -> Iterator[bool | None]:
        """What a function in view does with a document that it is handed."""
        passed = [arg for arg in call.args if not arg.star and _root(arg.value) in group]
        called = self._called(info, call) if passed else None
        for arg in passed if called is not None else ():
            param = _param(called, call, arg) if called is not None else ""
            yield self.of(called, param) if called is not None and param else None

    def _given_by(self, info: FunctionInfo, expr: ir.Expr) -> bool | None:
        """What a function in view does with a document that it gives: what it returns, or yields to a `with`."""
        called = self._called(info, expr) if isinstance(expr, ir.Call) else None
        if called is None:
            return None
        given = (node.value for node in nodes_within(called.node) if isinstance(node, (ir.Return, ir.Yield)))
        roots = dict.fromkeys(_root(value) for value in given if value is not None)
        return _all(answer for root in roots if root and (answer := self.of(called, root)) is not None)

    def _by_callers(self, info: FunctionInfo, group: set[str]) -> list[bool | None]:
        """What those do that hand a document over, or get it back; one of whom that isn't known is enough not to know."""
        params = [param.name for param in info.node.params if param.name in group]
        handed_out = (node for node in nodes_within(info.node) if isinstance(node, (ir.Return, ir.Yield)))
        given = any(node.value is not None and _root(node.value) in group for node in handed_out)
        if not params and not given:
            return []
        answers: list[bool | None] = []
        asked = set(self._known)  # who asks this, or was asked already, and would say the same
        for caller, call in self._calls_of(info):
            for arg in call.args:
                root = _root(arg.value)
                if not arg.star and _param(info, call, arg) in params and (caller.id, root) not in asked:
                    answers.append(self.of(caller, root) if root else self._given_by(caller, arg.value))
            dropped = (node.value for node in nodes_within(caller.node) if isinstance(node, ir.ExprStmt))
            if given and not any(value is call for value in dropped):
                answers.append(self._taken(caller, call))
        if False in answers:
            return [False]
        return [True] if answers and None not in answers else []

    def _taken(self, caller: FunctionInfo, made: ir.Call) -> bool | None:
        """What a caller does with a document that a call gives it."""
        for node in nodes_within(caller.node):
            if isinstance(node, ir.Assign) and node.value is made:
                return self.of(caller, _root(node.targets[0]))
            if isinstance(node, ir.With):
                target = next((item.target for item in node.items if item.context is made), None)
                if target is not None:
                    return self.of(caller, _root(target))
            if isinstance(node, ir.Call):
                arg = next((arg for arg in node.args if arg.value is made), None)
                called = self._called(caller, node) if arg is not None else None
                if arg is not None and called is not None and (param := _param(called, node, arg)):
                    return self.of(called, param)
        return None

    # ---- the program ------------------------------------------------------------------------------------------------

    def _called(self, info: FunctionInfo, call: ir.Call) -> FunctionInfo | None:
        program = self._solver.program
        found = called_function(self._solver, info, program.modules[info.module], call)
        ref = resolve_expr(call.func, program.modules[info.module], program) if found is None else None
        decorated = program.functions.get(ref[1].replace(":", ".")) if ref is not None and ref[0] == "var" else None
        return decorated if decorated is not None and decorated.is_context else found

    def _calls_of(self, info: FunctionInfo) -> list[tuple[FunctionInfo, ir.Call]]:
        """The calls of a function in view."""
        learned, program = self._solver.learned, self._solver.program

        def by_name() -> dict[str, list[tuple[str, ir.Call]]]:
            """All calls of the program by the last word of what is called."""
            found: dict[str, list[tuple[str, ir.Call]]] = {}
            for caller in program.functions.values():
                for call in calls_within(caller.node):
                    name = call.func.name if isinstance(call.func, ir.Attr) else getattr(call.func, "id", "")
                    found.setdefault(name, []).append((caller.id, call))
            return found

        calls = learned.once(learned.calls_by_name, "", by_name).get(info.node.name, [])
        known = [(program.functions[caller], call) for caller, call in calls[:_LOOKED_AT]]
        return [(caller, call) for caller, call in known if self._called(caller, call) is info]

    def _is_made_of(self, info: FunctionInfo, target: ir.Expr, known: list[str]) -> bool:
        """Whether it is a new object of a library's classes, or a variable that is only ever given such."""
        program = self._solver.program
        named = target.id if isinstance(target, ir.Name) else _root(target)  # `raw`, `self.raw`
        given = [
            value
            for each in self._known_in(info, named)
            for name, value in _given(nodes_within(each.node))
            if name == named
        ]
        given = [target] if isinstance(target, ir.Call) else given
        made = [
            resolve_expr(value.func, program.modules[info.module], program) if isinstance(value, ir.Call) else None
            for value in given
        ]
        return bool(made) and all(ref is not None and ref[0] == "ext" and ref[1] in known for ref in made)


def _all(answers: Iterable[bool]) -> bool | None:
    """Whether all say so; None where there is none."""
    said = set(answers)
    return None if not said else said == {True}


def _root(expr: ir.Expr | None) -> str:
    """The variable that something belongs to: "book" of `book.active.cell(1, 1)`, "self.book" of `self.book.active`."""
    while isinstance(expr, (ir.Attr, ir.Sub, ir.Call, ir.Await)):
        if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Name) and expr.value.id == "self":
            return f"self.{expr.name}"
        if isinstance(expr, ir.Call):
            if not isinstance(expr.func, ir.Attr):
                return ""
            expr = expr.func.value
        else:
            expr = expr.value
    return expr.id if isinstance(expr, ir.Name) else ""


def _given(nodes: Iterable[ir.Node]) -> Iterator[tuple[str, ir.Expr]]:
    """What variables are given: (name, expression)."""
    for node in nodes:
        if isinstance(node, ir.Assign):
            for target in node.targets:
                if isinstance(target, ir.Seq) and isinstance(node.value, ir.Seq):
                    pairs = zip(target.elements, node.value.elements, strict=False)
                    yield from ((name, value) for one, value in pairs if (name := _variable(one)))
                elif name := _variable(target):
                    yield name, node.value
        elif isinstance(node, ir.With):
            yield from ((name, item.context) for item in node.items if (name := _variable(item.target)))
        elif isinstance(node, ir.For) and (name := _variable(node.target)):
            yield name, node.iter


def _variable(target: ir.Expr | None) -> str:
    """The variable, or attribute of the own instance, that is assigned to."""
    return _root(target) if isinstance(target, (ir.Name, ir.Attr)) else ""


def _group(functions: list[FunctionInfo], name: str) -> set[str]:
    """The variables that hold the same document, or a part of it: `sheet = book.active`."""
    given = [pair for info in functions for pair in _given(nodes_within(info.node))]
    links = [(target, source) for target, value in given if (source := _root(value))]
    own = {param.name for info in functions for param in info.node.params} | {target for target, _ in given}
    group = {name}
    while True:
        more = {source for target, source in links if target in group and (source in own or source.startswith("self."))}
        more |= {target for target, source in links if source in group}
        if more <= group:
            return group
        group |= more


def _param(called: FunctionInfo, call: ir.Call, arg: ir.Arg) -> str:
    """The parameter that an argument is for."""
    if arg.keyword is not None:
        return arg.keyword
    params = [param.name for param in called.node.params if param.kind in ("posonly", "pos")]
    params = params[1:] if called.cls is not None and called.kind in ("method", "classmethod") else params
    place = next(place for place, each in enumerate(call.args) if each is arg)
    return params[place] if place < len(params) else ""
