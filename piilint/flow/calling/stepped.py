"""Sequences whose members a function calls one after the other: what it does depends on how many and which.

    class Pipeline:
        def __init__(self, steps=()): self.steps = list(steps)
        def then(self, step): self.steps.append(step); return self
        def run(self, value):
            for step in self.steps: value = step(value)
            return value

    Pipeline([str.strip]).then(mask).run(iban)      # masked: the last of two steps does that

A function is interpreted for the length of such a sequence, where its caller knows that; which ones are called, the
caller says of each by its position. So are the functions that make the sequence: those that copy what they are passed, and
those that put another member to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piilint.flow.calling.handed_on import called_function, wanted_parameters
from piilint.flow.domain.state import symbol_child
from piilint.flow.domain.value import Object, ObjectId, Value, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import exact_items, read_attribute
from piilint.flow.objects.members import held_by_owner
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.deciding import methods_called, place_of
from piilint.flow.syntax.nodes import calls_in, calls_within, nodes_of, nodes_within
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir

LENGTH = 8
"""Members of such a sequence at most."""

_COPIES = frozenset(("list", "tuple", "deque"))
_ORDERED = _COPIES | {"enumerate", "iter", "reversed"}
_GROWING = frozenset(("append", "insert", "extend"))


class KnownLength(NamedTuple):
    """Instead of a constant: a sequence of the caller's of this length."""

    length: int


