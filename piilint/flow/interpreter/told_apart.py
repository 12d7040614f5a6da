"""Which of several known dicts a variable is, where a test asks what one of their parts is.

setting = settings().get(name)       # {"in": "header", "value": key}, or something that isn't in view
if setting["in"] == "query":         # not that one
    queries.append(setting["value"])

def apply(queries, setting):         # whoever passes it knows which it is
    if setting["in"] == "query":
        queries.append(setting["value"])
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.flow.domain.selectors import WHERE, key_selector
from piilint.flow.domain.value import Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir


def assume_part(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let a test of a part leave those of the dicts that a variable may be for which it can hold, or not."""
    if isinstance(test, ir.Unary) and test.op == "not":
        assume_part(act, test.operand, not holds)
    elif isinstance(test, ir.Bool) and (test.op == "and") == holds:
        for operand in test.operands:
            assume_part(act, operand, holds)
    elif isinstance(test, ir.Compare) and len(test.ops) == 1 and test.ops[0] in ("==", "!="):
        asked, said = _asked(test.left), test.comparators[0]
        if asked is not None and isinstance(said, ir.Const) and isinstance(said.value, str):
            _leave(act, *asked, said.value, (test.ops[0] == "==") == holds)


def _asked(expr: ir.Expr) -> tuple[str, str] | None:
    """The variable and the key of `setting["in"]`, `setting.get("in")`."""
    owner, key = None, None
    if isinstance(expr, ir.Sub):
        owner, key = expr.value, expr.index
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name == "get" and expr.args:
        owner, key = expr.func.value, expr.args[0].value
    if not isinstance(owner, ir.Name) or not isinstance(key, ir.Const) or not isinstance(key.value, str):
        return None
    return owner.id, key.value


def _leave(act: Activation, variable: str, key: str, said: str, alike: bool) -> None:
    value = act.state.env.get(variable)
    if value is None or not value.objects:
        return
    gone = {name for name, held in act.objects(value) if _cannot_be(held, key_selector(key), said, alike)}
    left = Value(value.labels, value.objects - gone, value.refs, value.const, value.opaque) if gone else value
    if alike and any(name[0] == "p" for name in left.objects) and _is_only_read(act, variable):
        left = _asked_of_callers(act, left, f"{WHERE}{key_selector(key)} {said}")
    act.state.env[variable] = left


def _cannot_be(held: Object, selector: str, said: str, alike: bool) -> bool:
    unsure = any(each == "[*]" or each.startswith("[@") for each in held.fields)  # it may have been put there since
    part = held.fields.get(selector) if held.kind == "dict" and not unsure else None
    known = part is not None and part.const and not part.labels and not part.objects
    return bool(known and part is not None and part.const and (part.const[0] == said) != alike)


def chosen(act: Activation, value: Value, where: str) -> Value:
    """Of the dicts that are passed, those that the callee's test can hold for; of what somebody further out passes, he knows."""
    key, end, said = where.removeprefix(WHERE).partition('"] ')
    gone = {name for name, held in act.objects(value) if _cannot_be(held, key + end.rstrip(), said, True)}
    left = Value(value.labels, value.objects - gone, value.refs, value.const, value.opaque) if gone else value
    return _asked_of_callers(act, left, where)


def _asked_of_callers(act: Activation, value: Value, where: str) -> Value:
    """The value where what a caller passes is what he finds the test to hold for; what was written into it here stays."""
    symbols = {name for name, held in act.objects(value) if name[0] == "p" and not held.fields and held.cls is None}
    if not symbols:
        return value
    paths = {name[1:] for name in symbols}
    told = [v._replace(path=(*v.path, where)) if v.path in paths else v for v in value.labels.values()]
    labels = {label.key: label for label in told}
    return Value(labels, value.objects - symbols, value.refs, value.const, value.opaque)


def _is_only_read(act: Activation, variable: str) -> bool:
    """Whether a function does nothing with what a variable holds but to read its parts by key, and to ask whether it is one."""
    harmless: set[int] = set()
    changed: set[int] = set()
    for node in nodes_within(act.function.node):
        if isinstance(node, ir.Sub):
            harmless.add(id(node.value))
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name == "get":
            harmless.add(id(node.func.value))
        elif isinstance(node, (ir.If, ir.IfExp)):
            harmless.add(id(node.test))
        elif isinstance(node, ir.Unary):
            harmless.add(id(node.operand))
        elif isinstance(node, ir.Assign):
            harmless.update(map(id, node.targets))
            changed.update(id(owner) for target in node.targets for owner in _owners(target))
        elif isinstance(node, ir.AugAssign):
            changed.update(map(id, _owners(node.target)))
        elif isinstance(node, ir.Delete):
            changed.update(id(owner) for target in node.targets for owner in _owners(target))
    names = (n for n in nodes_within(act.function.node) if isinstance(n, ir.Name) and n.id == variable)
    return all(id(name) in harmless and id(name) not in changed for name in names)


def _owners(target: ir.Expr) -> Iterator[ir.Expr]:
    """What an assignment to a target changes: for `a.b["c"]`, `a.b` and `a`."""
    if isinstance(target, ir.Seq):
        for element in target.elements:
            yield from _owners(element)
    while isinstance(target, (ir.Sub, ir.Attr)):
        target = target.value
        yield target
