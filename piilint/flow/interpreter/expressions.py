"""What expressions evaluate to, one small function per kind."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from piilint.flow.calling.arguments import arguments, arguments_of_method
from piilint.flow.calling.calls import call_value
from piilint.flow.collections.known_keys import or_default
from piilint.flow.domain.state import symbol
from piilint.flow.domain.value import NOTHING, UNKNOWN, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation, takes, text_of
from piilint.flow.interpreter.assign import bind_target, dict_of
from piilint.flow.interpreter.bare import value_where
from piilint.flow.interpreter.contexts import THROWN, pause
from piilint.flow.interpreter.displays import evaluate_comp, evaluate_dict, evaluate_seq
from piilint.flow.interpreter.failing import call_may_fail, item_may_fail, method_may_fail
from piilint.flow.interpreter.items import item_of
from piilint.flow.interpreter.iterate import iterated
from piilint.flow.interpreter.narrow import decide
from piilint.flow.interpreter.operators import combine, negated
from piilint.flow.interpreter.slicing import (
    SliceOf,
    is_callers_choice,
    selector_of,
    slice_by_selector,
    slice_by_value,
    slice_of,
    slice_value,
)
from piilint.flow.interpreter.yielding import give, give_all
from piilint.flow.objects.access import part_of, read_attribute, read_part
from piilint.flow.objects.bound_methods import bound_to_object
from piilint.flow.objects.derived import contents
from piilint.flow.objects.members import resolve_ref
from piilint.flow.objects.protocols import compared
from piilint.flow.objects.reflection import own_attribute
from piilint.flow.protection.guards import as_written, guarded
from piilint.flow.protection.opened import still_sealed
from piilint.flow.sources.naming import named
from piilint.flow.sources.told import tell_parts, told_in_percent
from piilint.flow.syntax.meant import part_meant
from piilint.flow.syntax.reads import beside
from piilint.flow.tabular.columns import is_column
from piilint.flow.tabular.sql_templates import with_filled_template, with_template
from piilint.flow.texts.assembled import as_characters
from piilint.flow.texts.characters import tells_characters
from piilint.flow.texts.composed import composed, with_pieces
from piilint.flow.texts.own_formats import own_format
from piilint.flow.texts.render import render
from piilint.flow.texts.serialised import as_text
from piilint.flow.texts.text import format_percent, is_mask_text
from piilint.model import ir


def evaluate(act: Activation, expr: ir.Expr) -> Value:
    """The value of an expression, with what evaluating it does."""
    return _EVALUATORS[type(expr)](act, expr)


def name_value(act: Activation, name: str, at: int) -> Value:
    """What a variable holds, by Python's scopes; without what its name says."""
    env = act.state.env
    if name in env:
        return env[name]
    if name in act.captured and name in act.locals:
        return read_part(act, Value(objects=frozenset((_frame_id(act),))), f".{name}")
    if name in act.locals and name not in act.globals and act.function.node.name != "<module>":
        return NOTHING
    outer = _enclosing(act, name) if name not in act.globals else None
    if outer is not None:
        return outer
    ref = act.program.member(act.function.module, name)
    if ref is not None:
        return resolve_ref(act, ref, at)
    if name == "__name__":
        return constant(act.function.module)
    if name in _BUILTINS:
        return resolve_ref(act, ("ext", f"builtins.{name}"), at)
    return act.state.object(("m", act.function.module, name)).fields.get(".", UNKNOWN)  # set through `globals()`


def _frame_id(act: Activation) -> tuple[str, ...]:
    return ("a", act.path, str(act.function.node.at), "frame")


def _enclosing(act: Activation, name: str) -> Value | None:
    """A variable of an enclosing function, read from its frame when the inner function runs."""
    parent = act.function.parent
    frame = Value(objects=frozenset((("p", "^"),)))
    while parent is not None:
        info = act.program.functions[parent]
        if name in info.node.binds:
            return read_part(act, frame, f".{name}")
        parent = info.parent
        frame = read_part(act, frame, ".^")
    return None


_BUILTINS = frozenset(dir(builtins))


