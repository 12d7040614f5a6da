"""Exceptions: raised with what they say, caught with it, and what the way through `try` leaves.

raise BookingError(f"no funds on {iban}")    # a sink of channel error; the exception carries {IBAN}
except BookingError as e: log.error(e)       # e: {IBAN}
"""

from __future__ import annotations

import builtins
from collections.abc import Callable

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.state import State
from piilint.flow.domain.summary import SinkUse
from piilint.flow.domain.value import NOTHING, UNKNOWN, Labels, Object, Ref, Value, join, join_all, join_labels
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import bind_name
from piilint.flow.interpreter.catching import caught_elsewhere, raised_elsewhere
from piilint.flow.objects.access import read_part, write_part
from piilint.flow.sources.naming import last_word
from piilint.flow.texts.render import render
from piilint.model import ir

Block = Callable[[Activation, tuple[ir.Stmt, ...]], None]


def run_raise(act: Activation, stmt: ir.Raise) -> None:
    """`raise E(text)`: the text gets out, and whoever catches it has it."""
    from piilint.flow.interpreter.expressions import evaluate

    if stmt.exc is not None:
        act.raising = stmt.exc.at
        raised = evaluate(act, stmt.exc)
        if stmt.cause is not None:
            write_part(act, raised, ".__cause__", evaluate(act, stmt.cause))
        again = bool(raised.objects) and raised.objects <= act.caught.objects
        if act.caught.objects and raised.objects.isdisjoint(act.caught.objects):
            write_part(act, raised, ".__context__", Value(objects=act.caught.objects, opaque=True))
        if isinstance(stmt.exc, ir.Call) or (raised.objects and not again):
            labels = exception_text(act, raised, stmt.exc)
            callee = text_of(stmt.exc.func if isinstance(stmt.exc, ir.Call) else stmt.exc)
            use = SinkUse("error.exception", callee, act.spot(stmt.at), "text", 3)
            act.reach(labels, use, stmt.at, "arg0", tuple(sorted({v.element for v in labels.values() if v.element})))
        throw(act, raised.then(act.spot(stmt.at), "raised", text_of(stmt.exc).removesuffix("()")))
    act.live = False


def exception_text(act: Activation, raised: Value, call: ir.Expr) -> Labels:
    """What the exception's message shows, and the notes that were added to it."""
    objects = [held for _, held in act.objects(raised)]
    own = any(held.cls is not None and held.cls[0] == "class" for held in objects)  # whose class says what its text is
    labels = render(act, raised, "text", call.at) if own else raised.labels
    for held in objects:
        for selector in (_NOTES,) if own else (".args", _NOTES):
            if selector in held.fields:
                labels = join_labels(labels, render(act, held.fields[selector], "text", call.at))
    return labels


_NOTES = ".__notes__"


def throw(act: Activation, value: Value) -> None:
    """Something is raised here."""
    act.thrown.update(act.reachable([value]))
    act.raises[-1] = join(act.raises[-1], value)


def run_assert(act: Activation, stmt: ir.Assert) -> None:
    """`assert test, message`: the message gets out."""
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.interpreter.narrow import assume

    evaluate(act, stmt.test)
    if stmt.message is not None:
        message = evaluate(act, stmt.message)
        use = SinkUse("error.assertion", "assert", act.spot(stmt.at), "text", 3)
        labels = render(act, message, "text", stmt.at)
        act.reach(labels, use, stmt.at, "arg0", tuple(sorted({v.element for v in labels.values() if v.element})))
        raised = new_exception(act, "builtins.AssertionError", Arguments([message]), stmt.at)
        throw(act, raised.then(act.spot(stmt.at), "raised", "AssertionError"))
    assume(act, stmt.test, True)


