"""Resolve classes: bases, MRO, kind, subclasses."""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.link.collect import is_shown
from piilint.link.field_helpers import Told, made_by_helpers
from piilint.link.kinds import SHOWING
from piilint.link.program import ClassInfo, FieldInfo, ModuleInfo, Program, Ref
from piilint.model import ir


def resolve_classes(program: Program) -> None:
    """Fill in every class's bases, then its MRO, kind and subclasses."""
    for cls in program.classes.values():
        module = program.modules[cls.module]
        cls.bases = tuple(ref for base in cls.node.bases for ref in _bases(base, module, program))
        _take_functions(cls, module, program)
    for cls in program.classes.values():
        cls.mro = _linearise(cls.id, program)
    below: dict[str, list[str]] = {}
    for cls in program.classes.values():
        _set_kind(cls, program)
        for kind, target in cls.mro[1:]:
            if kind == "class":
                below.setdefault(target, []).append(cls.id)
    for name, subclasses in below.items():
        program.classes[name].subclasses = tuple(sorted(subclasses))


def _take_functions(cls: ClassInfo, module: ModuleInfo, program: Program) -> None:
    """Functions that a class's body gives names make methods: `show = text_of`."""
    for stmt in cls.node.body:
        if not isinstance(stmt, ir.Assign) or not isinstance(stmt.value, (ir.Name, ir.Attr)):
            continue
        names = [target.id for target in stmt.targets if isinstance(target, ir.Name) and target.id not in cls.methods]
        found = resolve_expr(stmt.value, module, program) if names else None
        if found is not None and found[0] == "func":
            cls.methods.update(dict.fromkeys(names, found[1]))
        elif found in _PLAIN_TEXTS:
            cls.plain_texts = cls.plain_texts.union(names)


_PLAIN_TEXTS = (("ext", "builtins.object.__repr__"),)
"""What shows nothing of an instance; `object.__str__` asks `__repr__`."""


def _bases(expr: ir.Expr, module: ModuleInfo, program: Program) -> tuple[Ref, ...]:
    """What a base in a class's head stands for; of one that is made of others, those."""
    made = resolve_expr(expr, module, program)
    if made is None:
        return ()
    owner, _, method = made[1].rpartition(".")
    if made[0] != "ext" or method not in classes().made_bases:
        return (made,)
    calls = [expr] if isinstance(expr, ir.Call) else []
    found = program.member(module.name, expr.id) if isinstance(expr, ir.Name) else None
    if found is not None and found[0] == "var":
        place, _, name = found[1].partition(":")
        module = program.modules[place]
        assigned = program.assigned(place, name)
        calls = [stmt.value for stmt in assigned if isinstance(stmt, ir.Assign) and isinstance(stmt.value, ir.Call)]
    given = [resolve_expr(arg.value, module, program) for call in calls for arg in call.args]
    return (*(ref for ref in given if ref is not None and ref[0] == "class"), ("ext", owner))


def resolve_expr(expr: ir.Expr, module: ModuleInfo, program: Program) -> Ref | None:
    """What a dotted expression means at a module's top level: a class, function, module or library's dotted name."""
    if isinstance(expr, ir.Name):
        found = program.member(module.name, expr.id)
        if found is None:
            return ("ext", f"builtins.{expr.id}")
        return _made_by(found, program) if found[0] == "var" else found
    if isinstance(expr, ir.Attr):
        owner = resolve_expr(expr.value, module, program)
        return None if owner is None else resolve_attribute(owner, expr.name, program)
    if isinstance(expr, ir.Sub):
        return resolve_expr(expr.value, module, program)
    if isinstance(expr, ir.Call):
        return resolve_expr(expr.func, module, program)
    return None


def _made_by(variable: Ref, program: Program) -> Ref:
    """`db = SQLAlchemy()`, `Base = declarative_base()`: what a variable is made by stands for it where that is a
    library's."""
    if variable in program.traced:  # made by something that it makes itself: `cached = cached(load)`
        return variable
    program.traced.add(variable)
    made = _maker(variable, program)
    program.traced.discard(variable)
    return made


def _maker(variable: Ref, program: Program) -> Ref:
    module, _, name = variable[1].partition(":")
    for stmt in program.assigned(module, name):
        if isinstance(stmt, ir.Assign) and isinstance(stmt.value, ir.Call) and not isinstance(stmt.value.func, ir.Call):
            made = resolve_expr(stmt.value.func, program.modules[module], program)
            return made if made is not None and made[0] == "ext" else variable
    return variable


def resolve_attribute(owner: Ref, name: str, program: Program) -> Ref | None:
    """What `owner.name` is, for owners that are modules, classes or libraries' things."""
    kind, target = owner
    if kind == "module":
        return program.member(target, name)
    if kind == "ext":
        return ("ext", f"{target}.{name}")
    if kind == "class":
        found = program.find_method(target, name)
        if found is not None:
            return ("func", found[1])
        nested = f"{target}.{name}"
        return ("class", nested) if nested in program.classes else None
    return None