def lengths(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """Of the sequences that the function steps through, copies or makes longer, those whose length is known here."""
    found: dict[str, object] = {}
    passed = {
        name: known
        for name, value in roots.items()
        if (known := _length(act, _as_any_holds(value))) is not None and known.length
    }
    if passed:  # a look at the text of whatever the function hands them to
        wanted = wanted_parameters(act.solver, info, "stepped", lambda each: _own(act.solver, each))
        found.update((name, passed[name]) for name in sorted(passed) if name in wanted)
    for place in stepped(act.solver, info):
        known = _length(act, _at(act, roots, place))
        if known is not None and known.length:
            found[place] = known
    for place in () if act.loops else _grown(act.solver, info):
        value = _at(act, roots, place)
        known = _length(act, value) if len(value.objects) == 1 else None
        if known is not None:
            found[place] = known
    return found


def stepped(solver: Solver, info: FunctionInfo) -> tuple[str, ...]:
    """Where else than in parameters the sequences stand whose members a function calls in a loop, or that it copies for
    such a loop: "self.steps", "^.steps"."""
    learned = solver.learned

    def look() -> tuple[str, ...]:
        found = {*_own_places(solver, info), *_taken(solver, info)}
        if info.cls is not None and info.node.params:
            this = info.node.params[0].name
            for called in methods_called(solver, info):
                for place in _own_places(solver, called):
                    root, _, attribute = place.partition(".")
                    found |= {f"{this}.{attribute}"} if root == called.node.params[0].name and attribute else set()
        return tuple(sorted(place for place in found if "." in place))

    return learned.once(learned.stepped, info.id, look)


def sequence_of(act: Activation, place: str, known: KnownLength) -> Value:
    """The caller's sequence at a dotted place, member by member."""
    root, *steps = place.split(".")
    oid: ObjectId = ("p", root, *(f".{step}" for step in steps))
    selectors = [f"[{position}]" for position in range(known.length)]
    act.state.heap[oid] = Object("tuple", None, {selector: symbol_child(oid, selector) for selector in selectors})
    return Value(objects=frozenset((oid,)))


# ---- at the caller --------------------------------------------------------------------------------------------------


def _at(act: Activation, roots: dict[str, Value], place: str) -> Value:
    """What the caller has at a place; in what its own instance holds, what any instance does."""
    root, *steps = place.split(".")
    value = roots.get(root, Value())
    for step in steps:
        held = [known for name in sorted(value.objects) if (known := held_by_owner(act, name)) is not None]
        value = join_all(held) if held and len(held) == len(value.objects) else value
        if value.refs or not value.objects or (value.opaque and any(name[0] != "p" for name in value.objects)):
            return Value()
        value = read_attribute(act, value, step, -1, "", by_name=False)
    return value


def _as_any_holds(value: Value) -> Value:
    """What a method passes of its own instance (`run(row, self.steps)`), as any instance holds it."""
    views = frozenset(name for name in value.objects if name[0] == "v")
    own = value.objects - views
    if not views or not own or value.refs or any(name[0] != "p" or len(name) != 3 for name in own):
        return value
    theirs = all(("p", *label.path) in own for label in value.labels.values())
    return Value(objects=views) if theirs else value


def _length(act: Activation, value: Value) -> KnownLength | None:
    """The length of a tuple or list that was made in view, if it is known; of several, if it is the same."""
    if value.labels or value.opaque or value.refs:
        return None
    found = {len(items) if (items := exact_items(held)) is not None else -1 for _, held in act.objects(value)}
    length = found.pop() if len(found) == 1 else -1
    return KnownLength(length) if 0 <= length <= LENGTH else None


# ---- in the text ----------------------------------------------------------------------------------------------------


def _own(solver: Solver, info: FunctionInfo) -> frozenset[str]:
    """The parameters whose members a function calls, or that it copies into an attribute whose members methods call."""
    params = {param.name for param in info.node.params}
    return frozenset(params.intersection((*_own_places(solver, info), *_copied(solver, info))))


def _own_places(solver: Solver, info: FunctionInfo) -> tuple[str, ...]:
    """The sequences whose members the function's own text calls."""
    learned = solver.learned

    def look() -> tuple[str, ...]:
        found = {place for expr in _called_in_order(info.node.body) if (place := _place(solver, info, expr))}
        return tuple(sorted(found))

    return learned.once(learned.own_stepped, info.id, look)


def _called_in_order(body: tuple[ir.Stmt, ...]) -> Iterator[ir.Expr]:
    """What is gone over where each member is called: by a loop, or by `reduce(lambda value, step: step(value), steps, …)`."""
    for node in nodes_of(body):
        if isinstance(node, ir.For):
            if any(_calls(node.body, name) for name in _targets(node.target)):
                yield from _sources(node.iter)
        elif isinstance(node, ir.Call) and len(node.args) > 1 and text_of(node.func).rpartition(".")[2] == "reduce":
            function = node.args[0].value
            if isinstance(function, ir.Name) or (isinstance(function, ir.Lambda) and _composes(function.function)):
                yield from _sources(node.args[1].value)


def _composes(function: ir.Function) -> bool:
    """Whether it calls what it is given second, or makes a function that does: `lambda f, g: lambda x: g(f(x))`."""
    made = [node.function.body for node in nodes_of(function.body) if isinstance(node, ir.Lambda)]
    return any(_calls((function.body, *made), param.name) for param in function.params[1:])


def _targets(target: ir.Expr) -> Iterator[str]:
    if isinstance(target, ir.Name):
        yield target.id
    elif isinstance(target, ir.Seq):
        for element in target.elements:
            yield from _targets(element)


def _calls(body: object, name: str) -> bool:
    """Whether `step` is called: `step(value)`, or one of its methods with what comes out of it: `value = step.run(value)`."""
    if any(isinstance(call.func, ir.Name) and call.func.id == name for call in calls_in(body)):
        return True
    return any(
        isinstance(node, ir.Assign)
        and isinstance(node.value, ir.Call)
        and isinstance(node.value.func, ir.Attr)
        and text_of(node.value.func.value) == name
        and any(text_of(arg.value) == text_of(target) for arg in node.value.args for target in node.targets)
        for node in nodes_of(body)
    )


def _sources(expr: ir.Expr) -> Iterator[ir.Expr]:
    """`steps` of `enumerate(steps)` or `list(steps)`, `steps` and `self.steps` of `steps or self.steps`."""
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id in _ORDERED and expr.args:
        expr = expr.args[0].value
    yield from expr.operands if isinstance(expr, ir.Bool) else (expr,)


def _place(solver: Solver, info: FunctionInfo, expr: ir.Expr) -> str:
    if isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Name):
        return place_of(solver, info, f"{expr.value.id}.{expr.name}")
    if not isinstance(expr, ir.Name):
        return ""
    is_param = any(param.name == expr.id for param in info.node.params)
    return expr.id if is_param else place_of(solver, info, expr.id)


def _stepped_attributes(solver: Solver, cls: str) -> frozenset[str]:
    """The attributes whose members methods of a class, or of those above and below it, call in a loop."""
    learned = solver.learned

    def look() -> frozenset[str]:
        known = solver.program.classes[cls]
        owners = [*(target for kind, target in known.mro if kind == "class"), *known.subclasses]
        methods = [name for owner in owners for name in solver.program.classes[owner].methods.values()]
        places = (_own_places(solver, solver.program.functions[name]) for name in methods)
        return frozenset(place.partition(".")[2] for found in places for place in found) - {""}

    return learned.once(learned.stepped_attributes, cls, look)


