"""What a class in view says by its name and its fields, those that only its constructor makes included.

class Booking:
    def __init__(self, iban, amount): self.iban, self.amount = iban, amount    # an IBAN's company makes it a booking's
class Statement:
    def __init__(self, text, line): self.text, self.line = text, line          # a language's
"""

from __future__ import annotations

from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.company import company_owners, is_named_only, is_of_code, is_organisation
from piilint.link.program import ClassInfo


def class_company(act: Activation, cls: ClassInfo) -> tuple[str, ...]:
    """What the fields of a class say of one another, those that it takes over from its constructor's arguments included."""
    if is_organisation(act.names, cls.node.name):
        return ()
    made = _taken_over(act, cls) if cls.kind == "plain" else ()
    return company_owners(act.names, tuple(dict.fromkeys((*act.program.all_fields(cls.id), *made))))


def _taken_over(act: Activation, cls: ClassInfo) -> tuple[str, ...]:
    """The attributes of a plain class that are called as what its constructor takes: `self.amount = amount`."""
    from piilint.flow.objects.reflection import assigned_attributes

    init = act.program.find_method(cls.id, "__init__")
    if init is None:
        return ()
    params = {param.name for param in act.program.functions[init[1]].node.params[1:]}
    return tuple(name for name in assigned_attributes(act, cls.id) if name.lstrip("_") in params)


def is_class_of_code(act: Activation, cls: ClassInfo) -> bool:
    """Whether an instance of a class is a statement of a language, or a deposit of a file: its fields are those declared, and
    those that its methods make."""
    from piilint.flow.objects.reflection import assigned_attributes

    def look() -> bool:
        name = cls.node.name
        held = (*act.program.all_fields(cls.id), *assigned_attributes(act, cls.id))
        if act.names.record(name) is None:
            return is_named_only(act.names, name, held)
        return is_of_code(act.names, name, held)

    learned = act.solver.learned
    return learned.once(learned.classes_of_code, cls.id, look)
