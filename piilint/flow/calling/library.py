"""Library calls: sinks, sources, propagators, safeguards and types, as the catalogue lists them; and unknown code.

The order matters: a safeguard's result is safe whatever else is said; a sink sees its arguments as they are passed; then
comes what the call gives back.
"""

from __future__ import annotations

from piilint.catalogue.calls import NO_ENTRIES, Entries
from piilint.catalogue.classes import classes
from piilint.catalogue.schema import Propagator, Sanitizer, Sink
from piilint.catalogue.schema import Value as Typed
from piilint.flow.answers.exposure import expose
from piilint.flow.answers.held_back import is_held_back
from piilint.flow.calling.deferred import defer
from piilint.flow.calling.moving import argument_at, arguments_at, called_late, move, prompted
from piilint.flow.calling.own_writers import write, writers
from piilint.flow.calling.unbound import call_unbound
from piilint.flow.calling.unknown import call_unknown, returned_by_name
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.summary import SinkUse
from piilint.flow.domain.value import NOTHING, UNKNOWN, Labels, Value, join, join_all, reference
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.conditions import applies
from piilint.flow.objects.access import library_objects
from piilint.flow.objects.declared import hidden_keys, imported_as
from piilint.flow.objects.mapped import keyword_owners, row_only, rows_without
from piilint.flow.protection.guards import guarded
from piilint.flow.protection.guessable import is_guessable
from piilint.flow.protection.redacted_fields import field_of
from piilint.flow.protection.redaction import (
    attach,
    is_hidden,
    library_object,
    logger_asked,
    partial_guards,
    protected_keys,
    redacted,
    with_guards,
    without_hidden,
)
from piilint.flow.sources.naming import is_of_callers, labelled, last_word, named, without_denied
from piilint.flow.texts.render import render
from piilint.flow.texts.serialised import as_text
from piilint.flow.texts.shown import shown, shows
from piilint.flow.texts.text import filled_in, filled_in_braces
from piilint.link.program import FunctionInfo
from piilint.model import ir

_CONFIDENCE = {"high": 3, "medium": 2, "low": 1}


def call_library(act: Activation, dotted: str, receiver: Value, args: Arguments, at: int, text: str) -> Value:
    """A call of a library's function, class or method, known by its dotted name."""
    calls = act.catalogue.calls
    if dotted.endswith(".*"):
        return _call_any(act, dotted[:-2], receiver, args, at, text)
    unbound = call_unbound(act, dotted, receiver, args, at)
    if unbound is not None:
        return unbound
    name = dotted.rpartition(".")[2]
    exact = calls.exact(dotted)
    entries = [(exact, dotted)] if not exact.empty else []
    by_name = calls.named(name)
    if exact.propagators or exact.sanitizers:
        by_name = by_name._replace(sanitizers=())  # what is known of it counts, not what it is called
    if not by_name.empty:
        entries.append((by_name, dotted))
    if exact.empty:
        loose = calls.method(name)
        if not loose.empty:
            typed = any(kind == "inst" for kind, _ in receiver.refs) or not receiver.refs
            owner = text.rpartition(".")[0] or text
            fitting = for_receiver(loose, receiver, owner, typed)
            if not fitting.empty:
                entries.append((fitting, f"*.{name}"))
    return _apply_entries(act, entries, dotted, receiver, args, at, text)


def _call_any(act: Activation, owner: str, receiver: Value, args: Arguments, at: int, text: str) -> Value:
    """`getattr(logger, level)(…)`: some method of a library's object; what any of its text methods would do."""
    from piilint.flow.calling.dynamic import methods_of

    return join_all(call_library(act, dotted, receiver, args, at, text) for dotted in methods_of(act, owner))


def call_unknown_method(act: Activation, receiver: Value, func: ir.Attr, args: Arguments, at: int) -> Value:
    """A method of a receiver whose type isn't known: by the receiver's name, or left to the caller, or unknown."""
    loose = act.catalogue.calls.method(func.name)
    named = act.catalogue.calls.named(func.name)
    text = text_of(func)
    fitting = for_receiver(loose, receiver, text_of(func.value), typed=False)
    entries = [(fitting, f"*.{func.name}")] if not fitting.empty else []
    if not named.empty:
        entries.append((named, func.name))
    symbols = sorted(label.path for label in receiver.labels.values() if label.path and len(label.path) < 4)
    changed = any(name[0] == "p" and any(part[0] == "=" for part in name[2:]) for name in receiver.objects)
    if entries and (changed or not (symbols and receiver.objects)):  # a copy without a column isn't the caller's table
        return _apply_entries(act, entries, "", receiver, args, at, text)
    if symbols and receiver.objects:
        if entries:
            from piilint.flow.tabular.sql import only_counts

            outer, act.only_concrete = act.only_concrete, True
            known = _apply_entries(act, entries, "", receiver, args, at, text)
            act.only_concrete = outer
            result = defer(act, (*symbols[0], f".{func.name}"), args, at, text, known=True)
            return known if only_counts(act, known) else join(known, result)
        result = defer(act, (*symbols[0], f".{func.name}"), args, at, text)
        guess = returned_by_name(act, call_unknown(act, receiver, text, Arguments(), at), func.name, at, text)
        return join(result, guess.as_unasked())
    return call_unknown(act, receiver, text, args, at)


