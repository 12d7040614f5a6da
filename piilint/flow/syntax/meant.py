"""The class that a parameter without an annotation, or each of its elements, is an instance of, by its name and what is
called on it, or assigned to its attributes.

class CoreBanking:
    def target(self, ref): ...

def pay(core, ref):
    log.info(core.target(ref))           # CoreBanking.target

def list_all(accounts, file):
    file.writelines(each.line() for each in accounts)     # Account.line
"""

from __future__ import annotations

from collections.abc import Sequence

from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.objects.access import typed
from piilint.flow.objects.reflection import assigned_attributes
from piilint.flow.syntax.likeness import class_read_like
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.program import Ref
from piilint.model import ir


def meant_class(act: Activation, param: ir.Param) -> Ref | None:
    """The class known in the module that has the parameter's words in its name and all methods that the function calls on
    the parameter, or all attributes that it assigns to, at least one; of several, the one that the others are derived
    from. Where it does neither, the class that is called like the parameter and has what is read of it. None where there
    is no such class, where the parameter has a default, and where the module calls the function itself."""
    if param.default is not None:
        return None
    learned = act.solver.learned
    return learned.once(learned.meant, (act.function.id, param.name, ""), lambda: _found(act, param.name, ""))


def element_meant(act: Activation, element: Value, target: ir.Expr, source: ir.Expr) -> Value:
    """An element of a caller's collection as what is gone over in a loop: an instance of the class that it, or the
    collection, is called like. Where anything is known of the element, that says what it is."""
    callers = element.objects and all(name[0] == "p" for name in element.objects) and not element.refs
    if not callers or not isinstance(target, ir.Name) or not isinstance(source, ir.Name):
        return element
    if any(held.cls is not None or held.fields for _, held in act.objects(element)):
        return element
    learned, names = act.solver.learned, (target.id, source.id)
    return typed(act, element, learned.once(learned.meant, (act.function.id, *names), lambda: _found(act, *names)))


def part_meant(act: Activation, value: Value, func: ir.Attr) -> Value:
    """What a method is called on that stands under a key or in an attribute of what nobody knows: an instance of the class
    known in the module that is called like that, and has the method: `ctx.obj["store"].load(key)`, of `StatementStore`."""
    owner = func.value
    if not isinstance(owner, (ir.Sub, ir.Attr)) or value.refs or value.const is not None or not value.opaque:
        return value
    if any(held.cls is not None or held.fields for _, held in act.objects(value)):
        return value
    this = [param.name for param in act.function.node.params[:1]] if act.function.cls is not None else []
    if text_of(owner).partition(".")[0] in this:
        return value  # what an instance has, its class and those that make it say
    key = owner.name if isinstance(owner, ir.Attr) else owner.index.value if isinstance(owner.index, ir.Const) else None
    if not isinstance(key, str):
        return value
    learned, asked = act.solver.learned, (act.function.id, key, f".{func.name}()")

    def find() -> Ref | None:
        words = act.names.words(key)
        if not words or func.name in _OF_MAPPINGS or _is_called(act, act.function.node.name):
            return None
        called = [
            ref
            for ref in _classes_known(act)
            if (cls := act.names.words(act.program.classes[ref[1]].node.name)) and words[-1] == cls[-1]
            if _is_called_like(cls, words) and act.program.find_method(ref[1], func.name) is not None
        ]
        return called[0] if len(called) == 1 else None

    return typed(act, value, learned.once(learned.meant, asked, find))


def as_class_with(act: Activation, value: Value, kind: str, fields: frozenset[str]) -> Value:
    """What some fields of are replaced, where nothing is known of it, as an instance of the one class of the kind
    known in the module that has them: `replace(entry, amount=x)`."""
    callers = all(name[0] == "p" and held.cls is None for name, held in act.objects(value))
    if not callers or not value.objects or value.refs or not fields:
        return value
    classes = act.program.classes
    found = [target for _, target in _classes_known(act) if classes[target].kind == kind]
    having = [target for target in found if fields <= act.program.all_fields(target).keys()]
    return typed(act, value, ("class", having[0])) if len(having) == 1 else value