def run_try(act: Activation, stmt: ir.Try, run_block: Block) -> None:
    """The body may stop after any of its statements; handlers start from what any of them left."""
    from piilint.flow.interpreter.missing import is_found, misses, not_found, take_away

    found = is_found(act, stmt.body)
    act.raises.append(NOTHING)
    returned, left_before = act.returns, len(act.exits)
    outer, act.tries = act.tries, named_by(act, stmt.handlers)
    reached = run_stepwise(act, stmt.body, run_block)
    act.tries = outer
    raised = act.raises.pop()
    for name, held in act.thrown.items():
        reached.heap.setdefault(name, held)
    ends: list[State] = []
    away = [] if any(map(_catches_all, stmt.handlers)) else [reached]
    if act.live:
        run_block(act, stmt.orelse)
    (ends if act.live else away).append(act.state)
    left = raised
    for handler in stmt.handlers:
        if found and misses(handler):
            continue
        act.state, act.live = reached.copy(), True
        take_away(act, not_found(stmt.body))
        _handle(act, handler, left, run_block)
        left = _left_by(act, handler, left)
        (ends if act.live else away).append(act.state)
    throw(act, _caught_by_none(act, stmt.handlers, raised) if stmt.handlers else raised)
    within, act.returns = act.returns, returned
    _finally_of_exits(act, stmt, left_before, run_block)
    _finally(act, stmt, ends, away, run_block)
    if not _leaves(stmt.final):  # else what was returned within never gets out
        act.returns = join(within, act.returns)


def named_by(act: Activation, handlers: tuple[ir.Handler, ...]) -> tuple[Ref, ...]:
    """The exceptions that handlers name, and what the `try`s around name where these let others through."""
    around = () if any(map(_catches_all, handlers)) else act.tries
    named = (ref for handler in handlers if not _catches_all(handler) for ref in _types(act, handler))
    return (*around, *(ref for ref in named if ref is not None))


def run_stepwise(act: Activation, body: tuple[ir.Stmt, ...], run_block: Block) -> State:
    """Run statements of which any may raise; what holds where one does."""
    reached, begun = act.state.copy(), False
    for inner in body:
        if not act.live:
            break
        before = act.state.copy() if (stops := _may_raise(act, inner)) else act.state
        run_block(act, (inner,))
        if stops:
            stopped = before.joined(_where_it_stops(act, inner, before.env))
            reached, begun = reached.joined(stopped) if begun else stopped, True
    return reached


def _where_it_stops(act: Activation, stmt: ir.Stmt, before: dict[str, Value]) -> State:
    """What holds where a statement raises: a variable isn't assigned what couldn't be worked out."""
    if not isinstance(stmt, ir.Assign):
        return act.state
    state = act.state.copy()
    for target in stmt.targets:
        if isinstance(target, ir.Name) and target.id in before:
            state.env[target.id] = before[target.id]
        elif isinstance(target, ir.Name):
            state.env.pop(target.id, None)
    return state


def _may_raise(act: Activation, stmt: ir.Stmt) -> bool:
    """Whether a statement can raise: not what only names a value, or a masked one."""
    if isinstance(stmt, (ir.Break, ir.Continue)):
        return False
    if isinstance(stmt, ir.Assign) and all(isinstance(target, ir.Name) for target in stmt.targets):
        return not _is_plain(act, stmt.value)
    return not (isinstance(stmt, ir.Return) and (stmt.value is None or _is_plain(act, stmt.value)))


def _is_plain(act: Activation, expr: ir.Expr) -> bool:
    """Whether an expression can't raise, whatever its variables hold: names, parts of a text, masks of those."""
    if isinstance(expr, ir.Sub):
        return isinstance(expr.index, ir.Slice) and _is_plain(act, expr.value)
    if isinstance(expr, ir.Call):
        masks = act.catalogue.calls.named(last_word(text_of(expr.func))).sanitizers
        return any(each.kind == "mask" for each in masks) and all(_is_plain(act, arg.value) for arg in expr.args)
    return isinstance(expr, (ir.Name, ir.Const))


def _leaves(block: tuple[ir.Stmt, ...]) -> bool:
    """Whether a `finally` ends what it stands in, whatever was returned or raised before."""
    return bool(block) and isinstance(block[-1], (ir.Return, ir.Raise))


def _handle(act: Activation, handler: ir.Handler, raised: Value, run_block: Block) -> None:
    from piilint.flow.interpreter.expressions import evaluate

    if handler.type is not None:
        evaluate(act, handler.type)
    matching = caught_elsewhere(_matching(act, handler, raised), _types(act, handler))
    caught = _grouped(act, handler, raised) if handler.star else join(matching, UNKNOWN)
    if handler.name is not None:
        bind_name(act, handler.name, caught.then(act.spot(handler.at), "caught", handler.name))
    outer = act.caught, act.reraises
    act.caught, act.reraises = caught, any(isinstance(s, ir.Raise) and s.exc is None for s in handler.body)
    if act.reraises:
        throw(act, caught)
    run_block(act, handler.body)
    act.caught, act.reraises = outer
    if handler.name is not None:
        bind_name(act, handler.name, NOTHING)