def _name(act: Activation, expr: ir.Name) -> Value:
    value = name_value(act, expr.id, expr.at)
    if value.refs and _is_imported(act, expr.id, value):
        return value  # an import's name says what it is, not what it holds
    owners = tuple(reversed(act.scope))
    subject = act.subjects.get(expr.id)
    if subject:
        value = named(act, value, subject, (*owners, *_class_names(act)), expr.at, expr.id)
    if not owners and value.opaque:
        owners = beside(act, expr.id)
    describes = act.names.describes(expr.id) and not act.names.follows(act.names.classify(expr.id, owners))
    if value.opaque and not value.refs and describes:  # it says what it is, whatever takes it over
        parted = act.names.holds_parts(expr.id)
        return value if parted else Value(value.labels, value.objects, value.refs, value.const, opaque=False)
    return named(act, value, expr.id, owners, expr.at, expr.id)


def _is_imported(act: Activation, name: str, value: Value) -> bool:
    """Whether it is a library's thing by its own name; `iban = cell.value` is what an attribute of one held."""
    things = [target for kind, target in value.refs if kind == "ext"]
    kept = act.locals if act.function.node.name != "<module>" else act.state.env
    return bool(things) and (name not in kept or any(target.rpartition(".")[2] == name for target in things))


def _class_names(act: Activation) -> tuple[str, ...]:
    cls = act.function.cls
    return (cls.rpartition(".")[2],) if cls is not None else ()


def _const(act: Activation, expr: ir.Const) -> Value:
    return constant(expr.value) if expr.kind != "other" else NOTHING


def _attr(act: Activation, expr: ir.Attr) -> Value:
    base = evaluate(act, expr.value)
    read = read_attribute(act, base, expr.name, expr.at, text_of(expr.value))
    return bound_to_object(act, base, expr.name, read, expr.at) if read.refs else read


def _sub(act: Activation, expr: ir.Sub) -> Value:
    from piilint.flow.calling.methods import call_dunder

    whose = dict_of(expr.value)
    if whose is not None and not isinstance(expr.index, ir.Slice):
        own = own_attribute(act, evaluate(act, whose), evaluate(act, expr.index), expr.at, text_of(whose))
        if own is not None:
            return own
    base = as_text(act, evaluate(act, expr.value))
    if isinstance(expr.index, ir.Slice) and is_column(act, expr.value):
        return Value(base.labels, base.objects, base.refs, opaque=base.opaque).as_many()  # some of its rows
    if isinstance(expr.index, ir.Slice):
        own = call_dunder(act, base, "__getitem__", [slice_value(act, expr.index)], expr.at) if base.objects else None
        whole = as_characters(act, expr.value, contents(act, base))
        return own if own is not None else slice_of(act, whole, expr.index, text_of(expr.value))
    index = evaluate(act, expr.index)
    if index.const and isinstance(index.const[0], SliceOf):
        if (
            isinstance(expr.index, ir.Name)
            and expr.index.id in act.params
            and is_callers_choice(act, base, index.const[0])
        ):
            return slice_by_selector(act, base, selector_of(index.const[0]), expr.at)
        return slice_by_value(act, base, index, expr.at, text_of(expr.value)) or NOTHING
    if act.tries:
        item_may_fail(act, base, index, expr.at)
    return item_of(act, base, index, expr, text_of(expr.value))


def _call(act: Activation, expr: ir.Call) -> Value:
    from piilint.flow.calling.methods import call_method

    if isinstance(expr.func, ir.Attr):
        receiver = part_meant(act, evaluate(act, expr.func.value), expr.func)
        args = arguments_of_method(act, expr, expr.func.name)
        if act.tries:
            method_may_fail(act, receiver, expr.func.name, args, expr.at)
        if act.solver.probe is not None:
            act.solver.probe.gives(act, args, receiver, expr)
        return call_method(act, receiver, expr.func, args, expr)
    if isinstance(expr.func, ir.Name) and expr.func.id == "super" and "super" not in act.state.env:
        return _super(act, expr)
    callee = evaluate_callee(act, expr.func)
    args = arguments(act, expr.args)
    if act.tries:
        call_may_fail(act, callee, args, expr.at)
    if act.solver.probe is not None:
        act.solver.probe.gives(act, args, None, expr)
    from piilint.flow.calling.builtins import call_builtin

    done = call_builtin(act, callee, args, expr)
    return done if done is not None else call_value(act, callee, args, expr.at, text_of(expr.func))


