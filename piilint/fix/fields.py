"""Fields that the `repr` of their class shows: left out of it, in the words of dataclasses, attrs or pydantic.

card_number: str            card_number: str = field(repr=False)
cvv: str = ""               cvv: str = field(default="", repr=False)
"""

from __future__ import annotations

import ast

import libcst as cst

from piilint.fix.knowledge import Knowledge
from piilint.fix.module import Module, Piece
from piilint.fix.names import import_of
from piilint.fix.settings import argument_edit
from piilint.model.finding import Edit, Finding, Fix

_HIDDEN = "repr=False"
_MAKERS = {"dataclasses": "field", "attrs": "field", "attr": "ib", "pydantic": "Field"}
"""What makes a field, by where it comes from."""
_ATTRS = frozenset(("define", "mutable", "frozen"))


def hide_field(finding: Finding, module: Module, _: Knowledge) -> Fix | None:
    """Return how the field is left out; None where the class doesn't say how its fields are made."""
    cls, piece = module.class_around(finding.location.line), module.piece(finding.location)
    home = _home(cls, module) if cls is not None else None
    if piece is None or home is None:
        return None
    field = next((node for node in piece.ranges if isinstance(node, cst.AnnAssign)), None)
    if field is None:
        return None
    if isinstance(field.value, cst.Call) and _last(field.value.func) in {*_MAKERS.values(), "attrib"}:
        edits: tuple[Edit, ...] = _in_call(module, piece, field.value)
        return Fix(kind="hide", subject=_HIDDEN, edits=edits, is_safe=True) if edits else None
    made = _maker(module, home)
    if made is None:
        return None
    maker, needed = made
    if field.value is None:
        own: tuple[Edit, ...] = (Edit(piece.behind(field.annotation.annotation), f" = {maker}({_HIDDEN})"),)
    else:
        own = (
            Edit(piece.before(field.value), f"{maker}(default="),
            Edit(piece.behind(field.value), f", {_HIDDEN})"),
        )
    return Fix(kind="hide", subject=_HIDDEN, edits=(*needed, *own), is_safe=True)


def _in_call(module: Module, piece: Piece, call: cst.Call) -> tuple[Edit, ...]:
    if any(arg.star == "**" for arg in call.args):
        return ()
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == "repr":
            return (Edit(piece.place(arg.value), "False"),)
    return (argument_edit(module, piece, call, _HIDDEN),)


def _home(cls: ast.ClassDef, module: Module) -> str | None:
    """The package that makes the class's fields."""
    imports = _imports(module)
    for decorator in cls.decorator_list:
        node = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = ast.unparse(node)
        origin = imports.get(name.partition(".")[0], "")
        last = name.rpartition(".")[2]
        if last == "dataclass" and not origin.startswith("pydantic"):
            return "dataclasses"
        if last in _ATTRS or origin.partition(".")[0] in ("attr", "attrs"):
            return "attr" if origin.startswith("attr.") or origin == "attr" else "attrs"
    is_pydantic = any(origin.partition(".")[0] == "pydantic" for origin in imports.values())
    return "pydantic" if is_pydantic and (cls.bases or cls.decorator_list) else None


def _maker(module: Module, home: str) -> tuple[str, tuple[Edit, ...]] | None:
    """How a file calls what makes a field, and the import that this needs."""
    name = _MAKERS[home]
    for bound, origin in _imports(module).items():
        if origin in (f"{home}.{name}", f"{home}.attrib"):
            return bound, ()
        if origin == home and "." not in bound:
            return f"{bound}.{name}", ()
    if name in module.rebound or name in _imports(module):
        return None
    edit = import_of(module, home, name)
    return None if edit is None else (name, (edit,))


def _imports(module: Module) -> dict[str, str]:
    """The names that a file's imports bind, with what they mean."""
    found: dict[str, str] = {}
    for syntax in module.tree.body:
        match syntax:
            case ast.Import(names=aliases):
                found |= {alias.asname or alias.name: alias.name for alias in aliases}
            case ast.ImportFrom(module=str(home), names=aliases, level=0):
                found |= {alias.asname or alias.name: f"{home}.{alias.name}" for alias in aliases}
    return found


def _last(func: cst.BaseExpression) -> str:
    match func:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return name
    return ""
