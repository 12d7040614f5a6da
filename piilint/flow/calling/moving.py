"""What the catalogue's notation says of a call's data: which argument a path means, and moves between paths."""

from __future__ import annotations

from piilint.catalogue.calls import callbacks, moves
from piilint.catalogue.labels import text_meaning
from piilint.catalogue.schema import Propagator, Source
from piilint.flow.calling.arguments import spread, spread_keywords
from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import EACH, key_selector
from piilint.flow.domain.value import NOTHING, SOMETHING, UNKNOWN, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.iterate import element_of
from piilint.flow.objects.access import read_attribute, read_part, write_part
from piilint.flow.protection.guards import as_number
from piilint.flow.protection.opened import opened
from piilint.flow.syntax.annotations import says_path
from piilint.flow.texts.render import render
from piilint.model.path import AccessPath, parse_path


def arguments_at(act: Activation, takes: str, receiver: Value, args: Arguments) -> list[tuple[str, Value]]:
    """(name, value) of every argument that an access path means: "arg*", "arg1+", "kw:extra", "self"."""
    path = parse_path(takes)
    return [(name, _select(act, value, path)) for name, value in _roots(act, path.root, receiver, args)]


def argument_at(act: Activation, path: str, receiver: Value, args: Arguments) -> Value | None:
    """The one argument that a path means; None if it isn't passed."""
    found = arguments_at(act, path, receiver, args)
    return found[0][1] if found else None


def prompted(act: Activation, source: Source, receiver: Value, args: Arguments, at: int) -> str:
    """The element that a source gives: what its prompt names, where that is something else; where the prompt names
    nothing, what the variable is called that takes the answer."""
    if not source.prompt:
        return source.element
    texts = [text for path in source.prompt if (text := argument_at(act, path, receiver, args)) is not None]
    told = texts[0].const[0] if texts and texts[0].const else None
    asked_for = text_meaning(act.names, told) if isinstance(told, str) else None
    taken_as = act.names.classify(act.assigning[1], ()) if act.assigning[0] == at else None
    matches = (match for match in (asked_for, taken_as) if match is not None and act.names.follows(match))
    return next((match.element for match in matches), source.element)


def called_late(act: Activation, value: Value, at: int) -> Value:
    """What comes of an argument that is called when it is needed: `logger.opt(lazy=True).info("{}", lambda: iban)`."""
    bound = any(held.kind == "bound" for _, held in act.objects(value))
    if not bound and not any(kind == "func" for kind, _ in value.refs):
        return value
    return call_value(act, value, Arguments(), at, "callback")


def _select(act: Activation, value: Value, path: AccessPath, at: int = -1) -> Value:
    for selector in path.selectors:
        value = element_of(act, value, at, "") if selector == EACH else read_part(act, value, selector)
    return value


def _callee(act: Activation, value: Value, path: AccessPath, at: int) -> Value:
    """What an entry says is called: a method of what a class in view has, too."""
    for selector in path.selectors:
        is_name = selector.startswith(".")
        value = read_attribute(act, value, selector[1:], at, "", False) if is_name else read_part(act, value, selector)
    return value


def _roots(act: Activation, root: str, receiver: Value, args: Arguments) -> list[tuple[str, Value]]:
    if root == "self":
        return [("self", receiver)]
    if root == "caught":
        parts = [
            held.fields.get(part, NOTHING)
            for _, held in act.objects(act.caught)
            for part in (".__cause__", ".__notes__")
        ]
        return [("caught", join_all([act.caught, *parts]))]
    if root == "kw*":
        named = sorted(args.keywords.items())
        rest = [] if args.rest_keywords.is_nothing() else [("kw*", args.rest_keywords)]
        return [(f"kw:{key}", value) for key, value in named] + rest
    if root.startswith("kw:"):
        key = root[3:]
        if key in args.keywords:
            return [(root, args.keywords[key])]
        if args.mapping is not None:
            found = read_part(act, args.mapping, key_selector(key))
            return [] if found.is_nothing() else [(root, found)]
        return [] if args.rest_keywords.is_nothing() else [(root, args.rest_keywords)]
    starred = [] if args.rest.is_nothing() else [("arg*", args.rest)]
    if root == "arg*":
        return [(f"arg{i}", value) for i, value in enumerate(args.positional)] + starred
    number = root[3:]
    if number.endswith("+"):
        start = int(number[:-1])
        return [(f"arg{i}", value) for i, value in enumerate(args.positional) if i >= start] + starred
    if not number.isdigit():
        return []
    index = int(number)
    if index < len(args.positional):
        return [(root, args.positional[index])]
    if args.sequence is not None and index >= args.sequence[0]:
        passed = read_part(act, args.sequence[1], f"[{index - args.sequence[0]}]")
        return [] if passed.is_nothing() else [(root, passed)]
    return starred


