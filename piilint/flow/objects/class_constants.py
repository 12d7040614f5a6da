"""Constants that a class declares and that classes below it declare otherwise: which it is, an instance's class says.

class Shown:
    parts = ()
    def __repr__(self): return ", ".join(f"{part}={getattr(self, part)}" for part in self.parts)

class Account(Shown):
    parts = ("kind", "ccy")              # print(Account(…)) shows these, and no IBAN
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from piilint.flow.domain.value import ObjectId, Value, constant
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.iterate import exact_members
from piilint.flow.objects.access import exact_items, read_attribute
from piilint.flow.objects.metaclasses import metaclass_of
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import nodes_within
from piilint.link.kinds import BUILT
from piilint.link.program import ClassInfo, FunctionInfo, Program
from piilint.model import ir

_MEMBERS = 40
"""Members that such a constant has at most, those of its members included."""


class KnownItems(NamedTuple):
    """A sequence of constants, or of such sequences."""

    items: tuple[object, ...]


class KnownPattern(NamedTuple):
    """Instead of a constant: a regular expression that was compiled, with its flags in its text."""

    pattern: str


_EMPTY = KnownItems(())


def varying(solver: Solver, info: FunctionInfo) -> Iterator[str]:
    """The attributes of its own instance or class that a method reads and that are constants which differ by class."""
    cls = solver.program.classes.get(info.cls or "")
    if cls is None or not cls.subclasses or info.kind not in ("method", "classmethod") or not info.node.params:
        return
    read = _read_of_itself(info)
    if read:
        below = [_declared(solver.program, solver.program.classes[name]) for name in cls.subclasses]
        for name in read:
            if any(name in declared and declared[name] != _EMPTY for declared in below):
                yield name


def _read_of_itself(info: FunctionInfo) -> dict[str, None]:
    """The attributes of its own instance that a method reads."""
    this = info.node.params[0].name
    return {
        node.name: None
        for node in nodes_within(info.node)
        if isinstance(node, ir.Attr) and isinstance(node.value, ir.Name) and node.value.id == this
    }


def own_constants(act: Activation, info: FunctionInfo, instance: Value) -> dict[str, object]:
    """The constants, and displays of constants, that an instance has under the names that its method reads, by dotted
    place: "self.keys"."""
    found: dict[str, object] = {}
    for name in _read_of_itself(info):
        known = _known(act, read_attribute(act, instance, name, -1, "", by_name=False))
        known = constant_of_class(act, instance, name) if known is None else known
        if known is not None and known != _EMPTY and _count(known) <= _MEMBERS:
            found[f"{info.node.params[0].name}.{name}"] = known
    return found


def constants_in(act: Activation, value: Value) -> KnownItems | None:
    """The constants that a display of them holds, of a few; None for anything else."""
    known = _known(act, value)
    return known if isinstance(known, KnownItems) and known != _EMPTY and _count(known) <= _MEMBERS else None


def constant_of_class(act: Activation, value: Value, name: str) -> object:
    """The constant that an instance of one class, or that class, has under a name; None if that isn't known."""
    objects = act.objects(value)
    if len(objects) == 1:
        oid, held = objects[0]
        fixed = act.fixed.get((oid, f".{name}"))
        if fixed is not None:
            return _known(act, fixed)
        if held.cls is None or held.cls[0] != "class" or f".{name}" in held.fields:
            return None
        owner = held.cls[1]
        if held.kind != "instance" and (held.kind != "symbol" or is_overridden(act, owner, name)):
            return None
    elif not objects and len(value.refs) == 1:
        ((kind, owner),) = value.refs
        if kind != "class":
            return None
    else:
        return None
    if name == "__name__" and not objects:
        return act.program.classes[owner].node.name
    return declared_constant(act, owner, name)


def is_overridden(act: Activation, cls: str, name: str) -> bool:
    """Whether a class derived from this one, or an instance, may have something else under the name; what a data class
    declares is only what stands in for what isn't passed."""
    from piilint.flow.objects.reflection import assigned_attributes

    classes = act.program.classes
    field = act.program.all_fields(cls).get(name) if classes[cls].kind in BUILT else None
    if field is not None and field.annotation is not None and "ClassVar" not in text_of(field.annotation):
        return True
    below = any(
        name in classes[each].fields or name in _declared(act.program, classes[each])
        for each in classes[cls].subclasses
    )
    return below or name in assigned_attributes(act, cls)


def is_display(act: Activation, value: Value) -> bool:
    """Whether it is one container that was written out with something in it."""
    objects = act.objects(value)
    plain = len(objects) == 1 and not value.labels and not value.refs and not value.opaque and value.const is None
    return plain and objects[0][1].kind in ("dict", "tuple", "set", "list") and bool(objects[0][1].fields)


def declared_constant(act: Activation, owner: str, name: str) -> object:
    """The constant that a class, or one that it is derived from, declares under a name; None if it is none."""
    for kind, target in act.program.classes[owner].mro:
        if kind == "class":
            declared = _declared(act.program, act.program.classes[target])
            if name in declared:
                return declared[name]
    return None