def sink_by_name(act: Activation, method: str, owner: Value, text: str, args: Arguments, at: int) -> None:
    """`request.session["iban"] = iban`, `sheet.append(row)`: what could be any container, but its name says where it
    goes."""
    loose = act.catalogue.calls.method(method)
    if loose.empty or any(kind == "inst" for kind, _ in owner.refs):
        return
    for sink in for_receiver(loose, owner, text, typed=False).sinks:
        if sink.receiver:
            _sink(act, sink, text, owner, args, at)


def call_by_name(act: Activation, callee: Value, text: str, args: Arguments, at: int) -> Value:
    """A call of something that isn't in view at all: by its bare name, or unknown."""
    name = last_word(text)
    entries = act.catalogue.calls.named(name) if name else NO_ENTRIES
    if entries.empty:
        return call_unknown(act, callee, text, args, at)
    return _apply_entries(act, [(entries, name)], name, NOTHING, args, at, text)


def call_by_path(act: Activation, path: tuple[str, ...], receiver: Value, args: Arguments, at: int) -> Value:
    """A callee's call of something that nobody knows: by the names under which the callee spoke of it."""
    name = path[-1].strip('.[]"')
    owner = path[-2].strip('.[]"') if len(path) > 1 else ""
    loose = (
        for_receiver(act.catalogue.calls.method(name), receiver, owner, typed=False) if len(path) > 1 else NO_ENTRIES
    )
    if loose.empty:
        return call_unknown(act, receiver, name, args, at)
    return _apply_entries(act, [(loose, f"*.{name}")], "", receiver, args, at, f"{owner}.{name}")


def for_receiver(entries: Entries, receiver: Value, text: str, typed: bool) -> Entries:
    """The `*.name` entries that fit: those that ask for a receiver's name fit only it."""
    if entries is NO_ENTRIES:
        return entries
    word = last_word(text).lower()

    def fits(wanted: tuple[str, ...]) -> bool:
        return not wanted or any(word == w or word.endswith((f"_{w}", w) if len(w) > 3 else f"_{w}") for w in wanted)

    return entries._replace(
        sinks=tuple(s for s in entries.sinks if (not s.receiver if typed else fits(s.receiver))),
        queries=tuple(q for q in entries.queries if fits(q.receiver)),
        propagators=tuple(p for p in entries.propagators if fits(p.receiver)),
        values=tuple(v for v in entries.values if fits(v.receiver)),
    )


def call_declared(
    act: Activation, info: FunctionInfo, args: Arguments, at: int, text: str, frame: Value | None = None
) -> Value | None:
    """A function in view that the catalogue (mostly the project's own) declares; None if it doesn't, or if what it
    declares can be seen to be untrue."""
    from piilint.flow.protection.safeguards import holds

    calls = act.catalogue.calls
    name = info.called or info.node.name
    entries = [*((calls.exact(each), each) for each in imported_as(act, info.id)), (calls.named_in_view(name), name)]
    entries = [(found, name) for found, name in entries if not found.empty]
    if not entries:
        return None
    sanitizers = [s for found, _ in entries for s in found.sanitizers]
    others = any(found.sinks or found.sources or found.propagators or found.queries for found, _ in entries)
    if sanitizers and not others and not info.node.params and calls.exact(info.id).empty:
        return None  # named like a mask, but given nothing that it could mask: `masked_sample()`
    if sanitizers and not others:
        return holds(act, info, sanitizers[0], args, at, frame)
    receiver = args.positional[0] if info.kind == "method" and args.positional else NOTHING
    passed = (
        Arguments(args.positional[1:], args.keywords, args.rest, args.rest_keywords)
        if info.kind == "method" and info.cls
        else args
    )
    return _apply_entries(act, entries, info.id, receiver, passed, at, text)


