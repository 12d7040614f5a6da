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


def writers_of(act: Activation, cls: ClassInfo, field: FieldInfo) -> tuple[str, ...]:
    """The methods in view of the column's type that make what is written of a field, the type's own and then those of the
    type that it is made of; () where there is none."""
    default = field.default
    if not isinstance(default, ir.Call):
        return ()
    learned = act.solver.learned
    return learned.once(
        learned.column_writers, (cls.module, id(field)), lambda: writers_among(act, cls.module, default)
    )


def write_in_the_clear(act: Activation, writers: tuple[str, ...]) -> bool | None:
    """Whether what comes of one such method after the other holds the value as it was; None where only code that nobody
    knows may give it back, such as a library's `super().get_prep_value(value)` or a cipher; and where there is none."""
    told = [holds_as_given(act, writer) for writer in writers]
    return False if False in told else None if None in told or not told else True


def holds_as_given(act: Activation, writer: str, position: int = 1) -> bool | None:
    """Whether what a function gives holds its parameter of this number as it was; None where that can't be told."""
    params = act.program.functions[writer].node.params
    if len(params) <= position:
        return None
    value, given = params[position].name, act.solver.summary(writer).returns
    whole = [label for label in given.labels.values() if label.path[:1] == (value,) and label.guard in ("", "used")]
    sureness = [label.confidence for label in whole]
    sureness += [_SURE for name in given.objects if name[:2] == ("p", value)]
    return None if sureness and max(sureness) < _SURE else bool(sureness)


_SURE, _DEEP = 3, 4


def writers_among(act: Activation, module: str, expr: ir.Expr, depth: int = 0) -> tuple[str, ...]:
    """The methods of the first type in view that a column is made with: `Column(Sealed(String), nullable=False)`."""
    if isinstance(expr, ir.Call):
        own = writers_among(act, module, expr.func, depth)
        inner = (writers_among(act, module, arg.value, depth) for arg in expr.args)
        return own or next((found for found in inner if found), ())
    if not isinstance(expr, (ir.Name, ir.Attr)):
        return ()
    ref = resolve_expr(expr, act.program.modules[module], act.program)
    if ref is None or ref[0] != "class":
        return ()
    methods = (act.program.find_method(ref[1], hook) for hook in classes().column_hooks)
    own = next(((method[1],) for method in methods if method is not None), ())
    return (*own, *_of_inner_type(act, act.program.classes[ref[1]], depth)) if own and depth < _DEEP else own


def _of_inner_type(act: Activation, cls: ClassInfo, depth: int) -> tuple[str, ...]:
    """What the type that a type is made of writes: `class EncryptedDecimal(TypeDecorator): impl = EncryptedText`."""
    for stmt in cls.node.body:
        target = stmt.targets[0] if isinstance(stmt, ir.Assign) else None
        if isinstance(stmt, ir.Assign) and isinstance(target, ir.Name) and target.id in classes().column_inner:
            return writers_among(act, cls.module, stmt.value, depth + 1)
    return ()
