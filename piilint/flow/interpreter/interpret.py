"""Interpret one function: statement by statement, joining at branches, loops to a fixpoint.

if x:                       # two copies of the state
    iban = mask(iban)       # {}
print(iban)                 # joined: {IBAN}, from the way around the branch
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from piilint.flow.answers.exposure import configure_setting
from piilint.flow.calling.responses import send_returned
from piilint.flow.calling.specialise import KnownFilled, fix, record_of
from piilint.flow.collections.growing import lengthened
from piilint.flow.domain.state import State
from piilint.flow.domain.summary import Analysis
from piilint.flow.domain.value import NOTHING, Value, join
from piilint.flow.interpreter.activation import Activation, Loop, takes, text_of
from piilint.flow.interpreter.assign import as_attribute, as_named, bind_name, bind_target, delete_target
from piilint.flow.interpreter.bare import are_overwritten, bare_parts, empty
from piilint.flow.interpreter.carried import exposed_names, settled
from piilint.flow.interpreter.definitions import define_class, define_function, enter_frame
from piilint.flow.interpreter.entered import bind_parameters
from piilint.flow.interpreter.expressions import evaluate
from piilint.flow.interpreter.finish import finish
from piilint.flow.interpreter.from_outside import given_away, seen_from_outside
from piilint.flow.interpreter.iterate import element_of, one_by_one, unrolled
from piilint.flow.interpreter.key_cases import run_by_key
from piilint.flow.interpreter.matching import run_match
from piilint.flow.interpreter.narrow import assume, constant_truth, decide
from piilint.flow.interpreter.operators import changed_in_place, combine
from piilint.flow.interpreter.raising import run_assert, run_raise, run_try
from piilint.flow.interpreter.slicing import is_run
from piilint.flow.objects.access import read_part
from piilint.flow.objects.enumerations import known_parameter
from piilint.flow.objects.members import module_member, resolve_ref
from piilint.flow.solving.solver import Constants, Solver
from piilint.flow.syntax.keys_read import steps_by_key
from piilint.flow.syntax.likeness import as_its_name
from piilint.flow.syntax.meant import element_meant
from piilint.flow.syntax.returning import as_annotated
from piilint.flow.syntax.subjects import find_subjects
from piilint.flow.tabular.columns import bind_rows, with_columns
from piilint.flow.texts.assembled import mask_assembled
from piilint.flow.texts.lone import lone_character
from piilint.link.collect import import_refs
from piilint.link.program import FunctionInfo
from piilint.model import ir

LOOP_LIMIT = 6
"""Rounds of a loop at most; two nearly always suffice."""


def interpret(solver: Solver, function: FunctionInfo, constants: Constants) -> Analysis:
    """One interpretation of a function, with what is known of its callees by now; some parameters may be fixed."""
    act = Activation(solver, function)
    enter_frame(act)
    act.subjects = find_subjects(act)
    bind_parameters(act)
    for name, value in constants.items():
        if "." in name or isinstance(value, KnownFilled):
            fix(act, name, value)
        else:
            bind_name(act, name, record_of(act, name, value) or known_parameter(act, name, value))
    run_block(act, function.node.body)
    return finish(act) if constants else given_away(act, seen_from_outside(act, finish(act)))


def run_block(act: Activation, body: tuple[ir.Stmt, ...]) -> None:
    """Run statements in order, until the point can't be reached any more."""
    for stmt in body:
        if not act.live:
            return
        _RUNNERS[type(stmt)](act, stmt)
        if act.live and isinstance(stmt, _ASSEMBLING):
            mask_assembled(act, body, stmt)


_ASSEMBLING = (ir.For, ir.While, ir.Assign)
_ENDING = frozenset(("sys.exit", "exit", "quit", "os._exit", "os.abort"))


def _expr(act: Activation, stmt: ir.ExprStmt) -> None:
    evaluate(act, stmt.value)
    if isinstance(stmt.value, ir.Call) and text_of(stmt.value.func) in _ENDING:
        act.live = False


def _assign(act: Activation, stmt: ir.Assign) -> None:
    made = takes(act, stmt.targets[0], stmt.value)
    value = evaluate(act, stmt.value)
    if (
        isinstance(stmt.value, ir.Sub)
        and isinstance(stmt.value.index, ir.Slice)
        and isinstance(stmt.targets[0], ir.Seq)
    ):
        value = _items_of_slice(act, stmt.value, stmt.value.index)
    if isinstance(stmt.value, ir.Lambda) and isinstance(stmt.targets[0], ir.Name):
        name = act.program.function_by_spot.get((act.path, stmt.value.function.at))
        if name is not None:
            act.solver.name_lambda(name, stmt.targets[0].id)
    if isinstance(made, ir.Call) and isinstance(stmt.targets[0], ir.Name):
        value = as_its_name(act, stmt.targets[0].id, value, stmt.at)
    for target in stmt.targets:
        if value.refs and isinstance(target, ir.Name):
            value = with_columns(act, target.id, value, stmt.at)
        known = as_attribute(target, stmt.value, value)
        bind_rows(act, target, as_named(act, target, known), stmt.at)


