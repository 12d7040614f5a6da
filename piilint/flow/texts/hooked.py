"""What is made of each mapping while a text of data is read.

json.loads(text, object_hook=Account.from_dict)                   # accounts, and what they show
json.loads(text, object_pairs_hook=lambda pairs: without(pairs))  # mappings without what was left out
class Reader(json.JSONDecoder):                                   # json.loads(text, cls=Reader)
    def __init__(self, **options): super().__init__(object_hook=self.made, **options)
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, UNKNOWN, Object, ObjectId, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.texts.plain_data import encoders
from piilint.model import ir

_HOOK, _PAIRS = "object_hook", "object_pairs_hook"
_NESTED = 6
"""So deep mappings within mappings are handed to the function."""


def hooked(act: Activation, whole: Value | None, receiver: Value, args: Arguments, at: int) -> Value | None:
    """What was read, each mapping replaced by what the function makes of it that is passed for that, the innermost first;
    of a text of which nothing is known, or only by the caller, the instances that it makes, or many of them."""
    name, hook = _passed(act, receiver, args, at)
    if hook.is_nothing():
        return whole
    if whole is not None and not any(oid[0] == "p" for oid in whole.objects):
        return _each(act, whole, name, hook, at, _NESTED)
    made = _called(act, whole or UNKNOWN, name, hook, at)
    if made is None or not any(held.kind == "instance" and class_of(act, held) for _, held in act.objects(made)):
        return whole
    return join(made, act.allocate(at, "list", None, {"[*]": made.as_many()}, tag="made of each"))


def _passed(act: Activation, receiver: Value, args: Arguments, at: int) -> tuple[str, Value]:
    """The function, and under which of the two names it is passed: that which gets pairs comes first."""
    from piilint.flow.calling.calls import construct

    decoders = [construct(act, act.program.classes[cls], Arguments(), at) for cls, _ in encoders(act, NOTHING, args)]
    held = [held for _, held in act.objects(join_all([receiver, *decoders]))]
    for name in (_PAIRS, _HOOK):
        found = join_all([args.keywords.get(name, NOTHING), *(each.fields.get(f".{name}", NOTHING) for each in held)])
        if found.objects or found.refs:
            return name, found
    return "", NOTHING


def _each(act: Activation, value: Value, name: str, hook: Value, at: int, depth: int) -> Value:
    results = [Value(value.labels, refs=value.refs, const=value.const, opaque=value.opaque)]
    for oid, held in act.objects(value):
        results.append(_one(act, oid, held, name, hook, at, depth))
    return join_all(results) if value.objects else value


def _one(act: Activation, oid: ObjectId, held: Object, name: str, hook: Value, at: int, depth: int) -> Value:
    this = Value(objects=frozenset((oid,)))
    if held.kind not in ("dict", "list") or held.cls is not None or not depth:
        return this
    fields = {selector: _each(act, part, name, hook, at, depth - 1) for selector, part in held.fields.items()}
    act.state.heap[oid] = Object(held.kind, None, fields)  # which was just read, and nobody else has
    made = _called(act, this, name, hook, at) if held.kind == "dict" else None
    return this if made is None else made


def _called(act: Activation, mapping: Value, name: str, hook: Value, at: int) -> Value | None:
    """What the function gives of one mapping; None where it isn't in view."""
    from piilint.flow.calling.builtins import call_builtin
    from piilint.flow.calling.calls import call_value
    from piilint.flow.collections.containers import CONTAINER_METHODS

    call = ir.Call(at, ir.Name(at, name), ())
    given = CONTAINER_METHODS["items"](act, mapping, Arguments(), call) if name == _PAIRS else mapping
    passed = Arguments([given or NOTHING])
    if any(kind in ("func", "class") for kind, _ in hook.refs) or hook.objects:
        return call_value(act, hook, passed, at, name)
    return call_builtin(act, hook, passed, call)
