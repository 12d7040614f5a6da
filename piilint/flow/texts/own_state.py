"""What a pickle holds of an instance, where its class or a registry says so.

class Position:
    def __getstate__(self): return {"position_id": self.position_id}     # this, and no IBAN

copyreg.pickle(Holder, lambda holder: (Holder, (holder.holder_id,)))     # what this returns
pickle.dump(Position(…), file)
"""

from __future__ import annotations

from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.declared import function_of
from piilint.flow.syntax.nodes import calls_within
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, Program
from piilint.model import ir

_STATE = ("__reduce_ex__", "__reduce__", "__getstate__")
"""Methods of which the first that a class has says it."""
_REGISTRY, _REGISTER = "copyreg", "copyreg.pickle"


def state_method(act: Activation, cls: ClassInfo) -> str | None:
    """The function in view that makes what is pickled of an instance."""
    learned, program = act.solver.learned, act.program
    registered = learned.once(learned.reducers, "", lambda: _registered(program)).get(cls.id)
    if registered is not None:
        return function_of(act, *registered)
    for name in _STATE:
        found = program.find_method(cls.id, name)
        if found is not None:
            return found[1]
    return None


def _registered(program: Program) -> dict[str, tuple[str, ir.Expr]]:
    """By class the function that a module registers for it, with that module."""
    found: dict[str, tuple[str, ir.Expr]] = {}
    for module in program.modules:
        body = program.functions.get(f"{module}.<module>") if _REGISTRY in program.packages(module) else None
        for call in calls_within(body.node) if body is not None else ():
            if len(call.args) > 1 and resolve_expr(call.func, program.modules[module], program) == ("ext", _REGISTER):
                cls = resolve_expr(call.args[0].value, program.modules[module], program)
                if cls is not None and cls[0] == "class":
                    found[cls[1]] = (module, call.args[1].value)
    return found
