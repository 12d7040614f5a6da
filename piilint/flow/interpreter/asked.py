"""What a test for a class tells: of which class a variable is where it holds, and of which it isn't where it doesn't.

if isinstance(source, (io.IOBase, Path)): …     # a text that a caller passes doesn't come here
if is_file(source): …                           # nor here, where the function returns what such a test says
if isinstance(payment, Payment): payment = payment.id
client.get(f"/payments/{payment}")              # of `payment: str | Payment`, only a text is left
"""

from __future__ import annotations

import collections.abc
from typing import NamedTuple

from piilint.catalogue.classes import classes
from piilint.flow.collections.containers import CONTAINERS
from piilint.flow.domain.value import Labels, Object, ObjectId, Ref, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import class_of
from piilint.flow.objects.company import language_refs
from piilint.flow.objects.sure_classes import choices
from piilint.flow.protection.guards import guarded
from piilint.flow.sources.naming import settled
from piilint.flow.texts.scalars import SCALARS, as_scalar, handle_only, is_parameter
from piilint.link.classes import resolve_expr
from piilint.link.program import ModuleInfo
from piilint.model import ir


class _Asked(NamedTuple):
    """What a test asks: whether a variable is of one of some classes, as a module names them."""

    variable: str
    classes: tuple[ir.Expr, ...]
    module: ModuleInfo


