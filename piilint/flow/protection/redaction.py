"""Redaction on the way out: filters, formatters and processors count where they are attached to the logger in use.

    class RedactIban(logging.Filter):
        def filter(self, record):
            record.msg = IBAN.sub("<iban>", record.getMessage())   # it redacts: what it leaves is no record's text
            return True

    safe = logging.getLogger("safe"); safe.addFilter(RedactIban())
    safe.info(iban)       # silent
    other.info(iban)      # a leak

Loggers have an identity ("l", type, name); what is attached to one is shared by the whole program. What calls attach
what to what is the catalogue's `[[attachment]]`.
"""

from __future__ import annotations

from typing import NamedTuple

from piilint.catalogue.calls import Entries
from piilint.catalogue.schema import Attachment, Sink
from piilint.flow.calling.moving import arguments_at
from piilint.flow.calling.specialise import summary_for_keys, summary_for_shape
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.summary import Summary
from piilint.flow.domain.value import NOTHING, SAFE, Label, Labels, Object, ObjectId, Value, is_safe
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import read_part
from piilint.flow.objects.removal import without_keys
from piilint.flow.objects.sharing import share_guard
from piilint.flow.protection.event_parts import event_shape, hidden_inside, without_parts
from piilint.flow.protection.guards import is_partial
from piilint.flow.protection.logged_records import given_to, hidden_parts, left_of_record, record_functions
from piilint.flow.protection.redacted_fields import redacted_fields
from piilint.flow.sources.naming import record_fields
from piilint.flow.syntax.nodes import nodes_within
from piilint.flow.texts.serialised import returned_parts
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir

HANDLER = "logging.Handler"
_HANDLERS = (("inst", HANDLER),)
_TAKES_RECORDS = "logging."
"""Begins the types of those whose guards are called with a record."""
_EVENT_METHODS = ("process", "__call__", "filter", "format", "emit")
"""The methods that libraries call with what is logged by key."""
GUARDS = ("logging.Filter", "logging.Formatter")
"""The library's classes that filters and formatters in view are derived from."""
_METHODS = ("filter", "format", "process", "__call__", "emit")
_PARTS = {".msg": "log.message", ".message": "log.message", ".exc_info": "log.exception", ".exc_text": "log.exception"}
"""Parts of a record, and the channel that they are; it stands among keys for all that goes there."""


def attach(act: Activation, attachment: Attachment, receiver: Value, args: Arguments, at: int) -> None:
    """Remember that a call attaches a guard."""
    for _, guard in arguments_at(act, attachment.guard, receiver, args):
        if attachment.removes:
            _take_away(act, receiver, guard)
            continue
        for function in guard_functions(act, guard):
            act.solver.attach_at(function, act.function.id, at)
        if attachment.to == "return":
            continue  # see `with_guards`
        if attachment.configures:
            from piilint.flow.protection.configured_loggers import configure, set_levels

            configure(act, guard, at)
            set_levels(act, guard, at, attachment.call[0])
        elif attachment.to == "self":
            for name in sorted(receiver.objects):
                if not _is_taken_away(act, name, at):
                    add_guard(act, name, guard)
        else:
            add_guard(act, ("l", attachment.to, ""), guard)


def with_guards(
    act: Activation, entries: list[tuple[Entries, str]], receiver: Value, args: Arguments, at: int, made: Value
) -> Value:
    """A logger that is made of another (`logger.patch(hide)`, `logger.bind(kind="giro")`), with what guards that one and
    what is attached to it alone."""
    given = [each for found, _ in entries for each in found.attachments if each.to == "return"]
    guards = [guard for each in given for _, guard in arguments_at(act, each.guard, receiver, args)]
    guards += [held.fields[".guards"] for _, held in act.objects(receiver) if ".guards" in held.fields]
    for name, held in act.objects(made):
        for guard in guards if held.kind == "library" and name not in receiver.objects else ():
            add_guard(act, name, guard)
    return made


def logger_asked(act: Activation, kind: str, receiver: Value) -> Value:
    """The logger that a call is on, with the library's own one if all others are made of it (`kind`)."""
    made_of_it = all(held.kind == "library" for _, held in act.objects(receiver))
    root = frozenset((("l", kind, ""),)) if kind and made_of_it else frozenset[ObjectId]()
    return Value(receiver.labels, receiver.objects | root, receiver.refs, None, receiver.opaque) if root else receiver


def add_guard(act: Activation, name: ObjectId, guard: Value) -> None:
    for function in guard_functions(act, guard):
        act.solver.attach(function)
    if name[0] == "l":
        share_guard(act, name, guard)
    else:
        act.state.add(name, ".guards", guard)


