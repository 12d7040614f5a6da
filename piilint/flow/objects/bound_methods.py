"""Methods of libraries' objects as values: whoever calls them later, it is that object's.

Thread(target=queue.put, args=(iban,)).start()
queue.get()                                     # {IBAN}
"""

from __future__ import annotations

from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.model import ir

LIBRARY = "library"
"""What such a bound method's class begins with; its name follows."""


def bound_to_object(act: Activation, owner: Value, name: str, method: Value, at: int) -> Value:
    """The method, bound to its object where that is one made in view and the call would change it or tell of it."""
    from piilint.flow.calling import standard
    from piilint.flow.collections.containers import CONTAINER_METHODS

    if len(method.refs) != 1 or method.objects or not owner.objects:
        return method
    ((kind, dotted),) = method.refs
    known = act.catalogue.calls.exact(dotted)
    moves = dotted in standard.METHODS or known.propagators or (known.empty and name in CONTAINER_METHODS)
    if kind != "ext" or not moves or not all(held.kind == "library" for _, held in act.objects(owner)):
        return method
    return act.allocate(at, "bound", (LIBRARY, name), {"self": owner}, tag=f"method {name}")


def call_of_object(act: Activation, bound: Object, args: Arguments, at: int, text: str) -> Value:
    """A call of such a method."""
    from piilint.flow.calling.methods import call_method

    func = ir.Attr(at, ir.Name(at, text), bound.cls[1] if bound.cls is not None else "")
    return call_method(act, bound.fields["self"], func, args, ir.Call(at, func, ()))
