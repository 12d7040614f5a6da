"""Other names under which fields are passed and dumped.

class Payee(BaseModel):
    iban: str = Field(alias="payeeIban")

Payee(payeeIban=x).iban                            # x
payee.model_dump(by_alias=True)["payeeIban"]       # payee.iban
"""

from __future__ import annotations

from collections.abc import Mapping

from piilint.catalogue.classes import classes
from piilint.flow.domain.selectors import key_selector, selector_name
from piilint.flow.domain.value import Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.link.program import ClassInfo
from piilint.model import ir


def passed_as(act: Activation, cls: ClassInfo) -> Mapping[str, str]:
    """The fields of a class by the other names that they are passed under."""
    learned = act.solver.learned
    return learned.once(learned.aliases, cls.id, lambda: _aliases(act, cls))


def _aliases(act: Activation, cls: ClassInfo) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, field in act.program.all_fields(cls.id).items():
        for arg in (arg for _, call in field.told for arg in call.args):
            told = arg.value.value if isinstance(arg.value, ir.Const) else None
            if arg.keyword in classes().aliases and isinstance(told, str):
                found[told] = name
    return found


def under_aliases(act: Activation, cls: ClassInfo, dumped: Value) -> Value:
    """A dict of a model's fields under those names, in place."""
    others = {name: alias for alias, name in passed_as(act, cls).items()}
    for oid, held in act.objects(dumped) if others else ():
        fields = {
            key_selector(others[name]) if (name := selector_name(s)) in others else s: part
            for s, part in held.fields.items()
        }
        act.state.heap[oid] = Object(held.kind, held.cls, fields)
    return dumped
