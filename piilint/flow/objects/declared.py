"""What a field's declaration says: its type may hide it, be encrypted, or hold several."""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.classes import classes
from piilint.flow.domain.value import NOTHING, Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.sources.naming import last_word
from piilint.flow.tabular.column_types import write_in_the_clear, writers_among, writers_of
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir


def hides(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Whether the field's type shows stars instead of the value (`SecretStr`) or is a column that is encrypted, as the
    catalogue lists them, or as a type in view does it; or whether it holds only what a mask left of the value."""
    from piilint.flow.objects.converted import is_converted

    clear = write_in_the_clear(act, writers_of(act, cls, field))
    if clear is not None:
        return not clear
    return declared_hidden(act, cls, field) or (cls.kind != "orm" and is_converted(act, cls, field))


def declared_hidden(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Whether the catalogue lists the field's type among those that hide or encrypt."""
    learned = act.solver.learned
    return learned.once(learned.hidden_fields, (cls.module, id(field)), lambda: _hides(act, cls, field))


def repr_function(act: Activation, cls: ClassInfo, field: FieldInfo) -> str | None:
    """The function in view that makes what a repr shows of the field: `attrs.field(repr=lambda number: …)`."""
    given = [(module, arg.value) for module, call in field.told for arg in call.args if arg.keyword == "repr"]
    return function_of(act, *given[0]) if given else None


def function_of(act: Activation, module: str, expr: ir.Expr) -> str | None:
    """The function in view that a lambda or a name at a module's top level stands for."""
    if isinstance(expr, ir.Lambda):
        act.solver.summary(f"{module}.<module>")  # which comes upon it
        return act.program.function_by_spot.get((act.program.modules[module].path, expr.function.at))
    if not isinstance(expr, (ir.Name, ir.Attr)):
        return None
    ref = resolve_expr(expr, act.program.modules[module], act.program)
    return ref[1] if ref is not None and ref[0] == "func" else None


def conceals(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Whether what is read of the field hides itself: a `SecretStr`, not an encrypted column, which is read in the clear."""
    return cls.kind != "orm" and hides(act, cls, field)


def _hides(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    if field.annotation is not None and names_safeguard(act, cls.module, field.annotation):
        return True
    parts = field.told if field.default is None else ((cls.module, field.default), *field.told)
    return any(_is_sealed(act, module, part) for module, part in parts)


def hidden_keys(act: Activation, rows: Value) -> frozenset[str]:
    """The fields that hide themselves in a class in view, or in the class or table that a query is of."""
    fields = frozenset(field.name for cls, field in _fields_of(act, rows) if hides(act, cls, field))
    return fields | sealed_columns(act, rows)


def hidden_fields(act: Activation, row: Value) -> frozenset[str]:
    """The fields that hide themselves, of all classes in view that an instance may be of."""
    held = [each.cls[1] for _, each in act.objects(row) if each.cls is not None and each.cls[0] == "class"]
    known = [act.program.classes[name] for name in held if name in act.program.classes]
    hidden = [{f.name for f in act.program.all_fields(cls.id).values() if hides(act, cls, f)} for cls in known]
    return frozenset(set.intersection(*hidden)) if hidden else frozenset()


SEALED_COLUMNS = ".arg sealed"
"""Where a table that is made by a call, and a statement on it, keep the names of their encrypted columns; it isn't shown."""


def sealed_columns(act: Activation, table: Value) -> frozenset[str]:
    """The encrypted columns of a table that is made by a call, or of the table that a statement is on; of one of several
    tables, those that all of them have."""
    tables = [held.fields.get(SEALED_COLUMNS) for _, held in act.objects(table) if held.kind in ("library", "symbol")]
    kept = [frozenset(str(part.const[0]).split("\n")) if part and part.const else frozenset() for part in tables]
    return frozenset.intersection(*kept) if kept else frozenset()


def is_column_sealed(act: Activation, column: ir.Call) -> bool:
    """Whether `Column("iban", Sealed)`, in the module at hand, is encrypted, as the catalogue says or a type in view does."""
    clear = write_in_the_clear(act, writers_among(act, act.module.name, column))
    return _is_sealed(act, act.module.name, column) if clear is None else not clear


def foreign_keys(act: Activation, rows: Value) -> frozenset[str]:
    """The fields that hold nothing but the keys of other tables' rows, of the class that a query is of."""
    return frozenset(field.name for _, field in _fields_of(act, rows) if is_foreign_key(field))


def is_foreign_key(field: FieldInfo) -> bool:
    """`account = ForeignKey(Account)`; `ForeignKey(Account, to_field="iban")` holds the IBAN."""
    made = field.default
    if not isinstance(made, ir.Call) or last_word(text_of(made.func)) not in classes().foreign_keys:
        return False
    return not any(arg.keyword in classes().key_columns for arg in made.args)


def _fields_of(act: Activation, rows: Value) -> Iterator[tuple[ClassInfo, FieldInfo]]:
    """What a class in view, or the class that a query is of, declares."""
    owners = [target for kind, target in rows.refs if kind == "class"]
    for _, held in act.objects(rows):
        if held.cls is not None and held.cls[0] == "list":
            owners.append(held.cls[1])
        elif held.kind == "instance":  # a query with methods of its own
            made = (row.cls for _, row in act.objects(held.fields.get("[*]", NOTHING)))
            owners += [cls[1] for cls in made if cls is not None and cls[0] == "class"]
    for cls in (act.program.classes[owner] for owner in owners if owner in act.program.classes):
        yield from ((cls, field) for field in act.program.all_fields(cls.id).values())


def _is_sealed(act: Activation, module: str, default: ir.Expr) -> bool:
    """Whether a column or field is made with an encrypted type: `Column(EncryptedType(String, key))`."""
    if isinstance(default, ir.Call):
        inner = [arg.value for arg in default.args]
        return names_safeguard(act, module, default.func) or any(_is_sealed(act, module, part) for part in inner)
    return isinstance(default, (ir.Name, ir.Attr)) and names_safeguard(act, module, default)


def names_safeguard(act: Activation, module: str, annotation: ir.Expr) -> bool:
    """Whether an annotation is a type that the catalogue lists as a safeguard: `SecretStr`, `Optional[SecretStr]`."""
    if isinstance(annotation, ir.Sub):
        inner = annotation.index
        parts = inner.elements if isinstance(inner, ir.Seq) else (inner,)
        return any(names_safeguard(act, module, part) for part in parts)
    if isinstance(annotation, ir.Bin):
        return any(names_safeguard(act, module, part) for part in annotation.operands)
    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        text = annotation.value.replace("Optional[", "").replace("]", "").replace("None", "").strip(" |'\"")
        if not text.replace(".", "").isidentifier():
            return False
        annotation = ir.Name(-1, text)
    if not isinstance(annotation, (ir.Name, ir.Attr)):
        return False
    ref = resolve_expr(annotation, act.program.modules[module], act.program)
    if ref is None:
        return False
    calls = act.catalogue.calls
    known = (*calls.exact(ref[1]).sanitizers, *calls.named(ref[1].rpartition(".")[2]).sanitizers)
    return ref[0] in ("ext", "class") and any(sanitizer.kind in ("mask", "encryption") for sanitizer in known)


def imported_as(act: Activation, dotted: str) -> list[str]:
    """The names under which a thing in view can be imported, where the project says something of such names: its own, and
    those from a directory on the way that is no package (`suite/lib.py` is `suite.lib` or, from `suite`, `lib`)."""
    names, heads = [dotted], act.catalogue.calls.own_heads
    parts = dotted.split(".") if heads else []
    for start in range(1, len(parts) - 1):
        if parts[start] in heads and ".".join(parts[:start]) not in act.program.modules:
            names.append(".".join(parts[start:]))
    return names
