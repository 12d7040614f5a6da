"""Containers that a generated constructor makes where it is passed none: every instance has its own.

@dataclass
class Batch:
    rows: list[Row] = field(default_factory=list)

batch = Batch()
batch.rows.append(row)     # there is a list to append to; another batch has another
"""

from __future__ import annotations

from collections.abc import Iterable

from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir

_FACTORIES = frozenset(("default_factory", "factory"))
_KINDS = {
    "builtins.list": "list",
    "collections.deque": "list",
    "builtins.dict": "dict",
    "collections.OrderedDict": "dict",
    "builtins.set": "set",
}


def made_containers(act: Activation, cls: ClassInfo, missing: Iterable[str], at: int) -> dict[str, Value]:
    """The fields, of those that nobody passes, that hold a container of the instance's own, by selector."""
    declared = act.program.all_fields(cls.id)
    kinds = {name: _kind(act, cls, declared[name]) for name in missing if name in declared}
    return {
        f".{name}": act.allocate(at, kind, None, {}, tag=f"{cls.id}.{name}") for name, kind in kinds.items() if kind
    }


def _kind(act: Activation, cls: ClassInfo, field: FieldInfo) -> str:
    """The kind of container that the field's declaration says is made; "" for anything else."""
    if not isinstance(field.default, ir.Call):
        return ""
    given = next((arg.value for arg in field.default.args if arg.keyword in _FACTORIES), None)
    if not isinstance(given, (ir.Name, ir.Attr)):
        return ""
    made = resolve_expr(given, act.program.modules[cls.module], act.program)
    return _KINDS.get(made[1], "") if made is not None else ""