def _take_away(act: Activation, owner: Value, guard: Value) -> None:
    """From here on in this function, the guard isn't attached any more."""
    for name, held in act.objects(owner):
        known = held.fields.get(".guards", NOTHING)
        if not known.objects.isdisjoint(guard.objects):
            left = Value(known.labels, known.objects - guard.objects, known.refs, known.const, known.opaque)
            act.state.write(name, ".guards", left)


def _is_taken_away(act: Activation, logger: ObjectId, at: int) -> bool:
    """Whether a module that attaches a guard to a logger, which all share, takes it away again before it is done."""
    if act.function.node.name != "<module>" or logger[0] != "l":
        return False
    calls = [stmt.value for stmt in act.function.node.body if isinstance(stmt, ir.ExprStmt)]
    methods = [call for call in calls if isinstance(call, ir.Call) and isinstance(call.func, ir.Attr) and call.args]
    place = next((place for place, call in enumerate(methods) if call.at == at), len(methods))
    for call in methods[place + 1 :]:
        if _texts(call) == _texts(methods[place]) and isinstance(call.func, ir.Attr):
            found = act.catalogue.calls.exact(f"{logger[1]}.{call.func.name}")
            if any(each.removes for each in found.attachments):
                return True
    return False


def _texts(call: ir.Call) -> tuple[str, str]:
    """How a method call's object and its first argument read."""
    return text_of(call.func).rpartition(".")[0], text_of(call.args[0].value)


# ---- what protects --------------------------------------------------------------------------------------------------


def protected_keys(act: Activation, receiver: Value, sink: Sink, args: Arguments, at: int) -> frozenset[str]:
    """The keys, among those given, that what is attached to a logger redacts; "*" among them if all of it, a channel
    if all that goes there: a message's filter leaves fields and the exception as they are; "arg1" for an argument of the
    message, "args:iban" for what stands there under a key. A key with ":digits" is hidden as far as it is a number."""
    keys: set[str] = set()
    first = next((int(each[3:-1]) for each in sink.takes if each[:3] == "arg" and each[-1] == "+"), 0)
    asked = _Asked(given_keys(act, args), args, first, sink.inside, at)
    if any(name[1].startswith(_TAKES_RECORDS) for name in receiver.objects if name[0] == "l"):
        keys |= _made(act, asked)
    for name in sorted(receiver.objects):
        keys |= _guarded(act, name, asked, own=True, depth=3)
        for above in _above(name):
            keys |= _guarded(act, above, asked, own=False, depth=3)
    return frozenset(keys)


class _Asked(NamedTuple):
    """What a logging call passes."""

    keys: tuple[str, ...]
    args: Arguments
    first: int
    inside: str
    """Where among what guards are given the fields stand; "" if they stand there themselves."""
    at: int


def redacted(act: Activation, labels: Labels) -> Labels:
    """What the guards of a logger leave of labels: nothing, or when stock is taken, the memory of them."""
    if not act.solver.takes_stock:
        return {}
    kept = (label if is_safe(label) else label._replace(guard=f"{SAFE}filter") for label in labels.values())
    return {label.key: label for label in kept}


def given_keys(act: Activation, args: Arguments) -> tuple[str, ...]:
    """The keys under which a record is given something: by keyword, in `extra`."""
    extra = act.objects(args.keywords["extra"]) if "extra" in args.keywords else ()
    return (*args.keywords, *(key for _, held in extra for key in record_fields(held)))


def without_hidden(
    act: Activation, args: Arguments, hidden: frozenset[str], gone: frozenset[str], at: int
) -> Arguments:
    """The arguments without what hides itself, or is redacted, inside of mappings: `create(**data)`, `extra=fields`."""
    mapping, keywords, rest = args.mapping, args.keywords, args.rest_keywords
    named = [key[5:] for key in gone if key.startswith("args:")]
    keywords = without_parts(act, keywords, gone, at)
    positional = [without_keys(act, each, named) if each.objects else each for each in args.positional]
    if hidden and mapping is not None:
        mapping = without_keys(act, mapping, hidden)
        rest = read_part(act, mapping, "[*]")
    if gone and "extra" in keywords and not act.solver.takes_stock:
        keywords = {**keywords, "extra": without_keys(act, keywords["extra"], gone)}
    return Arguments(positional if named else args.positional, keywords, args.rest, rest, args.sequence, mapping)


def _above(name: ObjectId) -> list[ObjectId]:
    """The loggers that a record goes up to; the root is ""."""
    if name[0] != "l" or not name[2]:
        return []
    parts = name[2].split(".")
    return [("l", name[1], ".".join(parts[:length])) for length in range(len(parts) - 1, -1, -1)]