_GROUPS = frozenset(("builtins.ExceptionGroup", "builtins.BaseExceptionGroup"))


def _grouped(act: Activation, handler: ir.Handler, raised: Value) -> Value:
    """What `except*` catches: a group of those that match, of what was raised and of what groups were made of."""
    inner, messages = NOTHING, NOTHING
    for name, held in act.objects(raised):
        if held.cls is not None and held.cls[1] in _GROUPS:
            inner = join(inner, read_part(act, held.fields.get(".exceptions", NOTHING), "[*]"))
            messages = join(messages, held.fields.get(".message", NOTHING))
        else:
            inner = join(inner, Value(objects=frozenset((name,))))
    matching = _matching(act, handler, inner)
    exceptions = act.allocate(handler.at, "tuple", None, {"[*]": matching}, tag="caught")
    fields = {".exceptions": exceptions, ".message": messages, ".args": exceptions}
    return act.allocate(handler.at, "instance", ("inst", "builtins.ExceptionGroup"), fields, tag="group")


def _types(act: Activation, handler: ir.Handler) -> list[Ref | None]:
    """The classes that a handler names."""
    from piilint.link.classes import resolve_expr

    types = handler.type.elements if isinstance(handler.type, ir.Seq) else (handler.type,)
    return [resolve_expr(t, act.module, act.program) for t in types if t is not None]


def _matching(act: Activation, handler: ir.Handler, raised: Value) -> Value:
    """Of what was raised, what this handler's type can catch."""
    if handler.type is None:
        return raised
    wanted = _types(act, handler)
    objects = frozenset(
        name for name, held in act.objects(raised) if any(can_be_caught(act, ref, held) for ref in wanted)
    )
    if all(
        raised_elsewhere(name) or name[-1] == ASSUMED for name in objects
    ):  # by code that isn't in view: any of the class
        objects |= {("t", ref[1]) for ref in wanted if ref is not None and ref[0] == "class"}
    return Value(raised.labels, objects, raised.refs, None, raised.opaque)


def _left_by(act: Activation, handler: ir.Handler, raised: Value) -> Value:
    """Of what was raised, what may come to the handlers below: not what this one surely catches."""
    if handler.type is None or not raised.objects:
        return raised
    wanted = frozenset(ref for ref in _types(act, handler) if ref is not None)
    gone = {name for name, held in act.objects(raised) if is_surely_caught(act, held, wanted)}
    left = raised.objects.difference(gone)
    return raised if not gone else Value(raised.labels, left, raised.refs, None, raised.opaque)


def is_surely_caught(act: Activation, held: Object, wanted: frozenset[Ref]) -> bool:
    """Whether a handler of one of these types catches an exception whose class is in view, or one of Python's own."""
    if held.cls is None:
        return False
    if held.cls[0] == "class":
        return not wanted.isdisjoint(act.program.classes[held.cls[1]].mro) or held.cls in wanted
    return any(names_it(ref, held.cls[1]) and held.cls[1].startswith("builtins.") for ref in wanted)


def _caught_by_none(act: Activation, handlers: tuple[ir.Handler, ...], raised: Value) -> Value:
    """Of what was raised, the exceptions that are none of the handlers' types: they go on."""
    if not raised.objects or any(map(_catches_all, handlers)):
        return NOTHING
    caught = [_matching(act, handler, raised).objects for handler in handlers]
    return Value(objects=raised.objects.difference(*caught))


def names_it(wanted: Ref, dotted: str) -> bool:
    """Whether a handler's type speaks of such an exception: not one for whatever goes wrong."""
    name = wanted[1].removeprefix("builtins.")
    return wanted[0] == "ext" and name not in _ALL and _is_below(dotted, wanted[1])