def _items_of_slice(act: Activation, expr: ir.Sub, index: ir.Slice) -> Value:
    """`date, iban = row[:2]`: what is unpacked are items of a row, not the first characters of a text."""
    base = evaluate(act, expr.value)
    if index.lower is None:
        return base
    item = join(read_part(act, base, "[*]"), Value(base.labels, opaque=base.opaque))
    return act.allocate(expr.at, "list", None, {"[*]": item}, tag="items")


def _annotated(act: Activation, stmt: ir.AnnAssign) -> None:
    if stmt.value is not None:
        takes(act, stmt.target, stmt.value)
        bind_target(act, stmt.target, as_annotated(act, evaluate(act, stmt.value), stmt))


def _augmented(act: Activation, stmt: ir.AugAssign) -> None:
    old = evaluate(act, stmt.target)
    new = evaluate(act, stmt.value)
    own = changed_in_place(act, stmt, old, new)
    if own is None and stmt.op == "+" and lengthened(act, old, new):
        return
    bind_target(act, stmt.target, combine(act, stmt, [old, new]) if own is None else own)


def _delete(act: Activation, stmt: ir.Delete) -> None:
    for target in stmt.targets:
        for part in target.elements if isinstance(target, ir.Seq) else (target,):
            delete_target(act, part)


def _return(act: Activation, stmt: ir.Return) -> None:
    if stmt.value is not None:
        value = evaluate(act, stmt.value)
        send_returned(act, value, stmt)
        if act.solver.probe is not None:
            act.solver.probe.note(act, "returned", text_of(stmt.value), [value], stmt.at)
        act.returns = join(act.returns, value)
    act.exits.append(act.state.copy())
    act.live = False


def _if(act: Activation, stmt: ir.If) -> None:
    evaluate(act, stmt.test)
    truth = decide(act, stmt.test)
    if truth is not None:
        run_block(act, stmt.body if truth else stmt.orelse)
        return
    before = act.state.copy()
    otherwise = bare_parts(act, stmt.test, False, own=True)
    if stmt.body and isinstance(stmt.body[-1], (ir.Continue, ir.Return)):
        empty(act, bare_parts(act, stmt.test, True))
    assume(act, stmt.test, True)
    run_by_key(act, stmt.test, stmt.body)
    after, alive = act.state, act.live
    act.state, act.live = before, True
    empty(act, are_overwritten(otherwise, before, after))
    assume(act, stmt.test, False)
    run_block(act, stmt.orelse)
    if alive and act.live:
        act.state = after.joined(act.state)
    elif alive:
        act.state, act.live = after, True


def _while(act: Activation, stmt: ir.While) -> None:
    truth = constant_truth(act, stmt.test)
    if truth is False:
        evaluate(act, stmt.test)
        run_block(act, stmt.orelse)
        return

    def round_() -> State:
        evaluate(act, stmt.test)
        tested = act.state.copy()
        assume(act, stmt.test, True)
        run_block(act, stmt.body)
        return tested

    loop = _fixpoint(act, stmt, round_)
    if truth is True:
        act.live = False
    else:
        assume(act, stmt.test, False)
        run_block(act, stmt.orelse)
    _leave(act, loop)


def _for(act: Activation, stmt: ir.For) -> None:
    iterated = one_by_one(act, evaluate(act, stmt.iter), stmt.at)
    exact = (steps := unrolled(act, iterated)) is not None
    steps = steps if exact else steps_by_key(act, stmt.iter, stmt.target, stmt.body)
    if steps is not None:
        _unroll(act, stmt, steps, exact)
        return
    skipped = act.state.env.copy()

    def round_() -> None:
        element = lone_character(stmt, element_of(act, iterated, stmt.target.at, text_of(stmt.iter)))
        element = element_meant(act, element, stmt.target, stmt.iter)
        bind_rows(act, stmt.target, element, stmt.at)
        run_block(act, stmt.body)

    loop = _fixpoint(act, stmt, round_, once=True)
    for name, value in skipped.items() if not is_run(act, stmt.iter) else ():
        act.state.env[name] = join(act.state.env.get(name, NOTHING), value)
    run_block(act, stmt.orelse)
    _leave(act, loop)


