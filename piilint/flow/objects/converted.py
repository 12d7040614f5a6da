"""Fields whose declaration names the functions that make of a value what the instance holds.

@attrs.frozen
class CardRef:
    number: str = attrs.field(converter=mask_pan)      # holds the end of the number

class Card(BaseModel):
    number: Annotated[str, AfterValidator(mask_pan)]

    @field_validator("pan")
    @classmethod
    def hide(cls, value): return mask_pan(value)
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.classes import classes
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.declared import function_of
from piilint.flow.tabular.column_types import holds_as_given
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir


def converted(act: Activation, cls: ClassInfo, name: str, value: Value, at: int) -> Value:
    """What an instance holds of a value that is given for a field: what masks it, or encrypts it, makes of it."""
    from piilint.flow.calling.calls import call_function

    field = act.program.all_fields(cls.id).get(name) if value.labels or value.objects or value.opaque else None
    if field is None or not is_converted(act, cls, field):
        return value
    for function in converters_of(act, cls, field):
        bound = [Value(refs=frozenset((("class", cls.id),)))] if _is_method(act, function) else []
        value = call_function(act, function, [*bound, value], {}, at)
    return value


def is_converted(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Whether the field holds what is no longer the value as it was given, whoever gives it."""
    told = [holds_as_given(act, each, int(_is_method(act, each))) for each in converters_of(act, cls, field)]
    return False in told


def converters_of(act: Activation, cls: ClassInfo, field: FieldInfo) -> tuple[str, ...]:
    """The functions in view that what is given for a field goes through, one after the other."""
    learned = act.solver.learned
    return learned.once(learned.converters, (cls.id, field.name), lambda: tuple(_found(act, cls, field)))


def _found(act: Activation, cls: ClassInfo, field: FieldInfo) -> Iterator[str]:
    known = classes()
    for module, call in field.told:
        parts = [arg.value for arg in call.args if arg.keyword in known.converting_arguments]
        if text_of(call.func).rpartition(".")[2] in known.converting_types:
            parts += [arg.value for arg in call.args if arg.keyword in (None, "func")]
        for part in parts:
            yield from _functions(act, module, part)
    for kind, target in cls.mro if cls.kind == "pydantic" else ():
        owner = act.program.classes[target] if kind == "class" else None
        for function in owner.methods.values() if owner is not None else ():
            node = act.program.functions[function].node
            if any(_names_field(decorator, field.name) for decorator in node.decorators):
                yield function


def _functions(act: Activation, module: str, expr: ir.Expr) -> Iterator[str]:
    """Those that an expression names, in order: `mask`, `[strip, mask]`, `optional(mask)`, `pipe(strip, mask)`."""
    if isinstance(expr, ir.Seq):
        for element in expr.elements:
            yield from _functions(act, module, element)
    elif isinstance(expr, ir.Call):
        for arg in expr.args:
            yield from _functions(act, module, arg.value)
    elif (found := function_of(act, module, expr)) is not None:
        yield found


def _names_field(decorator: ir.Expr, field: str) -> bool:
    if not isinstance(decorator, ir.Call):
        return False
    if text_of(decorator.func).rpartition(".")[2] not in classes().converting_methods:
        return False
    named = (arg.value.value for arg in decorator.args if arg.keyword is None and isinstance(arg.value, ir.Const))
    return any(each in (field, "*") for each in named)


def _is_method(act: Activation, function: str) -> bool:
    return act.program.functions[function].kind in ("classmethod", "method")