def can_be_caught(act: Activation, wanted: Ref | None, held: Object) -> bool:
    """Whether `except wanted` can catch the object; if in doubt, it can."""
    if wanted is None or wanted[0] not in ("class", "ext") or held.cls is None:
        return True
    if held.cls[0] == "class":
        bases = act.program.classes[held.cls[1]].mro
        if wanted in bases:
            return True
        libraries = [target for kind, target in bases if kind == "ext"]
        return wanted[0] == "ext" and any(_is_below(base, wanted[1]) for base in libraries)
    return wanted[0] == "ext" and _is_below(held.cls[1], wanted[1])


def _is_below(name: str, wanted: str) -> bool:
    """Whether a library's exception is one of another's kind: known of Python's own, assumed of others."""
    one = getattr(builtins, name.removeprefix("builtins."), None) if name.startswith("builtins.") else None
    other = getattr(builtins, wanted.removeprefix("builtins."), None) if wanted.startswith("builtins.") else None
    if isinstance(one, type) and isinstance(other, type):
        return issubclass(one, other)
    if isinstance(one, type) or isinstance(other, type):
        return other in (Exception, BaseException) or one is None
    return name == wanted or name.rpartition(".")[0] != wanted.rpartition(".")[0]


def _finally(act: Activation, stmt: ir.Try, ends: list[State], away: list[State], run_block: Block) -> None:
    """What is done in the end, whichever way: `ends` go on after it, those that lead away don't."""
    if stmt.final and away:
        act.state, act.live = _any_of(away).copy(), True
        run_block(act, stmt.final)
    act.live = bool(ends)
    if ends:
        act.state = _any_of(ends)
        run_block(act, stmt.final)


def _finally_of_exits(act: Activation, stmt: ir.Try, before: int, run_block: Block) -> None:
    """What is done in the end happens to what was returned within, too: `return box` gives the box as it is then."""
    left = act.exits[before:]
    if not (stmt.final and left):
        return
    del act.exits[before:]
    act.state, act.live = _any_of(left).copy(), True
    run_block(act, stmt.final)
    if act.live:
        act.exits.append(act.state)


def _any_of(states: list[State]) -> State:
    """What holds after one of several ways."""
    result = states[0]
    for state in states[1:]:
        result = result.joined(state)
    return result


def _catches_all(handler: ir.Handler) -> bool:
    """Whether a handler catches whatever programs raise."""
    return handler.type is None or (isinstance(handler.type, ir.Name) and handler.type.id in _ALL)


_ALL = frozenset(("Exception", "BaseException"))


def is_exception(dotted: str) -> bool:
    """Whether a library's class is an exception, by Python's own naming."""
    name = dotted.rpartition(".")[2]
    said = name.endswith(("Error", "Exception", "Warning", "Exit", "Interrupt", "Iteration"))
    return dotted in _GROUPS or (name[:1].isupper() and said)


_FIRST = {"builtins.StopIteration": ".value", "builtins.StopAsyncIteration": ".value", "builtins.SystemExit": ".code"}
"""Exceptions whose first argument has a name of its own, and the attribute."""


def end_of_generator(act: Activation, generator: Value, at: int) -> None:
    """`next(generator)` may be one too many: the exception that says so holds what the generator returned."""
    results = [held.fields[".result"] for _, held in act.objects(generator) if ".result" in held.fields]
    if len(act.raises) > 1 and any(result.labels or result.objects for result in results):
        given = new_exception(act, "builtins.StopIteration", Arguments([join_all(results)]), at)
        throw(act, given)


ASSUMED = "assumed"
"""Ends the name of an exception that a call raises if it fails."""


def new_exception(act: Activation, dotted: str, args: Arguments, at: int, tag: str = "exception") -> Value:
    """A library's exception: what it is given is what its text shows."""
    given = act.allocate(at, "tuple", None, {f"[{i}]": v for i, v in enumerate(args.positional)}, tag="args")
    fields = {f".{key}": value for key, value in args.keywords.items()}
    if dotted in _FIRST and args.positional:
        fields[_FIRST[dotted]] = args.positional[0]
    if dotted in _GROUPS and len(args.positional) == 2:
        fields |= {".message": args.positional[0], ".exceptions": args.positional[1]}
    return act.allocate(at, "instance", ("inst", dotted), {".args": given, **fields}, tag=tag)