def evaluate_callee(act: Activation, func: ir.Expr) -> Value:
    """The value that is called: a name here says what the call returns, not what the function is."""
    return name_value(act, func.id, func.at) if isinstance(func, ir.Name) else evaluate(act, func)


def _super(act: Activation, expr: ir.Call) -> Value:
    """`super()`: the instance, seen as its bases; `super(Middle, self)` as what comes after that class."""
    first = act.function.node.params[0].name if act.function.node.params else ""
    this, owner = act.state.env.get(first, UNKNOWN), act.function.cls or ""
    given = [evaluate(act, arg.value) for arg in expr.args if not arg.star and arg.keyword is None]
    if len(given) == len(_EXPLICIT):
        this = given[1]
        owner = next((target for kind, target in sorted(given[0].refs) if kind == "class"), owner)
    return Value(this.labels, this.objects, frozenset((("super", owner),)), opaque=True)


_EXPLICIT = ("type", "instance")


def _bin(act: Activation, expr: ir.Bin) -> Value:
    if expr.op == "%":
        left = evaluate(act, expr.operands[0])
        if (left.const and isinstance(left.const[0], str)) or isinstance(expr.operands[0], ir.FString):
            given = evaluate(act, expr.operands[1])
            pattern = left.const[0] if left.const else None
            told = told_in_percent(act, pattern, given, expr.operands[1])
            return with_filled_template(act, expr.at, pattern, join(format_percent(act, left, given, expr), told))
        values = [left, *(evaluate(act, operand) for operand in expr.operands[1:])]
    else:
        values = [evaluate(act, operand) for operand in expr.operands]
        if expr.op == "+":
            tell_parts(act, values, expr.operands)
    return combine(act, expr, values)


def _bool(act: Activation, expr: ir.Bool) -> Value:
    """`a or b` is either; `a and b` is b, or an `a` that is empty, zero or false."""
    result = evaluate(act, expr.operands[0])
    for earlier, operand in pairwise(expr.operands):
        if expr.op == "or" and decide(act, earlier):
            return result
        before = act.state.copy()
        kept = result if expr.op == "or" else Value(opaque=result.opaque)
        result = or_default(act, kept, evaluate(act, operand))
        act.state = act.state.joined(before)
    return result


def _compare(act: Activation, expr: ir.Compare) -> Value:
    return compared(act, expr, [evaluate(act, operand) for operand in (expr.left, *expr.comparators)])


def _unary(act: Activation, expr: ir.Unary) -> Value:
    return negated(act, expr, evaluate(act, expr.operand))


def _ifexp(act: Activation, expr: ir.IfExp) -> Value:
    evaluate(act, expr.test)
    truth = decide(act, expr.test)
    if truth is not None:
        return evaluate(act, expr.body if truth else expr.orelse)
    before = act.state.copy()
    one = value_where(act, expr.test, True, expr.body)
    after = act.state
    act.state = before
    other = value_where(act, expr.test, False, expr.orelse)
    act.state = after.joined(act.state)
    for mask, kept in ((one, other), (other, one)):
        shown = _plain(expr, kept, one)
        if (
            is_mask_text(mask)
            and isinstance(shown, ir.Name)
            and shown.id in act.elements
            and tells_characters(expr.test)
        ):
            return guarded(act, kept, "mask")
    return join(one, other)


def _plain(expr: ir.IfExp, kept: Value, one: Value) -> ir.Expr:
    return expr.body if kept is one else expr.orelse


def _formatted(act: Activation, expr: ir.Formatted) -> Value:
    value = evaluate(act, expr.value)
    if value.const and isinstance(value.const[0], str) and not expr.conversion and expr.spec is None:
        return value
    if value.objects and not expr.conversion and not expr.debug:
        spec = evaluate(act, expr.spec) if expr.spec is not None else constant("")
        own = own_format(act, value, spec, expr.at)
        if own is not None:
            return own
    plain = "repr" if expr.debug and expr.spec is None else "format"
    shows = {"r": "repr", "a": "repr", "s": "text"}.get(expr.conversion, plain)
    result = Value(render(act, value, shows, expr.at), opaque=value.opaque)
    if expr.spec is None:
        return with_pieces(act, value, still_sealed(act, [value], result))
    spec = evaluate(act, expr.spec)
    if spec.const and isinstance(spec.const[0], str) and not expr.conversion:
        result = as_written(act, result, spec.const[0])
    return join(result, Value(spec.labels))