def _linearise(name: str, program: Program) -> tuple[Ref, ...]:
    """Depth-first order with later duplicates kept: Python's C3 order wherever that exists, and total where not."""
    order: dict[Ref, None] = {}
    stack: list[Ref] = [("class", name)]
    visited = 0
    while stack and visited < 2000:
        visited += 1
        ref = stack.pop()
        order.pop(ref, None)
        order[ref] = None
        if ref[0] == "class" and not (ref[1] == name and visited > 1):
            stack.extend(reversed([base for base in program.classes[ref[1]].bases if base[0] in ("class", "ext")]))
    return tuple(order)


def _set_kind(cls: ClassInfo, program: Program) -> None:
    for kind, target in cls.mro:
        if kind == "class":
            found = _by_decorator(program.classes[target], program)
        else:
            found = classes().by_base.get(target)
            if found is None and target.endswith(("Error", "Exception", "Warning")) and target.startswith("builtins."):
                found = "exception"
        if found is not None:
            cls.kind = found  # type: ignore[assignment]
            break
    else:
        if _looks_mapped(cls):
            cls.kind = "orm"
    for field in cls.fields.values():
        field.told = _told(field, program.modules[cls.module], program)
        field.shown = field.shown and all(is_shown(call) for _, call in field.told)
    cls.generated_repr = cls.kind in SHOWING and not _repr_off(cls)


def _told(field: FieldInfo, module: ModuleInfo, program: Program) -> tuple[Told, ...]:
    """The calls that make the default, and that `iban: Annotated[str, Field(repr=False)]` names; `iban: Hidden` with
    `Hidden = Annotated[str, Field(repr=False)]` likewise, and `iban: str = Hidden` with `Hidden = Field(repr=False)`,
    wherever that stands. `iban: str = hidden()` with a function in view adds what that calls."""
    home, default = written(field.default, module.name, program)
    made: tuple[Told, ...] = ()
    if isinstance(default, ir.Call):
        made = ((home, default), *made_by_helpers(home, default, program, _resolved, written))
    annotation, home = field.annotation, module.name
    seen: list[ir.Expr | None] = []
    while annotation not in seen:  # `A = B` with `B = A` leads nowhere
        seen.append(annotation)
        if isinstance(annotation, ir.Sub) and _last_word(annotation.value) in _AROUND:
            if isinstance(annotation.index, ir.Seq):
                return (*made, *((home, each) for each in annotation.index.elements if isinstance(each, ir.Call)))
            annotation = annotation.index
        elif home == module.name:
            home, annotation = written(annotation, home, program)
    return made


def _resolved(expr: ir.Expr, home: str, program: Program) -> Ref | None:
    return resolve_expr(expr, program.modules[home], program)


def written(expr: ir.Expr | None, home: str, program: Program) -> tuple[str, ir.Expr | None]:
    """What a name at a module's top level is assigned, with that module; anything else as it is."""
    ref: Ref | None = None
    if isinstance(expr, ir.Name):
        ref = program.member(home, expr.id)
    elif isinstance(expr, ir.Attr):
        owner = resolve_expr(expr.value, program.modules[home], program)
        ref = program.member(owner[1], expr.name) if owner is not None and owner[0] == "module" else None
    if ref is None or ref[0] != "var":
        return home, expr
    there, _, name = ref[1].partition(":")
    return there, next((stmt.value for stmt in program.assigned(there, name)), None)


_AROUND = frozenset(("Annotated", "Mapped", "Required", "NotRequired", "Final"))


def _last_word(expr: ir.Expr) -> str:
    return expr.name if isinstance(expr, ir.Attr) else expr.id if isinstance(expr, ir.Name) else ""


def _by_decorator(cls: ClassInfo, program: Program) -> str | None:
    module = program.modules[cls.module]
    for decorator in cls.node.decorators:
        ref = resolve_expr(decorator, module, program)
        if ref is not None and ref[0] == "ext" and ref[1] in classes().by_decorator:
            return classes().by_decorator[ref[1]]
    return None


def _repr_off(cls: ClassInfo) -> bool:
    for decorator in cls.node.decorators:
        if isinstance(decorator, ir.Call):
            for arg in decorator.args:
                if arg.keyword == "repr" and isinstance(arg.value, ir.Const) and arg.value.value is False:
                    return True
    return False


def _looks_mapped(cls: ClassInfo) -> bool:
    """A class with a base whose library isn't in view, but with `__tablename__` or mapped columns."""
    columns = [f.default.func for f in cls.fields.values() if isinstance(f.default, ir.Call)]
    names = [
        func.name if isinstance(func, ir.Attr) else func.id for func in columns if isinstance(func, (ir.Attr, ir.Name))
    ]
    return any(name in classes().columns for name in names) or any(
        isinstance(stmt, ir.Assign) and isinstance(stmt.targets[0], ir.Name) and stmt.targets[0].id == "__tablename__"
        for stmt in cls.node.body
    )
