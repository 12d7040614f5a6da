"""Fields of serializers and schemas that something in view makes: a method, a function, another attribute of the row.

class AccountSerializer(serializers.ModelSerializer):
    iban = serializers.SerializerMethodField()             # what get_iban returns
    holder = serializers.CharField(source="masked_name")   # the row's masked_name
    phone = fields.Constant("…")                           # the same for every row
    def get_iban(self, account): return account.iban[-4:]
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.calling.calls import call_info
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import UNKNOWN, Value, constant
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import read_attribute, typed
from piilint.flow.sources.naming import last_word, named
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo, FunctionInfo
from piilint.model import ir


def made_field(act: Activation, cls: ClassInfo, field: FieldInfo, model: ClassInfo | None, at: int) -> Value | None:
    """What stands under the field's name in what a serializer gives; None where its own name says it."""
    made = field.default
    if not isinstance(made, ir.Call):
        return None
    row = typed(act, UNKNOWN, ("class", model.id) if model is not None else None)
    function = _function(act, cls, field, made)
    if function is not None:
        owner = [Value(objects=frozenset((("t", cls.id),)), opaque=True)] if function.cls is not None else []
        return call_info(act, function, Arguments([*owner, row]), at, None, function.node.name)
    if last_word(text_of(made.func)) in classes().constant_fields:
        given = made.args[0].value if made.args else None
        return constant(given.value) if isinstance(given, ir.Const) and given.kind != "other" else None
    source = _text(next((arg.value for arg in made.args if arg.keyword in classes().field_sources), None))
    if not source or not source.replace(".", "").isidentifier():
        return None
    part, text = row, model.node.name if model is not None else ""
    for name in source.split("."):
        part, text = read_attribute(act, part, name, at, text), name
    owners = (model.node.name,) if model is not None else ()
    return part if model is not None else named(act, UNKNOWN, text, owners, at, source)


def _function(act: Activation, cls: ClassInfo, field: FieldInfo, made: ir.Call) -> FunctionInfo | None:
    """The method or function in view that makes the field."""
    pattern = classes().method_fields.get(last_word(text_of(made.func)))
    if pattern is None:
        return None
    given = next((arg.value for arg in made.args if arg.keyword in (None, *classes().method_arguments)), None)
    if isinstance(given, ir.Lambda):
        act.solver.summary(f"{cls.module}.<module>")  # which comes upon it
        target = act.program.function_by_spot.get((cls.path, given.function.at))
    elif isinstance(given, (ir.Name, ir.Attr)):
        ref = resolve_expr(given, act.program.modules[cls.module], act.program)
        target = ref[1] if ref is not None and ref[0] == "func" else None
    else:
        method = act.program.find_method(cls.id, _text(given) or pattern.format(field=field.name))
        target = method[1] if method is not None else None
    return act.program.functions.get(target) if target is not None else None


def _text(expr: ir.Expr | None) -> str:
    return expr.value if isinstance(expr, ir.Const) and isinstance(expr.value, str) else ""
