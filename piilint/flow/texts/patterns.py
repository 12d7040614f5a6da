"""Regular expressions: matches hold the text, substitutions may mask it.

PAN.sub("*", text)                 # a mask, which trying it on standard shapes of identifiers tells
re.match(p, text)["iban"]          # part of the text, and {IBAN} by the group's name
"""

from __future__ import annotations

import re
from collections.abc import Callable

from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.projection import project
from piilint.flow.protection.guards import guarded
from piilint.flow.sources.naming import named, owners_of
from piilint.flow.syntax.nodes import nodes_of
from piilint.flow.texts.characters import guard_of_substitution
from piilint.flow.texts.groups import all_short, groups_of, in_group
from piilint.flow.texts.render import render
from piilint.flow.texts.strings import without_part
from piilint.flow.texts.text import substitution_guard
from piilint.model import ir

Builtin = Callable[[Activation, Arguments, ir.Call], "Value | None"]
Method = Callable[[Activation, Value, Arguments, ir.Call], "Value | None"]


def _compile(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`re.compile(pattern)`: an object that knows its pattern."""
    if not args.positional:
        return None
    pattern = _with_flags(args.positional[0], expr, place=1)
    fields = {".pattern": pattern, ".flags": args.get(1, "flags") or NOTHING}
    made = act.allocate(expr.at, "pattern", ("inst", "re.Pattern"), fields)
    return Value(objects=made.objects, refs=frozenset((("inst", "re.Pattern"),)))


def _with_flags(pattern: Value, expr: ir.Call, place: int) -> Value:
    """A pattern with the flags that a call of `re` names, `re.I | re.X`, in its text."""
    given = [arg.value for index, arg in enumerate(expr.args) if arg.keyword == "flags" or index == place]
    names = (node.name for each in given for node in nodes_of(each) if isinstance(node, ir.Attr))
    flags = "".join(sorted({letter for name in names if (letter := _FLAGS.get(name))}))
    if not flags or not pattern.const or not isinstance(pattern.const[0], str):
        return pattern
    return constant(f"(?{flags}){pattern.const[0]}")


_FLAGS = {name: name[0].lower() for name in ("I", "X", "S", "M", "A", "IGNORECASE", "MULTILINE", "ASCII")}
_FLAGS |= {"VERBOSE": "x", "DOTALL": "s"}


def is_found(act: Activation, test: ir.Call) -> bool | None:
    """`PRIVATE.search(key)`, `re.fullmatch("acc.*", key)` of a text and a pattern that are known; None of any other call."""
    from piilint.flow.interpreter.expressions import evaluate

    if not isinstance(test.func, ir.Attr) or test.func.name not in _ASKING or any(arg.star for arg in test.args):
        return None
    receiver = evaluate(act, test.func.value)
    given = [evaluate(act, arg.value) for arg in test.args]
    held = [held for _, held in act.objects(receiver) if held.kind == "pattern"]
    if len(held) == 1 and len(given) == 1:
        pattern, flags = held[0].fields[".pattern"], held[0].fields.get(".flags", NOTHING)
    elif ("ext", "re") in receiver.refs and len(given) in (2, 3):
        pattern, flags = given.pop(0), given.pop() if len(given) == 3 else NOTHING
    else:
        return None
    asked = [value.const[0] for value in (pattern, given[0]) if value.const and not value.labels]
    if len(asked) != 2 or not all(isinstance(text, str) and len(text) <= _LONGEST for text in asked):
        return None
    return _is_found(test.func.name, str(asked[0]), str(asked[1]), flags)


_ASKING = frozenset(("search", "match", "fullmatch"))
_LONGEST = 64
"""Characters of a key and of a pattern that are tried."""


def _is_found(how: str, pattern: str, text: str, flags: Value) -> bool | None:
    """Whether a pattern is found in a text; None if that depends on flags that aren't known, or would take too long."""
    if re.search(r"\)[+*{]", pattern):
        return None  # groups that repeat may be tried in any number of ways
    folding = not flags.refs.isdisjoint((("ext", "re.I"), ("ext", "re.IGNORECASE")))
    tried = (re.IGNORECASE,) if folding else (0,) if flags.is_nothing() else (0, re.IGNORECASE)
    try:
        answers = {bool(getattr(re.compile(pattern, flag), how)(text)) for flag in tried}
    except (re.error, RecursionError):
        return None
    return answers.pop() if len(answers) == 1 else None


def _sub_method(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return substitute(act, _pattern_of(act, receiver), args, expr, place=1)


def _sub(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    if not args.positional:
        return None
    rest = Arguments(args.positional[1:], args.keywords, args.rest, args.rest_keywords)
    compiled = _pattern_of(act, args.positional[0])
    pattern = compiled if compiled.const else _with_flags(args.positional[0], expr, place=4)
    replaced = substitute(act, pattern, rest, expr, place=2)
    plain = args.get(1, "repl")
    is_part = replaced is not None and plain is not None and plain.const and args.positional[0].labels
    return without_part(replaced, args.positional[0]) if is_part and replaced is not None else replaced


def _subn(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    return _with_count(act, _sub(act, args, expr), expr)


def _subn_method(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return _with_count(act, _sub_method(act, receiver, args, expr), expr)


def _with_count(act: Activation, text: Value | None, expr: ir.Call) -> Value | None:
    """What `subn` gives: the text, and how often it was found."""
    return None if text is None else act.allocate(expr.at, "tuple", None, {"[0]": text, "[1]": NOTHING}, tag="subn")


def substitute(act: Activation, pattern: Value, args: Arguments, expr: ir.Call, place: int = -1) -> Value | None:
    """`re.sub`: may mask, which trying it on standard shapes of identifiers tells; the text stands at a place, if at one."""
    replacement, subject = args.get(0, "repl"), args.get(1, "string")
    if replacement is None or subject is None:
        return None
    text = Value(render(act, subject, "text", expr.at), opaque=subject.opaque)
    if not replacement.const:
        if any(kind == "func" for kind, _ in replacement.refs) or any(
            h.kind == "bound" for _, h in act.objects(replacement)
        ):
            given = call_value(
                act, replacement, Arguments([act.allocate(expr.at, "match", None, {"[*]": text})]), expr.at, "repl"
            )
            known = pattern.const[0] if pattern.const else None
            hides = all(label.guard == "tail" for label in given.labels.values())  # all but the last few
            guard = substitution_guard(known, "*") if hides and isinstance(known, str) else ""
            guard = guard or (guard_of_substitution(act, expr, place) if place > 0 else None) or ""
            return guarded(act, text, guard) if guard else join(text, given)
        return join(text, Value(replacement.labels))
    known = pattern.const[0] if pattern.const else None
    texts = isinstance(known, str) and isinstance(replacement.const[0], str)
    guard = substitution_guard(str(known), str(replacement.const[0])) if texts else ""
    return guarded(act, text, guard) if guard else text


def _match(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`re.match(pattern, text)`: a match holds the text."""
    text, pattern = args.get(1, "string"), args.get(0, "pattern") or NOTHING
    compiled = [held.fields[".pattern"] for _, held in act.objects(pattern) if ".pattern" in held.fields]
    return None if text is None else _new_match(act, text, compiled[0] if len(compiled) == 1 else pattern, expr)


def _match_method(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    text = args.get(0, "string")
    return None if text is None else _new_match(act, text, _pattern_of(act, receiver), expr)


def _pattern_of(act: Activation, holder: Value) -> Value:
    """The pattern of what was compiled, or matched."""
    return join_all(held.fields.get(".pattern", NOTHING) for _, held in act.objects(holder))


def _new_match(act: Activation, text: Value, pattern: Value, expr: ir.Call) -> Value:
    shown = Value(render(act, text, "text", expr.at), opaque=text.opaque)
    fields = {".text": shown, ".pattern": Value(const=pattern.const)}
    made = act.allocate(expr.at, "match", ("inst", "re.Match"), fields)
    name = expr.func.name if isinstance(expr.func, ir.Attr) else expr.func.id if isinstance(expr.func, ir.Name) else ""
    match = Value(objects=made.objects, refs=frozenset((("inst", "re.Match"),)))
    if name == "finditer":
        return act.allocate(expr.at, "generator", None, {"[*]": match}, tag="matches")
    return match


def named_group(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`match.group("iban")` of a match that nobody knows: a part of the text, named by its key."""
    key = args.positional[0].const if args.positional else None
    return _part_of_text(act, receiver, args, expr) if key and isinstance(key[0], str) else None


def _group(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    pattern = _pattern_of(act, receiver)
    if len(args.positional) > 1:  # several at once
        parts = [_one_group(act, receiver, pattern, key, expr) for key in args.positional]
        return act.allocate(expr.at, "tuple", None, {f"[{i}]": part for i, part in enumerate(parts)}, tag="groups")
    return _one_group(act, receiver, pattern, args.get(0) or NOTHING, expr)


def _one_group(act: Activation, receiver: Value, pattern: Value, key: Value, expr: ir.Call) -> Value:
    """What one group holds of the text that was matched."""
    text = _matched(act, receiver)
    held = in_group(act, text, pattern, key.const[0]) if key.const else text
    return _part_of_text(act, Value(held.labels, opaque=text.opaque), Arguments([key]), expr) or NOTHING


def _part_of_text(act: Activation, text: Value, args: Arguments, expr: ir.Call) -> Value | None:
    key = args.positional[0].const if args.positional else None
    if key and isinstance(key[0], str):
        parts = {name: label for name, label in text.labels.items() if label.path or label.record}
        whole = {name: label for name, label in text.labels.items() if name not in parts}
        opaque = text.opaque or bool(text.labels)
        group = Value({**whole, **project(act, parts, key_selector(key[0]), frozenset())}, opaque=opaque)
        if act.names.describes(key[0]):
            return NOTHING
        return named(act, group, key[0], owners_of(act, text, ""), expr.at, f"group({key[0]!r})")
    return text


def _groups(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    pattern = _pattern_of(act, receiver)
    numbers = [key for key in groups_of(pattern) if isinstance(key, int)]
    if not numbers or all_short(pattern):
        return act.allocate(expr.at, "tuple", None, {"[*]": _matched(act, receiver)}, tag="groups")
    parts = {f"[{n - 1}]": _one_group(act, receiver, pattern, constant(n), expr) for n in sorted(numbers)}
    return act.allocate(expr.at, "tuple", None, parts, tag="groups")


def _groups_by_name(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    pattern = _pattern_of(act, receiver)
    names = [key for key in groups_of(pattern) if isinstance(key, str)]
    if not names or all_short(pattern):
        return act.allocate(expr.at, "dict", None, {"[*]": _matched(act, receiver)}, tag="groups")
    parts = {key_selector(name): _one_group(act, receiver, pattern, constant(name), expr) for name in names}
    return act.allocate(expr.at, "dict", None, parts, tag="groups")


def _matched(act: Activation, receiver: Value) -> Value:
    return join_all(held.fields.get(".text", NOTHING) for _, held in act.objects(receiver))


def _no_text(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    return NOTHING


FUNCTIONS: dict[str, Builtin] = {
    "re.compile": _compile,
    "re.sub": _sub,
    "re.subn": _subn,
    **dict.fromkeys(("re.match", "re.search", "re.fullmatch", "re.finditer"), _match),
}

METHODS: dict[str, Method] = {
    "re.Pattern.sub": _sub_method,
    "re.Pattern.subn": _subn_method,
    **dict.fromkeys((f"re.Pattern.{name}" for name in ("match", "search", "fullmatch", "finditer")), _match_method),
    **dict.fromkeys(("re.Match.group", "re.Match.__getitem__", "re.Match.expand"), _group),
    "re.Match.groups": _groups,
    "re.Match.groupdict": _groups_by_name,
    **dict.fromkeys((f"re.Match.{name}" for name in ("start", "end", "span", "lastindex")), _no_text),
}