def move(act: Activation, propagator: Propagator, receiver: Value, args: Arguments, at: int, text: str) -> Value:
    """Let the call move data as the entry says; its result."""
    result = NOTHING
    parts: dict[str, Value] = {}
    written: dict[AccessPath, Value] = {}
    for source, target in moves(propagator):
        value = join_all(_select(act, v, source, at) for _, v in _roots(act, source.root, receiver, args))
        value = opened(act, value) if propagator.opens else value
        if target.root == "return":
            if target.selectors:
                key = target.selectors[0]
                for selector in reversed(target.selectors[1:]):
                    value = act.allocate(at, _shape({selector: value}), None, {selector: value}, tag=f"in {key}")
                parts[key] = join(parts.get(key, NOTHING), value)
            else:
                shows = "text" if source.root == "caught" else "data"
                result = join(result, _as_result(act, value, at, bool(source.selectors), shows))
        elif not value.is_nothing():
            written[target] = join(written.get(target, NOTHING), value)
    for target, value in written.items():
        for _, owner in _roots(act, target.root, receiver, args):
            _write(act, owner, target, value)
    for callback in callbacks(propagator):
        callee = join_all(
            _callee(act, v, callback.callee, at) for _, v in _roots(act, callback.callee.root, receiver, args)
        )
        passed = Arguments()
        for path in callback.args:
            _pass(act, passed, path, receiver, args, at)
        answer = call_value(act, callee, passed, at, text)
        if callback.result is not None:
            if callback.result.selectors:
                parts[callback.result.selectors[0]] = answer
            else:
                result = join(result, answer)
    if propagator.fresh:
        result = join(result, UNKNOWN)
        parts = {key: join(value, UNKNOWN) for key, value in parts.items()}
    columns = _columns(act, propagator, receiver, args)
    for column in columns:
        parts[key_selector(column)] = join(parts.get(key_selector(column), UNKNOWN), parts.get("[*]", NOTHING))
    if parts:
        table = ("list", "") if columns else None
        shape = "generator" if propagator.lazy else _shape(parts)
        result = join(result, act.allocate(at, shape, table, parts, tag="moved"))
    if any(argument_at(act, path, receiver, args) is not None for path in propagator.chunks):
        result = act.allocate(at, "list", None, {"[*]": result.as_many()}, tag="chunks")
    opaque = propagator.fresh or result.opaque
    if propagator.plain and result.is_nothing():
        return SOMETHING
    made = Value(result.labels, result.objects, result.refs, result.const, opaque)
    return as_number(act, made) if propagator.number else made


def _columns(act: Activation, propagator: Propagator, receiver: Value, args: Arguments) -> list[str]:
    """The columns that an argument names."""
    found: list[str] = []
    for path in propagator.columns:
        given = argument_at(act, path, receiver, args)
        if given is not None and given.const and isinstance(given.const[0], str):  # "iban string, amount decimal(9, 2)"
            words = [column.split()[0].strip("`:") for column in given.const[0].split(",") if column.strip()]
            found += [word for word in words if word.isidentifier()]
        for _, held in act.objects(given) if given is not None else []:
            found += [str(part.const[0]) for part in held.fields.values() if part.const]
    return found


def _shape(parts: dict[str, Value]) -> str:
    """What kind of object has these parts."""
    if any(selector.startswith(".") for selector in parts):
        return "namedtuple" if any(selector.startswith("[") for selector in parts) else "library"
    return "dict" if any(selector.startswith('["') for selector in parts) else "list"


def _as_result(act: Activation, value: Value, at: int, part: bool, shows: str) -> Value:
    """What is moved as a whole keeps its identity only if it has parts of its own; text is rendered."""
    from piilint.flow.texts.serialised import kept

    if value.objects and not part:
        return kept(act, value, Value(render(act, value, shows, at), opaque=value.opaque))
    return value


def _write(act: Activation, owner: Value, target: AccessPath, value: Value) -> None:
    selectors = target.selectors or ("[*]",)
    for selector in selectors[:-1]:
        owner = read_part(act, owner, selector)
    write_part(act, _writable(act, owner), selectors[-1], value)


def _writable(act: Activation, owner: Value) -> Value:
    """What can be filled: not a path that is passed, where a buffer could be."""
    paths = frozenset(("p", each.name) for each in act.function.node.params if says_path(each.annotation))
    if owner.objects.isdisjoint(paths):
        return owner
    return Value(owner.labels, owner.objects - paths, owner.refs, owner.const, owner.opaque)


def _pass(act: Activation, passed: Arguments, path: AccessPath, receiver: Value, args: Arguments, at: int) -> None:
    if path.root == "kw*":
        passed.keywords.update(args.keywords)
        passed.rest_keywords = join(passed.rest_keywords, args.rest_keywords)
        return
    for _, value in _roots(act, path.root, receiver, args):
        selected = _select(act, value, path)
        if path.stars == 1:
            spread(act, passed, selected, at)  # `args=(a, b)` of a thread: its items are the target's arguments
        elif path.stars:
            spread_keywords(act, passed, selected, at)  # `kwargs={"text": x}`
        elif not selected.is_nothing() or not path.selectors:
            passed.positional.append(selected)
