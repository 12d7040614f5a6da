"""What a validated model gives of itself: fields that are left out, fields and models with serializers of their own.

class Account(BaseModel):
    iban: str
    pin: str = Field(exclude=True)                # not in the dump
    @field_serializer("iban")
    def _mask(self, value): return value[-4:]     # what this returns is

account.model_dump()
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.access import class_of, read_attribute
from piilint.flow.activation import Activation
from piilint.flow.calls import Arguments
from piilint.flow.members import call_method_of
from piilint.flow.naming import last_word
from piilint.flow.reflection import as_mapping
from piilint.flow.selectors import key_selector
from piilint.flow.value import Object, Value
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir


def dumped_fields(
    act: Activation, receiver: Value, at: int, include: frozenset[str] | None, exclude: frozenset[str]
) -> Value:
    """The fields as a dict, as serializers in view make them; what hides itself stays hidden."""
    cls = next((found for _, held in act.objects(receiver) if (found := class_of(act, held)) is not None), None)
    if cls is None or len(receiver.objects) != 1:
        return as_mapping(act, receiver, at, include, exclude)
    methods = _methods(act, cls)
    whole = next((info for info in methods if _named_fields(info, classes().model_serializers) is not None), None)
    if whole is not None:
        return call_method_of(act, whole, Arguments([receiver]), at)
    left_out = {name for name, field in act.program.all_fields(cls.id).items() if _is_excluded(field.default)}
    made = as_mapping(act, receiver, at, include, exclude | left_out)
    for oid, held in act.objects(made):
        fields = dict(held.fields)
        for info in methods:
            for name in _named_fields(info, classes().serializers) or ():
                for selector in fields if name == "*" else fields.keys() & {key_selector(name)}:
                    fields[selector] = call_method_of(act, info, Arguments([receiver, fields[selector]]), at)
            if info.is_property and _named_fields(info, classes().computed) is not None:
                fields[key_selector(info.node.name)] = read_attribute(act, receiver, info.node.name, at, "")
        act.state.heap[oid] = Object(held.kind, held.cls, fields)
    return made


def _methods(act: Activation, cls: ClassInfo) -> list[FunctionInfo]:
    """The methods that a class has, its own first."""
    found: dict[str, FunctionInfo] = {}
    for kind, target in cls.mro:
        for name, function in act.program.classes[target].methods.items() if kind == "class" else ():
            found.setdefault(name, act.program.functions[function])
    return list(found.values())


def _named_fields(info: FunctionInfo, decorators: frozenset[str]) -> list[str] | None:
    """The fields that a decorator names, where the method has one of these; else None."""
    for decorator in info.node.decorators:
        if last_word(_text(decorator)) in decorators:
            args = decorator.args if isinstance(decorator, ir.Call) else ()
            values = (arg.value for arg in args if arg.keyword is None)
            return [str(value.value) for value in values if isinstance(value, ir.Const)]
    return None


def _text(expr: ir.Expr) -> str:
    if isinstance(expr, ir.Call):
        return _text(expr.func)
    return expr.id if isinstance(expr, ir.Name) else expr.name if isinstance(expr, ir.Attr) else ""


def _is_excluded(default: ir.Expr | None) -> bool:
    """`Field(exclude=True)`."""
    args = default.args if isinstance(default, ir.Call) else ()
    return any(
        arg.keyword in classes().left_out and isinstance(arg.value, ir.Const) and arg.value.value is True
        for arg in args
    )
