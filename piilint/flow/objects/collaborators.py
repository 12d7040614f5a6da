"""Methods of what only the caller's instance tells: which class it is of, which of several collaborators it was given.

def note(self, text): self.out.info(text)      # the logger or the canvas: whoever calls note() knows
Ledger(logger).note(iban)                      # the logger
Ledger(canvas).note(iban)                      # the canvas
"""

from __future__ import annotations

from collections.abc import Callable

from piilint.catalogue.classes import classes
from piilint.flow.calling.calls import call_value
from piilint.flow.calling.deferred import called_instead, can_defer, defer
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Path, Ref, Value, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import class_of, read_attribute
from piilint.flow.objects.mapped import gives_way
from piilint.flow.objects.members import attribute_elsewhere, class_member, without_strangers
from piilint.flow.objects.sharing import concrete_only
from piilint.flow.syntax.deciding import deciding_parameters, deciding_places
from piilint.flow.syntax.returning import hands_nothing_on
from piilint.link.program import ClassInfo, FunctionInfo
from piilint.model import ir


def may_be_another(act: Activation, name: ObjectId, held: Object, method: str) -> bool:
    """Whether which method runs depends on the caller's instance: its class overrides it, or an attribute that the
    constructor gives one class by default holds another somewhere; or whether what it does depends on which member of an
    enumeration it is."""
    if is_overridden(act, held, method) or _asks_which_member(act, held, method):
        return True
    owner = class_of(act, act.state.object(name[:-1])) if len(name) > 2 and name[-1].startswith(".") else None
    if owner is None:
        return False
    elsewhere = attribute_elsewhere(act, owner, name[-1][1:])
    others = (other for _, other in act.objects(elsewhere) if other.cls != held.cls)
    return any(other.cls is not None and other.cls[0] == "class" for other in others)


def _asks_which_member(act: Activation, held: Object, name: str) -> bool:
    """Whether a method of an enumeration tests which member it is called on: `if self is Level.OPEN`."""
    cls = class_of(act, held)
    found = act.program.find_method(cls.id, name) if cls is not None and cls.kind == "enum" else None
    info = act.program.functions[found[1]] if found is not None else None
    return info is not None and info.kind == "method" and _is_tested(act, info)


def _is_tested(act: Activation, info: FunctionInfo) -> bool:
    this = info.node.params[0].name if info.node.params else ""
    return this in deciding_parameters(act.solver, info) or any(
        place.startswith(f"{this}.") for place in deciding_places(act.solver, info)
    )


def is_overridden(act: Activation, held: Object, name: str) -> bool:
    """Whether which method runs depends on the instance's class: one below has its own, or a mixin's."""
    if held.cls is None or held.cls[0] != "class":
        return False
    own = act.program.find_method(held.cls[1], name)
    return any(act.program.find_method(below, name) != own for below in act.program.classes[held.cls[1]].subclasses)


def member_of_each(
    act: Activation, cls: ClassInfo, thing: tuple[ObjectId, Object], name: str, at: int, others: Value
) -> Value | None:
    """What the class of one of several instances has under a name, with what those before have there: a method that some
    of them share is bound to any of these."""
    bound = {other: act.state.object(other) for other in others.objects if other in act.state.heap}
    member = class_member(act, cls, *thing, name, at)
    for made in member.objects & bound.keys() if member is not None else ():
        held, earlier = act.state.object(made), bound[made]
        owner = "self" if "self" in held.fields else "[0]"
        if held.kind == earlier.kind == "bound" and held is not earlier and owner in earlier.fields:
            act.state.heap[made] = held.with_field(owner, join(earlier.fields[owner], held.fields[owner]))
    return member


