"""What becomes of instances that a text of data can't hold: whatever the function says that is given for that.

json.dumps(order, default=lambda each: each.status)     # the status alone
json.dumps({"order": order}, default=str)               # what the order's own `__str__` or `__repr__` shows
json.dumps({"order": order}, cls=OrderEncoder)          # what the `default` of the encoder gives of the order
OrderEncoder().encode(order)                            # the same
"""

from __future__ import annotations

from typing import NamedTuple

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Labels, Object, ObjectId, Value, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of, read_part
from piilint.link.program import ClassInfo
from piilint.model import ir

_NESTED = 3
"""So deep within containers instances are looked for."""
_WRITTEN = frozenset(("namedtuple", "typeddict", "enum"))
"""Kinds of classes whose instances are written as what they hold."""
_BARE = frozenset(("builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"))
"""Library classes that give those below them nothing that could be written."""
_OVER_LIBRARIES = frozenset(("pydantic", "orm", "exception"))
"""Kinds of classes whose bases in libraries are known to be none of the containers and texts."""


class Encoder(NamedTuple):
    """What is asked of an instance that can't be written."""

    function: Value
    """The function that was passed as `default`."""
    own: tuple[tuple[str, Value], ...]
    """The `default` methods of encoders in view, with the encoders."""
    at: int
    of_plain_only: bool
    """Whether instances of data classes are written by themselves, as what writes them so takes `default` by position, too."""


def made_plain(
    act: Activation, given: Value, receiver: Value, args: Arguments, at: int, of_plain_only: bool = False
) -> Value:
    """What is serialised, its instances of classes in view replaced by what `default` or the encoder's makes of them."""
    if not given.objects:
        return given
    function = (args.get(1, "default") if of_plain_only else args.keywords.get("default")) or NOTHING
    if not _may_be_called(act, function):
        function = NOTHING
    given_by_encoder = [held.fields[".default"] for _, held in act.objects(receiver) if ".default" in held.fields]
    own = tuple(
        (found[1], encoder)
        for cls, encoder in encoders(act, receiver, args)
        if (found := act.program.find_method(cls, "default")) is not None
    )
    asked = Encoder(join_all([function, *given_by_encoder]), own, at, of_plain_only)
    return _plain(act, given, asked, _NESTED) if own or not asked.function.is_nothing() else given


def encoders(act: Activation, receiver: Value, args: Arguments) -> list[tuple[str, Value]]:
    """The encoders or decoders in view that are passed as `cls`, or that are asked, with the class of each."""
    passed = sorted(target for kind, target in args.keywords.get("cls", NOTHING).refs if kind == "class")
    made = [(cls, Value(objects=frozenset((("t", cls),)), opaque=True)) for cls in passed]
    asked = [(class_of(act, held), name) for name, held in act.objects(receiver)]
    return made + [(cls.id, Value(objects=frozenset((name,)))) for cls, name in asked if cls is not None]


def _may_be_called(act: Activation, function: Value) -> bool:
    return bool(function.refs) or any(held.kind == "bound" or held.cls for _, held in act.objects(function))


def _plain(act: Activation, given: Value, asked: Encoder, depth: int) -> Value:
    results: list[Value] = []
    labels = dict(given.labels)
    several = len(given.objects) > 1
    for name, held in act.objects(given):
        own = {key: label for key, label in given.labels.items() if not several or ("p", *label.path) == name}
        made = _of_one(act, name, held, own, asked, depth)
        if made is not None:
            results.append(made)
            labels = {key: label for key, label in labels.items() if key not in own}
        else:
            results.append(Value(objects=frozenset((name,))))
    if all(result.objects == frozenset((name,)) for result, (name, _) in zip(results, act.objects(given), strict=True)):
        return given
    return join(Value(labels, refs=given.refs, const=given.const, opaque=given.opaque), join_all(results))


def _of_one(act: Activation, name: ObjectId, held: Object, own: Labels, asked: Encoder, depth: int) -> Value | None:
    """What becomes of one object; None where it stays as it is."""
    if not depth:
        return None
    if held.kind in ("dict", "list", "tuple") and held.cls is None:
        fields = {selector: _plain(act, part, asked, depth - 1) for selector, part in held.fields.items()}
        if all(part is held.fields[selector] for selector, part in fields.items()):
            return None
        made = act.allocate(asked.at, held.kind, None, fields, tag=f"plain {'/'.join(name)}")
        return Value(own, made.objects)
    if held.cls is not None and held.cls[0] == "list" and held.cls[1] and held.kind in ("symbol", "typed"):
        element = read_part(act, Value(objects=frozenset((name,))), "[*]")
        plain = _plain(act, element, asked, depth - 1)
        if plain is element:
            return None
        return act.allocate(asked.at, "list", None, {"[*]": plain}, tag=f"plain {'/'.join(name)}")
    cls = class_of(act, held) if held.kind in ("instance", "symbol", "typed") else None
    if cls is None or not _is_asked_for(cls, asked):
        return None
    told = _default(act, Value(own, frozenset((name,)), opaque=True), asked)
    return told if told is None or name in told.objects else _plain(act, told, asked, depth - 1)


def _is_asked_for(cls: ClassInfo, asked: Encoder) -> bool:
    """Whether an instance of a class can't be written by itself."""
    if cls.kind in _WRITTEN or (asked.of_plain_only and cls.kind != "plain"):
        return False
    return cls.kind in _OVER_LIBRARIES or all(kind == "class" or target in _BARE for kind, target in cls.mro)


def _default(act: Activation, instance: Value, asked: Encoder) -> Value | None:
    """What the function that is passed makes of an instance, or the encoder that is."""
    from piilint.flow.calling.builtins import call_builtin
    from piilint.flow.calling.calls import call_function, call_value

    function, results = asked.function, list[Value]()
    if function.objects or any(kind in ("func", "class") for kind, _ in function.refs):
        results.append(call_value(act, function, Arguments([instance]), asked.at, "default"))
    elif function.refs:
        name = min(target for _, target in function.refs).rpartition(".")[2]
        call = ir.Call(asked.at, ir.Name(asked.at, name), ())
        done = call_builtin(act, function, Arguments([instance]), call)
        results += [done] if done is not None else []
    for method, encoder in asked.own:
        results.append(call_function(act, method, [encoder, instance], {}, asked.at))
    return join_all(results) if results else None
