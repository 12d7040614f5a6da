"""What makes a field where a function of the project calls that.

def personal(show=hidden, **rest):
    return attrs.field(repr=show, **rest)

class Payee:
    iban: str = personal(default="")     # attrs.field(repr=hidden), and what `personal` is given besides

Nothing is run: of the call that the function ends with, arguments that are its parameters stand for what is given for
them, or for their defaults, each in the module where it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from piilint.link.collect import is_shown, nested_blocks
from piilint.link.program import Program, Ref
from piilint.model import ir

Told = tuple[str, ir.Call]
"""A call with the module that it is written in."""
Resolve = Callable[[ir.Expr, str, Program], Ref | None]
Meant = Callable[[ir.Expr | None, str, Program], tuple[str, ir.Expr | None]]
_DEPTH = 4
"""Helpers that call helpers are followed this far."""


def made_by_helpers(home: str, call: ir.Call, program: Program, resolve: Resolve, meant: Meant) -> tuple[Told, ...]:
    """The calls that describe a field which a call of a function in view, or of a `partial`, makes."""
    found: list[Told] = []
    for _ in range(_DEPTH):
        told = _made_by(home, call, program, resolve, meant)
        if told is None:
            break
        found += told
        home, call = told[0]
    return tuple(found)


def _made_by(home: str, call: ir.Call, program: Program, resolve: Resolve, meant: Meant) -> list[Told] | None:
    ref = resolve(call.func, home, program)
    if ref is not None and ref[0] == "func":
        made = program.functions[ref[1]]
        return _by_function(made.module, made.node, home, call)
    there, value = meant(call.func, home, program)
    if isinstance(value, ir.Lambda):
        return _by_function(there, value.function, home, call)
    if (
        isinstance(value, ir.Call)
        and value.args
        and resolve(value.func, there, program) == ("ext", "functools.partial")
    ):
        stated = {arg.keyword for arg in call.args if arg.keyword is not None}
        own = tuple(arg for arg in value.args[1:] if arg.keyword not in stated)
        return [(there, ir.Call(value.at, value.args[0].value, own))]
    return None


def _by_function(there: str, helper: ir.Function, home: str, call: ir.Call) -> list[Told] | None:
    returned = _returned(helper)
    if returned is None:
        return None
    own: list[ir.Arg] = []
    given: list[ir.Arg] = []
    stated = {arg.keyword for arg in call.args}
    params = {param.name: param for param in helper.params}
    passed = _passed(helper, call)
    for arg in _arguments(helper, returned, stated):
        param = params.get(arg.value.id) if isinstance(arg.value, ir.Name) and not arg.star else None
        if param is None:
            own.append(arg)
        elif param.name in passed:
            given.append(ir.Arg(passed[param.name], arg.keyword))
        elif param.default is not None:
            own.append(ir.Arg(param.default, arg.keyword))
    made = [(there, ir.Call(returned.at, returned.func, tuple(own)))]
    return [*made, (home, ir.Call(call.at, call.func, tuple(given)))] if given else made


def _returned(helper: ir.Function) -> ir.Call | None:
    """The call that a function gives what is made by; of several, the last if none of them lets the field be shown."""
    ends = [stmt.value for stmt in _statements(helper.body) if isinstance(stmt, ir.Return)]
    calls: list[ir.Call] = []
    for end in ends:
        if isinstance(end, ir.Name):
            made = [
                stmt.value
                for stmt in helper.body
                if isinstance(stmt, ir.Assign) and isinstance(stmt.targets[0], ir.Name) and stmt.targets[0].id == end.id
            ]
            end = made[0] if len(made) == 1 else end
        if not isinstance(end, ir.Call):
            return None
        calls.append(end)
    if len(calls) > 1 and any(is_shown(each) for each in calls):
        return None
    return calls[-1] if calls else None


def _statements(body: tuple[ir.Stmt, ...]) -> Iterator[ir.Stmt]:
    for stmt in body:
        yield stmt
        for block in nested_blocks(stmt):
            yield from _statements(block)


def _passed(helper: ir.Function, call: ir.Call) -> dict[str, ir.Expr]:
    """What a call gives for which parameter."""
    places = [param.name for param in helper.params if param.kind in ("posonly", "pos")]
    plain = [arg.value for arg in call.args if arg.keyword is None]
    if any(arg.star == 1 for arg in call.args):
        plain = []
    return dict(zip(places, plain, strict=False)) | {
        arg.keyword: arg.value for arg in call.args if arg.keyword is not None
    }


def _arguments(helper: ir.Function, returned: ir.Call, stated: set[str | None]) -> Iterator[ir.Arg]:
    """The arguments by keyword of what a helper calls, with what it puts into those that it passes on."""
    rest = next((param.name for param in helper.params if param.kind == "kwarg"), None)
    for arg in returned.args:
        if arg.star != 2:
            yield arg
        elif isinstance(arg.value, ir.Dict):
            yield from (each for each in _entries(arg.value) if each.keyword not in stated)
        elif isinstance(arg.value, ir.Name) and arg.value.id == rest:
            yield from _put_before(helper, returned, rest, stated).values()


def _put_before(helper: ir.Function, returned: ir.Call, rest: str, stated: set[str | None]) -> dict[str | None, ir.Arg]:
    """What a helper surely puts into the arguments that it passes on, until it does; what comes later counts."""
    put: dict[str | None, ir.Arg] = {}
    for stmt in helper.body:
        if getattr(stmt, "value", None) is returned:
            break
        for within in _statements(tuple(each for block in nested_blocks(stmt) for each in block)):  # which may be done
            for keyword in (*(arg.keyword for arg in _put(within, rest, set())), *_taken_out(within, rest)):
                put.pop(keyword, None)
        for arg in _put(stmt, rest, stated | put.keys()):
            put[arg.keyword] = arg
        for keyword in _taken_out(stmt, rest):
            put.pop(keyword, None)
    return put


def _taken_out(stmt: ir.Stmt, rest: str) -> Iterator[str]:
    """`rest.pop("repr")`, `del rest["repr"]`."""
    call = stmt.value if isinstance(stmt, (ir.ExprStmt, ir.Assign)) else None
    if isinstance(call, ir.Call) and isinstance(call.func, ir.Attr) and call.func.name == "pop" and call.args:
        taken = [ir.Sub(call.at, call.func.value, call.args[0].value)]
    else:
        taken = [each for each in stmt.targets if isinstance(each, ir.Sub)] if isinstance(stmt, ir.Delete) else []
    for each in taken:
        if isinstance(each.value, ir.Name) and each.value.id == rest and isinstance(each.index, ir.Const):
            yield str(each.index.value)


def _entries(shown: ir.Dict) -> Iterator[ir.Arg]:
    for key, value in zip(shown.keys, shown.values, strict=True):
        if isinstance(key, ir.Const) and isinstance(key.value, str):
            yield ir.Arg(value, key.value)


def _put(stmt: ir.Stmt, rest: str, stated: set[str | None]) -> Iterator[ir.Arg]:
    """`rest["repr"] = False`, `rest.setdefault("repr", False)` where nothing else is given, `rest.update(repr=False)`."""
    if isinstance(stmt, ir.Assign) and isinstance(target := stmt.targets[0], ir.Sub):
        if isinstance(target.value, ir.Name) and target.value.id == rest:
            yield from _entries(ir.Dict(stmt.at, (target.index,), (stmt.value,)))
        return
    call = stmt.value if isinstance(stmt, ir.ExprStmt) else None
    if not isinstance(call, ir.Call) or not isinstance(call.func, ir.Attr) or not call.args:
        return
    if not isinstance(call.func.value, ir.Name) or call.func.value.id != rest:
        return
    if call.func.name == "setdefault" and len(call.args) == 2:
        entry = ir.Dict(call.at, (call.args[0].value,), (call.args[1].value,))
        yield from (each for each in _entries(entry) if each.keyword not in stated)
    elif call.func.name == "update":
        shown = [arg.value for arg in call.args if isinstance(arg.value, ir.Dict) and arg.keyword is None]
        yield from (each for part in shown for each in _entries(part))
        yield from (arg for arg in call.args if arg.keyword is not None)
