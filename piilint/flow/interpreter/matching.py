"""`match`: captures take the parts that their pattern takes."""

from __future__ import annotations

from collections.abc import Callable

from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.state import State
from piilint.flow.domain.value import Ref, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.asked import is_number, let_be, without_texts
from piilint.flow.interpreter.assign import bind_name
from piilint.flow.interpreter.fitting import fits, fitting_ones
from piilint.flow.interpreter.narrow import assume, decide
from piilint.flow.interpreter.slicing import slice_by_selector
from piilint.flow.objects.access import exact_items, read_attribute, read_part
from piilint.flow.objects.members import class_attribute
from piilint.flow.objects.removal import JOINT, MAPPING, without
from piilint.flow.sources.naming import named, owners_of
from piilint.link.classes import resolve_expr
from piilint.model import ir

Block = Callable[[Activation, tuple[ir.Stmt, ...]], None]


def run_match(act: Activation, stmt: ir.Match, run_block: Block) -> None:
    """Run every case on its own copy of the state, and join what is left."""
    from piilint.flow.interpreter.expressions import evaluate

    subject = evaluate(act, stmt.subject)
    before = act.state
    ends: list[State] = []
    exhaustive = False
    for case in stmt.cases:
        act.state, act.live = before, True
        fitting = fits(act, case.pattern, subject)
        passed = fitting_ones(act, case.pattern, subject)
        if fitting is False or passed is None:
            continue
        act.state = before.copy()
        capture(act, case.pattern, passed, text_of(stmt.subject))
        known = _constants(case.pattern)
        if known is None and _asks_number(case.pattern):
            known = without_texts(act, passed, text_of(stmt.subject))
        if known is not None and isinstance(stmt.subject, ir.Name) and stmt.subject.id in act.state.env:
            act.state.env[stmt.subject.id] = known
        elif passed is not subject and isinstance(stmt.subject, ir.Name) and stmt.subject.id in act.state.env:
            act.state.env[stmt.subject.id] = passed
        holds: bool | None = True
        if case.guard is not None:
            evaluate(act, case.guard)
            holds = decide(act, case.guard)
            if holds is False:
                continue
            assume(act, case.guard, True)
        run_block(act, case.body)
        if act.live:
            ends.append(act.state)
        exhaustive = fitting is True and holds is True
        if exhaustive:
            break
    if not exhaustive:
        ends.append(before)
    act.live = bool(ends)
    if ends:
        act.state = ends[0]
        for state in ends[1:]:
            act.state = act.state.joined(state)


def capture(act: Activation, pattern: ir.Pattern, value: Value, text: str) -> None:
    """Bind a pattern's names to the parts of the value that they match."""
    if isinstance(pattern, ir.MatchAs):
        known = _constants(pattern)
        value = value if known is None else known
        value = without_texts(act, value, text) if _asks_number(pattern) else value
        if pattern.pattern is not None:
            capture(act, pattern.pattern, value, text)
        if pattern.name is not None:
            bind_name(act, pattern.name, value.then(act.spot(pattern.at), "assigned", pattern.name))
    elif isinstance(pattern, ir.MatchOr):
        _alternatives(act, pattern, value, text)
    elif isinstance(pattern, ir.MatchSequence):
        _sequence(act, pattern, value, text)
    elif isinstance(pattern, ir.MatchMapping):
        _mapping(act, pattern, value, text)
    elif isinstance(pattern, ir.MatchClass):
        _class(act, pattern, value, text)


def _constants(pattern: ir.Pattern) -> Value | None:
    """What is matched by constants is one of these: `case "open" | "new" as state`; None for any other pattern."""
    if isinstance(pattern, ir.MatchValue):
        return constant(pattern.value.value) if isinstance(pattern.value, ir.Const) else None
    if isinstance(pattern, ir.MatchAs):
        return _constants(pattern.pattern) if pattern.pattern is not None else None
    if isinstance(pattern, ir.MatchOr):
        known = [_constants(alternative) for alternative in pattern.patterns]
        return None if None in known else join_all(each for each in known if each is not None)
    return None


def _asks_number(pattern: ir.Pattern) -> bool:
    """Whether a pattern matches numbers and flags, and no text: `int() | None`."""
    if isinstance(pattern, ir.MatchOr):
        return all(_asks_number(each) or _constants(each) is not None for each in pattern.patterns)
    if isinstance(pattern, ir.MatchAs):
        return pattern.pattern is not None and _asks_number(pattern.pattern)
    return isinstance(pattern, ir.MatchClass) and is_number(pattern.cls)


def _alternatives(act: Activation, pattern: ir.MatchOr, value: Value, text: str) -> None:
    before = act.state
    result: State | None = None
    for alternative in pattern.patterns:
        fitting, passed = fits(act, alternative, value), fitting_ones(act, alternative, value)
        if fitting is False or passed is None:
            continue
        act.state = before.copy()
        capture(act, alternative, passed, text)
        result = act.state if result is None else result.joined(act.state)
        if fitting is True:
            break
    if result is not None:
        act.state = result