def call_either(
    act: Activation,
    receiver: Value,
    path: Path,
    func: ir.Attr,
    args: Arguments,
    expr: ir.Call,
    classes: frozenset[Ref] = frozenset(),
) -> Value:
    """A method of what the caller's instance holds, or of one of its classes. The caller knows which object that is; for
    what is sensitive here already, any object that any instance was given counts."""
    others = frozenset(oid for oid in receiver.objects if oid[0] != "p")
    known = Value(refs=classes) if classes else Value(objects=others or receiver.objects)
    if not can_defer(act, path, expr.at):
        return call_member(act, known, func, args, expr)
    mine = read_attribute(act, Value(objects=others), func.name, func.at, "", by_name=False) if others else NOTHING
    instead, settled = called_instead(act, mine, path), hands_nothing_on(act, receiver, func.name)
    deferred = defer(act, path, args, expr.at, text_of(func), own=settled, known=bool(others), otherwise=instead)
    result = _for_what_is_known(act, lambda: call_member(act, known, func, args, expr))
    if act.function.cls is not None and func.name == act.function.node.name:
        _guess_inside(act, result, expr.at)
    return join(deferred, result)


def _guess_inside(act: Activation, value: Value, at: int) -> None:
    """Of a method that calls itself on other instances: what the containers hold that such a call made is as much of a
    guess as what it gave itself, since its caller follows the same calls with the instances that it has."""
    pending, seen = list(value.objects), set[ObjectId]()
    while pending:
        name = pending.pop()
        held = act.state.heap.get(name)
        if held is None or name in seen or name[:3] != ("a", act.path, str(at)):
            continue
        seen.add(name)
        fields = {selector: part.as_guess() for selector, part in held.fields.items()}
        act.state.heap[name] = Object(held.kind, held.cls, fields)
        pending += [inner for part in fields.values() for inner in part.objects]


def call_collaborator(
    act: Activation, receiver: Value, func: ir.Attr, args: Arguments, expr: ir.Call, call: Callable[[], Value]
) -> Value:
    """A method of a library's object, `call`; left to the caller where an attribute of the caller's instance may hold
    that or another thing, or where a parameter's declaration says only how what is passed behaves (`out: TextIO`)."""
    path = _collaborator(act, receiver, func.name)
    if path is None or not can_defer(act, path, expr.at):
        return call()
    deferred = defer(act, path, args, expr.at, text_of(func), known=True)
    return join(deferred, _for_what_is_known(act, call))


def called_refs(act: Activation, receiver: Value, method: str, has_own: bool) -> list[Ref]:
    """What of libraries a receiver may be whose method is called; with `has_own` a class in view has one, too. What its
    declaration says only of how it behaves doesn't count where what was passed is in view."""
    refs = without_strangers(act, receiver, method)
    known = [ref for ref in refs if ref not in classes().declared_streams]
    if (known or has_own) and all(name[0] != "p" for name in receiver.objects):
        refs = known
    return [ref for ref in refs if not (has_own and gives_way(act, receiver, ref, method))]


def _collaborator(act: Activation, receiver: Value, method: str) -> Path | None:
    """Where the caller's instance holds what has the method, if instances differ in what that is; or which parameter is it,
    if callers do."""
    paths = sorted(label.path for label in receiver.labels.values() if ("p", *label.path) in receiver.objects)
    if paths and receiver.refs and receiver.refs <= classes().declared_streams:
        return (*paths[0], f".{method}")
    if not paths or len(paths[0]) < 2 or paths[0][-1][0] != ".":
        return None
    others = [
        held
        for oid, held in act.objects(receiver)
        if oid[0] == "a" and (cls := class_of(act, held)) is not None and act.program.find_method(cls.id, method)
    ]
    return (*paths[0], f".{method}") if len(receiver.refs) + len(others) > 1 else None


def _for_what_is_known(act: Activation, call: Callable[[], Value]) -> Value:
    """A call for what is sensitive here already: what the caller passes counts where the caller tells what is called."""
    outer, act.only_concrete = act.only_concrete, True
    result = call()
    act.only_concrete = outer
    return concrete_only(result).as_unasked()


def call_member(act: Activation, owner: Value, func: ir.Attr, args: Arguments, expr: ir.Call) -> Value:
    """`owner.name(…)` by what the owner has under the name."""
    from piilint.flow.calling.builtins import call_builtin

    callee = read_attribute(act, owner, func.name, func.at, text_of(func.value), by_name=False)
    done = call_builtin(act, callee, args, expr)
    return done if done is not None else call_value(act, callee, args, expr.at, text_of(func))