def _guarded(act: Activation, name: ObjectId, asked: _Asked, own: bool, depth: int) -> set[str]:
    """What the guards of a logger or handler redact; of a logger above only its handlers' (Python: `Logger.handle`)."""
    guards = act.state.object(name).fields.get(".guards", NOTHING)
    for function in guard_functions(act, guards) if own else ():
        act.solver.attach(function)  # which a function was passed, and attached
    keys: set[str] = set()
    for oid in sorted(guards.objects):
        held = act.state.object(oid)
        if depth and held.kind == "library":
            keys |= _guarded(act, oid, asked, own=True, depth=depth - 1)
        if _is_declared(act, held) and (own or name[2:] == ("",)):
            keys.add("*")
    if not own and name[2:] != ("",):
        return keys
    if name[1].startswith(_TAKES_RECORDS) or act.state.object(name).cls in _HANDLERS:
        given = given_to(act, asked.args, asked.first)
        for called in record_functions(act, guards):
            keys |= hidden_parts(left_of_record(act, called, given, asked.at), given)
    else:
        for called in record_functions(act, guards, _EVENT_METHODS):
            info = act.program.functions[called.function]
            param = info.node.params[-1].name
            if asked.inside:
                keys |= redacted_fields(act, called, asked.inside, asked.keys, _is_clean)
            summary = act.solver.summary(info.id)
            keys |= redacted_keys(info, summary) | _overwritten(summary, param)
            known = summary_for_keys(act, info, param, asked.keys, called.instance, called.frame)
            keys |= redacted_keys(info, known) | kept_out(known, param, asked.keys) if known is not summary else set()
            shape = event_shape(act, asked.args.keywords)
            if shape is not None:
                left = summary_for_shape(act, info, param, shape, called.instance, called.frame)
                keys |= hidden_inside(left, param, shape)
    return keys


def _made(act: Activation, asked: _Asked) -> set[str]:
    """What the program's own factory of log records redacts."""
    from piilint.flow.protection.made_records import FACTORY, left_by_factory

    factory = act.state.object(FACTORY).fields.get(".guards")
    if factory is None:
        return set()
    given = given_to(act, asked.args, asked.first)
    keys = [hidden_parts(left, given) for left in left_by_factory(act, factory, given, asked.at)]
    return set[str]().union(*keys)


def _is_declared(act: Activation, guard: Object) -> bool:
    """Whether the catalogue, or the project's own, says that a filter's or handler's class masks or encrypts."""
    if guard.cls is None or guard.cls[0] not in ("inst", "class"):
        return False
    calls = act.catalogue.calls
    found = calls.exact(guard.cls[1]).sanitizers
    if not found and guard.cls[0] == "inst":
        found = calls.named(guard.cls[1].rpartition(".")[2]).sanitizers
    return any(sanitizer.kind in ("mask", "encryption") for sanitizer in found)


def guard_functions(act: Activation, guard: Value) -> list[str]:
    """The functions in view that a guard runs: itself, or its class's."""
    found = [target for kind, target in guard.refs if kind == "func"]
    classes = [target for kind, target in guard.refs if kind == "class"]
    for _, held in act.objects(guard):
        if held.cls is not None and held.cls[0] == "class":
            classes.append(held.cls[1])
        elif held.cls is not None and held.cls[0] == "func":
            found.append(held.cls[1])
    for cls in classes:
        method = guard_method(act.program.classes[cls])
        if method is not None:
            found.append(method)
    return sorted(f for f in set(found) if act.program.functions[f].node.params)


def guard_method(cls: ClassInfo) -> str | None:
    """The method of a filter, formatter or processor that does its work."""
    return next((cls.methods[name] for name in _METHODS if name in cls.methods), None)


def redacted_keys(info: FunctionInfo, summary: Summary) -> set[str]:
    """What a guard's function redacts of what it is given: "*" for all of it, "log.message" for the text alone,
    "log.exception" for the exception, or single keys, but for those whose value it keeps under another."""
    param, keys = info.node.params[-1].name, set[str]()
    moved = _parts_kept(summary, param)
    asked = _asked_of_instances(summary, param) if _asks_for_classes(info) else None
    for change in summary.changes.values():
        if change.target != ("p", param):
            continue
        clean = not any(_is_left(label, asked) for label in change.value.labels.values())
        if clean and change.selector in _PARTS:
            keys.add(_PARTS[change.selector] + _partly(change.value))
        elif clean and change.selector.startswith('["') and change.selector not in moved:
            keys.add(change.selector[2:-2] + _partly(change.value))
        elif clean and change.selector == "[*]":
            keys.add("*")
    returned = summary.returns.labels.values()
    if returned and all(label.guard for label in returned if label.path) and any(label.guard for label in returned):
        keys.add("*" + _partly(summary.returns))
    return keys


