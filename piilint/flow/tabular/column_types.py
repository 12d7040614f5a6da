"""Types of columns that are written in view: what they make of a value before it is written.

class Sealed(TypeDecorator):
    def process_bind_param(self, value, dialect): return cipher.encrypt(value.encode())

iban = Column(Sealed)         # is encrypted
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.interpreter.activation import Activation
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir


def writer_of(act: Activation, cls: ClassInfo, field: FieldInfo) -> str | None:
    """The method in view of the column's type that makes what is written of a field; None where there is none."""
    default = field.default
    if not isinstance(default, ir.Call):
        return None
    learned = act.solver.learned
    return learned.once(learned.column_writers, (cls.module, id(field)), lambda: writer_among(act, cls.module, default))


def writes_in_the_clear(act: Activation, writer: str) -> bool | None:
    """Whether what such a method gives back holds the value as it was; None where only code that nobody knows may give it
    back, such as a library's `super().get_prep_value(value)` or a cipher."""
    params = act.program.functions[writer].node.params
    if len(params) < 2:
        return None
    value, given = params[1].name, act.solver.summary(writer).returns
    whole = [label for label in given.labels.values() if label.path[:1] == (value,) and label.guard in ("", "used")]
    sureness = [label.confidence for label in whole]
    sureness += [_SURE for name in given.objects if name[:2] == ("p", value)]
    return None if sureness and max(sureness) < _SURE else bool(sureness)


_SURE = 3


def writer_among(act: Activation, module: str, expr: ir.Expr) -> str | None:
    """The method of the first type in view that a column is made with: `Column(Sealed(String), nullable=False)`."""
    if isinstance(expr, ir.Call):
        own = writer_among(act, module, expr.func)
        inner = (writer_among(act, module, arg.value) for arg in expr.args)
        return own if own is not None else next((found for found in inner if found is not None), None)
    if not isinstance(expr, (ir.Name, ir.Attr)):
        return None
    ref = resolve_expr(expr, act.program.modules[module], act.program)
    if ref is None or ref[0] != "class":
        return None
    methods = (act.program.find_method(ref[1], hook) for hook in classes().column_hooks)
    return next((method[1] for method in methods if method is not None), None)
