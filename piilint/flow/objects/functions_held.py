"""Functions that a class holds without defining them as methods: read of an instance they are methods, too.

class Account:
    describe = describe_record               # `account.describe()` is called with the account
    mask = staticmethod(mask_number)         # this one isn't
Account.__repr__ = lambda self: self.id      # nor must it be in the class's body
"""

from __future__ import annotations

from collections.abc import Sequence

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Object, Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.link.kinds import BUILT
from piilint.link.program import ClassInfo
from piilint.model import ir

_ASKS_REPR = frozenset((("ext", "builtins.object.__str__"),))
"""What `__str__` is where it only asks `__repr__`."""
_STATIC = ("static", "")
"""What `staticmethod(f)` gives in a class's body."""


def static(act: Activation, args: Arguments, expr: ir.Call) -> Value | None:
    """`staticmethod(f)`: elsewhere it is called as f is."""
    given = args.positional[0] if args.positional else None
    if given is None or not act.scope:
        return given
    return act.allocate(expr.at, "namespace", _STATIC, {".function": given}, tag="static")


def as_method(act: Activation, held: Value, name: str, owner: Value, at: int) -> Value:
    """What a class holds under a name, read of an instance, or of the class where there is none."""
    unwrapped = [thing.fields[".function"] for _, thing in act.objects(held) if thing.cls == _STATIC]
    if unwrapped:
        return join_all(unwrapped)
    functions = sorted(target for kind, target in held.refs if kind == "func")
    closures = [(oid, thing) for oid, thing in act.objects(held) if _is_closure(thing)]
    if not (functions or closures) or not owner.objects or _is_field(act, owner, name):
        return held
    bound = [act.allocate(at, "bound", ("func", target), {"self": owner}, tag=f"held {target}") for target in functions]
    for number, (_, thing) in enumerate(closures):
        fields = {**thing.fields, "self": owner}
        bound.append(act.allocate(at, "bound", thing.cls, fields, tag=f"held {name} {number}"))
    others = Value(
        held.labels,
        held.objects.difference(oid for oid, _ in closures),
        frozenset(ref for ref in held.refs if ref[0] != "func"),
        held.const,
        held.opaque,
    )
    return join_all([others, *bound])


def _is_closure(thing: Object) -> bool:
    """Whether it is a function with what stood around it, not a method of something nor one that was given arguments."""
    return thing.kind == "bound" and thing.cls is not None and thing.cls[0] == "func" and set(thing.fields) <= {"frame"}


def _is_field(act: Activation, owner: Value, name: str) -> bool:
    """Whether instances have a field of this name of their own, of which the class only says the default."""
    owners = (held.cls for _, held in act.objects(owner) if held.cls is not None and held.cls[0] == "class")
    return any(
        act.program.classes[target].kind in BUILT and name in act.program.all_fields(target) for _, target in owners
    )


def text_put_there(act: Activation, cls: ClassInfo, instance: Value, methods: Sequence[str], at: int) -> Value | None:
    """What makes the text of an instance where that was put into its class, `cls.__repr__ = show`; None where nothing was,
    or where what is asked before has a method of its own: `__str__`, or what a subclass generates."""
    from piilint.flow.calling.calls import call_value

    for method in methods if any(map(act.program.is_written, methods)) else ():
        for target in (target for kind, target in cls.mro if kind == "class"):
            put = act.state.object(("c", target, method)).fields.get(".")
            if put is not None and put.refs == _ASKS_REPR:
                break
            if put is not None and (put.refs or put.objects):
                return call_value(act, as_method(act, put, method, instance, at), Arguments(), at, method)
            owner = act.program.classes[target]
            if method in owner.methods or (method == "__repr__" and owner.generated_repr and owner.node.decorators):
                return None
    return None
