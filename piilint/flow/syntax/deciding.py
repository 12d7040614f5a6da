"""What decides something in a function: what a test, a key or the name of an attribute in its text depends on.

def show(self, account, full):
    if full: …                       # the parameter `full`
    return account.iban[-self.keep:] # the instance's `keep`
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.calling.handed_on import own_method, rebound, wanted_parameters
from piilint.flow.objects.class_constants import varying
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.beginnings import ADDRESS, begins_with
from piilint.flow.syntax.nodes import calls_within, nodes_of, nodes_within
from piilint.flow.texts.tree_paths import OPERATIONS as TREE_PATHS
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir

SWITCHES = 2
"""Attributes that methods switch and that an instance's methods are interpreted for, at most."""

CONSTRUCTORS = ("__init__", "__post_init__", "__new__")
_BY_NAME = frozenset(("getattr", "setattr", "hasattr", "delattr"))
_OWNED = ("method", "classmethod")
_FOLDING = frozenset(("lower", "upper", "strip", "casefold", "title"))
_OF_COLUMNS = frozenset(("column", "alias", "with-column"))
"""What the catalogue calls the operations that are given names of columns."""
_SAME_ELEMENTS = frozenset(("sorted", "list", "tuple", "set", "frozenset", "reversed", "iter", "enumerate"))
"""Python's own functions that give the elements of what comes first."""
_SUBSTITUTING = frozenset(("sub", "subn"))
_BY_KEY = frozenset(("get", "pop", "setdefault", "__getitem__", "__setitem__", "__delitem__"))


def deciding_parameters(solver: Solver, info: FunctionInfo) -> frozenset[str]:
    """The parameters that a test, a key or the name of an attribute in the function's own body depends on, or in that of
    a function in view that it hands them to."""

    def own(asked: FunctionInfo) -> frozenset[str]:
        names = {param.name for param in asked.node.params if param.kind not in ("vararg", "kwarg")}
        if asked.node.name == "__set_name__":
            return frozenset(names)  # that is what it is told its name for
        return frozenset(
            names.intersection(
                (*_deciding(solver, asked.node.body), *_conditions(solver, asked), *_made_of(asked.node))
            )
        ) - rebound(asked)

    return wanted_parameters(solver, info, "deciding", own)


def deciding_places(solver: Solver, info: FunctionInfo) -> tuple[str, ...]:
    """What it depends on besides, by dotted place: captured variables ("^.n", "^.^.n"), the instance's attributes
    ("self.keep"), those that methods of it that are called on the instance depend on included."""
    learned = solver.learned

    def look() -> tuple[str, ...]:
        found = set(_own_places(solver, info))
        if info.cls is not None and info.kind in _OWNED and info.node.params:
            this = info.node.params[0].name
            for called in methods_called(solver, info):
                for place in _own_places(solver, called):
                    root, _, attribute = place.partition(".")
                    if root == called.node.params[0].name:
                        found.add(f"{this}.{attribute}")
            found -= _states(solver, info.cls, this, found)
        return tuple(sorted(found))

    return learned.once(learned.deciding_places, info.id, look)


def _states(solver: Solver, cls: str, this: str, places: set[str]) -> set[str]:
    """Of an instance's places those that methods switch (`self.open = True`), where they are so many that the instance is
    a machine with states rather than one made for a mode: each mixture of them would be another variant."""
    switched = {f"{this}.{name}" for name in _switched(solver, cls)} & places
    return switched if len(switched) > SWITCHES else set()


def _switched(solver: Solver, cls: str) -> frozenset[str]:
    """The attributes that methods other than the constructors set to constants."""
    learned = solver.learned

    def look() -> frozenset[str]:
        methods = [
            solver.program.functions[function]
            for kind, target in solver.program.classes[cls].mro
            if kind == "class"
            for name, function in solver.program.classes[target].methods.items()
            if name not in CONSTRUCTORS
        ]
        return frozenset(name for info in methods if info.node.params for name in _set_to_constants(info.node))

    return learned.once(learned.switched, cls, look)


def _set_to_constants(function: ir.Function) -> Iterator[str]:
    this = function.params[0].name
    for node in nodes_within(function):
        if isinstance(node, ir.Assign) and isinstance(node.value, ir.Const):
            for target in node.targets:
                if isinstance(target, ir.Attr) and isinstance(target.value, ir.Name) and target.value.id == this:
                    yield target.name