def _apply_entries(
    act: Activation,
    entries: list[tuple[Entries, str]],
    dotted: str,
    receiver: Value,
    args: Arguments,
    at: int,
    text: str,
) -> Value:
    from piilint.flow.calling.standard import operate
    from piilint.flow.interpreter.raising import is_exception, new_exception

    for found, _ in entries:
        for attachment in found.attachments:
            attach(act, attachment, receiver, args, at)
    for found, _name in entries:
        for sink in found.sinks:
            _sink(act, sink, dotted or text, receiver, args, at)
    for found, _name in entries:
        for sanitizer in found.sanitizers:
            if applies(act, sanitizer.when, sanitizer.unless, args, receiver):
                safe = _sanitized(act, sanitizer, dotted or text, args, receiver, at)
                if not safe.is_nothing():
                    return safe
                is_class = dotted.rpartition(".")[2][:1].isupper()
                typed = _with_type(act, entries, dotted, receiver, args, at, safe)  # what it takes may come later
                return library_object(act, at, dotted) if is_class and typed.is_nothing() else typed
    results: list[Value] = []
    queries = [query for found, _ in entries for query in found.queries]
    if queries:
        from piilint.flow.tabular.sql import run_query

        answer = run_query(act, queries[0], dotted or text, receiver, args, at)
        if answer is not None:
            results.append(answer)
    for propagator, name in _propagators(act, entries, args, receiver):
        done = operate(act, propagator, receiver, args, at, text) if propagator.does else None
        if done is None and not (propagator.does and not propagator.moves and name.startswith("*.")):
            done = move(act, propagator, receiver, args, at, text)
        results += [done] if done is not None else []
    if not results:
        sinks_only = bool(entries) and all(
            (f.sinks or f.attachments) and not f.values and not f.sources for f, _ in entries
        )
        results.append(UNKNOWN if sinks_only else call_unknown(act, receiver, text, args, at))
    result = join_all(results)
    for found, _ in entries:
        for source in found.sources:
            if source.gives.startswith("return"):
                opaque = Value(result.labels, result.objects, result.refs, None, True)
                element = prompted(act, source, receiver, args, at)
                result = labelled(act, opaque, element, 3, at, f"{text}()", "called")
            else:
                _taint_argument(act, source.gives, source.element, args, at, text)
    if is_exception(dotted) or (at == act.raising and dotted and not any(found.sinks for found, _ in entries)):
        return new_exception(act, dotted, args, at)
    made = _with_type(act, entries, dotted, receiver, args, at, result)
    return with_guards(act, entries, receiver, args, at, made) if made.objects else made


def _propagators(
    act: Activation, entries: list[tuple[Entries, str]], args: Arguments, receiver: Value
) -> list[tuple[Propagator, str]]:
    """What moves data in a call of these arguments, each with the name it is known by."""
    return [
        (each, name)
        for found, name in entries
        for each in found.propagators
        if not each.when or applies(act, each.when, {}, args, receiver)
    ]


def _with_type(
    act: Activation,
    entries: list[tuple[Entries, str]],
    dotted: str,
    receiver: Value,
    args: Arguments,
    at: int,
    result: Value,
) -> Value:
    """The result, of the type that the catalogue knows it to have, or that a class's name says."""
    types = [value for found, _ in entries for value in found.values if applies(act, value.when, {}, args, receiver)]
    parts = {value.gives[6:]: value.type for value in types if value.gives != "return"}
    if parts:
        given = {selector: library_object(act, at, known) for selector, known in parts.items()}
        return join(result, act.allocate(at, "tuple", None, given, tag="given"))
    known = types[-1].type if types else None
    inside = library_objects(act, receiver) if types and types[-1].part else frozenset()
    if inside:
        return Value(result.labels, inside, frozenset((("inst", str(known)),)), None, True)
    as_given = any(propagator.does == "given" for found, _ in entries for propagator in found.propagators)
    if known is None and dotted and dotted.rpartition(".")[2][:1].isupper() and not as_given:
        known = dotted
    if ("inst", known) in classes().expressions:
        return Value(result.labels, result.objects, frozenset((("inst", str(known)),)), result.const, result.opaque)
    if known is not None:
        made = reference("inst", known) if result.objects else _instance_of(act, types, known, receiver, args, at)
        if any(found.propagators for found, _ in entries) and not result.opaque:
            made = Value(made.labels, made.objects, made.refs)  # it is known to carry nothing of its own
        result = join(result, made)
    return result