def _fstring(act: Activation, expr: ir.FString) -> Value:
    parts = [evaluate(act, part) for part in expr.parts]
    tell_parts(act, parts, expr.parts)
    if expr.template:
        return act.allocate(expr.at, "tuple", None, {f"[{i}]": part for i, part in enumerate(parts)})
    labels = join_all(Value(part.labels) for part in parts).labels
    if not labels and all(part.const for part in parts):
        return constant("".join(str(part.const[0]) for part in parts if part.const))
    text = Value(labels, opaque=any(part.opaque for part in parts)).then(act.spot(expr.at), "formatted")
    return still_sealed(act, parts, composed(act, parts, with_template(act, expr.at, parts, text), expr.at))


def _lambda(act: Activation, expr: ir.Lambda) -> Value:
    from piilint.flow.interpreter.definitions import closure

    return closure(act, expr.function, expr.at)


def _await(act: Activation, expr: ir.Await) -> Value:
    from piilint.flow.calling.coroutines import awaited
    from piilint.flow.calling.methods import call_dunder

    outer, act.awaiting = act.awaiting, expr.value.at
    value = awaited(act, evaluate(act, expr.value))
    act.awaiting = outer
    own = call_dunder(act, value, "__await__", [], expr.at) if value.objects else None
    if own is not None:
        generators = any(held.kind == "generator" for _, held in act.objects(own))
        return read_part(act, own, ".result") if generators else own
    for name, held in act.objects(value):
        if held.kind == "library" and "[*]" in held.fields:  # a future, whose result was set
            value = join(value, part_of(act, name, held, "[*]"))
    return value


def _yield(act: Activation, expr: ir.Yield) -> Value:
    value = evaluate(act, expr.value) if expr.value is not None else NOTHING
    give(act, value.then(act.spot(expr.at), "yielded") if expr.value is not None else constant(None))
    pause(act, value, expr.at)
    if len(act.raises) > 1:  # what a `with` around it raises comes in here: see `contexts`
        act.raises[-1] = join(act.raises[-1], symbol((THROWN,), act.spot(expr.at), "yield"))
    return symbol(("yield",), act.spot(expr.at), "yield")  # what `send` passes


def _yield_from(act: Activation, expr: ir.YieldFrom) -> Value:
    inner = evaluate(act, expr.value)
    give_all(act, iterated(act, inner, expr.at))
    return read_part(act, inner, ".result") if inner.objects else UNKNOWN


def _star(act: Activation, expr: ir.Star) -> Value:
    return evaluate(act, expr.value)


def _walrus(act: Activation, expr: ir.Walrus) -> Value:
    takes(act, expr.target, expr.value)
    value = evaluate(act, expr.value)
    bind_target(act, expr.target, value)
    return value


def _slice(act: Activation, expr: ir.Slice) -> Value:
    return NOTHING


def _watched(act: Activation, expr: ir.Watched) -> Value:
    value = evaluate(act, expr.inner)
    return act.solver.probe.watch(act, value, expr) if act.solver.probe is not None else value


_EVALUATORS: dict[type, Callable[[Activation, Any], Value]] = {
    ir.Name: _name,
    ir.Const: _const,
    ir.Attr: _attr,
    ir.Sub: _sub,
    ir.Slice: _slice,
    ir.Call: _call,
    ir.Bin: _bin,
    ir.Bool: _bool,
    ir.Compare: _compare,
    ir.Unary: _unary,
    ir.IfExp: _ifexp,
    ir.Formatted: _formatted,
    ir.FString: _fstring,
    ir.Seq: evaluate_seq,
    ir.Dict: evaluate_dict,
    ir.Comp: evaluate_comp,
    ir.Lambda: _lambda,
    ir.Await: _await,
    ir.Yield: _yield,
    ir.YieldFrom: _yield_from,
    ir.Star: _star,
    ir.Walrus: _walrus,
    ir.Watched: _watched,
}