def value_of(act: Activation, held: object, tag: str) -> Value:
    """Such a constant as a value."""
    if isinstance(held, KnownPattern):
        made = act.allocate(-1, "pattern", ("inst", _PATTERN), {".pattern": constant(held.pattern)}, tag=tag)
        return Value(objects=made.objects, refs=frozenset((("inst", _PATTERN),)))
    if not isinstance(held, KnownItems):
        return constant(held)
    fields = {f"[{i}]": value_of(act, item, f"{tag}[{i}]") for i, item in enumerate(held.items)}
    return act.allocate(-1, "tuple", None, fields, tag=tag)


def _known(act: Activation, value: Value, within: frozenset[ObjectId] = frozenset()) -> object:
    """The same of a value; None of a container that holds itself."""
    if value.const:
        return value.const[0]
    objects = act.objects(value)
    if not within.isdisjoint(value.objects):
        return None
    if len(objects) == 1 and objects[0][1].kind == "pattern":
        return known_pattern(act, value)
    items = exact_items(objects[0][1]) if len(objects) == 1 else None
    items = exact_members(objects[0][1]) if items is None and objects else items
    known = [_known(act, item, within | value.objects) for item in items] if items is not None else [None]
    return KnownItems(tuple(known)) if None not in known else None


def known_pattern(act: Activation, value: Value) -> KnownPattern | None:
    """The regular expression that a value is; None if that isn't known."""
    objects = act.objects(value) if len(value.objects) == 1 else []
    text = objects[0][1].fields.get(".pattern") if objects and objects[0][1].kind == "pattern" else None
    known = text.const[0] if text is not None and text.const else None
    return KnownPattern(known) if isinstance(known, str) else None


_PATTERN = "re.Pattern"


def _declared(program: Program, cls: ClassInfo) -> dict[str, object]:
    """The constants that a class's body assigns, or that are made of what its head says."""
    found: dict[str, object] = _told(program, cls) if len(cls.mro) > 1 else {}
    for stmt in cls.node.body:
        if isinstance(stmt, ir.AnnAssign) and stmt.value is not None:
            target, value = stmt.target, stmt.value
        elif isinstance(stmt, ir.Assign) and len(stmt.targets) == 1:
            target, value = stmt.targets[0], stmt.value
        else:
            continue
        known = _constant(value)
        if isinstance(target, ir.Name) and known is not None and _count(known) <= _MEMBERS:
            found[target.id] = known
    return found


def _told(program: Program, cls: ClassInfo) -> dict[str, object]:
    """What the `__init_subclass__` of a class above, or the metaclass, assigns to a class of what its head says:
    `class Row(Shown, parts=("kind",))`."""
    given = {keyword.keyword: _constant(keyword.value) for keyword in cls.node.keywords}
    found: dict[str, object] = {}
    for told in _makers(program, cls):
        function = program.functions[told].node
        passed = {
            param.name: given[param.name] if param.name in given else _default(param) for param in function.params
        }
        for stmt in function.body:
            target = stmt.targets[0] if isinstance(stmt, ir.Assign) and len(stmt.targets) == 1 else None
            if isinstance(stmt, ir.Assign) and isinstance(target, ir.Attr) and isinstance(target.value, ir.Name):
                known = passed.get(_taken(stmt.value))
                if known is not None and _count(known) <= _MEMBERS:
                    found[target.name] = known
    return found


def _makers(program: Program, cls: ClassInfo) -> Iterator[str]:
    """The functions that are told of a class when it is made."""
    above = (program.classes[target] for kind, target in cls.mro[1:] if kind == "class")
    told = next((base.methods["__init_subclass__"] for base in above if "__init_subclass__" in base.methods), None)
    if told is not None:
        yield told
    meta = metaclass_of(program, cls)
    for name in ("__new__", "__init__") if meta else ():
        own = program.find_method(meta, name)
        if own is not None:
            yield own[1]


def _default(param: ir.Param) -> object:
    return _constant(param.default) if param.default is not None else None


def _taken(expr: ir.Expr) -> str:
    """The parameter that is assigned, or made a sequence: `tuple(parts)`."""
    if (
        isinstance(expr, ir.Call)
        and isinstance(expr.func, ir.Name)
        and expr.func.id in _SEQUENCES
        and len(expr.args) == 1
    ):
        expr = expr.args[0].value
    return expr.id if isinstance(expr, ir.Name) else ""


_SEQUENCES = ("tuple", "list", "set", "frozenset")


def _constant(expr: ir.Expr) -> object:
    """A constant that may decide something: a key or a flag, or a sequence of them; None for anything else."""
    if isinstance(expr, ir.Const) and expr.kind != "other":
        return (
            expr.value if isinstance(expr.value, bool) or (isinstance(expr.value, (str, int)) and expr.value) else None
        )
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id in ("frozenset", "set", "tuple"):
        if not expr.args and expr.func.id != "set":
            return _EMPTY  # and stays so
        return _constant(expr.args[0].value) if len(expr.args) == 1 else None
    if isinstance(expr, ir.Seq) and expr.kind in ("tuple", "list", "set"):
        items = [_constant(element) for element in expr.elements]
        return None if None in items else KnownItems(tuple(items))
    return None


def _count(held: object) -> int:
    return sum(_count(item) for item in held.items) if isinstance(held, KnownItems) else 1