def _copied(solver: Solver, info: FunctionInfo) -> Iterator[str]:
    """The parameters of a method that it copies into such an attribute: `self.steps = [*steps]`, `self.steps.extend(steps)`."""
    for node in nodes_within(info.node) if info.cls is not None else ():
        target: ir.Expr | None = None
        if isinstance(node, (ir.Assign, ir.AnnAssign)):
            target, taken = node.targets[0] if isinstance(node, ir.Assign) else node.target, node.value
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name == "extend" and node.args:
            target, taken = node.func.value, node.args[0].value
        if isinstance(target, ir.Attr) and taken is not None:
            names = [expr.id for expr in _gathered(taken) if isinstance(expr, ir.Name)]
            if names and target.name in _stepped_attributes(solver, str(info.cls)):
                yield from names


def _gathered(expr: ir.Expr) -> Iterator[ir.Expr]:
    """What a copy is made of: `steps` of `list(steps)`, `[*steps]`, `[step for step in steps]`, `steps or []`."""
    if isinstance(expr, (ir.Name, ir.Attr)):
        yield expr
    elif isinstance(expr, ir.Bool):
        for operand in expr.operands:
            yield from _gathered(operand)
    elif isinstance(expr, ir.IfExp):
        yield from (*_gathered(expr.body), *_gathered(expr.orelse))
    elif isinstance(expr, ir.Seq):
        for element in expr.elements:
            yield from _gathered(element.value) if isinstance(element, ir.Star) else ()
    elif isinstance(expr, ir.Comp) and len(expr.clauses) == 1:
        yield from _gathered(expr.clauses[0].iter)
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id in _COPIES and expr.args:
        yield from _gathered(expr.args[0].value)


def _own_attributes(info: FunctionInfo, exprs: Iterator[ir.Expr]) -> Iterator[str]:
    """The attributes of a method's own instance among these."""
    this = info.node.params[0].name
    return (expr.name for expr in exprs if isinstance(expr, ir.Attr) and text_of(expr.value) == this)


def _handed_attributes(solver: Solver, cls: str) -> frozenset[str]:
    """Such attributes, and those that its methods hand to others whose members those call: `return Pipeline(self.steps)`."""
    learned = solver.learned

    def look() -> frozenset[str]:
        found = set(_stepped_attributes(solver, cls))
        for name in solver.program.classes[cls].methods.values():
            info = solver.program.functions[name]
            for call in calls_within(info.node) if info.node.params else ():
                found.update(_handed(solver, info, call))
        return frozenset(found)

    return learned.once(learned.handed_attributes, cls, look)


def _handed(solver: Solver, info: FunctionInfo, call: ir.Call) -> Iterator[str]:
    """The attributes of its own instance that a method passes to a function in view which calls their members."""
    passed = [(place, arg, list(_own_attributes(info, _gathered(arg.value)))) for place, arg in enumerate(call.args)]
    if not any(names for _, _, names in passed):
        return
    called = _called(solver, info, call)
    wanted = (
        wanted_parameters(solver, called, "stepped", lambda each: _own(solver, each)) if called is not None else None
    )
    if called is None or not wanted:
        return
    bound = called.cls is not None and called.kind != "staticmethod"
    positions = [param.name for param in called.node.params if param.kind in ("posonly", "pos")][bound:]
    rest = [param.name for param in called.node.params if param.kind == "vararg"]
    for place, arg, names in passed:
        param = [arg.keyword] if arg.keyword else positions[place : place + 1] if not arg.star else []
        if not wanted.isdisjoint(param or rest):
            yield from names


def _called(solver: Solver, info: FunctionInfo, call: ir.Call) -> FunctionInfo | None:
    """The function in view that a call runs: that of a class is its constructor."""
    module = solver.program.modules[info.module]
    ref = resolve_expr(call.func, module, solver.program)
    found = solver.program.find_method(ref[1], "__init__") if ref is not None and ref[0] == "class" else None
    return solver.program.functions[found[1]] if found is not None else called_function(solver, info, module, call)


def _grown(solver: Solver, info: FunctionInfo) -> Iterator[str]:
    """Such attributes of its own instance to which a method puts another member."""
    if info.cls is None or not info.node.params:
        return
    added = (call.func for call in calls_within(info.node) if isinstance(call.func, ir.Attr))
    owners = (func.value for func in added if func.name in _GROWING)
    for name in _own_attributes(info, owners):
        if name in _handed_attributes(solver, info.cls):
            yield f"{info.node.params[0].name}.{name}"


def _taken(solver: Solver, info: FunctionInfo) -> Iterator[str]:
    """Such attributes of its own instance that a method copies or passes on."""
    if info.cls is None or not info.node.params:
        return
    taken = (expr for call in calls_within(info.node) for arg in call.args for expr in _gathered(arg.value))
    for name in _own_attributes(info, taken):
        if name in _handed_attributes(solver, info.cls):
            yield f"{info.node.params[0].name}.{name}"