def _own_places(solver: Solver, info: FunctionInfo) -> tuple[str, ...]:
    """Those that the function's own body depends on."""
    learned = solver.learned
    return learned.once(
        learned.own_places,
        info.id,
        lambda: (
            *(place for name in _deciding(solver, info.node.body) if (place := place_of(solver, info, name))),
            *(place for name in _gone_over(info.node.body) if (place := place_of(solver, info, name))),
            *(place for name in _conditions(solver, info) if (place := place_of(solver, info, name))),
            *(f"{info.node.params[0].name}.{name}" for name in varying(solver, info)),
        ),
    )


def methods_called(solver: Solver, info: FunctionInfo) -> list[FunctionInfo]:
    """The methods that a method calls on its own instance, directly or through others."""
    found: dict[str, FunctionInfo] = {info.id: info}
    waiting = [info]
    while waiting:
        caller = waiting.pop()
        for call in calls_within(caller.node):
            called = own_method(solver, caller, call)
            if called is not None and called.id not in found:
                found[called.id] = called
                waiting.append(called)
    del found[info.id]
    return list(found.values())


def told_widths(solver: Solver, info: FunctionInfo) -> tuple[str, ...]:
    """What says how much a function cuts off, where that is up to its callers: parameters without a default, and places
    that its maker or the constructor filled."""
    needed = {param.name for param in info.node.params if param.default is None}
    slices = (node for node in nodes_within(info.node) if isinstance(node, ir.Slice))
    names = {name for node in slices for name in _names(node)}
    return tuple(sorted({name if name in needed else place_of(solver, info, name) for name in names} - {""}))


def place_of(solver: Solver, info: FunctionInfo, name: str) -> str:
    """Where a name of a function's text stands, if in its frame or its instance; else ""."""
    owner, _, attribute = name.partition(".")
    if attribute:
        is_self = info.cls is not None and info.kind in _OWNED and info.node.params[:1]
        return name if is_self and info.node.params[0].name == owner else ""
    if name in info.node.binds or name in info.node.globals:
        return ""
    place, parent = "^", info.parent
    while parent is not None:
        outer = solver.program.functions[parent]
        if name in outer.node.binds:
            return f"{place}.{name}"
        place, parent = f"{place}.^", outer.parent
    return ""


