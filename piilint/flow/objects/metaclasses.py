"""What classes have from their metaclasses in view, whose instances they are.

class Books(type):
    def __getattr__(cls, name): return f"{name} of {cls.iban}"

class Ledger(metaclass=Books): ...
Ledger.title                                     # what `__getattr__` gives
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Value, constant, reference
from piilint.flow.interpreter.activation import Activation
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, Program


def of_metaclass(act: Activation, cls: ClassInfo, name: str, at: int) -> Value | None:
    """What a class has from its metaclass in view, whose instance it is: a method bound to the class, a property's value."""
    meta = metaclass(act, cls)
    found = act.program.find_method(meta, name) if meta else None
    if found is None:
        return _of_metaclass_on_request(act, cls, meta, name, at) if meta and not name.startswith("__") else None
    from piilint.flow.objects.members import call_method_of

    info, this = act.program.functions[found[1]], Value(refs=frozenset((("class", cls.id),)))
    if info.is_property:
        return call_method_of(act, info, Arguments([this]), at)
    return act.allocate(at, "bound", ("func", info.id), {"self": this}, tag=f"bound {info.id}")


def _of_metaclass_on_request(act: Activation, cls: ClassInfo, meta: str, name: str, at: int) -> Value | None:
    """What a metaclass's `__getattr__` gives for a name that the class doesn't have."""
    from piilint.flow.objects.members import call_method_of

    getter = act.program.find_method(meta, "__getattr__")
    if getter is None:
        return None
    return call_method_of(
        act, act.program.functions[getter[1]], Arguments([reference("class", cls.id), constant(name)]), at
    )


def metaclass(act: Activation, cls: ClassInfo) -> str:
    """The class in view whose instance a class is, by its own declaration or that of one above; "" for any other."""
    return metaclass_of(act.program, cls)


def metaclass_of(program: Program, cls: ClassInfo) -> str:
    """The same by the program alone."""
    for kind, target in cls.mro:
        node = program.classes[target].node if kind == "class" else None
        for keyword in node.keywords if node is not None else ():
            if keyword.keyword == "metaclass":
                meta = resolve_expr(keyword.value, program.modules[program.classes[target].module], program)
                return meta[1] if meta is not None and meta[0] == "class" else ""
    return ""