def as_class_changed(act: Activation, target: ir.Attr, owner: Value) -> Value:
    """What gets a new `balance`, where nothing is known of it, as an instance of the one class known in the module that
    declares such data, and all that the function assigns to its attributes: `source.balance -= amount`."""
    if not isinstance(target.value, ir.Name) or owner.refs or not owner.objects:
        return owner
    declared = {param.name for param in act.function.node.params if param.annotation is not None}
    if any(name[1] in declared for name in owner.objects):
        return owner
    if not all(name[0] == "p" and held.cls is None and not held.fields for name, held in act.objects(owner)):
        return owner
    match = act.names.classify(target.name)
    if not act.names.follows(match) or match.level == "low":
        return owner
    learned, name = act.solver.learned, target.value.id

    def find() -> Ref | None:
        fields = _set_on(act.function.node, name) | {target.name}
        having = [ref for ref in _classes_known(act) if fields <= act.program.all_fields(ref[1]).keys()]
        return having[0] if len(having) == 1 else None

    return typed(act, owner, learned.once(learned.meant, (act.function.id, name, f".{target.name}"), find))


def _classes_known(act: Activation) -> list[Ref]:
    """The classes in view that a module's names mean."""
    refs = {act.program.follow(ref) for ref in act.module.scope.values() if ref[0] in ("class", "import")}
    return [ref for ref in sorted(refs) if ref[0] == "class"]


def _found(act: Activation, name: str, collection: str) -> Ref | None:
    own, called, given = act.function.node.name, _called_on(act.function.node, name), _set_on(act.function.node, name)
    if _is_called(act, own):
        return None
    if not (called or given):
        return None if collection else class_read_like(act, name)
    spelt = [words for each in (name, collection) if (words := act.names.words(each))]
    found = [
        ref
        for ref in _classes_known(act)
        if any(
            _is_called_like(cls, words) and (words[-1] == cls[-1] or not called or not called <= _OF_MAPPINGS)
            for cls in (act.names.words(act.program.classes[ref[1]].node.name),)
            for words in spelt
        )
        and _has(act, ref[1], called, given)
    ]
    bases = [ref for ref in found if all(ref in act.program.classes[other[1]].mro for other in found)]
    return bases[0] if bases else None


def _has(act: Activation, cls: str, called: frozenset[str], given: frozenset[str]) -> bool:
    """Whether a class has the methods that are called; or all attributes that something is assigned to, where a method that
    it doesn't define may be its library's: `document.save()`."""
    program = act.program
    missing = {method for method in called if program.find_method(cls, method) is None}
    missing -= {*assigned_attributes(act, cls)} if missing < called else set()  # what is called there, too
    unknown = bool(missing)
    if called and not unknown:
        return True
    if not given or (unknown and all(kind == "class" for kind, _ in program.classes[cls].mro)):
        return False
    return given <= {*program.all_fields(cls), *assigned_attributes(act, cls)}


def _is_called_like(cls: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a variable's words are in a class's name, or begin with all of it: `core`, `account`, `account_list`; of one
    written without spaces, whether the class's ends so: `申请` of `开户申请`."""
    name, spelt = "".join(cls), "".join(words)
    ends = not spelt.isascii() and name.endswith(spelt)
    return frozenset(words).issubset(cls) or spelt.startswith(name) or ends


_OF_MAPPINGS = frozenset(("get", "items", "keys", "values", "pop", "update", "setdefault", "copy"))
"""Methods that a row has as well: what is called on `statement` doesn't say that it is a `StatementStore`."""


def _is_called(act: Activation, name: str) -> bool:
    """Whether the module calls what it names so: then the callers say what they pass."""
    return act.program.calls(act.module.name, name)


def _set_on(function: ir.Function, name: str) -> frozenset[str]:
    """The attributes that something is assigned to of a variable."""
    targets = (target for node in nodes_within(function) if isinstance(node, ir.Assign) for target in node.targets)
    return frozenset(
        target.name
        for target in targets
        if isinstance(target, ir.Attr) and isinstance(target.value, ir.Name) and target.value.id == name
    )


def _called_on(function: ir.Function, name: str) -> frozenset[str]:
    """The methods that are called on a variable."""
    called: set[str] = set()
    for node in nodes_within(function):
        method = node.func if isinstance(node, ir.Call) else None
        if isinstance(method, ir.Attr) and isinstance(method.value, ir.Name) and method.value.id == name:
            called.add(method.name)
    return frozenset(called)