def _deciding(solver: Solver, body: tuple[ir.Stmt, ...]) -> Iterator[str]:
    for node in nodes_of(body):
        if isinstance(node, (ir.If, ir.While, ir.IfExp)):
            yield from _names(node.test)
        elif isinstance(node, ir.Match):
            yield from _names(node.subject)
        elif isinstance(node, ir.Sub):
            yield from _names(node.index)
            yield from _instead(node.value)
        elif isinstance(node, ir.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                yield from _names(key) if key is not None else _instead(value)
        elif isinstance(node, ir.For):
            yield from _attributes(node.iter)
        elif isinstance(node, ir.Comp):
            for clause in node.clauses:
                yield from _attributes(clause.iter)
                for test in clause.ifs:
                    yield from _names(test)
        elif isinstance(node, ir.Call):
            yield from _looked_up(solver, node)


def _attributes(expr: ir.Expr) -> Iterator[str]:
    """The attributes that a loop goes over; what parameters it goes over, their keys say."""
    return (name for name in _names(_elements_of(expr)) if "." in name)


def _elements_of(expr: ir.Expr) -> ir.Expr:
    """What has the elements that are gone over: `names` of `sorted(names)`."""
    while isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id in _SAME_ELEMENTS and expr.args:
        expr = expr.args[0].value
    return expr


def _gone_over(body: tuple[ir.Stmt, ...]) -> Iterator[str]:
    """The variables that loops go over: of a closure's maker it may be a display of constants."""
    for node in nodes_of(body):
        loops = (node,) if isinstance(node, ir.For) else node.clauses if isinstance(node, ir.Comp) else ()
        for loop in loops:  # `names`, `sorted(names)`, `names & row.keys()`
            over = _elements_of(loop.iter)
            parts = over.operands if isinstance(over, ir.Bin) else (over,)
            yield from (part.id for part in parts if isinstance(part, ir.Name))


def _conditions(solver: Solver, info: FunctionInfo) -> Iterator[str]:
    """Names of parameters on which it depends what a library's call is: `post(url, …)` with `http://`; which object it
    gives: `getLogger(name)`; or which column it speaks of: `col(name)`, `….alias(name)`."""
    module = solver.program.modules[info.module]
    for call in calls_within(info.node):
        passed = {f"arg{place}": arg.value for place, arg in enumerate(call.args) if arg.keyword is None}
        passed |= {f"kw:{arg.keyword}": arg.value for arg in call.args if arg.keyword is not None}
        ref = resolve_expr(call.func, module, solver.program) if passed else None
        entries = [solver.catalogue.calls.exact(ref[1])] if ref is not None and ref[0] == "ext" else []
        if isinstance(call.func, ir.Attr):
            entries.append(solver.catalogue.calls.method(call.func.name))
        names = {path: value.id for path, value in passed.items() if isinstance(value, ir.Name)}
        for sink in (sink for found in entries for sink in found.sinks):
            yield from (names[path] for path in (*sink.when, *sink.unless) if path in names)
            asked = (path for path, glob in sink.when.items() if path in passed and _asks_address(glob))
            for path in asked:
                yield from begins_with(info.node, passed[path])
        for value in (value for found in entries for value in found.values):
            yield from (names[path] for path in (value.identity,) if path in names)
        if any(each.does in _OF_COLUMNS for found in entries for each in found.propagators):
            yield from names.values()


def _asks_address(glob: str) -> bool:
    return any(ADDRESS.fullmatch(choice) for choice in glob.split("|"))


def _made_of(function: ir.Function) -> Iterator[str]:
    """Names of a constructor's parameters that texts which the instance keeps begin with: `self.base = base.rstrip("/")`,
    `super().__init__(f"{base}/v1")`."""
    kept: list[ir.Expr] = []
    for node in nodes_within(function) if function.name in CONSTRUCTORS else ():
        if isinstance(node, ir.Assign) and any(isinstance(target, ir.Attr) for target in node.targets):
            kept.append(node.value)
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name in CONSTRUCTORS:
            kept += (arg.value for arg in node.args)
    for value in kept:
        yield from begins_with(function, value) if isinstance(value, (ir.Call, ir.FString, ir.Bin)) else ()


def _looked_up(solver: Solver, call: ir.Call) -> Iterator[str]:
    """Names of parameters that say which attribute, key or module a call is about, or what a query asks."""
    if isinstance(call.func, ir.Name) and call.func.id in _BY_NAME and len(call.args) > 1:
        yield from _names(call.args[1].value)
    elif isinstance(call.func, ir.Attr) and call.func.name in _SUBSTITUTING and len(call.args) > 1:
        yield from _names(call.func.value)  # the pattern
        yield from (name for arg in call.args[:2] for name in _names(arg.value))
    elif call.args and _asks(solver, call.func):
        yield from _names(call.args[0].value)
        yield from _instead(call.func.value) if isinstance(call.func, ir.Attr) else ()


def _instead(expr: ir.Expr) -> Iterator[str]:
    """What a table stands in for where it isn't there: `rules` of `rules or RULES`."""
    for operand in expr.operands[:-1] if isinstance(expr, ir.Bool) and expr.op == "or" else ():
        yield from _names(operand)


def _asks(solver: Solver, func: ir.Expr) -> bool:
    """Whether a call's first argument says what it is about: a module, a key, a path, or the text of a query."""
    if not isinstance(func, ir.Attr):
        return isinstance(func, ir.Name) and func.id == "import_module"
    known = solver.catalogue.calls.method(func.name)
    asks = func.name in _BY_KEY or func.name == "import_module"
    return asks or bool(known.queries) or any(each.does in TREE_PATHS for each in known.propagators)


def _names(expr: ir.Expr) -> Iterator[str]:
    """The variables that a short expression speaks of, but for what is read of them."""
    if isinstance(expr, ir.Name):
        yield expr.id
    elif isinstance(expr, ir.Attr) and isinstance(expr.value, ir.Name):
        yield f"{expr.value.id}.{expr.name}"
    elif isinstance(expr, ir.Call) and not expr.args and isinstance(expr.func, ir.Attr) and expr.func.name in _FOLDING:
        yield from _names(expr.func.value)
    elif isinstance(expr, ir.FString):
        for part in expr.parts:
            yield from _names(part.value) if isinstance(part, ir.Formatted) else ()
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
