"""Tables that are made by a call, not declared by a class: which of their columns are encrypted, statements on them know.

cases = Table("case", metadata, Column("iban", Sealed), Column("kind", String))
insert(cases).values(iban=iban)          # is encrypted when it is written
"""

from __future__ import annotations

from collections.abc import Iterable

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.declared import SEALED_COLUMNS, is_column_sealed, sealed_columns
from piilint.flow.syntax.nodes import calls_within
from piilint.model import ir


def table(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`Table(name, metadata, Column("iban", Sealed), …)`: an object that knows its encrypted columns."""
    written = next((call for call in calls_within(act.function.node) if call.at == expr.at), expr)
    columns = (arg.value for arg in written.args if isinstance(arg.value, ir.Call))
    sealed = [name for column in columns if (name := _name_of(column)) and is_column_sealed(act, column)]
    return _knowing(act, expr.at, sealed) if sealed else None


def statement(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`insert(cases)`, `cases.update()`: a statement that knows which columns of its table are encrypted."""
    sealed = {name for value in (receiver, *args.positional) for name in sealed_columns(act, value)}
    return _knowing(act, expr.at, sealed) if sealed else None


def _knowing(act: Activation, at: int, sealed: Iterable[str]) -> Value:
    return act.allocate(at, "library", None, {SEALED_COLUMNS: Value(const=("\n".join(sorted(sealed)),))}, tag="table")


def _name_of(column: ir.Call) -> str:
    given = column.args[0].value if column.args and not column.args[0].keyword else None
    return given.value if isinstance(given, ir.Const) and isinstance(given.value, str) else ""
