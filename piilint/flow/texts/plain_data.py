"""What becomes of instances that a text of data can't hold: whatever the function says that is given for that.

json.dumps(order, default=lambda each: each.status)     # the status alone
json.dumps({"order": order}, cls=OrderEncoder)          # what the `default` of the encoder gives of the order
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.model import ir

_NESTED = 3
"""So deep within containers instances are looked for."""


def made_plain(act: Activation, given: Value, args: Arguments, expr: ir.Call) -> Value:
    """What is serialised, its instances of classes in view replaced by what `default` or the encoder's makes of them."""
    if "default" not in args.keywords and "cls" not in args.keywords:
        return given
    return _plain(act, given, args, expr, _NESTED)


def _plain(act: Activation, given: Value, args: Arguments, expr: ir.Call, depth: int) -> Value:
    results = [Value(given.labels, refs=given.refs, const=given.const, opaque=given.opaque)]
    changed = False
    for name, held in act.objects(given):
        made = _of_one(act, name, held, args, expr, depth)
        changed = changed or made is not None
        results.append(Value(objects=frozenset((name,))) if made is None else made)
    return join_all(results) if changed else given


def _of_one(act: Activation, name: ObjectId, held: Object, args: Arguments, expr: ir.Call, depth: int) -> Value | None:
    """What becomes of one object; None where it stays as it is."""
    if held.kind in ("dict", "list", "tuple") and held.cls is None and depth:
        fields = {selector: _plain(act, part, args, expr, depth - 1) for selector, part in held.fields.items()}
        if all(part is held.fields[selector] for selector, part in fields.items()):
            return None
        return act.allocate(expr.at, held.kind, None, fields, tag=f"plain {'/'.join(name)}")
    cls = class_of(act, held) if held.kind == "instance" else None
    plain = cls is not None and cls.kind == "plain" and all(ref in _OBJECT or ref[0] == "class" for ref in cls.mro)
    return _default(act, Value(objects=frozenset((name,))), args, expr) if plain else None


_OBJECT = frozenset((("ext", "builtins.object"),))


def _default(act: Activation, instance: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """What the function that is passed makes of an instance, or the encoder that is."""
    from piilint.flow.calling.builtins import call_builtin
    from piilint.flow.calling.calls import call_function, call_value

    function = args.keywords.get("default", NOTHING)
    if function.objects or any(kind == "func" for kind, _ in function.refs):
        return call_value(act, function, Arguments([instance]), expr.at, "default")
    if function.refs:
        return call_builtin(act, function, Arguments([instance]), expr)
    results: list[Value] = []
    for kind, target in sorted(args.keywords.get("cls", NOTHING).refs):
        found = act.program.find_method(target, "default") if kind == "class" else None
        if found is not None:
            results.append(call_function(act, found[1], [NOTHING, instance], {}, expr.at))
    return join_all(results) if results else None
