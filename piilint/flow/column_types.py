"""Types of columns that are written in view: what they make of a value before it is written.

class Sealed(TypeDecorator):
    def process_bind_param(self, value, dialect): return cipher.encrypt(value.encode())

iban = Column(Sealed)         # is encrypted
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.activation import Activation
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir


def writer_of(act: Activation, cls: ClassInfo, field: FieldInfo) -> str | None:
    """The method in view of the column's type that makes what is written of a field; None where there is none."""
    default = field.default
    if not isinstance(default, ir.Call):
        return None
    learned = act.solver.learned
    return learned.once(
        learned.column_writers, (cls.module, id(field)), lambda: _writer_among(act, cls.module, default)
    )


def writes_in_the_clear(act: Activation, writer: str) -> bool:
    """Whether what such a method gives back holds the value as it was."""
    params = act.program.functions[writer].node.params
    given = act.solver.summary(writer).returns
    if len(params) < 2 or given.is_nothing():
        return True
    value = params[1].name
    plain = (label for label in given.labels.values() if not label.guard and label.confidence == 3)
    return any(label.path[:1] == (value,) for label in plain) or any(
        name[0] == "p" and name[1] == value for name in given.objects
    )


def _writer_among(act: Activation, module: str, expr: ir.Expr) -> str | None:
    """The method of the first type in view that a column is made with: `Column(Sealed(String), nullable=False)`."""
    if isinstance(expr, ir.Call):
        own = _writer_among(act, module, expr.func)
        inner = (_writer_among(act, module, arg.value) for arg in expr.args)
        return own if own is not None else next((found for found in inner if found is not None), None)
    if not isinstance(expr, (ir.Name, ir.Attr)):
        return None
    ref = resolve_expr(expr, act.program.modules[module], act.program)
    if ref is None or ref[0] != "class":
        return None
    methods = (act.program.find_method(ref[1], hook) for hook in classes().column_hooks)
    return next((method[1] for method in methods if method is not None), None)