def _instance_of(act: Activation, types: list[Typed], known: str, receiver: Value, args: Arguments, at: int) -> Value:
    """An object of a known type: one of its own, or the one that an argument identifies."""
    identity = types[-1].identity if types else ""
    if identity:
        named = argument_at(act, identity, receiver, args) if identity != "*" else None
        text = str(named.const[0]) if named is not None and named.const else ""
        text = f"<{act.function.module}>" if named is not None and not named.const else text
        return Value(objects=frozenset((("l", known, text),)), refs=frozenset((("inst", known),)), opaque=True)
    if types and not known.rpartition(".")[2][:1].isupper():
        return reference("inst", known)
    return library_object(act, at, known)


def _taint_argument(act: Activation, gives: str, element: str, args: Arguments, at: int, text: str) -> None:
    from piilint.flow.objects.access import write_part

    value = argument_at(act, gives, NOTHING, args)
    if value is not None:
        write_part(act, value, "[*]", labelled(act, UNKNOWN, element, 3, at, f"{text}()", "called"))


# ---- sinks ----------------------------------------------------------------------------------------------------------


def _sink(act: Activation, sink: Sink, callee: str, receiver: Value, args: Arguments, at: int) -> None:
    if not applies(act, sink.when, sink.unless, args, receiver) or (sink.held and is_held_back(act, sink, at)):
        return
    at = act.executing if sink.executed and act.executing >= 0 else at
    use = SinkUse(sink.channel, callee, act.place_of_call(at), sink.shows, _CONFIDENCE[sink.confidence])
    plain = use._replace(shows="text")  # f"{account}" has become text before it gets here
    if sink.exposes:
        expose(act, sink, use, at)
        return
    logger = logger_asked(act, sink.of, receiver)
    logs = sink.channel.startswith("log.") and logger.objects
    carries = logs and any(value.labels or value.objects for value in (*args.everything(), act.caught))
    keys = protected_keys(act, logger, sink, args, at) if carries else frozenset[str]()
    company = keyword_owners(act, sink, callee, receiver, args) if "kw*" in sink.takes else ()
    stores = sink.channel == "store.database"
    hidden = hidden_keys(act, receiver).union(*(hidden_keys(act, table) for table in args.positional if stores))
    args = without_hidden(act, args, hidden, keys, at)
    args = filled_in(act, args, sink.template, at) if sink.template else args
    args = filled_in_braces(act, args, sink.braces, at) if sink.braces else args
    args = rows_without(act, args, hidden) if stores and hidden else args
    args = row_only(act, args, receiver) if stores and "kw*" in sink.takes else args
    taken = [
        (
            name,
            shown(act, sink, name, value, receiver, args, at),
            use._replace(shows=shows(sink, name, args)) if as_text(act, value).objects else plain,
        )
        for takes in sink.takes
        for name, passed in arguments_at(act, takes, receiver, args)
        for given in (called_late(act, passed, at) if sink.calls else passed,)
        for value in (
            named(act, without_denied(act, name[3:], given), name[3:], company, at, name[3:])
            if takes == "kw*" and not is_of_callers(given, key_selector(name[3:]))
            else given,
        )
    ]
    everything = sorted({label.element for _, labels, _ in taken for label in labels.values() if label.element})
    keys |= hidden
    to = writers(act, sink, receiver, args) if sink.into else []
    for name, labels, reached in taken:
        for guard in partial_guards(keys, name, sink.channel, sink.key):
            labels = guarded(act, Value(labels), guard).labels
        if is_hidden(keys, name, sink.channel, sink.key, field_of(sink, name, args)):
            labels = redacted(act, labels)
        if to:
            write(act, to, labels, at)
        else:
            act.reach(labels, reached, at, name, tuple(everything))


# ---- safeguards -----------------------------------------------------------------------------------------------------


def _sanitized(act: Activation, sanitizer: Sanitizer, name: str, args: Arguments, receiver: Value, at: int) -> Value:
    inner = join_all(value for takes in sanitizer.takes for _, value in arguments_at(act, takes, receiver, args))
    safe = act.protect(render(act, inner, "data", at), name, sanitizer.kind, at) if act.solver.takes_stock else {}
    if sanitizer.kind != "bare-hash" or not is_guessable(act, render(act, inner, "data", at)):
        if not inner.labels and not inner.objects and not (inner.opaque and sanitizer.holds):
            return NOTHING
        made = act.allocate(at, "secret", None, {".secret": inner}, tag="secret")
        return Value(safe, made.objects)
    labels: Labels = {}
    for takes in (*sanitizer.takes, "self"):
        for _, value in arguments_at(act, takes, receiver, args):
            labels.update(guarded(act, Value(render(act, value, "data", at)), "bare-hash").labels)
    return Value(labels).then(act.spot(at), "weakly-protected")
