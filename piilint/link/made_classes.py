"""Classes that a call makes: their fields are in its arguments.

Entry = namedtuple("Entry", "iban kind")                       # class Entry(namedtuple): iban; kind
Entry = NamedTuple("Entry", [("iban", str), ("kind", str)])
Entry = TypedDict("Entry", {"iban": str, "kind": str})
class Entry(namedtuple("Entry", ["iban", "kind"])): ...
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.model import ir

_MAKERS = frozenset(("namedtuple", "NamedTuple", "TypedDict", "make_dataclass"))


def made_class(stmt: ir.Assign) -> ir.ClassDef | None:
    """The class that an assignment's call makes, with its fields as declarations; None if it makes none."""
    target = stmt.targets[0]
    if len(stmt.targets) != 1 or not isinstance(target, ir.Name) or not isinstance(stmt.value, ir.Call):
        return None
    fields = made_fields(stmt.value)
    return ir.ClassDef(stmt.at, target.id, (stmt.value.func,), (), fields, ()) if fields else None


def made_fields(call: ir.Expr) -> tuple[ir.AnnAssign, ...]:
    """The declarations of the fields that a call of `namedtuple` or the like lists."""
    if not isinstance(call, ir.Call) or _last(call.func) not in _MAKERS or len(call.args) < 2:
        return ()
    listed = call.args[1].value
    fields = [(name, annotation) for name, annotation in _fields(listed) if name.isidentifier()]
    given = next((arg.value for arg in call.args if arg.keyword == "defaults"), None)
    defaults = given.elements if isinstance(given, ir.Seq) else ()
    without = len(fields) - len(defaults)
    return tuple(
        ir.AnnAssign(listed.at, ir.Name(listed.at, name), annotation or _ANY, _default(defaults, place - without))
        for place, (name, annotation) in enumerate(fields)
    )


def _default(defaults: tuple[ir.Expr, ...], place: int) -> ir.Expr | None:
    """The last fields have the defaults that are listed."""
    return defaults[place] if 0 <= place < len(defaults) else None


_ANY = ir.Const(-1, None, "other")


def _fields(listed: ir.Expr) -> Iterator[tuple[str, ir.Expr | None]]:
    if isinstance(listed, ir.Const) and isinstance(listed.value, str):
        yield from ((name, None) for name in listed.value.replace(",", " ").split())
    elif isinstance(listed, ir.Dict):
        for key, value in zip(listed.keys, listed.values, strict=False):
            if isinstance(key, ir.Const) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(listed, ir.Seq):
        for each in listed.elements:
            name = each.elements[0] if isinstance(each, ir.Seq) and each.elements else each
            annotation = each.elements[1] if isinstance(each, ir.Seq) and len(each.elements) > 1 else None
            if isinstance(name, ir.Const) and isinstance(name.value, str):
                yield name.value, annotation


def _last(func: ir.Expr) -> str:
    return func.name if isinstance(func, ir.Attr) else func.id if isinstance(func, ir.Name) else ""
