"""What a class's body says of its fields where that is made by calls: functions in metadata, and what functions give for it.

def keyed(origin): return {"recipe": lambda source: digest(getattr(source, origin))}

@dataclass
class Keyed:
    account: str = field(metadata=keyed("iban"))       # its recipe is that function

Each field has a place of its own among what is shared of the class; as an attribute of the class it is what it was.
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.link.program import ClassInfo
from piilint.model import ir

TOLD = ("metadata", "json_schema_extra")
"""Arguments of a field's definition that tell something of it by key."""
_MADE = ("made field", "")
"""The mark of what a call gives that makes a field."""


def field_made(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`field(metadata=…)`: what such a call gave before, and with it what it is told."""
    from piilint.flow.calling.unknown import call_unknown

    told = {f".{name}": args.keywords[name] for name in TOLD if name in args.keywords}
    others = {name: value for name, value in args.keywords.items() if name not in TOLD}
    rest = Arguments(args.positional, others, args.rest, args.rest_keywords, args.sequence, args.mapping)
    given = call_unknown(act, receiver, text_of(expr.func), rest, expr.at)
    return join(given, act.allocate(expr.at, "namespace", _MADE, told, tag="field")) if told else given


def without_told(act: Activation, cls: str, attribute: str, value: Value) -> Value:
    """A class's attribute as such; what is told of it where it is a field is kept in a place of its own."""
    from piilint.flow.objects.sharing import share

    if not value.objects:
        return value
    made = {oid: held for oid, held in act.objects(value) if held.cls == _MADE}
    for held in made.values():
        for selector, told in held.fields.items():
            share(act, ("c", cls, f"{attribute} {selector[1:]}"), told)
    return Value(value.labels, value.objects.difference(made), value.refs, value.const, value.opaque) if made else value


def told_of(act: Activation, cls: ClassInfo, attribute: str, name: str) -> Value | None:
    """What stands there for a field of a class; None where nothing was made by a call."""
    for kind, target in cls.mro:
        if kind == "class":
            if act.program.classes[target].module != act.module.name:
                act.solver.summary(f"{act.program.classes[target].module}.<module>")  # what is imported runs first
            found = act.state.object(("c", target, f"{attribute} {name}")).fields.get(".")
            if found is not None:
                return found
    return None