def _unroll(act: Activation, stmt: ir.For, steps: list[Value], exact: bool) -> None:
    """A loop over known constants or a known dict's items, one round after the other; `exact` where it has no others."""
    loop = Loop()
    loop.stepped = exact
    act.loops.append(loop)
    outer = act.round
    for step in act.rounds(steps):
        bind_target(act, stmt.target, step)
        run_block(act, stmt.body)
        for state in loop.continues:
            act.state = act.state.joined(state) if act.live else state
            act.live = True
        loop.continues = []
        if not act.live:
            break
    act.round = outer
    act.loops.pop()
    if act.live:
        run_block(act, stmt.orelse)
    _leave(act, loop)


def _fixpoint(act: Activation, stmt: ir.For | ir.While, round_: Callable[[], State | None], once: bool = False) -> Loop:
    """Run a loop's body until its state doesn't change; a round may tell the state in which the loop ends where the test
    fails. With `once`, what it did to objects counts as done."""
    loop = Loop()
    loop.unbound = isinstance(stmt, ir.For) and text_of(stmt.iter) != "range()"
    act.loops.append(loop)
    entry = act.state.copy()
    for number in range(LOOP_LIMIT):
        before = act.state.copy()
        tested = round_()
        if tested is not None and not number:
            entry = tested
        ends = [act.state] if act.live else []
        ends += loop.continues
        loop.continues = []
        act.live = True
        after = ends[0] if ends else before
        for state in ends[1:]:
            after = after.joined(state)
        if not (once and number == 0 and ends):
            after = after.joined(tested or before)
        act.state = after
        if settled(exposed_names(act, stmt), before, after) or after.same(before) or (not ends and number):
            break
    act.loops.pop()
    if not once:
        act.state = act.state.joined(entry)
    return loop


def _leave(act: Activation, loop: Loop) -> None:
    for state in loop.breaks:
        act.state = act.state.joined(state) if act.live else state
        act.live = True


def _break(act: Activation, stmt: ir.Break) -> None:
    if act.loops:
        act.loops[-1].breaks.append(act.state.copy())
    act.live = False


def _continue(act: Activation, stmt: ir.Continue) -> None:
    if act.loops:
        act.loops[-1].continues.append(act.state.copy())
    act.live = False


def _with(act: Activation, stmt: ir.With) -> None:
    from piilint.flow.interpreter.contexts import enter_context, leave_context, run_managed

    managers = []
    for item in stmt.items:
        manager = evaluate(act, item.context)
        entered = enter_context(act, manager, item.context.at, stmt.is_async)
        managers.append(manager)
        if item.target is not None:
            bind_target(act, item.target, entered)
    act.raises.append(NOTHING)
    run_managed(act, stmt.body, managers, run_block)
    raised = act.raises.pop()
    for name, held in act.thrown.items() if raised.objects else ():
        act.state.heap.setdefault(name, held)
    for manager in reversed(managers):
        goes_on, ends = leave_context(act, manager, stmt.at, stmt.is_async, raised)
        act.live = act.live or (ends and (goes_on is not raised or not isinstance(stmt.body[-1], ir.Raise)))
        raised = goes_on
    act.raises[-1] = join(act.raises[-1], raised)


def _import(act: Activation, stmt: ir.Import | ir.ImportFrom) -> None:
    is_module = act.function.node.name == "<module>"
    for name, ref in import_refs(stmt, act.module, act.program.index):
        if name == "*":
            names = act.program.modules[ref[1]].scope if is_module and ref[0] == "module" else ()
            for each in sorted(each for each in names if each.isupper()):
                configure_setting(act, each, module_member(act, ref[1], each, stmt.at), stmt.at)
            continue
        value = resolve_ref(act, act.program.follow(ref), stmt.at)
        if is_module and name.isupper():
            configure_setting(act, name, value, stmt.at)
        if is_module and act.module.scope.get(name) == ref:
            continue  # bound statically
        bind_name(act, name, value)


def _nothing(act: Activation, stmt: ir.Stmt) -> None:
    """Declarations that scopes have already read."""


def _try(act: Activation, stmt: ir.Try) -> None:
    run_try(act, stmt, run_block)


def _match(act: Activation, stmt: ir.Match) -> None:
    run_match(act, stmt, run_block)


_RUNNERS: dict[type, Callable[[Activation, Any], None]] = {
    ir.ExprStmt: _expr,
    ir.Assign: _assign,
    ir.AnnAssign: _annotated,
    ir.AugAssign: _augmented,
    ir.Delete: _delete,
    ir.Return: _return,
    ir.Raise: run_raise,
    ir.Assert: run_assert,
    ir.If: _if,
    ir.While: _while,
    ir.For: _for,
    ir.Try: _try,
    ir.With: _with,
    ir.FunctionDef: define_function,
    ir.ClassDef: define_class,
    ir.Import: _import,
    ir.ImportFrom: _import,
    ir.Global: _nothing,
    ir.Nonlocal: _nothing,
    ir.Break: _break,
    ir.Continue: _continue,
    ir.Match: _match,
    ir.TypeAlias: _nothing,
}