def _sequence(act: Activation, pattern: ir.MatchSequence, value: Value, text: str) -> None:
    star = next((i for i, p in enumerate(pattern.patterns) if isinstance(p, ir.MatchStar)), None)
    objects = act.objects(value)
    items = exact_items(objects[0][1]) if len(objects) == 1 and not value.labels else None
    if items is not None and len(items) >= len(pattern.patterns) - (star is not None):
        _exact_sequence(act, pattern, items, star, text)
        return
    for position, inner in enumerate(pattern.patterns):
        from_end = position - len(pattern.patterns)
        if isinstance(inner, ir.MatchStar):
            taken = _starred(act, value, f"[{position or ''}:{from_end + 1 or ''}]", inner.at)
            if inner.name is not None:
                bind_name(act, inner.name, taken)
        else:
            place = from_end if star is not None and position > star else position
            capture(act, inner, read_part(act, value, f"[{place}]"), text)


def _starred(act: Activation, value: Value, selector: str, at: int) -> Value:
    """What a star takes of a sequence: of the caller's, the caller knows what is left."""
    objects = act.objects(value)
    if objects and all(name[0] == "p" and held.kind == "symbol" for name, held in objects):
        return slice_by_selector(act, value, selector, at)
    return act.allocate(at, "list", None, {"[*]": read_part(act, value, "[*]")})


def _exact_sequence(
    act: Activation, pattern: ir.MatchSequence, items: list[Value], star: int | None, text: str
) -> None:
    """A sequence whose elements are known one by one."""
    behind = len(pattern.patterns) - star - 1 if star is not None else 0
    for position, inner in enumerate(pattern.patterns):
        if isinstance(inner, ir.MatchStar):
            taken = items[position : len(items) - behind]
            if inner.name is not None:
                fields = {f"[{i}]": item for i, item in enumerate(taken)}
                bind_name(act, inner.name, act.allocate(inner.at, "list", None, fields))
        else:
            after = star is not None and position > star
            capture(act, inner, items[position - len(pattern.patterns) if after else position], text)


def _mapping(act: Activation, pattern: ir.MatchMapping, value: Value, text: str) -> None:
    taken: list[str] = []
    for key, inner in zip(pattern.keys, pattern.patterns, strict=True):
        if isinstance(key, ir.Const):
            selector = key_selector(key.value)
            part = read_part(act, value, selector)
            if isinstance(key.value, str):
                part = named(act, part, key.value, owners_of(act, value, text), key.at, f"{text}[{key.value!r}]")
            taken.append(selector)
        else:
            part = read_part(act, value, "[*]")
        capture(act, inner, part, text)
    if pattern.rest is not None:
        bind_name(act, pattern.rest, _rest(act, value, taken, pattern.at))


def _rest(act: Activation, value: Value, taken: list[str], at: int) -> Value:
    """What `**rest` takes of a mapping: all but these keys; of the caller's of unknown shape, the caller knows what there
    is."""
    others = frozenset(name for name, held in act.objects(value) if name[0] != "p" or held.kind == "dict")
    callers = Value(value.labels, value.objects - others, opaque=value.opaque)
    rest = without(act, callers, f"\\{JOINT.join((MAPPING, *sorted(taken)))}")
    for _, held in act.objects(Value(objects=others)):
        fields = {s: v for s, v in held.fields.items() if s not in taken}
        rest = join(rest, act.allocate(at, "dict", None, fields))
    return rest


def _positions(act: Activation, cls: Ref) -> list[str]:
    """The attributes that a class pattern's positions stand for: `__match_args__`, or the fields in their order."""
    said = class_attribute(act, act.program.classes[cls[1]], "__match_args__", Value(refs=frozenset((cls,))), -1)
    objects = act.objects(said) if said is not None else []
    items = exact_items(objects[0][1]) if len(objects) == 1 else None
    if items is None:
        return list(act.program.all_fields(cls[1]))
    return [str(item.const[0]) if item.const else "" for item in items]


def _class(act: Activation, pattern: ir.MatchClass, value: Value, text: str) -> None:
    ref = resolve_expr(pattern.cls, act.module, act.program)
    names: list[str] = []
    if ref is not None and ref[0] == "class":
        names = _positions(act, ref)
        let_be(act, value, ref)
    elif ref is not None and ref[0] == "ext" and ref[1].startswith("builtins.") and pattern.patterns:
        value = without_texts(act, value, text) if is_number(pattern.cls) else value
        capture(act, pattern.patterns[0], value, text)
        return
    owner = text_of(pattern.cls)
    for position, inner in enumerate(pattern.patterns):
        if position < len(names):
            capture(act, inner, read_attribute(act, value, names[position], inner.at, owner), text)
        else:
            capture(act, inner, read_part(act, value, "[*]"), text)
    for keyword, inner in zip(pattern.keywords, pattern.keyword_patterns, strict=True):
        capture(act, inner, read_attribute(act, value, keyword, inner.at, owner), text)
