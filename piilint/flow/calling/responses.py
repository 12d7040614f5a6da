"""What a function hands to a framework by returning it, and what a call of it hands over.

return jsonify(error=f"no account {iban}"), 404    # the body of an error response
return jsonify(account), 200                       # what was asked for

@shared_task
def fetch(n):
    return {"iban": iban}                          # lies in the result store

Which ones, the catalogue says (`[[response]]`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from piilint.catalogue.calls import expand
from piilint.catalogue.schema import Response
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.summary import SinkUse
from piilint.flow.domain.value import Labels, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.conditions import fits_glob
from piilint.flow.objects.access import read_part
from piilint.flow.texts.render import render
from piilint.link.classes import resolve_expr
from piilint.link.program import FunctionInfo
from piilint.model import ir


def send_returned(act: Activation, value: Value, stmt: ir.Return) -> None:
    """Let what is returned reach the channels of the frameworks that the module imports, or that decorate it."""
    if isinstance(stmt.value, ir.Seq):
        for response in act.catalogue.calls.responses:
            if not response.decorators and _is_met(act, response, value):
                for takes in response.takes:
                    _send(act, response, read_part(act, value, takes), takes, stmt.at)
    for response in kept_of(act, act.function):
        if "return" in response.takes:
            _send(act, response, value, "return", stmt.at)


def hand_over(act: Activation, info: FunctionInfo, args: Arguments, at: int, text: str) -> None:
    """A call of a function that a framework runs elsewhere: its arguments get there through a channel."""
    for response in kept_of(act, info):
        if response.called:
            for place, value in enumerate(args.positional):
                _send(act, response, value, f"arg{place}", at, text)
            for name, value in args.keywords.items():
                _send(act, response, value, f"kw:{name}", at, text)


def kept_of(act: Activation, info: FunctionInfo) -> tuple[Response, ...]:
    """What the decorators of a function say of what it returns."""
    if not info.node.decorators:
        return ()
    learned = act.solver.learned
    return learned.once(learned.kept_results, info.id, lambda: tuple(_kept(act, info)))


def _kept(act: Activation, info: FunctionInfo) -> Iterator[Response]:
    module = act.program.modules[info.module]
    for decorator in info.node.decorators:
        text = text_of(decorator.func if isinstance(decorator, ir.Call) else decorator)
        ref = resolve_expr(decorator, module, act.program)
        names = (text, ref[1] if ref is not None and ref[0] == "ext" else text)
        for response in act.catalogue.calls.responses:
            patterns = (name for each in response.decorators for name in expand(each))
            met = any(fnmatchcase(name, pattern) for pattern in patterns for name in names)
            if met and not _is_excepted(response, decorator):
                yield response


def _is_excepted(response: Response, decorator: ir.Expr) -> bool:
    given = decorator.args if isinstance(decorator, ir.Call) else ()
    constants = {f"kw:{arg.keyword}": str(arg.value.value) for arg in given if isinstance(arg.value, ir.Const)}
    return any(path in constants and fnmatchcase(constants[path], glob) for path, glob in response.unless.items())


def _send(act: Activation, response: Response, value: Value, place: str, at: int, callee: str = "return") -> None:
    use = SinkUse(response.channel, callee, act.spot(at), response.shows, 3)
    labels = render(act, value, response.shows, at)
    if callee == "return" and response.decorators:
        labels = _own(labels)
    act.reach(labels, use, at, place, tuple(sorted({v.element for v in labels.values() if v.element})))


def _own(labels: Labels) -> Labels:
    """Labels of data that the function has itself: what it is given, a framework has handed it."""
    return {key: label for key, label in labels.items() if not label.path}


def _is_met(act: Activation, response: Response, value: Value) -> bool:
    if not any(held.kind == "tuple" for _, held in act.objects(value)):
        return False
    imported = act.program.packages(act.module.name)
    return not imported.isdisjoint(response.imports) and all(
        fits_glob(read_part(act, value, part), glob) for part, glob in response.when.items()
    )
