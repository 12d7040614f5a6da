"""What a field's declaration says: its type may hide it, be encrypted, or hold several."""

from __future__ import annotations

from piilint.flow.activation import Activation
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir


def hides(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Whether the field's type shows stars instead of the value (`SecretStr`), as the catalogue lists them."""
    return field.annotation is not None and _names_safeguard(act, cls, field.annotation)


def _names_safeguard(act: Activation, cls: ClassInfo, annotation: ir.Expr) -> bool:
    if isinstance(annotation, ir.Sub):
        inner = annotation.index
        parts = inner.elements if isinstance(inner, ir.Seq) else (inner,)
        return any(_names_safeguard(act, cls, part) for part in parts)
    if isinstance(annotation, ir.Bin):
        return any(_names_safeguard(act, cls, part) for part in annotation.operands)
    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        text = annotation.value.replace("Optional[", "").replace("]", "").replace("None", "").strip(" |'\"")
        if not text.replace(".", "").isidentifier():
            return False
        annotation = ir.Name(-1, text)
    if not isinstance(annotation, (ir.Name, ir.Attr)):
        return False
    ref = resolve_expr(annotation, act.program.modules[cls.module], act.program)
    return ref is not None and ref[0] == "ext" and bool(act.catalogue.calls.exact(ref[1]).sanitizers)