def _is_left(label: Label, asked: set[str] | None) -> bool:
    """Whether something of what a guard was given is left as it was. Where the guard tells instances from texts, what an
    instance under a key has, or gives, is none of the text that is sensitive by the key's name
    (`if isinstance(value, Sealed): entry[key] = value.hint()`)."""
    path = label.path
    if not path or label.guard:
        return False
    return asked is None or (path[0] not in asked and not (len(path) > 2 and path[2].startswith(".")))


def _asks_for_classes(info: FunctionInfo) -> bool:
    called = (node.func for node in nodes_within(info.node) if isinstance(node, ir.Call))
    asks = any(isinstance(func, ir.Name) and func.id == "isinstance" for func in called)
    return asks or any(isinstance(node, ir.MatchClass) for node in nodes_within(info.node))


def _asked_of_instances(summary: Summary, param: str) -> set[str]:
    """The results of methods that no text has, called on parts of the parameter."""
    calls = [call for call in summary.calls.values() if len(call.callee) == 3 and call.callee[0] == param]
    return {call.result for call in calls if call.callee[2][0] == "." and not hasattr(str, call.callee[2][1:])}


def _partly(text: Value) -> str:
    """ ":digits" where only what is a number is hidden in a text, ":numbers" a long one, ":letters" words; else ""."""
    guards = {label.guard for label in text.labels.values() if label.path} - {"used"}  # of a record, unknown code
    return f":{guards.pop()}" if len(guards) == 1 and all(map(is_partial, guards)) else ""


def _is_clean(value: Value) -> bool:
    """Whether nothing of what a guard was given is left in a value."""
    return not value.objects and not any(label.path and not label.guard for label in value.labels.values())


def is_hidden(keys: frozenset[str], name: str, channel: str, key: str, field: str) -> bool:
    """Whether an argument that goes to a channel is redacted there; `key` is the one under which guards see the text,
    `field` what they call a field in a mapping of its own ("extra.iban")."""
    if name in ("caught", "kw:exc_info"):
        return not keys.isdisjoint(("*", "log.exception"))
    if name.startswith("arg") or name == "kw:msg":
        return not keys.isdisjoint(("*", "log.message" if channel == "log.exception" else channel, name, key))
    return not keys.isdisjoint(("*", channel, name.removeprefix("kw:"), key, field))


def partial_guards(keys: frozenset[str], name: str, channel: str, key: str) -> list[str]:
    """How far the guards of a logger protect an argument that goes to a channel: see `guards`."""
    exact = "log.message" if channel == "log.exception" and name.startswith("arg") else channel
    wanted = {"*", exact, name, name.removeprefix("kw:"), key}
    return sorted({each.partition(":")[2] for each in keys if ":" in each and each.partition(":")[0] in wanted})


def _overwritten(summary: Summary, param: str) -> set[str]:
    """The attributes of a record that hold something else afterwards: what came with `extra` is one."""
    moved = _parts_kept(summary, param)
    return {
        change.selector[1:]
        for change in summary.changes.values()
        if change.target == ("p", param) and change.selector.startswith(".") and change.selector not in _PARTS
        if change.selector not in moved
        and not any(label.path and not label.guard for label in change.value.labels.values())
    }


def kept_out(summary: Summary, param: str, given: tuple[str, ...]) -> set[str]:
    """The keys given of which a new dict, which a guard's function returns, holds nothing under any key."""
    made = [summary.heap[name] for name in returned_parts(summary) if name in summary.heap]
    if len(made) != 1 or made[0].kind != "dict" or not all(selector.startswith('["') for selector in made[0].fields):
        return set()
    kept = _parts_kept(summary, param)
    return set() if "" in kept else {key for key in given if key_selector(key) not in kept}


def _parts_kept(summary: Summary, param: str) -> set[str]:
    """The parts of a parameter, by selector, that a function keeps as they are in what it changes or makes; "" for all."""
    values = [change.value for change in summary.changes.values()]
    values += [part for held in summary.heap.values() for part in held.fields.values()]
    paths = [label.path for value in values for label in value.labels.values() if label.path and not label.guard]
    return {path[1] if len(path) > 1 else "" for path in paths if path[0] == param}


def library_object(act: Activation, at: int, dotted: str) -> Value:
    """A new instance of a library's class, with an identity that guards can be attached to."""
    made = act.allocate(at, "library", ("inst", dotted), {}, tag="library")
    return Value(objects=made.objects, refs=frozenset((("inst", dotted),)), opaque=True)