def assume_class(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let a test tell of which class a variable is in the branch where it holds, or isn't where it doesn't."""
    if isinstance(test, ir.Unary) and test.op == "not":
        assume_class(act, test.operand, not holds)
        return
    if (asked := _asked(act, test, act.module)) is not None:
        _assume(act, asked) if holds else _assume_others(act, asked)
        return
    if isinstance(test, ir.Bool) and (test.op == "and") == holds:
        for operand in test.operands:
            assume_class(act, operand, holds)
    elif isinstance(test, ir.Bool) and test.op == "and":
        _assume_neither(act, test)


def choose_class(act: Activation, test: ir.Expr) -> None:
    """Let a comprehension's condition choose among what its variable may be; nothing else is told of what that holds."""
    for each in test.operands if isinstance(test, ir.Bool) and test.op == "and" else (test,):
        asked = _asked(act, each, act.module)
        value = act.state.env.get(asked.variable) if asked is not None else None
        refs = [resolve_expr(cls, asked.module, act.program) for cls in asked.classes] if asked is not None else []
        known = [ref for ref in refs if ref is not None]
        if asked is not None and value is not None and len(known) == len(refs):
            act.state.env[asked.variable] = of_classes(act, value, known)
        elif isinstance(each, ir.Unary) and each.op == "not":
            _choose_others(act, each.operand)


def _choose_others(act: Activation, test: ir.Expr) -> None:
    asked = _asked(act, test, act.module)
    value = act.state.env.get(asked.variable) if asked is not None else None
    if asked is not None and value is not None and any(name[0] == "a" for name in value.objects):
        _assume_others(act, asked)


def _assume_neither(act: Activation, test: ir.Bool) -> None:
    """`account and isinstance(account, Account)` doesn't hold: there is none, or it is something else."""
    found = [asked for operand in test.operands if (asked := _asked(act, operand, act.module)) is not None]
    names = {operand.id for operand in test.operands if isinstance(operand, ir.Name)}
    if len(found) == 1 and len(test.operands) == 2 and names == {found[0].variable}:
        _assume_others(act, found[0])


def _asked(act: Activation, test: ir.Expr, module: ModuleInfo) -> _Asked | None:
    """`isinstance(x, A)`, `isinstance(x, A) or isinstance(x, B)`, and a function that returns one of them."""
    if isinstance(test, ir.Bool) and test.op == "or":
        parts = [_asked(act, operand, module) for operand in test.operands if not _none(operand)]
        first = parts[0] if parts else None
        if first is not None and any(_none(operand) not in ("", first.variable) for operand in test.operands):
            return None
        if first is None or any(part is None or part[::2] != first[::2] for part in parts):
            return None
        return first._replace(classes=tuple(each for part in parts if part is not None for each in part.classes))
    if not isinstance(test, ir.Call) or not test.args or not isinstance(test.args[0].value, ir.Name):
        return None
    variable = test.args[0].value.id
    if isinstance(test.func, ir.Name) and test.func.id == "isinstance" and len(test.args) == 2:
        given = test.args[1].value
        return _Asked(variable, given.elements if isinstance(given, ir.Seq) else (given,), module)
    told = _told_by(act, test) if len(test.args) == 1 and module is act.module else None
    return None if told is None else told._replace(variable=variable)


def _none(test: ir.Expr) -> str:
    """The variable in `x is None`: where that holds, there is nothing of x."""
    if not isinstance(test, ir.Compare) or test.ops != ("is",) or not isinstance(test.left, ir.Name):
        return ""
    other = test.comparators[0]
    return test.left.id if isinstance(other, ir.Const) and (other.value, other.kind) == (None, "") else ""


def _told_by(act: Activation, test: ir.Call) -> _Asked | None:
    """What a function in view asks of its only parameter, and nothing else: `def is_file(obj): return isinstance(obj, …)`."""
    ref = resolve_expr(test.func, act.module, act.program) if isinstance(test.func, (ir.Name, ir.Attr)) else None
    info = act.program.functions.get(ref[1]) if ref is not None and ref[0] == "func" else None
    if info is None or len(info.node.params) != 1 or info.node.is_generator:
        return None
    said = [
        stmt for stmt in info.node.body if not isinstance(stmt, ir.ExprStmt) or not isinstance(stmt.value, ir.Const)
    ]
    if len(said) != 1 or not isinstance(said[0], ir.Return) or said[0].value is None:
        return None
    asked = _asked(act, said[0].value, act.program.modules[info.module])
    return asked if asked is not None and asked.variable == info.node.params[0].name else None


def number_where(act: Activation, test: ir.Expr, holds: bool) -> dict[str, Value]:
    """Let a variable be a number for an expression that is evaluated where a test holds, `x if isinstance(x, int) else "?"`;
    what it was before."""
    asked = _asked(act, test, act.module) if holds else None
    value = act.state.env.get(asked.variable) if asked is not None else None
    if asked is None or value is None or not all(map(is_number, asked.classes)):
        return {}
    _assume_number(act, asked.variable)
    return {asked.variable: value}


def is_number(cls: ir.Expr) -> bool:
    """Whether a class of the language is of things that no text is: numbers, flags, dates, `type(None)`."""
    name = cls.name if isinstance(cls, ir.Attr) else cls.id if isinstance(cls, ir.Name) else ""
    return name in _NO_TEXTS or text_of(cls) == "type()"


_NO_TEXTS = frozenset(
    (
        "int",
        "float",
        "bool",
        "complex",
        "Decimal",
        "Fraction",
        "Number",
        "Real",
        "Integral",
        "NoneType",
        "date",
        "datetime",
    )
)


def _assume_number(act: Activation, variable: str) -> None:
    """Let a variable be a number: of what is a text there is nothing."""
    value = act.state.env.get(variable)
    if value is None or value.refs or value.const is not None:
        return
    act.state.env[variable] = without_texts(act, value, variable)


def without_texts(act: Activation, value: Value, name: str = "") -> Value:
    """A value where it is a number or a flag; what a caller passes that is something else doesn't come here. What is itself
    called what is reported, `card_number`, is that as a number, too, and an amount what its name says."""
    if name and act.names.follows(act.names.classify(name)):
        return as_scalar(value) if is_parameter(value) else value
    number = as_scalar(value) if is_parameter(value) else value
    held = frozenset(each for each, thing in act.objects(number) if each[0] == "a" and thing.kind == "instance")
    told = _told_by_name(act, name, value) if name in act.state.env else {}
    return Value(guarded(act, number.with_labels({**told, **number.labels}), "no-text").labels, held)


def _told_by_name(act: Activation, name: str, value: Value) -> Labels:
    """What a variable's name says of it, so that no later one says that it is a text."""
    from piilint.flow.interpreter.expressions import evaluate

    labels = evaluate(act, ir.Name(-1, name)).labels
    return {key: label for key, label in labels.items() if key not in value.labels}


def _assume(act: Activation, asked: _Asked) -> None:
    variable = asked.variable
    if all(map(is_number, asked.classes)):
        _assume_number(act, variable)
        return
    if all(isinstance(each, ir.Name) and each.id in _SCALARS for each in asked.classes):
        _assume_scalar(act, variable)
        return
    refs = [resolve_expr(each, asked.module, act.program) for each in asked.classes]
    value = act.state.env.get(variable)
    if value is None or None in refs:
        return
    if all(ref is not None and ("inst", ref[1]) in classes().handles for ref in refs):
        act.state.env[variable] = handle_only(act, value)
        return
    value = act.state.env[variable] = of_classes(act, value, [ref for ref in refs if ref is not None])
    ref = refs[0] if len(refs) == 1 else None
    if ref is None:
        return
    if of_language := language_refs(frozenset((ref,))):
        found = value.refs | of_language
        act.state.env[variable] = Value(value.labels, value.objects, found, value.const, value.opaque)
    if ref[0] != "class":
        return
    let_be(act, value, ref)


def let_be(act: Activation, value: Value, ref: Ref) -> None:
    """Let what a caller passes be an instance of a class in view: it may be declared to be one of several."""
    for name, held in act.objects(value):
        if name[0] == "p" and (held.cls is None or (held.kind == "symbol" and not _is_of(act, held.cls, ref))):
            act.state.heap[name] = Object(held.kind, ref, held.fields)


def _is_of(act: Activation, cls: Ref, asked: Ref) -> bool:
    """Whether a class in view is the one that is asked for, or derived from it."""
    known = act.program.classes.get(cls[1]) if cls[0] == "class" else None
    return known is None or asked in known.mro


def of_classes(act: Activation, value: Value, refs: list[Ref]) -> Value:
    """What of a value may be an instance of one of the classes: what is made in view of another isn't there, and what is
    declared to be of another, `Good | Bad`, is of the one that is asked for."""
    gone = {name for name, held in act.objects(value) if name[0] in "at" and _is_no_instance(act, held, refs)}
    if not gone:
        return value
    others = (
        {("t", refs[0][1])} if len(refs) == 1 and refs[0][0] == "class" and any(n[0] == "t" for n in gone) else set()
    )
    return Value(value.labels, (value.objects - gone) | others, value.refs, value.const, value.opaque)


def _is_no_instance(act: Activation, held: Object, refs: list[Ref]) -> bool:
    """Whether an object is of none of the classes, nor of one below them."""
    asked = [act.program.classes[target] for kind, target in refs if kind == "class"]
    if any(cls.kind == "protocol" for cls in asked):
        return False
    if held.kind in CONTAINERS and held.cls is None:
        return len(asked) == len(refs)
    cls = class_of(act, held) if held.kind in ("instance", "typed") else None
    if cls is None or not refs_apart(cls.mro, refs):
        return False
    return held.kind == "instance" or not any(("class", cls.id) in each.mro for each in asked)


def refs_apart(mro: tuple[Ref, ...], refs: list[Ref]) -> bool:
    """Whether what has these bases is of none of the classes: of a library's only where all its bases are in view, and of
    one that asks for methods (`Iterable`, `object`) never for sure."""
    own = all(kind == "class" or target == "builtins.object" for kind, target in mro)
    return all(
        ref not in mro and (ref[0] == "class" or (own and ref[1].rpartition(".")[2] not in _BY_METHODS)) for ref in refs
    )


_BY_METHODS = {"object", "PathLike", "AbstractContextManager", "AbstractAsyncContextManager"} | {
    name for name in collections.abc.__all__ if "__subclasshook__" in vars(getattr(collections.abc, name))
}
"""Classes of the language whose instances are all that have some methods."""


_SCALARS = frozenset(("str", "bytes", "bytearray", "int", "float", "Decimal"))


def _assume_scalar(act: Activation, variable: str) -> None:
    """Let a variable be a text or a number: what else callers pass doesn't come here, nor what else a function gives."""
    value = act.state.env.get(variable)
    if value is None or value.refs or value.const:
        return
    if is_parameter(value):
        act.state.env[variable] = as_scalar(value)
        return
    made = {name for name, held in act.objects(value) if name[0] == "a" and _is_no_scalar(act, held)}
    if made:
        act.state.env[variable] = Value(value.labels, value.objects - made, opaque=True)


def _is_no_scalar(act: Activation, held: Object) -> bool:
    """Whether it is a record or a container that was made in view: `Statement | str`, once it is asked whether it is a text."""
    if held.kind in ("dict", "list", "tuple", "set"):
        return True
    cls = class_of(act, held) if held.kind == "instance" else None
    return cls is not None and not any(target in SCALARS for _, target in cls.mro)


def _assume_others(act: Activation, asked: _Asked) -> None:
    """Let a variable be no instance of classes in view: what is known to be one, or declared to be, doesn't come here."""
    found = [resolve_expr(each, asked.module, act.program) for each in asked.classes]
    refs = {ref for ref in found if ref is not None and ref[0] == "class"}
    value = act.state.env.get(asked.variable)
    if value is None or not refs:
        return
    if is_parameter(value) and _leaves_scalars(act, value, refs):
        text = as_scalar(value)
        match = act.names.classify(asked.variable, ())
        is_key = match is not None and act.catalogue.elements[match.element].record  # of the record that it may be
        act.state.env[asked.variable] = settled(text) if is_key else text
        return
    known = ((name, class_of(act, held)) for name, held in act.objects(value))
    are_some = [name for name, cls in known if cls is not None and not refs.isdisjoint(cls.mro)]
    gone = {name for name in are_some if name[0] == "a" or _is_declared(act, name)}
    if gone:
        paths = {name[1:] for name in gone if name[0] == "p"}
        labels = {key: label for key, label in value.labels.items() if label.path not in paths}
        act.state.env[asked.variable] = Value(labels, value.objects - gone, value.refs, value.const)


def _annotation(act: Activation, name: ObjectId) -> ir.Expr | None:
    return next((param.annotation for param in act.function.node.params if param.name == name[1]), None)


def _is_declared(act: Activation, name: ObjectId) -> bool:
    """Whether it is a parameter that is declared to be of one class, and no other: not `Account | str`."""
    return len(name) == 2 and isinstance(_annotation(act, name), (ir.Name, ir.Attr))


def _leaves_scalars(act: Activation, value: Value, gone: set[Ref]) -> bool:
    """Whether a parameter's declaration leaves nothing but texts and numbers without the classes: `Account | str`."""
    (name,) = value.objects
    declared = choices(_annotation(act, name))
    left = [each for each in declared if resolve_expr(each, act.module, act.program) not in gone]
    return 0 < len(left) < len(declared) and all(isinstance(each, ir.Name) and each.id in _SCALARS for each in left)
